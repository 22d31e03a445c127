/**
 * A device's packets in the order of their timestamps, each handed out when it is due. What is due follows from what was
 * played, not from a clock: while nothing is there the line is filled by concealment, and a packet that comes after all
 * is played later than it should have been, which time scaling makes up for; only when its successor is there too, the
 * moment is past and it is dropped. A pause (DTX, mute, a dead path) ends the talkspurt; the next one starts when its
 * first packet has waited for the target delay. Pure: time is an argument.
 */
import { addSequence, timestampDelta } from '../rtp/sequence.ts';
import { ArrivalModel } from './arrival.ts';

/** ms of concealment after which a talkspurt is over; the concealed sound has faded out by then. */
const SPURT_END = 80;
/** A packet so far from its time, ms, has new numbers. */
const JUMP = 500;
/** At most so much waits: ms between first and last, and packets. */
const MOST_SPAN = 400;
const MOST_PACKETS = 64;
/** ms above the target at which packets are dropped; up to there time scaling does it. */
const MOST_EXCESS = 150;
/** ms of a beat: a talkspurt starts within it. */
const FRAME = 20;

export interface JitterPacket {
  readonly sequence: number;
  readonly timestamp: number;
  readonly payloadType: number;
  readonly payload: Uint8Array;
}

export interface JitterCounts {
  /** Taken in their turn. */
  played: number;
  /** ms that were made up for what did not come in time. */
  concealed: number;
  /** Came after their turn. */
  late: number;
  duplicates: number;
  /** Dropped because too much waited. */
  dropped: number;
  /** Times that the numbers started anew. */
  restarts: number;
}

/**
 * What to do next: decode a packet (which `follows` what was played before, or does not), conceal at most so many units (`next`: the packet
 * right behind them), be quiet for so many as the source paused, or nothing as it is silent.
 */
export type Step =
  | { readonly type: 'packet'; readonly packet: JitterPacket; readonly follows: boolean }
  | { readonly type: 'conceal'; readonly units: number; readonly next?: JitterPacket }
  | { readonly type: 'pause'; readonly units: number }
  | { readonly type: 'silent' };

const NOTHING: JitterCounts = { played: 0, concealed: 0, late: 0, duplicates: 0, dropped: 0, restarts: 0 };
const SILENT: Step = { type: 'silent' };

export class JitterBuffer {
  readonly counts: JitterCounts;
  readonly #unitsPerMs: number;
  readonly #arrival = new ArrivalModel();
  #packets: JitterPacket[] = [];
  /** The first unit that was not played yet; `undefined` between talkspurts. */
  #due: number | undefined;
  /** Where the packet taken last ended. */
  #end: number | undefined;
  /** Of the packet taken last. */
  #sequence: number | undefined;
  /** Nothing of the talkspurt was played yet. */
  #starts = false;
  /** Units concealed since what is due. */
  #concealed = 0;
  /** The timestamp that transits are counted from, and its media time, ms: timestamps wrap, media time does not. */
  #reference: { timestamp: number; time: number } | undefined;
  /** The first packet of what may be new numbers; the second one tells. */
  #suspect: { readonly packet: JitterPacket; readonly now: number } | undefined;

  /** `clockRate` of the RTP timestamps, Hz. `counts`: goes on from those. */
  constructor(clockRate: number, counts: JitterCounts = NOTHING) {
    this.#unitsPerMs = clockRate / 1000;
    this.counts = { ...counts };
  }

  /** ms that audio waits here at best. */
  get target(): number {
    return this.#arrival.target;
  }

  /** Packets that wait. */
  get size(): number {
    return this.#packets.length;
  }

