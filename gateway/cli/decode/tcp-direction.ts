/** One direction of a TCP connection, as a capture shows it, put in order (RFC 9293 §3.4). */
import type { Moment } from './packet.ts';

/** Where the octets go. */
export interface StreamSink {
  /** In order and once each; a view, good until the next chunk. */
  data(octets: Uint8Array, at: Moment): void;
  /** So many octets are not in the capture; what comes next is behind them. */
  gap(octets: number, at: Moment): void;
  /** FIN, or RST. */
  end(at: Moment): void;
}

export interface OrderLimits {
  /** Octets and segments that one direction may hold behind a hole. */
  readonly octets: number;
  readonly segments: number;
  /** Octets that all of them together may hold. */
  readonly total: number;
}

export const ORDER_LIMITS: OrderLimits = { octets: 256 * 1024, segments: 512, total: 32 * 1024 * 1024 };

/** What all directions hold. */
export interface Budget {
  held: number;
}

interface Held {
  readonly sequence: number;
  readonly octets: Uint8Array;
}

/** The peer has acknowledged what is missing, so it will not come again: this many segments, or µs, it may be late in the capture. */
const LATE_SEGMENTS = 8;
const LATE = 1_000_000;
/** µs that a hole waits when no acknowledgement is seen. */
const PATIENCE = 10_000_000;
/** No retransmission is so old; the sequence is another one. */
const ANOTHER_SEQUENCE = 16 * 1024 * 1024;

/** How far `b` is after `a`, with wrap-around. */
const distance = (a: number, b: number): number => (b - a) | 0;

export class TcpDirection {
  readonly #sink: StreamSink;
  readonly #limits: OrderLimits;
  readonly #budget: Budget;
  /** The initial sequence number, when it was seen. */
  initial: number | undefined;
  #expected: number | undefined;
  /** The sequence number behind the last octet, once FIN has told it. */
  #finish: number | undefined;
  /** In order; the first is behind the hole. */
  #held: Held[] = [];
  #heldOctets = 0;
  #hole: { readonly time: number; acknowledged: boolean; segments: number } | undefined;
  #acknowledged: number | undefined;

  constructor(sink: StreamSink, limits: OrderLimits, budget: Budget) {
    this.#sink = sink;
    this.#limits = limits;
    this.#budget = budget;
  }

  /** Whether any of it was seen. */
  get begun(): boolean {
    return this.#expected !== undefined;
  }

  /** SYN. */
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

  /** FIN, whose sequence number is the one behind the last octet. */
  finish(sequence: number, at: Moment): void {
    this.#finish ??= sequence;
    this.#expected ??= sequence;
    this.#endWhenDone(at);
  }

  /** What the peer says that it has. */
  acknowledge(sequence: number): void {
    this.#acknowledged = sequence;
  }

  /** Gives up a hole that will not be filled. */
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

  /** Nothing more will come: gives all that is held. */
  flush(at: Moment): void {
    for (let first = this.#held[0]; first !== undefined; first = this.#held[0]) this.#skipHole(first, at);
  }

  /** RST. */
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

  /** Gives what the hole held back, as far as nothing else is missing. */
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
