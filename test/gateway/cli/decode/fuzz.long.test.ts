/** 150,000 damaged captures. */
import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { damagedFiles, damagedPackets, fileOf, survives } from './fuzz.ts';

describe.each([11, 12, 13])('seed %i', (seed) => {
  it('damaged packets give lines', () =>
    fc.assert(
      fc.property(damagedPackets, (packets) => survives(fileOf(packets), 65_536)),
      { seed, numRuns: 40_000 },
    ));
  it('damaged files give lines or an error', () =>
    fc.assert(
      fc.property(damagedFiles, fc.integer({ min: 500, max: 20_000 }), (file, chunk) => survives(file, chunk)),
      { seed, numRuns: 10_000 },
    ));
});
