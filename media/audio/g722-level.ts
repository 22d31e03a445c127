/**
 * Estimates how loud a G.722 packet is without decoding it: the power of what its codes add to the prediction,
 * derived from the scale factors (which follow from the codes alone, ITU-T G.722 §6.2.1.3). For noise that is the
 * power of the sound; for speech it is some dB less, by as much as the predictor anticipates.
 */
import { LOWER, QM2, QM4, RL42, UPPER, WH, WL } from './g722.ts';
import { scaleOf } from './g722-band.ts';

const LOWER_SCALE = Int32Array.from({ length: (LOWER.highestLog >> 6) + 1 }, (_, i) => scaleOf(i << 6, LOWER.shift));
const UPPER_SCALE = Int32Array.from({ length: (UPPER.highestLog >> 6) + 1 }, (_, i) => scaleOf(i << 6, UPPER.shift));
/** Step of the logarithmic scale by code. */
const LOWER_STEP = Int32Array.from(RL42, (index) => WL[index] ?? 0);
/** Converts the bands' power to that of 16-bit samples: each band has half as many samples, at half the size. */
const GAIN = (2 / 32_768) ** 2 / 2;

export class G722Level {
  #lower = 0;
  #upper = 0;

  /** Mean power relative to full scale. Packets must come in order, since the scales are kept. */
  powerOf(payload: Uint8Array): number {
    let [lower, upper, sum] = [this.#lower, this.#upper, 0];
    for (let i = 0; i < payload.length; i++) {
      const byte = payload[i] ?? 0;
      const low = (byte & 0x3f) >> 2;
      const high = byte >> 6;
      const difference = ((LOWER_SCALE[lower >> 6] ?? 0) * (QM4[low] ?? 0)) >> 15;
      const upperDifference = ((UPPER_SCALE[upper >> 6] ?? 0) * (QM2[high] ?? 0)) >> 15;
      sum += difference * difference + upperDifference * upperDifference;
      lower = Math.min(LOWER.highestLog, Math.max(0, ((lower * 127) >> 7) + (LOWER_STEP[low] ?? 0)));
      upper = Math.min(UPPER.highestLog, Math.max(0, ((upper * 127) >> 7) + (WH[high] ?? 0)));
    }
    this.#lower = lower;
    this.#upper = upper;
    return (sum * GAIN * 2) / Math.max(1, payload.length);
  }
}
