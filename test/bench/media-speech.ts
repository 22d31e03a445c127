/** The speech of the devices in `bench:media`, encoded beforehand. */
import { encodeAlaw } from '../../media/audio/g711.ts';
import { G722Encoder } from '../../media/audio/g722.ts';
import type { CodecName, Talk } from './media-messages.ts';

/** Length of each device's part, s, which is then repeated. */
const SECONDS = 10;
export const PARTS = 10;
export const PACKETS = SECONDS * 50;
/** Hz, above all frequencies of the speech. */
export const MARKER_FREQUENCY = 3000;
/** Packets per marker. */
export const MARKER = 4;

type Encode = (samples: Int16Array) => Uint8Array;

function encoderOf(codec: CodecName): { readonly rate: number; readonly encode: Encode } {
  if (codec === 'PCMA') return { rate: 8000, encode: encodeAlaw };
  const encoder = new G722Encoder();
  return { rate: 16_000, encode: (samples) => encoder.encode(samples) };
}

/**
 * Speech: harmonics of a gliding pitch up to 2 kHz at about -26 dBov, four syllables per second; noise at -68 dBov
 * in between. Part `part` of ten speaks a tenth of the time, in turn, or always.
 */
export function speechOf(codec: CodecName, talk: Talk, part: number): readonly Uint8Array[] {
  const { rate, encode } = encoderOf(codec);
  const frame = rate / 50;
  let phase = 0;
  let noise = part + 1;
  return Array.from({ length: PACKETS }, (_, index) => {
    const samples = new Int16Array(frame);
    for (let i = 0; i < frame; i++) {
      const time = (index * frame + i) / rate;
      noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) | 0;
      let value = (noise / 2 ** 31) * 22;
      if (talk === 'all' || Math.floor(time) === part) {
        const pitch = 110 + 8 * part + 25 * Math.sin(2 * Math.PI * 1.3 * time);
        phase += (2 * Math.PI * pitch) / rate;
        const syllable = Math.max(0, Math.sin(2 * Math.PI * 4 * time + part)) ** 0.5;
        for (let k = 1; k * pitch < 2000; k++) value += (2200 * syllable * Math.sin(k * phase)) / k;
      }
      samples[i] = value;
    }
    return encode(samples);
  });
}

/** A loud tone that differs from all speech. */
export function markerOf(codec: CodecName): readonly Uint8Array[] {
  const { rate, encode } = encoderOf(codec);
  const frame = rate / 50;
  return Array.from({ length: MARKER }, (_, index) =>
    encode(
      Int16Array.from(
        { length: frame },
        (__, i) => 14_000 * Math.sin((2 * Math.PI * MARKER_FREQUENCY * (index * frame + i)) / rate),
      ),
    ),
  );
}
