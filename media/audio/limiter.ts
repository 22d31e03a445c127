/**
 * Keeps a mix below full scale by reducing its gain instead of distorting samples: a frame below full scale passes
 * untouched, a louder one is multiplied by a gain that falls in a straight line, as slowly as the first loud
 * samples allow, and rises again over about half a second. It needs to look ahead no further than the current
 * frame, so it adds no delay.
 */

const FULL_SCALE = 32_767;
/** Rise of the gain per frame of 20 ms: from -6 dB back to 0 in half a second. */
const RELEASE = 0.02;

export class Limiter {
  /** The gain at the end of the previous frame. */
  gain = 1;

  /** `peak`: the largest magnitude in `values`. */
  apply(values: Int32Array, peak: number): Int16Array {
    const out = new Int16Array(values.length);
    if (this.gain === 1 && peak <= FULL_SCALE) {
      out.set(values);
      return out;
    }
    const allowed = Math.min(1, FULL_SCALE / Math.max(1, peak));
    if (this.gain > allowed) this.#attack(values, allowed, out);
    else this.#release(values, allowed, out);
    return out;
  }

  /** Applies the gentlest decrease from the current gain that keeps every sample below full scale. */
  #attack(values: Int32Array, allowed: number, out: Int16Array): void {
    let step = 0;
    for (let i = 0; i < values.length; i++) {
      const magnitude = Math.abs(values[i] ?? 0);
      if (magnitude * this.gain > FULL_SCALE) step = Math.max(step, (this.gain - FULL_SCALE / magnitude) / (i + 1));
    }
    for (let i = 0; i < values.length; i++)
      out[i] = Math.trunc((values[i] ?? 0) * Math.max(allowed, this.gain - step * (i + 1)));
    this.gain = Math.max(allowed, this.gain - step * values.length);
  }

  #release(values: Int32Array, allowed: number, out: Int16Array): void {
    const next = Math.min(allowed, this.gain + RELEASE);
    const step = (next - this.gain) / values.length;
    for (let i = 0; i < values.length; i++) out[i] = Math.trunc((values[i] ?? 0) * (this.gain + step * (i + 1)));
    this.gain = next;
  }
}
