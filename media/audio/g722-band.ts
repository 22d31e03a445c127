/** One band of G.722: an adaptive scale and an adaptive predictor (two poles, six zeros). ITU-T G.722 §6.2. */

export interface BandSettings {
  /** Initial DETL or DETH. */
  readonly initialScale: number;
  /** The largest logarithmic scale. */
  readonly highestLog: number;
  /** Shift from logarithmic to linear scale. */
  readonly shift: number;
}

/** ILB: the linear values of an octave (table 23). */
const OCTAVE = Int32Array.of(
  2048,
  2093,
  2139,
  2186,
  2233,
  2282,
  2332,
  2383,
  2435,
  2489,
  2543,
  2599,
  2656,
  2714,
  2774,
  2834,
  2896,
  2960,
  3025,
  3091,
  3158,
  3228,
  3298,
  3371,
  3444,
  3520,
  3597,
  3676,
  3756,
  3838,
  3922,
  4008,
);
const ZEROS = 6;

export function saturate(value: number): number {
  return value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value;
}

/** LIMIT: reconstructed signals have 15 bits. */
export function limit15(value: number): number {
  return value > 16_383 ? 16_383 : value < -16_384 ? -16_384 : value;
}

/** SCALEL, SCALEH. */
export function scaleOf(log: number, shift: number): number {
  const mantissa = OCTAVE[(log >> 6) & 31] ?? 0;
  const down = shift - (log >> 11);
  return (down < 0 ? mantissa << -down : mantissa >> down) << 2;
}

export class Band {
  readonly #settings: BandSettings;
  /** DETL, DETH. */
  scale: number;
  /** SL, SH: the value that the predictor expects next. */
  predicted = 0;
  #logScale = 0;
  /** SZL, SZH: the part of `predicted` that the zeros contribute. */
  #zeroPart = 0;
  #pole1 = 0;
  #pole2 = 0;
  /** The last two values of the partly reconstructed signal: only their signs matter. */
  #partial1 = 0;
  #partial2 = 0;
  /** The last value of the reconstructed signal. */
  #reconstructed1 = 0;
  /** Differences, latest first, and their weights. */
  #differences = new Int32Array(ZEROS);
  #weights = new Int32Array(ZEROS);

  constructor(settings: BandSettings) {
    this.#settings = settings;
    this.scale = settings.initialScale;
  }

  clone(): Band {
    const copy = new Band(this.#settings);
    copy.scale = this.scale;
    copy.predicted = this.predicted;
    copy.#logScale = this.#logScale;
    copy.#zeroPart = this.#zeroPart;
    copy.#pole1 = this.#pole1;
    copy.#pole2 = this.#pole2;
    copy.#partial1 = this.#partial1;
    copy.#partial2 = this.#partial2;
    copy.#reconstructed1 = this.#reconstructed1;
    copy.#differences = this.#differences.slice();
    copy.#weights = this.#weights.slice();
    return copy;
  }

  equals(other: Band): boolean {
    return (
      this.scale === other.scale &&
      this.#logScale === other.#logScale &&
      this.predicted === other.predicted &&
      this.#zeroPart === other.#zeroPart &&
      this.#pole1 === other.#pole1 &&
      this.#pole2 === other.#pole2 &&
      this.#partial1 >> 15 === other.#partial1 >> 15 &&
      this.#partial2 >> 15 === other.#partial2 >> 15 &&
      this.#reconstructed1 === other.#reconstructed1 &&
      this.#differences.every((value, i) => value === other.#differences[i]) &&
      this.#weights.every((value, i) => value === other.#weights[i])
    );
  }

  /** LOGSCL and SCALEL, LOGSCH and SCALEH. */
  adaptScale(multiplier: number): void {
    const { highestLog, shift } = this.#settings;
    const log = Math.min(highestLog, Math.max(0, ((this.#logScale * 127) >> 7) + multiplier));
    this.#logScale = log;
    this.scale = scaleOf(log, shift);
  }

  /** From RECONS to PREDIC: adapts to a difference, and predicts the next value. */
  adaptPredictor(difference: number): void {
    const reconstructed = saturate(this.predicted + difference);
    const partial = saturate(this.#zeroPart + difference);
    this.#adaptPoles(partial);
    this.#zeroPart = this.#adaptZeros(difference);
    this.#partial2 = this.#partial1;
    this.#partial1 = partial;
    this.#predict(reconstructed);
  }

  /** UPPOL2 and UPPOL1. */
  #adaptPoles(partial: number): void {
    const sameAs1 = (partial ^ this.#partial1) >= 0;
    const sameAs2 = (partial ^ this.#partial2) >= 0;
    const pull = saturate(this.#pole1 << 2);
    const turned = sameAs1 ? Math.min(32_767, -pull) : pull;
    const pole2 = (sameAs2 ? 128 : -128) + (turned >> 7) + ((this.#pole2 * 32_512) >> 15);
    this.#pole2 = pole2 > 12_288 ? 12_288 : pole2 < -12_288 ? -12_288 : pole2;
    const most = saturate(15_360 - this.#pole2);
    const pole1 = saturate((sameAs1 ? 192 : -192) + ((this.#pole1 * 32_640) >> 15));
    this.#pole1 = pole1 > most ? most : pole1 < -most ? -most : pole1;
  }

  /** UPZERO, the shift of the delay line, and FILTEZ, in one pass from the oldest value. */
  #adaptZeros(difference: number): number {
    const step = difference === 0 ? 0 : 128;
    const differences = this.#differences;
    const weights = this.#weights;
    let sum = 0;
    for (let i = ZEROS - 1; i >= 0; i--) {
      const change = ((differences[i] ?? 0) ^ difference) >= 0 ? step : -step;
      const weight = saturate(change + (((weights[i] ?? 0) * 32_640) >> 15));
      const moved = i === 0 ? difference : (differences[i - 1] ?? 0);
      weights[i] = weight;
      differences[i] = moved;
      sum += (weight * saturate(2 * moved)) >> 15;
    }
    return saturate(sum);
  }

  /** FILTEP, PREDIC. */
  #predict(reconstructed: number): void {
    const poles =
      ((this.#pole1 * saturate(2 * reconstructed)) >> 15) + ((this.#pole2 * saturate(2 * this.#reconstructed1)) >> 15);
    this.#reconstructed1 = reconstructed;
    this.predicted = saturate(saturate(poles) + this.#zeroPart);
  }
}
