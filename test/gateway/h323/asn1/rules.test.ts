/** The rules of X.691 one by one, with types made for the purpose. */
import { describe, expect, it } from 'vitest';
import { codecOf } from '../../../../gateway/h323/asn1/codec.ts';
import { compiler } from '../../../../gateway/h323/asn1/per/compile.ts';
import type { TypeSchema } from '../../../../gateway/h323/asn1/schema.ts';
import { hex, octets } from './modules.ts';

const codec = (type: TypeSchema) =>
  codecOf<unknown>(
    'Made',
    compiler({
      m: {
        Made: {
          is: 'SEQUENCE',
          of: [
            ['lead', { is: 'INTEGER', min: 0, max: 1 }],
            ['it', type],
          ],
        },
      },
    })('m', 'Made'),
  );
const integer = (min?: number, max?: number, extensible?: true): TypeSchema => ({
  is: 'INTEGER',
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
  ...(extensible && { extensible }),
});
const bytes = (count: number): Uint8Array => new Uint8Array(count).fill(0xab);

/** Each value follows a single 1 bit, so that alignment shows. */
const RULES: readonly (readonly [rule: string, type: TypeSchema, value: unknown, octets: string])[] = [
  ['§11.5.7.1 255 values: eight bits, not aligned', integer(0, 254), 254, 'ff 00'],
  ['§11.5.7.2 256 values: an octet', integer(0, 255), 255, '80 ff'],
  ['§11.5.7.3 257 to 64K values: two octets', integer(0, 256), 256, '80 01 00'],
  ['§11.5.7.3 64K values', integer(1, 65_536), 65_536, '80 ff ff'],
  ['§11.5.7.4 more: a length of some bits, and octets', integer(0, 65_536), 65_536, 'c0 01 00 00'],
  ['§11.5.7.4 the least octets', integer(0, 4_294_967_295), 255, '80 ff'],
  ['§11.5.7.4 of a negative least value', integer(-20, 20), -20, '80'],
  ['§11.7 no upper bound: from the lower one', integer(1), 256, '80 01 ff'],
  ['§11.8 no bounds: two complement', 'INTEGER', -129, '80 02 ff 7f'],
  ['§11.8 beyond 2^53', 'INTEGER', 2n ** 64n, '80 09 01 00 00 00 00 00 00 00 00'],
  ['§13.1 inside of an extensible range', integer(0, 3, true), 3, 'b0'],
  ['§13.1 outside an extensible range', integer(0, 3, true), 4, 'c0 01 04'],
  ['§14 an enumeration', { is: 'ENUMERATED', of: ['a', 'b', 'c'] }, 'c', 'c0'],
  ['§14.3 an addition to an enumeration', { is: 'ENUMERATED', of: ['a'], more: ['b', 'c'] }, 'c', 'c0 80'],
  ['§14.3 an addition of a later version', { is: 'ENUMERATED', of: ['a'], more: [] }, { $unknown: 64 }, 'e0 01 40'],
  [
    '§16.9 up to 16 fixed bits: not aligned',
    { is: 'BIT STRING', min: 9, max: 9 },
    { bytes: octets('ff80'), length: 9 },
    'ff c0',
  ],
  [
    '§16.10 more: aligned',
    { is: 'BIT STRING', min: 17, max: 17 },
    { bytes: octets('ffff80'), length: 17 },
    '80 ff ff 80',
  ],
  ['§16.11 bits of any length', 'BIT STRING', { bytes: octets('a0'), length: 3 }, '80 03 a0'],
  ['§17.6 two fixed octets: not aligned', { is: 'OCTET STRING', min: 2, max: 2 }, octets('ffff'), 'ff ff 80'],
  ['§17.7 more: aligned', { is: 'OCTET STRING', min: 3, max: 3 }, octets('ffffff'), '80 ff ff ff'],
  ['§17.8 octets of some lengths', { is: 'OCTET STRING', min: 1, max: 4 }, octets('ab'), '80 ab'],
  [
    '§11.9.3.3 nothing to align for an empty value',
    {
      is: 'SEQUENCE',
      of: [
        ['a', { is: 'OCTET STRING', min: 0, max: 3 }],
        ['b', 'BOOLEAN'],
      ],
    },
    { a: bytes(0), b: true },
    '90',
  ],
  [
    '§11.9.4.1 a maximum size of 64K counts as unlimited',
    { is: 'BIT STRING', min: 1, max: 65_536 },
    { bytes: octets('80'), length: 1 },
    '80 01 80',
  ],
  ['§20 a list of a fixed length', { is: 'LIST', min: 2, max: 2, of: 'BOOLEAN' }, [true, false], 'c0'],
  [
    '§23 a choice',
    {
      is: 'CHOICE',
      of: [
        ['a', 'NULL'],
        ['b', 'BOOLEAN'],
        ['c', 'NULL'],
      ],
    },
    { b: true },
    'b0',
  ],
  [
    '§23.8 an addition to a choice, in an open type',
    { is: 'CHOICE', of: [['a', 'NULL']], more: [['b', 'BOOLEAN']] },
    { b: true },
    'c0 00 01 80',
  ],
  ['§24 an object identifier', 'OBJECT IDENTIFIER', '2.999.3', '80 03 88 37 03'],
  ['§24 an arc that is a UUID', 'OBJECT IDENTIFIER', `2.25.${2n ** 127n}`, `80 14 69 82 ${'80'.repeat(17)} 00`],
  ['§30.5 characters of an octet', { is: 'IA5String', min: 1, max: 3 }, 'Az', 'a0 41 7a'],
  [
    '§30.5.4 characters of an alphabet, renumbered from 0',
    { is: 'IA5String', min: 4, max: 4, from: '#*,0123456789' },
    '#*,0',
    '80 91 80',
  ],
  [
    '§30.5.4 an alphabet with greater codes: unchanged',
    { is: 'IA5String', min: 1, max: 1, from: '!#*0123456789ABCD' },
    '5',
    '9a 80',
  ],
  ['§30.5.6 up to 16 bits of fixed length: not aligned', { is: 'BMPString', min: 1, max: 1 }, '\uffff', 'ff ff 80'],
  ['§30.5.7 16 bits of any length: aligned', { is: 'BMPString', min: 0, max: 1 }, '\uffff', 'c0 ff ff'],
  ['§30.4 digits', { is: 'NumericString', min: 1, max: 16 }, ' 09', '90 01 a0'],
];

describe('X.691', () => {
  it.each(RULES)('%s', (_rule, type, value, text) => {
    const made = codec(type);
    const encoded = made.encode({ lead: 1, it: value });
    expect(hex(encoded)).toBe(hex(octets(text)));
    expect(made.decode(encoded)).toEqual({ lead: 1, it: value });
  });
});
