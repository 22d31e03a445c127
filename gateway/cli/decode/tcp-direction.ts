/** Orders the captured segments of one direction of a TCP connection (RFC 9293 §3.4). */
import type { Moment } from './packet.ts';

/** The receiver of the ordered octets. */
export interface StreamSink {
  /** Receives the octets in order, each once; a view that is valid until the next chunk. */
  data(octets: Uint8Array, at: Moment): void;
  /** `octets` octets are missing in the capture; the next data comes after them. */
  gap(octets: number, at: Moment): void;
  /** FIN or RST. */
  end(at: Moment): void;
}

export interface OrderLimits {
  /** The octets and segments that one direction may hold behind a gap. */
  readonly octets: number;
  readonly segments: number;
  /** The octets that all directions together may hold. */
  readonly total: number;
}

export const ORDER_LIMITS: OrderLimits = { octets: 256 * 1024, segments: 512, total: 32 * 1024 * 1024 };

/** The octets held by all directions. */
export interface Budget {
  held: number;
}

interface Held {
  readonly sequence: number;
  readonly octets: Uint8Array;
}

/**
 * The peer has acknowledged the missing octets, so they will not be repeated: they may only appear later in the
 * capture, by at most this many segments or µs.
 */
const LATE_SEGMENTS = 8;
const LATE = 1_000_000;
/** µs to wait for missing octets while no acknowledgement is seen. */
const PATIENCE = 10_000_000;
/** No retransmission is this far back; it must be another sequence. */
const ANOTHER_SEQUENCE = 16 * 1024 * 1024;

/** The distance from `a` to `b`, with wrap-around. */
const distance = (a: number, b: number): number => (b - a) | 0;

export class TcpDirection {
  readonly #sink: StreamSink;
  readonly #limits: OrderLimits;
  readonly #budget: Budget;
  /** The initial sequence number, if it was seen. */
  initial: number | undefined;
  #expected: number | undefined;
  /** The sequence number after the last octet, known once FIN was seen. */
  #finish: number | undefined;
  /** In order; the first one follows the gap. */
  #held: Held[] = [];
  #heldOctets = 0;
  #hole: { readonly time: number; acknowledged: boolean; segments: number } | undefined;
  #acknowledged: number | undefined;

  constructor(sink: StreamSink, limits: OrderLimits, budget: Budget) {
    this.#sink = sink;
    this.#limits = limits;
    this.#budget = budget;
  }

  /** True if any segment was seen. */
  get begun(): boolean {
    return this.#expected !== undefined;
  }

  /** Handles SYN. */
  begin(sequence: number): void {
    this.initial = sequence;
    this.#expected = (sequence + 1) >>> 0;
  }

  receive(sequence: number, octets: Uint8Array, at: Moment): void {
    if (octets.length === 0) return;
    const ahead = distance((this.#expected ??= sequence), sequence);
    if (ahead < -ANOTHER_SEQUENCE) this.#startAgain(sequence, at);
    if (ahead > 0) this.#hold(sequence, octets, at);
    else {
      this.#deliver(sequence, octets, at);
      this.#release(at);
    }
    this.look(at);
  }

  /** Handles FIN, whose sequence number is the one after the last octet. */
  finish(sequence: number, at: Moment): void {
    this.#finish ??= sequence;
    this.#expected ??= sequence;
    this.#endWhenDone(at);
  }

  /** Records the peer's acknowledgement. */
  acknowledge(sequence: number): void {
    this.#acknowledged = sequence;
  }

  /** Gives up a gap that will not be filled. */
  look(at: Moment): void {
    const [first] = this.#held;
    if (first === undefined) return;
    const hole = (this.#hole ??= { time: at.time ?? 0, acknowledged: false, segments: 0 });
    const waited = at.time === undefined ? 0 : at.time - hole.time;
    if (this.#acknowledged !== undefined && distance(this.#expected ?? 0, this.#acknowledged) > 0)
      hole.acknowledged = true;
    if (hole.acknowledged) hole.segments++;
    const lost = hole.acknowledged && (hole.segments > LATE_SEGMENTS || waited > LATE);
    const full =
      this.#heldOctets > this.#limits.octets ||
      this.#held.length > this.#limits.segments ||
      this.#budget.held > this.#limits.total;
    if (lost || full || waited > PATIENCE) this.#skipHole(first, at);
  }

  /** Delivers all held data, because no more will come. */
  flush(at: Moment): void {
    for (let first = this.#held[0]; first !== undefined; first = this.#held[0]) this.#skipHole(first, at);
  }

  /** Handles RST. */
  reset(at: Moment): void {
    this.flush(at);
    this.#finish = undefined;
    this.#sink.end(at);
  }

  #startAgain(sequence: number, at: Moment): void {
    this.flush(at);
    this.#sink.gap(0, at);
    this.#expected = sequence;
  }

  #deliver(sequence: number, octets: Uint8Array, at: Moment): void {
    const known = -distance(this.#expected ?? sequence, sequence);
    if (known >= octets.length) return;
    this.#expected = (sequence + octets.length) >>> 0;
    this.#sink.data(octets.subarray(Math.max(0, known)), at);
    this.#endWhenDone(at);
  }

  #endWhenDone(at: Moment): void {
    if (this.#finish === undefined || this.#held.length > 0 || distance(this.#finish, this.#expected ?? 0) < 0) return;
    this.#finish = undefined;
    this.#sink.end(at);
  }

  #hold(sequence: number, octets: Uint8Array, at: Moment): void {
    let place = this.#held.length;
    while (place > 0 && distance(this.#held[place - 1]?.sequence ?? 0, sequence) < 0) place--;
    const before = this.#held[place - 1];
    if (before?.sequence === sequence && before.octets.length >= octets.length) return;
    this.#held.splice(place, 0, { sequence, octets: Uint8Array.from(octets) });
    this.#count(octets.length);
    this.#hole ??= { time: at.time ?? 0, acknowledged: false, segments: 0 };
  }

  /** Delivers the data held back by a gap, up to the next gap. */
  #release(at: Moment): void {
    let count = 0;
    for (const { sequence, octets } of this.#held) {
      if (distance(this.#expected ?? 0, sequence) > 0) break;
      count++;
      this.#count(-octets.length);
      this.#deliver(sequence, octets, at);
    }
    if (count === 0) return;
    this.#held.splice(0, count);
    this.#hole = undefined;
    this.#endWhenDone(at);
  }

  #skipHole(first: Held, at: Moment): void {
    const missing = distance(this.#expected ?? first.sequence, first.sequence);
    this.#expected = first.sequence;
    this.#sink.gap(Math.max(0, missing), at);
    this.#release(at);
  }

  #count(octets: number): void {
    this.#heldOctets += octets;
    this.#budget.held += octets;
  }
}
