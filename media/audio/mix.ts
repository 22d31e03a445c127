/** Sums of frames: the sum of all voices, and what each listener hears (N-1). */
import type { Limiter } from './limiter.ts';

export function addFrame(sum: Int32Array, frame: Int16Array): void {
  for (let i = 0; i < frame.length; i++) sum[i] = (sum[i] ?? 0) + (frame[i] ?? 0);
}

/** `sum` less `own` into `out`. */
export function subtract(sum: Int32Array, own: Int16Array | undefined, out: Int32Array): void {
  if (own === undefined) out.set(sum);
  else for (let i = 0; i < sum.length; i++) out[i] = (sum[i] ?? 0) - (own[i] ?? 0);
}

/** A sum limited to full scale. */
export function heard(sum: Int32Array, limiter: Limiter): Int16Array {
  let peak = 0;
  for (let i = 0; i < sum.length; i++) {
    const value = sum[i] ?? 0;
    const magnitude = value < 0 ? -value : value;
    if (magnitude > peak) peak = magnitude;
  }
  return limiter.apply(sum, peak);
}

/** Mean power of a frame in dBov, -127 (silence) .. 0 (RFC 6464's scale, with its sign). */
export function frameLevel(frame: Int16Array): number {
  let sum = 0;
  for (let i = 0; i < frame.length; i++) sum += (frame[i] ?? 0) ** 2;
  if (sum === 0) return -127;
  return Math.max(-127, 10 * Math.log10(sum / frame.length / 32_768 ** 2));
}
