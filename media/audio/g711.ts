/** G.711: A-law and mu-law, 8 kHz, using tables built from the Recommendation's segments. */

const MULAW_BIAS = 132;
const MULAW_CLIP = 32635;

const MULAW_TO_LINEAR = Int16Array.from({ length: 256 }, (_, code) => mulawToLinear(code));
const ALAW_TO_LINEAR = Int16Array.from({ length: 256 }, (_, code) => alawToLinear(code));
const MULAW_POWER = Float64Array.from(MULAW_TO_LINEAR, (value) => (value / 32_768) ** 2);
const ALAW_POWER = Float64Array.from(ALAW_TO_LINEAR, (value) => (value / 32_768) ** 2);
/** Index: the sample's upper 14 (mu-law) or 13 (A-law) bits, offset to be positive. */
const LINEAR_TO_MULAW = Uint8Array.from({ length: 1 << 14 }, (_, index) => linearToMulaw((index - (1 << 13)) * 4 + 2));
const LINEAR_TO_ALAW = Uint8Array.from({ length: 1 << 13 }, (_, index) => linearToAlaw((index - (1 << 12)) * 8 + 4));

export function decodeMulaw(payload: Uint8Array): Int16Array {
  return decodeWith(MULAW_TO_LINEAR, payload);
}

export function decodeAlaw(payload: Uint8Array): Int16Array {
  return decodeWith(ALAW_TO_LINEAR, payload);
}

/** Mean power of a packet's samples relative to full scale. */
export function powerOfMulaw(payload: Uint8Array): number {
  return meanOf(MULAW_POWER, payload);
}

export function powerOfAlaw(payload: Uint8Array): number {
  return meanOf(ALAW_POWER, payload);
}

export function encodeMulaw(samples: Int16Array): Uint8Array {
  const out = Buffer.allocUnsafe(samples.length);
  for (let i = 0; i < out.length; i++) out[i] = LINEAR_TO_MULAW[((samples[i] ?? 0) >> 2) + (1 << 13)] ?? 0;
  return out;
}

export function encodeAlaw(samples: Int16Array): Uint8Array {
  const out = Buffer.allocUnsafe(samples.length);
  for (let i = 0; i < out.length; i++) out[i] = LINEAR_TO_ALAW[((samples[i] ?? 0) >> 3) + (1 << 12)] ?? 0;
  return out;
}

function meanOf(table: Float64Array, payload: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < payload.length; i++) sum += table[payload[i] ?? 0] ?? 0;
  return sum / Math.max(1, payload.length);
}

function decodeWith(table: Int16Array, payload: Uint8Array): Int16Array {
  const out = new Int16Array(payload.length);
  for (let i = 0; i < out.length; i++) out[i] = table[payload[i] ?? 0] ?? 0;
  return out;
}

/** G.711 table 2b: all bits inverted, sign, 3 bits of segment, 4 bits of interval. */
function mulawToLinear(code: number): number {
  const bits = ~code & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + MULAW_BIAS) << ((bits >> 4) & 7)) - MULAW_BIAS;
  return (bits & 0x80) === 0 ? magnitude : -magnitude;
}

/** G.711 table 1b: even bits inverted (0x55), a set sign bit is positive. */
function alawToLinear(code: number): number {
  const bits = code ^ 0x55;
  const segment = (bits >> 4) & 7;
  const interval = ((bits & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? interval : (interval + 0x100) << (segment - 1);
  return (bits & 0x80) === 0 ? -magnitude : magnitude;
}

function linearToMulaw(sample: number): number {
  const magnitude = Math.min(Math.abs(sample), MULAW_CLIP) + MULAW_BIAS;
  const segment = Math.floor(Math.log2(magnitude)) - 7;
  const bits = (sample < 0 ? 0x80 : 0) | (segment << 4) | ((magnitude >> (segment + 3)) & 0x0f);
  return ~bits & 0xff;
}

function linearToAlaw(sample: number): number {
  const magnitude = Math.min(sample < 0 ? -sample : sample, 32767);
  const segment = magnitude < 256 ? 0 : Math.floor(Math.log2(magnitude)) - 7;
  const interval = (magnitude >> (segment === 0 ? 4 : segment + 3)) & 0x0f;
  return ((sample < 0 ? 0 : 0x80) | (segment << 4) | interval) ^ 0x55;
}
