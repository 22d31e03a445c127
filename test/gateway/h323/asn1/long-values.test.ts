/**
 * Lengths of 16K and more are fragmented (X.691 §11.9.3.8); values at the limits of each form of length are
 * restored.
 */
import { describe, expect, it } from 'vitest';
import { codecOf } from '../../../../gateway/h323/asn1/codec.ts';
import { MultimediaSystemControlMessage, H323UserInformation } from '../../../../gateway/h323/asn1/index.ts';
import { compiler } from '../../../../gateway/h323/asn1/per/compile.ts';
import type { TypeSchema } from '../../../../gateway/h323/asn1/schema.ts';

const K16 = 16_384;
const SIZES = [
  0,
  1,
  127,
  128,
  129,
  K16 - 1,
  K16,
  K16 + 1,
  2 * K16,
  4 * K16 - 1,
  4 * K16,
  4 * K16 + 1,
  5 * K16,
  9 * K16 + 5,
];
const codec = (type: TypeSchema) => codecOf<unknown>('Made', compiler({ m: { Made: type } })('m', 'Made'));
const filled = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, index) => index * 7);

describe.each(SIZES)('%i of them', (size) => {
  it.each<[string, TypeSchema, () => unknown]>([
    ['octets', { is: 'SEQUENCE', of: [['it', 'OCTET STRING']] }, () => ({ it: filled(size) })],
    [
      'bits',
      { is: 'SEQUENCE', of: [['it', 'BIT STRING']] },
      () => ({ it: { bytes: new Uint8Array(Math.ceil(size / 8)), length: size } }),
    ],
    ['characters', { is: 'SEQUENCE', of: [['it', 'BMPString']] }, () => ({ it: 'ž'.repeat(size) })],
    ['characters of four bits', { is: 'SEQUENCE', of: [['it', 'NumericString']] }, () => ({ it: '7'.repeat(size) })],
    [
      'items',
      { is: 'SEQUENCE', of: [['it', { is: 'LIST', of: 'BOOLEAN' }]] },
      () => ({ it: Array.from({ length: size }, (_, index) => index % 3 === 0) }),
    ],
    [
      'octets in an open type',
      { is: 'SEQUENCE', of: [], more: [['it', { is: 'SEQUENCE', of: [['in', 'OCTET STRING']], more: [] }]] },
      () => ({ it: { in: filled(size) } }),
    ],
  ])('%s', (_what, type, value) => {
    const made = codec(type);
    const bytes = made.encode(value());
    expect(made.decodeFirst(bytes)).toEqual({ value: value(), consumed: bytes.length });
  });
});

describe('the octets of fragments', () => {
  it('are 64K, 16K and the rest', () => {
    const bytes = codec({ is: 'SEQUENCE', of: [['it', 'OCTET STRING']] }).encode({ it: new Uint8Array(5 * K16 + 3) });
    expect([bytes[0], bytes[1 + 4 * K16], bytes[2 + 5 * K16], bytes.length]).toEqual([0xc4, 0xc1, 3, 6 + 5 * K16]);
  });
  it('end with a length of 0 if nothing is left', () => {
    const bytes = codec({ is: 'SEQUENCE', of: [['it', 'OCTET STRING']] }).encode({ it: new Uint8Array(K16) });
    expect([bytes[0], bytes.at(-1), bytes.length]).toEqual([0xc1, 0, K16 + 2]);
  });
});

it('a tunnel may hold an H.245 message of 100,000 octets', () => {
  const message = MultimediaSystemControlMessage.encode({
    request: {
      nonStandard: { nonStandardData: { nonStandardIdentifier: { object: '1.2.3' }, data: filled(100_000) } },
    },
  });
  const value = {
    'h323-uu-pdu': { 'h323-message-body': { empty: null }, h245Tunneling: true, h245Control: [message] },
  };
  expect(H323UserInformation.decode(H323UserInformation.encode(value))).toEqual(value);
});
