/** Sums of frames: what everyone says, and what each hears (N-1). */
import { FRAME_SAMPLES } from './codec.ts';

/** Above this a sum is bent, so that it ends below full scale instead of being cut off. */
const KNEE = 24_000;
const ROOM = 32_767 - KNEE;

export function addFrame(sum: Int32Array, frame: Int16Array): void {
  for (let i = 0; i < FRAME_SAMPLES; i++) sum[i] = (sum[i] ?? 0) + (frame[i] ?? 0);
}

/** `sum` less `own`, softly limited. */
export function heard(sum: Int32Array, own: Int16Array | undefined): Int16Array {
  const out = new Int16Array(FRAME_SAMPLES);
  for (let i = 0; i < FRAME_SAMPLES; i++) {
    const value = (sum[i] ?? 0) - (own === undefined ? 0 : (own[i] ?? 0));
    out[i] = value > KNEE || value < -KNEE ? bend(value) : value;
  }
  return out;
}

/** Continuous and with a continuous slope at the knee, reaches full scale at infinity. */
function bend(value: number): number {
  const excess = (Math.abs(value) - KNEE) / ROOM;
  return Math.sign(value) * Math.round(KNEE + (ROOM * excess) / (1 + excess));
}

/** Mean power of a frame in dBov, -127 (silence) .. 0 (RFC 6464's scale, with its sign). */
export function frameLevel(frame: Int16Array): number {
  let sum = 0;
  for (let i = 0; i < FRAME_SAMPLES; i++) sum += (frame[i] ?? 0) ** 2;
  if (sum === 0) return -127;
  return Math.max(-127, 10 * Math.log10(sum / FRAME_SAMPLES / 32_768 ** 2));
}
