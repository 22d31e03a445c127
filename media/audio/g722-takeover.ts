/**
 * When a decoder of G.722 can go over from one encoder to another in the midst of sound. Two encoders of the same sound differ by as much as the
 * codec's own noise; what a decoder makes of a frame of the other one can be told, as its state is its encoder's. In speech there is a moment within
 * a few tries in which the difference is below that noise.
 */
import { G722Encoder } from './g722.ts';

/** Power of the difference, of the sound's: -22 dB. */
const MOST_DIFFERENCE = 10 ** -2.2;
/** Sum of squares below which a frame is no sound: -60 dBov. */
const LEAST_SOUND = 320 * 32_768 ** 2 * 10 ** -6;

/** `encoded`: `frame` by the next encoder. `present` has not encoded it yet; it is not changed. */
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
