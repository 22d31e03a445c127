import { expect, test } from 'vitest';
import { H323EdgeFuzz, IDLE } from './h323-edge.ts';

test.each([1, 2, 3, 4])('three thousand messages of seed %i leave nothing behind', async (seed) => {
  const { stats, pending, open, faults, reached } = await new H323EdgeFuzz(seed).run(3000);
  expect(faults).toEqual([]);
  expect({ stats, pending, open }).toEqual({ stats: IDLE, pending: 0, open: 0 });
  // The messages were not mere noise.
  expect(reached.calls).toBeGreaterThan(30);
  expect(reached.established).toBeGreaterThan(15);
  expect(reached.own).toBeGreaterThan(5);
  expect(reached.bad).toBeGreaterThan(50);
});
