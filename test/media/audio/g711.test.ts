import { expect, test } from 'vitest';
import { decodeAlaw, decodeMulaw, encodeAlaw, encodeMulaw } from '../../../media/audio/g711.ts';

/** Some values of G.711 tables 1a, 1b, 2a, 2b, scaled to 16 bits. */
const MULAW = [
  [0xff, 0],
  [0x7f, 0],
  [0x80, 32_124],
  [0x00, -32_124],
  [0xfe, 8],
  [0x7e, -8],
  [0xef, 132],
  [0x8f, 16_764],
] as const;
const ALAW = [
  [0xd5, 8],
  [0x55, -8],
  [0xaa, 32_256],
  [0x2a, -32_256],
  [0xd4, 24],
  [0xc5, 264],
  [0x80, 5504],
] as const;

test.each(MULAW)('mu-law %i is %i', (code, value) => {
  expect(decodeMulaw(Uint8Array.of(code))[0]).toBe(value);
});

test.each(ALAW)('A-law %i is %i', (code, value) => {
  expect(decodeAlaw(Uint8Array.of(code))[0]).toBe(value);
});

test.each([
  ['mu-law', encodeMulaw, decodeMulaw],
  ['A-law', encodeAlaw, decodeAlaw],
] as const)('%s: every code is its own again', (name, encode, decode) => {
  for (let code = 0; code < 256; code++) {
    // Mu-law has two zeros.
    if (name === 'mu-law' && code === 0x7f) continue;
    expect(encode(decode(Uint8Array.of(code)))[0]).toBe(code);
  }
});

test.each([
  ['mu-law', encodeMulaw, decodeMulaw],
  ['A-law', encodeAlaw, decodeAlaw],
] as const)('%s: every sample comes back within half its interval', (_, encode, decode) => {
  for (let sample = -32_768; sample < 32_768; sample += 7) {
    const back = decode(encode(Int16Array.of(sample)))[0] ?? 0;
    expect(Math.abs(back - sample)).toBeLessThanOrEqual(
      Math.max(16, Math.abs(sample) / 28, Math.abs(sample) > 32_000 ? 650 : 0),
    );
  }
});
