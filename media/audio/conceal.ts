/**
 * Conceals missing packets: repeats the last pitch period, with its seam overlapped, at full level for 20 ms and
 * faded out after 60 ms; the next good packet is faded in over the continued concealment. The idea is that of G.711
 * Appendix I without its delay; it works on decoded samples, so for every codec. If the sender paused (RFC 3389,
 * DTX) the sound ends within 5 ms, followed by soft noise if the sender asked for it.
 */
import { findPeriod, PITCH_WINDOW } from './pitch.ts';
import type { PlayLine } from './play-line.ts';

/** Samples at 16 kHz. */
const FULL = 320;
const FADED = 960;
/** The start of a packet after a gap is the response of a filter and a predictor to the seam, so it is not played. */
const HOLD = 40;
const OVERLAP = 80;
/** Samples over which sound fades out when the sender pauses. */
const REST = 80;
/** How long noise lasts after the packet that asked for it, s. */
const MOST_NOISE = 10;

export class Concealer {
  readonly #scale: number;
  #period = new Int16Array(0);
  /** Samples made since the gap began; `undefined`: not in a gap. */
  #made: number | undefined;
  /** From the last good sample to the period's start, faded out over the period's first quarter. */
  #step = 0;
  /** Samples since the sender was known to pause; `undefined`: it is not pausing. */
  #rested: number | undefined;
  /** The noise's largest sample, its remaining samples, and its generator's state. */
  #noise = 0;
  #noiseLeft = 0;
  #seed = 1;

  /** `scale`: ratio of the sample rate to 16 kHz. */
  constructor(scale = 1) {
    this.#scale = scale;
  }

  get active(): boolean {
    return this.#made !== undefined;
  }

  /** The concealment has become silent. */
  get faded(): boolean {
    const over = (this.#made ?? 0) >= FADED * this.#scale || (this.#rested ?? 0) >= REST * this.#scale;
    return over && (this.#rested === undefined || this.#noise === 0);
  }

  /** Appends `count` samples in place of those missing at the line's end. */
  conceal(line: PlayLine, count: number): void {
    if (this.#made === undefined) this.#begin(line);
    line.append(this.#make(count));
  }

  /** As `conceal`, for samples that the sender left out. `level`: level of the noise that it asks for, dBov. */
  rest(line: PlayLine, count: number, level?: number): void {
    if (this.#made === undefined) this.#begin(line);
    this.#rested ??= 0;
    if (level !== undefined) {
      // The mean square of evenly distributed samples is a third of the square of the largest.
      this.#noise = Math.sqrt(3) * 32_768 * 10 ** (level / 20);
      this.#noiseLeft = MOST_NOISE * 16_000 * this.#scale;
    }
    line.append(this.#make(count));
  }

  /** Appends the first samples after a gap. */
  merge(line: PlayLine, samples: Int16Array): void {
    if (this.#made !== undefined) {
      const count = Math.min(samples.length, (HOLD + OVERLAP) * this.#scale);
      const hold = Math.max(0, count - OVERLAP * this.#scale);
      const instead = this.#make(count);
      for (let i = 0; i < count; i++) {
        const weight = Math.max(0, (i - hold + 1) / (count - hold + 1));
        samples[i] = Math.round((samples[i] ?? 0) * weight + (instead[i] ?? 0) * (1 - weight));
      }
      this.#made = undefined;
      this.#rested = undefined;
      this.#noise = 0;
    }
    line.append(samples);
  }

  #begin(line: PlayLine): void {
    const { samples, end } = line;
    const { length } = findPeriod(samples, end - PITCH_WINDOW * this.#scale, -1, this.#scale);
    const period = samples.slice(end - length, end);
    const overlap = length >> 2;
    for (let i = 0; i < overlap; i++) {
      const weight = (i + 1) / (overlap + 1);
      const at = length - overlap + i;
      period[at] = Math.round((period[at] ?? 0) * (1 - weight) + (samples[end - length - overlap + i] ?? 0) * weight);
    }
    this.#step = (samples[end - 1] ?? 0) - (samples[end - length - 1] ?? 0);
    this.#period = period;
    this.#made = 0;
  }

  /** The next samples of the concealment. */
  #make(count: number): Int16Array {
    const out = new Int16Array(count);
    const made = this.#made ?? 0;
    const rested = this.#rested;
    const rest = REST * this.#scale;
    for (let i = 0; i < count; i++) {
      const kept = rested === undefined ? 1 : Math.max(0, 1 - (rested + i + 1) / rest);
      const value = kept === 0 ? this.#nextNoise() : this.#said(made + i) * kept;
      out[i] = value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : Math.round(value);
    }
    this.#made = Math.min(FADED * this.#scale, made + count);
    if (rested !== undefined) this.#rested = Math.min(rest, rested + count);
    return out;
  }

  /** The period repeated, with decreasing gain. */
  #said(n: number): number {
    const [full, faded] = [FULL * this.#scale, FADED * this.#scale];
    if (n >= faded) return 0;
    const { length } = this.#period;
    const overlap = length >> 2;
    const step = n < overlap ? this.#step * (1 - (n + 1) / (overlap + 1)) : 0;
    const gain = n < full ? 1 : (faded - n) / (faded - full);
    return ((this.#period[n % length] ?? 0) + step) * gain;
  }

  #nextNoise(): number {
    if (this.#noise === 0) return 0;
    this.#noiseLeft -= 1;
    if (this.#noiseLeft <= 0) this.#noise = 0;
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) | 0;
    return (this.#seed / 2 ** 31) * this.#noise;
  }
}
