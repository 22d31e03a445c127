/**
 * Converts recordings (RIFF WAVE, from any recorder) to the format that the mixer plays: 16 kHz, one channel. Pure.
 */
import { audioClip, type AudioClip } from './clip.ts';
import { decodeAlaw, decodeMulaw } from './g711.ts';

/** Rate of clips, Hz. */
const RATE = 16_000;
const LOWEST_RATE = 8000;
const HIGHEST_RATE = 192_000;
/** Seconds; anything longer is not a prompt. */
const LONGEST = 120;

/** Format tags (RFC 2361). */
const PCM = 1;
const FLOAT = 3;
const ALAW = 6;
const MULAW = 7;
const EXTENSIBLE = 0xfffe;

interface Format {
  readonly tag: number;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

/**
 * PCM of 8 to 32 bits, 32-bit float, A-law or µ-law, any number of channels. Throws an `Error` that says what is
 * wrong with the file.
 */
export const readWav = (file: Uint8Array): AudioClip => audioClip(samplesOf(file));

function samplesOf(file: Uint8Array): Int16Array {
  const data = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (data.length < 12 || data.toString('latin1', 0, 4) !== 'RIFF' || data.toString('latin1', 8, 12) !== 'WAVE')
    throw new Error('it is not a WAV file');
  let format: Format | undefined;
  for (let at = 12; at + 8 <= data.length;) {
    const name = data.toString('latin1', at, at + 4);
    const length = data.readUInt32LE(at + 4);
    const body = data.subarray(at + 8, Math.min(data.length, at + 8 + length));
    if (name === 'fmt ') format = readFormat(body);
    if (name === 'data') {
      if (format === undefined) throw new Error('its samples precede their format');
      return toClip(body, format);
    }
    at += 8 + length + (length & 1);
  }
  throw new Error('it has no samples');
}

function readFormat(body: Buffer): Format {
  if (body.length < 16) throw new Error('its format is truncated');
  const first = body.readUInt16LE(0);
  const tag = first === EXTENSIBLE && body.length >= 26 ? body.readUInt16LE(24) : first;
  const format = { tag, channels: body.readUInt16LE(2), rate: body.readUInt32LE(4), bits: body.readUInt16LE(14) };
  if (format.channels < 1 || format.channels > 16) throw new Error(`it has ${format.channels} channels`);
  if (format.rate < LOWEST_RATE || format.rate > HIGHEST_RATE)
    throw new Error(`its rate is ${format.rate} Hz, not ${LOWEST_RATE} to ${HIGHEST_RATE}`);
  return format;
}

function toClip(body: Buffer, format: Format): Int16Array {
  const samples = readSamples(body, format);
  const frames = Math.floor(samples.length / format.channels);
  if (frames > LONGEST * format.rate) throw new Error(`it is longer than ${LONGEST} s`);
  const mono = Float64Array.from({ length: frames }, (_, frame) => {
    let sum = 0;
    for (let channel = 0; channel < format.channels; channel++) sum += samples[frame * format.channels + channel] ?? 0;
    return sum / format.channels;
  });
  return resample(mono, format.rate);
}

/** Samples scaled to 16 bits. */
function readSamples(body: Buffer, { tag, bits }: Format): ArrayLike<number> {
  if (tag === ALAW && bits === 8) return decodeAlaw(body);
  if (tag === MULAW && bits === 8) return decodeMulaw(body);
  const width = bits / 8;
  const count = Math.floor(body.length / width);
  if (tag === FLOAT && bits === 32)
    return Float64Array.from({ length: count }, (_, index) => body.readFloatLE(4 * index) * 0x8000);
  if (tag !== PCM || ![8, 16, 24, 32].includes(bits))
    throw new Error(`its format (tag ${tag}, ${bits} bits) is not supported`);
  if (bits === 8) return Float64Array.from({ length: count }, (_, index) => ((body[index] ?? 0x80) - 0x80) * 256);
  return Float64Array.from({ length: count }, (_, index) => body.readIntLE(width * index, width) / 2 ** (bits - 16));
}

/**
 * Windowed sinc, 16 zero crossings on each side, cut off below half the lower of the two rates. Speed does not
 * matter here.
 */
function resample(input: Float64Array, from: number): Int16Array {
  const output = new Int16Array(Math.floor((input.length * RATE) / from));
  const cutoff = from === RATE ? 1 : 0.95 * Math.min(1, RATE / from);
  const reach = 16 / cutoff;
  for (let n = 0; n < output.length; n++) {
    const at = (n * from) / RATE;
    let sum = 0;
    for (let i = Math.max(0, Math.ceil(at - reach)); i <= Math.min(input.length - 1, at + reach); i++) {
      const distance = at - i;
      sum += (input[i] ?? 0) * cutoff * sinc(cutoff * distance) * (0.5 + 0.5 * Math.cos((Math.PI * distance) / reach));
    }
    output[n] = Math.max(-0x8000, Math.min(0x7fff, Math.round(sum)));
  }
  return output;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
