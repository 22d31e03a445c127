import { expect, test } from 'vitest';
import { IDLE, SipEdgeFuzz, strangeFacts } from './sip-edge.ts';

test.each([1, 2, 3, 4])('five thousand messages of seed %i leave nothing behind', async (seed) => {
  const result = await new SipEdgeFuzz(seed).run(5000);
  expect(result.faults).toEqual([]);
  expect(result.stats).toEqual(IDLE);
  expect(result.pending).toBe(0);
  expect(strangeFacts(result)).toEqual([]);
  // The messages were not mere noise.
  expect(result.reached.calls).toBeGreaterThan(100);
  expect(result.reached.established).toBeGreaterThan(30);
  expect(result.reached.dialled).toBeGreaterThan(5);
});
