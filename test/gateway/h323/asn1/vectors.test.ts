import { describe, expect, it } from 'vitest';
import { hex, octets } from './modules.ts';
import { VECTORS } from './vectors.ts';

describe.each(VECTORS)('$title', ({ codec, value, octets: text }) => {
  it('is encoded octet by octet', () => expect(hex(codec.encode(value))).toBe(hex(octets(text))));
  it('is decoded', () => expect(codec.decode(octets(text))).toEqual(value));
  it('is decoded from a Buffer without sharing its memory', () => {
    const buffer = Buffer.from(octets(text));
    const decoded = codec.decode(buffer);
    buffer.fill(0xff);
    expect(decoded).toEqual(value);
  });
  it('is decoded if more octets follow', () => {
    const bytes = octets(text);
    expect(codec.decodeFirst(Uint8Array.of(...bytes, 1, 2, 3))).toEqual({ value, consumed: bytes.length });
  });
});