  push(packet: JitterPacket, now: number): void {
    if (!this.#isContinuous(packet, now)) return;
    const time = this.#timeOf(packet.timestamp);
    if (this.#reference === undefined || time > this.#reference.time)
      this.#reference = { timestamp: packet.timestamp, time };
    this.#arrival.observe(now - time, now);
    if (this.#due !== undefined && timestampDelta(packet.timestamp, this.#due) < 0) this.counts.late += 1;
    else this.#insert(packet);
  }

  /** `waiting` units are decoded already and not played yet. */
  take(now: number, waiting: number): Step {
    if (this.#due === undefined && !this.#startSpurt(now)) return SILENT;
    const due = this.#due ?? 0;
    this.#dropExcess(now, waiting);
    const first = this.#packets[0];
    if (first === undefined) return { type: 'conceal', units: Infinity };
    // What is missing has its time, unless more waits than should.
    const gap = timestampDelta(first.timestamp, due) - this.#concealed;
    const early = Math.ceil(-this.#excess(first.timestamp, now, waiting) * this.#unitsPerMs);
    // A gap between neighbours is a pause of the sender (DTX), not a loss.
    const paused = this.#starts || (this.#sequence !== undefined && first.sequence === addSequence(this.#sequence, 1));
    if (gap > 0 && early > 0) {
      const units = Math.min(gap, early);
      return paused ? { type: 'pause', units } : { type: 'conceal', units, ...(units === gap ? { next: first } : {}) };
    }
    this.#packets.shift();
    this.#sequence = first.sequence;
    this.#starts = false;
    this.counts.played += 1;
    return { type: 'packet', packet: first, follows: first.timestamp === this.#end };
  }

  /** The next packet follows what was played last without a gap, and is here. */
  hasNext(): boolean {
    return this.#concealed === 0 && this.#due !== undefined && this.#packets[0]?.timestamp === this.#due;
  }

  /** The packet taken last carried so many units. */
  played(packet: JitterPacket, units: number): void {
    this.#due = (packet.timestamp + units) >>> 0;
    this.#end = this.#due;
    this.#concealed = 0;
  }

  /** The packet taken last says that the source pauses: its talkspurt is over. */
  paused(): void {
    this.#due = undefined;
    this.#concealed = 0;
  }

  /** So many units were played that no packet brought; `madeUp`: as they were lost, not left out. */
  concealed(units: number, madeUp: boolean): void {
    this.#concealed += units;
    if (madeUp) this.counts.concealed += units / this.#unitsPerMs;
    if (this.#concealed < SPURT_END * this.#unitsPerMs) return;
    this.#due = undefined;
    this.#concealed = 0;
  }

  /** ms that audio waits longer than the target; negative: shorter. 0 between talkspurts. */
  excess(now: number, waiting: number): number {
    return this.#due === undefined ? 0 : this.#excess(this.#due, now, waiting);
  }

  #excess(due: number, now: number, waiting: number): number {
    const delay = now - this.#timeOf(due) + waiting / this.#unitsPerMs - (this.#arrival.baseline ?? 0);
    return delay - this.#arrival.target;
  }

  /** Media time, ms. */
  #timeOf(timestamp: number): number {
    const { timestamp: known, time } = this.#reference ?? { timestamp, time: 0 };
    return time + timestampDelta(timestamp, known) / this.#unitsPerMs;
  }

  /** `false`: the packet is put aside, as it has new numbers or is a stray. */
  #isContinuous(packet: JitterPacket, now: number): boolean {
    const { baseline } = this.#arrival;
    if (baseline === undefined) {
      this.#arrival.restart(now - this.#timeOf(packet.timestamp), now);
      return true;
    }
    if (Math.abs(now - this.#timeOf(packet.timestamp) - baseline) <= JUMP) {
      this.#suspect = undefined;
      return true;
    }
    const before = this.#suspect;
    this.#suspect = { packet, now };
    if (before === undefined) return false;
    const elapsed = timestampDelta(packet.timestamp, before.packet.timestamp) / this.#unitsPerMs;
    if (Math.abs(elapsed - (now - before.now)) <= JUMP) this.#restart(before.packet, before.now);
    return this.#suspect === undefined;
  }

  /** Another source takes over with `packet`: all that waits is of the past. */
  restart(packet: JitterPacket, now: number): void {
    this.#restart(packet, now);
  }

  #restart(first: JitterPacket, at: number): void {
    this.counts.restarts += 1;
    this.#suspect = undefined;
    this.#packets = [first];
    this.#due = undefined;
    this.#end = undefined;
    this.#sequence = undefined;
    this.#concealed = 0;
    this.#reference = { timestamp: first.timestamp, time: 0 };
    this.#arrival.restart(at, at);
  }

  #insert(packet: JitterPacket): void {
    let at = this.#packets.length;
    for (let before = this.#packets[at - 1]; before !== undefined; before = this.#packets[at - 1]) {
      const delta = timestampDelta(packet.timestamp, before.timestamp);
      if (delta > 0) break;
      if (delta === 0) {
        this.counts.duplicates += 1;
        return;
      }
      at -= 1;
    }
    this.#packets.splice(at, 0, packet);
    while (this.#span() > MOST_SPAN || this.#packets.length > MOST_PACKETS) this.#drop();
  }

  #span(): number {
    const [first, last] = [this.#packets[0], this.#packets.at(-1)];
    return first === undefined || last === undefined
      ? 0
      : timestampDelta(last.timestamp, first.timestamp) / this.#unitsPerMs;
  }

  /** In the beat in which the first packet has waited long enough; what is missing of that is concealed. */
  #startSpurt(now: number): boolean {
    const excess = (index: number): number => {
      const packet = this.#packets[index];
      return packet === undefined ? -Infinity : this.#excess(packet.timestamp, now, 0);
    };
    while (excess(0) > FRAME && excess(1) >= 0) this.#drop();
    const first = this.#packets[0];
    if (first === undefined || excess(0) <= -FRAME) return false;
    const early = Math.max(0, Math.ceil(-excess(0) * this.#unitsPerMs));
    this.#due = (first.timestamp - early) >>> 0;
    this.#starts = true;
    this.#concealed = 0;
    return true;
  }

  #dropExcess(now: number, waiting: number): void {
    for (let second = this.#packets[1]; second !== undefined && this.#due !== undefined; second = this.#packets[1]) {
      const excess = this.#excess(this.#due, now, waiting);
      // What was concealed is past if its successor is here.
      const past = this.#concealed > 0 && excess > 0 && timestampDelta(second.timestamp, this.#due) <= this.#concealed;
      if (past) {
        this.#packets.shift();
        this.counts.late += 1;
      } else if (excess - this.#concealed / this.#unitsPerMs > MOST_EXCESS) {
        this.#drop();
        this.#due = second.timestamp;
        this.#concealed = 0;
      } else return;
    }
  }

  #drop(): void {
    this.#packets.shift();
    this.counts.dropped += 1;
  }
}
