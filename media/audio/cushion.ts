/**
 * A small fixed cushion between a device's packets and the mixer's clock: playing starts 40 ms after the first packet,
 * and starts over after it ran dry. What comes too late is dropped, what piles up (a device clock that runs fast) too.
 * Pure: time is an argument. Its interface is what an adaptive jitter buffer needs as well.
 */
import { timestampDelta } from '../rtp/sequence.ts';

/** ms from the first packet to its playing. */
export const CUSHION = 40;
/** ms of audio that may wait; beyond it the oldest goes. */
export const MOST = 120;

export interface CushionPacket {
  readonly timestamp: number;
  readonly payload: Uint8Array;
}

export interface CushionCounts {
  late: number;
  /** Dropped because too many waited. */
  dropped: number;
  /** Times that it ran dry. */
  underruns: number;
}

export class Cushion {
  readonly counts: CushionCounts = { late: 0, dropped: 0, underruns: 0 };
  readonly #unitsPerMs: number;
  /** By timestamp. */
  #packets: CushionPacket[] = [];
  #playFrom: number | undefined;
  /** The timestamp that is due next; unknown until the first packet was played. */
  #due: number | undefined;

  /** `clockRate` of the RTP timestamps, Hz. */
  constructor(clockRate: number) {
    this.#unitsPerMs = clockRate / 1000;
  }

  push(packet: CushionPacket, now: number): void {
    this.#playFrom ??= now + CUSHION;
    if (this.#due !== undefined && this.#isLate(packet.timestamp, this.#due)) {
      this.counts.late += 1;
      return;
    }
    this.#insert(packet);
    this.#trim();
  }

  /** The next packet to decode; a gap before it is `lost` timestamp units. `undefined`: nothing to play now. */
  pull(now: number): { readonly packet: CushionPacket; readonly lost: number } | undefined {
    if (this.#playFrom === undefined || now < this.#playFrom) return undefined;
    const packet = this.#packets[0];
    if (packet === undefined) {
      this.counts.underruns += 1;
      this.reset();
      return undefined;
    }
    this.#packets.shift();
    const lost = this.#due === undefined ? 0 : timestampDelta(packet.timestamp, this.#due);
    return { packet, lost: Math.max(0, lost) };
  }

  /** The packet pulled last carried so many timestamp units. */
  played(packet: CushionPacket, units: number): void {
    this.#due = (packet.timestamp + units) >>> 0;
  }

  /** Forgets everything: the source's numbers start anew. */
  reset(): void {
    this.#packets = [];
    this.#playFrom = undefined;
    this.#due = undefined;
  }

  /** A far jump back is no late packet but new numbers. */
  #isLate(timestamp: number, due: number): boolean {
    const delta = timestampDelta(timestamp, due);
    if (Math.abs(delta) <= 1000 * this.#unitsPerMs) return delta < 0;
    this.#packets = [];
    this.#due = undefined;
    return false;
  }

  #insert(packet: CushionPacket): void {
    let at = this.#packets.length;
    for (let before = this.#packets[at - 1]; before !== undefined; before = this.#packets[at - 1]) {
      const delta = timestampDelta(packet.timestamp, before.timestamp);
      if (delta === 0) return;
      if (delta > 0) break;
      at -= 1;
    }
    this.#packets.splice(at, 0, packet);
  }

  #trim(): void {
    for (let first = this.#packets[0]; first !== undefined && this.#packets.length > 1; first = this.#packets[0]) {
      const last = this.#packets.at(-1) ?? first;
      if (timestampDelta(last.timestamp, first.timestamp) < MOST * this.#unitsPerMs) return;
      this.#packets.shift();
      this.counts.dropped += 1;
      this.#due = undefined;
    }
  }
}
