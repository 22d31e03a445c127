/** Additions by a later version of a recommendation are skipped, kept, and sent on. */
import { describe, expect, it } from 'vitest';
import { codecOf, type Codec } from '../../../../gateway/h323/asn1/codec.ts';
import { unknownAdditions, UNKNOWN_ADDITIONS } from '../../../../gateway/h323/asn1/index.ts';
import { compiler } from '../../../../gateway/h323/asn1/per/compile.ts';
import type { Component, ModuleSchema } from '../../../../gateway/h323/asn1/schema.ts';
import { hex } from './modules.ts';

/** A version of a protocol of our own, with the given number of its additions. */
function version(additions: number, alternatives: number): Codec<unknown> {
  const more: readonly Component[] = Array.from(
    { length: additions },
    (_, index) =>
      [
        `added${index}`,
        index % 2 === 0 ? 'IA5String' : { is: 'SEQUENCE', of: [['deep', 'Body']], more: [] },
        '?',
      ] as const,
  );
  const schema: ModuleSchema = {
    Message: {
      is: 'SEQUENCE',
      of: [
        ['body', 'Body'],
        ['after', 'OCTET STRING'],
      ],
      more,
    },
    Body: {
      is: 'CHOICE',
      of: [['plain', 'NULL']],
      more: Array.from({ length: alternatives }, (_, index) => [`more${index}`, 'IA5String'] as const),
    },
  };
  return codecOf('Message', compiler({ m: schema })('m', 'Message'));
}

const old = version(1, 0);
const after = Uint8Array.of(1, 2, 3);

describe('an older version', () => {
  it.each([2, 5, 64, 65, 200])('skips the last of %i additions and sends it on', (additions) => {
    const next = version(additions, 0);
    const name = `added${additions - 1}`;
    const addition = additions % 2 === 1 ? 'text' : { deep: { plain: null } };
    const sent = next.encode({ body: { plain: null }, after, added0: 'known', [name]: addition });
    const seen = old.decode(sent) as object;
    expect(seen).toMatchObject({ body: { plain: null }, after, added0: 'known' });
    expect(unknownAdditions(seen).map(({ index }) => index)).toEqual([additions - 1]);
    expect(next.decode(old.encode(seen))).toEqual(next.decode(sent));
  });

  it.each([1, 5, 64, 65, 300])('skips the last of %i alternatives and sends it on', (alternatives) => {
    const next = version(1, alternatives);
    const sent = next.encode({ body: { [`more${alternatives - 1}`]: 'text' }, after });
    const seen = old.decode(sent);
    expect(seen).toEqual({
      body: { $unknown: { index: alternatives - 1, bytes: Uint8Array.of(4, ...Buffer.from('text')) } },
      after,
    });
    expect(hex(old.encode(seen))).toBe(hex(sent));
  });

  it('skips data that was added to a known addition', () => {
    const later = codecOf<unknown>(
      'Message',
      compiler({
        m: {
          Message: {
            is: 'SEQUENCE',
            of: [],
            more: [
              ['a', { is: 'SEQUENCE', of: [['n', 'BOOLEAN']], more: [['later', 'IA5String']] }],
              ['b', 'IA5String'],
            ],
          },
        },
      })('m', 'Message'),
    );
    const known = codecOf<unknown>(
      'Message',
      compiler({
        m: {
          Message: {
            is: 'SEQUENCE',
            of: [],
            more: [
              ['a', { is: 'SEQUENCE', of: [['n', 'BOOLEAN']] }],
              ['b', 'IA5String'],
            ],
          },
        },
      })('m', 'Message'),
    );
    // Without an extension marker the old version misreads the bits inside, but still finds the data after them.
    expect(known.decode(later.encode({ a: { n: true, later: 'x' }, b: 'behind' }))).toMatchObject({ b: 'behind' });
  });
});

describe('a newer version', () => {
  it('decodes a message of the old version, without its own additions', () => {
    expect(version(9, 3).decode(old.encode({ body: { plain: null }, after }))).toEqual({
      body: { plain: null },
      after,
    });
  });
});

it('unknown additions survive a copy with changes', () => {
  const sent = version(3, 0).encode({ body: { plain: null }, after, added2: 'kept' });
  const seen = old.decode(sent) as Readonly<Record<string, unknown>>;
  const changed = { ...seen, after: Uint8Array.of(9) };
  expect(Reflect.has(changed, UNKNOWN_ADDITIONS)).toBe(true);
  expect(version(3, 0).decode(old.encode(changed))).toEqual({
    body: { plain: null },
    after: Uint8Array.of(9),
    added2: 'kept',
  });
});
