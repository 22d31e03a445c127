/** L16 (RFC 3551 §4.5.11): 16-bit samples in network byte order, here with one channel. */

export function decodeL16(payload: Uint8Array): Int16Array {
  const out = new Int16Array(payload.length >> 1);
  for (let i = 0; i < out.length; i++) out[i] = ((payload[2 * i] ?? 0) << 8) | (payload[2 * i + 1] ?? 0);
  return out;
}

export function encodeL16(samples: Int16Array): Uint8Array {
  const out = new Uint8Array(2 * samples.length);
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i] ?? 0;
    out[2 * i] = value >> 8;
    out[2 * i + 1] = value;
  }
  return out;
}
