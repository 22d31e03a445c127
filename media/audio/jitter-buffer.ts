/**
 * Orders a device's packets by timestamp and hands out each when it is due. Due times follow from what was played,
 * not from a clock: while no packet is there the line is filled by concealment, and a packet that arrives after all
 * is played late, which time scaling makes up for; only if its successor has arrived too is its moment past, and it
 * is dropped. A pause (DTX, mute, a dead path) ends the talkspurt; the next one starts when its first packet has
 * waited for the target delay. Pure: time is an argument.
 */
import { addSequence, timestampDelta } from '../rtp/sequence.ts';
import { ArrivalModel } from './arrival.ts';

/** ms of concealment after which a talkspurt is over; by then the concealed sound has faded out. */
const SPURT_END = 80;
/** A packet this many ms from its expected time belongs to new numbering. */
const JUMP = 500;
/** Most that may wait: ms between first and last, and packets. */
const MOST_SPAN = 400;
const MOST_PACKETS = 64;
/** ms above the target at which packets are dropped; below that, time scaling reduces the delay. */
const MOST_EXCESS = 150;
/** ms of a tick: a talkspurt starts within it. */
const FRAME = 20;

export interface JitterPacket {
  readonly sequence: number;
  readonly timestamp: number;
  readonly payloadType: number;
  readonly payload: Uint8Array;
}

export interface JitterCounts {
  /** Packets taken in their turn. */
  played: number;
  /** ms made up for packets that did not arrive in time. */
  concealed: number;
  /** Packets that arrived after their turn. */
  late: number;
  duplicates: number;
  /** Packets dropped because too many waited. */
  dropped: number;
  /** How often the numbering restarted. */
  restarts: number;
}

/**
 * The next action: decode a packet (`follows`: it continues what was played before), conceal at most `units`
 * (`next`: the packet right behind them), be quiet for `units` because the source paused, or nothing because it is
 * silent.
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
  /** The first unit not played yet; `undefined` between talkspurts. */
  #due: number | undefined;
  /** End timestamp of the packet taken last. */
  #end: number | undefined;
  /** Sequence number of the packet taken last. */
  #sequence: number | undefined;
  /** Nothing of the talkspurt has been played yet. */
  #starts = false;
  /** Units concealed since `#due`. */
  #concealed = 0;
  /** The timestamp from which transits are counted, and its media time, ms: timestamps wrap, media time does not. */
  #reference: { timestamp: number; time: number } | undefined;
  /** The first packet of what may be new numbering; the second one decides. */
  #suspect: { readonly packet: JitterPacket; readonly now: number } | undefined;

  /** `clockRate` of the RTP timestamps, Hz. `counts`: starting values. */
  constructor(clockRate: number, counts: JitterCounts = NOTHING) {
    this.#unitsPerMs = clockRate / 1000;
    this.counts = { ...counts };
  }

  /** ms that audio waits here at best. */
  get target(): number {
    return this.#arrival.target;
  }

  /** Number of packets waiting. */
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

  /** `waiting`: units decoded but not played yet. */
  take(now: number, waiting: number): Step {
    if (this.#due === undefined && !this.#startSpurt(now)) return SILENT;
    const due = this.#due ?? 0;
    this.#dropExcess(now, waiting);
    const first = this.#packets[0];
    if (first === undefined) return { type: 'conceal', units: Infinity };
    // A missing packet is waited for, unless more is waiting than should be.
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

  /** True if the next packet is here and follows without a gap what was played last. */
  hasNext(): boolean {
    return this.#concealed === 0 && this.#due !== undefined && this.#packets[0]?.timestamp === this.#due;
  }

  /** Reports how many units the packet taken last carried. */
  played(packet: JitterPacket, units: number): void {
    this.#due = (packet.timestamp + units) >>> 0;
    this.#end = this.#due;
    this.#concealed = 0;
  }

  /** The packet taken last announces a pause of the source: its talkspurt is over. */
  paused(): void {
    this.#due = undefined;
    this.#concealed = 0;
  }

  /** Reports units played without a packet; `madeUp`: because packets were lost, not left out. */
  concealed(units: number, madeUp: boolean): void {
    this.#concealed += units;
    if (madeUp) this.counts.concealed += units / this.#unitsPerMs;
    if (this.#concealed < SPURT_END * this.#unitsPerMs) return;
    this.#due = undefined;
    this.#concealed = 0;
  }

  /** ms that audio waits beyond the target; negative if it waits less. 0 between talkspurts. */
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

  /** `false`: the packet is set aside, as it is a stray or starts new numbering. */
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

  /** Another source takes over with `packet`: waiting packets are discarded. */
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

  /**
   * Starts a talkspurt in the tick in which the first packet has waited long enough; the rest of that wait is
   * concealed.
   */
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
      // A concealed packet's moment is past if its successor is here.
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
