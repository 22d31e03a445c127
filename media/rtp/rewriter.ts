/**
 * Keeps a stream continuous for its receivers while the device changes SSRC, restarts its numbers or is replaced:
 * one offset for sequence numbers and one for timestamps, recomputed when the source's numbers break.
 */
import { addSequence, addTimestamp, sequenceDelta } from './sequence.ts';

export interface RtpNumbers {
  readonly sequence: number;
  readonly timestamp: number;
}

/** A distance that reordering cannot explain (RFC 3550 §A.1, MAX_DROPOUT). */
const BREAK = 3000;

export class Rewriter {
  readonly #clockRate: number;
  #ssrc: number | undefined;
  #sequenceOffset = 0;
  #timestampOffset = 0;
  /** The first packet of the current source, in the source's numbers. */
  #base = 0;
  #highest = 0;
  #last: { readonly numbers: RtpNumbers; readonly at: number };

  /** `first`: the numbers to give the first packet. */
  constructor(clockRate: number, first: RtpNumbers, now: number) {
    this.#clockRate = clockRate;
    this.#last = { numbers: { sequence: addSequence(first.sequence, -1), timestamp: first.timestamp }, at: now };
  }

  /** Returns the new numbers, or `undefined` for a packet from before the break. `now` in ms. */
  rewrite(ssrc: number, numbers: RtpNumbers, now: number): RtpNumbers | undefined {
    if (ssrc !== this.#ssrc || Math.abs(sequenceDelta(numbers.sequence, this.#highest)) > BREAK)
      this.#rebase(ssrc, numbers, now);
    if (sequenceDelta(numbers.sequence, this.#base) < 0) return undefined;
    const out = {
      sequence: addSequence(numbers.sequence, this.#sequenceOffset),
      timestamp: addTimestamp(numbers.timestamp, this.#timestampOffset),
    };
    if (sequenceDelta(numbers.sequence, this.#highest) >= 0) {
      this.#highest = numbers.sequence;
      this.#last = { numbers: out, at: now };
      // Once numbers have wrapped, only a recent base is meaningful.
      if (sequenceDelta(numbers.sequence, this.#base) > BREAK) this.#base = addSequence(numbers.sequence, -BREAK / 2);
    }
    return out;
  }

  /** Makes room for `count` packets before the last one rewritten, which moves up together with all later ones. */
  shift(count: number): void {
    this.#sequenceOffset = addSequence(this.#sequenceOffset, count);
    const { numbers, at } = this.#last;
    this.#last = { numbers: { ...numbers, sequence: addSequence(numbers.sequence, count) }, at };
  }

  /** Translates a timestamp of the current source (for sender reports). */
  timestampOf(timestamp: number): number {
    return addTimestamp(timestamp, this.#timestampOffset);
  }

  #rebase(ssrc: number, numbers: RtpNumbers, now: number): void {
    const first = this.#ssrc === undefined;
    const elapsed = first ? 0 : Math.max(1, Math.round(((now - this.#last.at) * this.#clockRate) / 1000));
    this.#ssrc = ssrc;
    this.#base = numbers.sequence;
    this.#highest = numbers.sequence;
    this.#sequenceOffset = addSequence(this.#last.numbers.sequence, 1 - numbers.sequence);
    this.#timestampOffset = addTimestamp(this.#last.numbers.timestamp, elapsed - numbers.timestamp);
  }
}
