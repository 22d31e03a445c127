import { describe, expect, it } from 'vitest';
import { hex, octets } from './modules.ts';
import { VECTORS } from './vectors.ts';

describe.each(VECTORS)('$title', ({ codec, value, octets: text }) => {
  it('is encoded to the octet', () => expect(hex(codec.encode(value))).toBe(hex(octets(text))));
  it('is decoded', () => expect(codec.decode(octets(text))).toEqual(value));
  it('is decoded out of a Buffer, and shares nothing with it', () => {
    const buffer = Buffer.from(octets(text));
    const decoded = codec.decode(buffer);
    buffer.fill(0xff);
    expect(decoded).toEqual(value);
  });
  it('is one that more octets may follow', () => {
    const bytes = octets(text);
    expect(codec.decodeFirst(Uint8Array.of(...bytes, 1, 2, 3))).toEqual({ value, consumed: bytes.length });
  });
});
