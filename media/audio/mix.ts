/** Sums of frames: what everyone says, and what each hears (N-1). */
import { FRAME_SAMPLES } from './codec.ts';
import type { Limiter } from './limiter.ts';

export function addFrame(sum: Int32Array, frame: Int16Array): void {
  for (let i = 0; i < FRAME_SAMPLES; i++) sum[i] = (sum[i] ?? 0) + (frame[i] ?? 0);
}

const values = new Int32Array(FRAME_SAMPLES);

/** `sum` less `own`, below full scale. */
export function heard(sum: Int32Array, own: Int16Array | undefined, limiter: Limiter): Int16Array {
  let peak = 0;
  for (let i = 0; i < FRAME_SAMPLES; i++) {
    const value = (sum[i] ?? 0) - (own === undefined ? 0 : (own[i] ?? 0));
    values[i] = value;
    const magnitude = value < 0 ? -value : value;
    if (magnitude > peak) peak = magnitude;
  }
  return limiter.apply(values, peak);
}

/** Mean power of a frame in dBov, -127 (silence) .. 0 (RFC 6464's scale, with its sign). */
export function frameLevel(frame: Int16Array): number {
  let sum = 0;
  for (let i = 0; i < FRAME_SAMPLES; i++) sum += (frame[i] ?? 0) ** 2;
  if (sum === 0) return -127;
  return Math.max(-127, 10 * Math.log10(sum / FRAME_SAMPLES / 32_768 ** 2));
}
