/**
 * What is played for packets that did not come: the last pitch period again and again, with its seam overlapped, at
 * full level for 20 ms and faded out after 60 ms; the next good packet is faded in over what the concealment would have
 * said. The idea is that of G.711 Appendix I without its delay; it works on decoded samples, so for every codec.
 */
import { findPeriod, PITCH_WINDOW } from './pitch.ts';
import type { PlayLine } from './play-line.ts';

/** Samples at 16 kHz. */
const FULL = 320;
const FADED = 960;
/** The start of a packet after a gap is a filter's and a predictor's answer to the seam: it is not heard. */
const HOLD = 40;
const OVERLAP = 80;

export class Concealer {
  #period = new Int16Array(0);
  /** Samples made since the gap began; `undefined`: there is none. */
  #made: number | undefined;
  /** From the last good sample to the period's start, faded out over the period's first quarter. */
  #step = 0;

  get active(): boolean {
    return this.#made !== undefined;
  }

  /** Nothing is heard any more. */
  get faded(): boolean {
    return (this.#made ?? 0) >= FADED;
  }

  /** Appends so many samples instead of those that are missing at the line's end. */
  conceal(line: PlayLine, count: number): void {
    if (this.#made === undefined) this.#begin(line);
    line.append(this.#make(count));
  }

  /** Appends the first samples after a gap. */
  merge(line: PlayLine, samples: Int16Array): void {
    if (this.#made !== undefined) {
      const count = Math.min(samples.length, HOLD + OVERLAP);
      const hold = Math.max(0, count - OVERLAP);
      const instead = this.#make(count);
      for (let i = 0; i < count; i++) {
        const weight = Math.max(0, (i - hold + 1) / (count - hold + 1));
        samples[i] = Math.round((samples[i] ?? 0) * weight + (instead[i] ?? 0) * (1 - weight));
      }
      this.#made = undefined;
    }
    line.append(samples);
  }

  #begin(line: PlayLine): void {
    const { samples, end } = line;
    const { length } = findPeriod(samples, end - PITCH_WINDOW, -1);
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
    this.#made = Math.min(FADED, made + count);
    if (made >= FADED) return out;
    const { length } = this.#period;
    const overlap = length >> 2;
    for (let i = 0, n = made; i < count && n < FADED; i++, n++) {
      const step = n < overlap ? this.#step * (1 - (n + 1) / (overlap + 1)) : 0;
      const gain = n < FULL ? 1 : (FADED - n) / (FADED - FULL);
      const value = ((this.#period[n % length] ?? 0) + step) * gain;
      out[i] = value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : Math.round(value);
    }
    return out;
  }
}
