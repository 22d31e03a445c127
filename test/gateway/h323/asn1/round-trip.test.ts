/**
 * Every legal value survives encoding and decoding: each type of each module, with values generated from its
 * schema.
 */
import { isDeepStrictEqual } from 'node:util';
import { assert, gen, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codecOf, type Codec } from '../../../../gateway/h323/asn1/codec.ts';
import { compiler } from '../../../../gateway/h323/asn1/per/compile.ts';
import { Generator, seeded } from './generate.ts';
import { modules, PDUS } from './modules.ts';

const coderOf = compiler(modules);
const types = Object.entries(modules).flatMap(([module, schema]) =>
  Object.keys(schema).map((type) => ({ module, type })),
);

function expectRoundTrip(codec: Codec<unknown>, value: unknown): void {
  const bytes = codec.encode(value);
  const { value: back, consumed } = codec.decodeFirst(bytes);
  if (!isDeepStrictEqual(back, value)) expect(back).toEqual(value);
  if (consumed !== bytes.length) expect(consumed, 'octets consumed').toBe(bytes.length);
}

describe('round trip', () => {
  it('covers all types', () => expect(types.length).toBeGreaterThan(490));

  it.each(Object.keys(modules))('every type of %s', (module) => {
    for (const { type } of types.filter((one) => one.module === module)) {
      const codec = codecOf<unknown>(type, coderOf(module, type));
      for (let seed = 0; seed < 25; seed += 1)
        expectRoundTrip(codec, new Generator(modules, seeded(seed), { depth: 5 }).value(module, type));
    }
  });

  it.each(PDUS)('$type, found and shrunk by fast-check', ({ codec, module, type }) => {
    assert(
      property(gen(), (g) => {
        const pick = (count: number): number => g(nat, { max: count - 1 });
        expectRoundTrip(codec, new Generator(modules, pick, { depth: 4 }).value(module, type));
      }),
      { seed: 323, numRuns: 60 },
    );
  });
});
