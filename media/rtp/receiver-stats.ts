/** Statistics about one received source: RFC 3550 §A.1 (sequence validation), §A.3 (loss), §A.8 (jitter). */
import { timestampDelta } from './sequence.ts';

const MIN_SEQUENTIAL = 2;
const MAX_DROPOUT = 3000;
const MAX_MISORDER = 100;
const SEQUENCE_MODULUS = 0x10000;

/**
 * `probation`: not valid yet. `restart`: the source jumped and stays there. `jump`: ignored unless the next packet
 * follows it.
 */
export type SequenceVerdict = 'ok' | 'probation' | 'restart' | 'jump';

export interface ReceptionInterval {
  /** Units of 1/256 of the packets expected since the last call. */
  readonly fractionLost: number;
  readonly cumulativeLost: number;
  readonly highestSequence: number;
  /** Timestamp units. */
  readonly jitter: number;
}

export class ReceiverStats {
  #maxSequence: number;
  #cycles = 0;
  #baseSequence: number;
  #badSequence = -1;
  #probation = MIN_SEQUENTIAL;
  #received = 0;
  #expectedPrior = 0;
  #receivedPrior = 0;
  #transit: number | undefined;
  /** Scaled by 16, as in §A.8's integer version. */
  #jitter = 0;
  readonly #longest: number;

  /**
   * `longest`: timestamp units by which no packet can be delayed in the network; a larger delay means that the
   * sender's clock stood still.
   */
  constructor(firstSequence: number, longest = Infinity) {
    this.#longest = longest;
    this.#baseSequence = firstSequence;
    this.#maxSequence = (firstSequence - 1) & 0xffff;
  }

  /** `arrival`: in timestamp units, from any origin. A packet without `timestamp` does not count for jitter. */
  update(sequence: number, timestamp: number | undefined, arrival: number): SequenceVerdict {
    const verdict = this.#updateSequence(sequence);
    if (timestamp !== undefined && (verdict === 'ok' || verdict === 'restart'))
      this.#updateJitter(timestamp, arrival, verdict);
    return verdict;
  }

  get received(): number {
    return this.#received;
  }

  get cumulativeLost(): number {
    return this.#received === 0 ? 0 : this.#expected() - this.#received;
  }

  /** Timestamp units. */
  get jitter(): number {
    return this.#jitter >> 4;
  }

  /** Values for a report block; starts the next interval. */
  takeInterval(): ReceptionInterval {
    const expected = this.#expected();
    const expectedInterval = expected - this.#expectedPrior;
    const lostInterval = expectedInterval - (this.#received - this.#receivedPrior);
    this.#expectedPrior = expected;
    this.#receivedPrior = this.#received;
    const lost = expectedInterval === 0 || lostInterval <= 0 ? 0 : Math.floor((lostInterval << 8) / expectedInterval);
    return {
      fractionLost: Math.min(lost, 255),
      cumulativeLost: Math.max(-0x800000, Math.min(0x7fffff, this.cumulativeLost)),
      highestSequence: (this.#cycles + this.#maxSequence) >>> 0,
      jitter: this.jitter,
    };
  }

  #expected(): number {
    return this.#cycles + this.#maxSequence - this.#baseSequence + 1;
  }

  #updateSequence(sequence: number): SequenceVerdict {
    if (this.#probation > 0) return this.#updateProbation(sequence);
    const delta = (sequence - this.#maxSequence) & 0xffff;
    if (delta < MAX_DROPOUT) {
      if (sequence < this.#maxSequence) this.#cycles += SEQUENCE_MODULUS;
      this.#maxSequence = sequence;
    } else if (delta <= SEQUENCE_MODULUS - MAX_MISORDER) {
      if (sequence !== this.#badSequence) {
        this.#badSequence = (sequence + 1) & 0xffff;
        return 'jump';
      }
      this.#restart(sequence);
      return 'restart';
    }
    this.#received += 1;
    return 'ok';
  }

  #updateProbation(sequence: number): SequenceVerdict {
    if (sequence !== ((this.#maxSequence + 1) & 0xffff)) {
      this.#probation = MIN_SEQUENTIAL - 1;
      this.#maxSequence = sequence;
      return 'probation';
    }
    this.#probation -= 1;
    this.#maxSequence = sequence;
    if (this.#probation > 0) return 'probation';
    this.#restart(sequence);
    return 'ok';
  }

  /** `init_seq` of §A.1, with the current packet counted. */
  #restart(sequence: number): void {
    this.#baseSequence = sequence;
    this.#maxSequence = sequence;
    this.#badSequence = -1;
    this.#cycles = 0;
    this.#received = 1;
    this.#receivedPrior = 0;
    this.#expectedPrior = 0;
  }

  #updateJitter(timestamp: number, arrival: number, verdict: SequenceVerdict): void {
    const transit = timestampDelta(Math.trunc(arrival) >>> 0, timestamp);
    if (this.#transit !== undefined && verdict === 'ok') {
      const distance = Math.abs(timestampDelta(transit, this.#transit));
      if (distance <= this.#longest) this.#jitter += distance - ((this.#jitter + 8) >> 4);
    }
    this.#transit = transit;
  }
}
