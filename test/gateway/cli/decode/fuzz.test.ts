/** Damaged captures; many more in fuzz.long.test.ts. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { damagedFiles, damagedPackets, fileOf, PACKETS, survives } from './fuzz.ts';
import { decodeFile } from './messages.ts';

it('the undamaged capture contains every kind of message', () => {
  const { lines } = decodeFile(fileOf(PACKETS));
  expect(lines.filter(({ ok }) => !ok)).toEqual([]);
  expect(lines).toHaveLength(16);
});

it('damaged packets give lines', () =>
  fc.assert(
    fc.property(damagedPackets, (packets) => survives(fileOf(packets), 4096)),
    { seed: 1, numRuns: 1000 },
  ));
it('damaged files give lines or an error', () =>
  fc.assert(
    fc.property(damagedFiles, fc.integer({ min: 1, max: 5000 }), (file, chunk) => survives(file, chunk)),
    { seed: 2, numRuns: 500 },
  ));
