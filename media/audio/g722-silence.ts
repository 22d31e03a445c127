/**
 * Finds a moment at which a G.722 decoder can switch from one encoder to another during silence. In silence the
 * encoders' states never converge (truncation leaves each in its own limit cycle), and a change of encoder is
 * sometimes heard as a tick of up to -42 dBov. But the decoder's output can be predicted by decoding what it would
 * hear, as its state is that of its encoder. About one moment in ten is suitable. After the switch, the states have
 * forgotten the difference by the time that speech begins.
 */
import { G722Encoder } from './g722.ts';

const SILENCE = new Int16Array(320);
/** Frames that are decoded ahead. */
const AHEAD = 20;
/** Samples above this (-66 dBov at their peak) are audible. */
const AUDIBLE = 16;

/** Requires that both have encoded digital silence for a while. */
export function takesOverInSilence(next: G722Encoder, present: G722Encoder): boolean {
  const encoder = new G722Encoder(next);
  const decoder = present.openDecoder();
  for (let frame = 0; frame < AHEAD; frame++) {
    for (const sample of decoder.decode(encoder.encode(SILENCE)))
      if (sample > AUDIBLE || sample < -AUDIBLE) return false;
  }
  return true;
}
