/**
 * Finds the period with which a piece of sound repeats: by the largest normalised correlation, so that the next
 * period of a tone or a voice can replace it.
 */

/**
 * Samples at 16 kHz, as everywhere here (three times as many at 48 kHz): 400 Hz to 67 Hz; shorter periods are found
 * by their multiples.
 */
export const SHORTEST_PERIOD = 40;
export const LONGEST_PERIOD = 240;
/**
 * Samples that are compared, and the stride: comparing every third sample is enough to tell periods apart and costs
 * a third (every ninth at 48 kHz).
 */
const COMPARED = 240;
const STRIDE = 3;
/** Mean squares below this (about -66 dBov) are silence: any period will do. */
const SILENCE = 16 ** 2;
const PERIOD_OF_SILENCE = 160;

export interface Period {
  readonly length: number;
  /** -1..1: how similar the sound is to itself one period later; 1 for silence. */
  readonly likeness: number;
}

/**
 * Compares the samples from `at` on with those `lag` earlier (`direction` -1) or later (1). There must be
 * `COMPARED` samples from `at`, and `LONGEST_PERIOD` more in that direction. `scale`: ratio of the sample rate to
 * 16 kHz.
 */
export function findPeriod(samples: Int16Array, at: number, direction: -1 | 1, scale = 1): Period {
  const own = energy(samples, at, scale);
  if (own < (SILENCE * COMPARED) / STRIDE) return { length: PERIOD_OF_SILENCE * scale, likeness: 1 };
  let best = { length: LONGEST_PERIOD * scale, likeness: -1 };
  const consider = (lag: number): void => {
    const likeness = likenessAt(samples, at, direction * lag, own, scale);
    if (likeness > best.likeness) best = { length: lag, likeness };
  };
  for (let lag = SHORTEST_PERIOD; lag <= LONGEST_PERIOD; lag++) consider(lag * scale);
  // At a higher rate the period is refined to the sample.
  const rough = best.length;
  for (let off = 1; off < scale; off++)
    for (const lag of [rough - off, rough + off]) if (lag <= LONGEST_PERIOD * scale) consider(lag);
  return best;
}

function likenessAt(samples: Int16Array, at: number, lag: number, own: number, scale: number): number {
  let product = 0;
  let other = 1;
  const step = STRIDE * scale;
  const end = at + COMPARED * scale;
  for (let i = at, j = at + lag; i < end; i += step, j += step) {
    const value = samples[j] ?? 0;
    product += value * (samples[i] ?? 0);
    other += value * value;
  }
  // Below the geometric mean if the levels differ, so that a voice's decay is not taken for the voice before it.
  return product / Math.max(Math.sqrt(own * other), 0.5 * (own + other));
}

function energy(samples: Int16Array, at: number, scale: number): number {
  let sum = 0;
  for (let i = at; i < at + COMPARED * scale; i += STRIDE * scale) sum += (samples[i] ?? 0) ** 2;
  return sum;
}

export const PITCH_WINDOW = COMPARED;
