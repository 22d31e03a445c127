/**
 * Finds a moment at which a G.722 decoder can switch from one encoder to another during sound. Two encoders of the
 * same sound differ by about the codec's own noise; the decoder's output for a frame of the other encoder can be
 * predicted, as its state is that of its encoder. In speech a moment at which the difference is below that noise
 * comes within a few tries.
 */
import { G722Encoder } from './g722.ts';

/** Power of the difference relative to the sound: -22 dB. */
const MOST_DIFFERENCE = 10 ** -2.2;
/** Sum of squares below which a frame counts as silent: -60 dBov. */
const LEAST_SOUND = 320 * 32_768 ** 2 * 10 ** -6;

/** `encoded`: `frame` as encoded by the next encoder. `present` has not encoded it yet and is not changed. */
export function takesOver(encoded: Uint8Array, present: G722Encoder, frame: Int16Array): boolean {
  const own = present.openDecoder().decode(new G722Encoder(present).encode(frame));
  const other = present.openDecoder().decode(encoded);
  let [power, difference] = [0, 0];
  for (let i = 0; i < own.length; i++) {
    const value = own[i] ?? 0;
    power += value * value;
    difference += (value - (other[i] ?? 0)) ** 2;
  }
  return power > LEAST_SOUND && difference < MOST_DIFFERENCE * power;
}
