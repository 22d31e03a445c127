/**
 * When a decoder of G.722 can go over from one encoder to another. In silence their states stay apart for good (truncation
 * leaves each in a limit cycle of its own), and a change of encoder is at times heard as a tick of up to -42 dBov. But what
 * a decoder makes of it can be told, as its state is its encoder's: by decoding what it would hear. Some moments are fit,
 * about one in ten. Once over, the states have forgotten the difference by the time that somebody speaks.
 */
import { G722Encoder } from './g722.ts';

const SILENCE = new Int16Array(320);
/** Frames that are listened to beforehand. */
const AHEAD = 20;
/** Samples above this (-66 dBov at their peak) are heard. */
const AUDIBLE = 16;

/** Both have encoded digital silence for a while. */
export function takesOverInSilence(next: G722Encoder, present: G722Encoder): boolean {
  const encoder = new G722Encoder(next);
  const decoder = present.openDecoder();
  for (let frame = 0; frame < AHEAD; frame++) {
    for (const sample of decoder.decode(encoder.encode(SILENCE)))
      if (sample > AUDIBLE || sample < -AUDIBLE) return false;
  }
  return true;
}
