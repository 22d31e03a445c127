/** A million messages. The heap is checked after each 25,000, after garbage collection. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { H323EdgeFuzz, IDLE } from './h323-edge.ts';

const MESSAGES = 250_000;
/**
 * The allowed difference of the heap, in bytes, from its size after the first 25,000: calls that happen to be
 * established.
 */
const SWAY = 32 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

test.each([101, 102, 103, 104])('a quarter of a million messages of seed %i leave nothing behind', async (seed) => {
  const heaps: number[] = [];
  const started = performance.now();
  const { stats, pending, open, faults, reached } = await new H323EdgeFuzz(seed).run(
    MESSAGES,
    () => void heaps.push(heap()),
  );
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(
    `seed ${seed}: ${seconds.toFixed(1)} s, ${Math.round(MESSAGES / seconds)} messages/s, ${JSON.stringify(reached)}, heap MB ${heaps.map((bytes) => Math.round(bytes / 1e6)).join(' ')}\n`,
  );
  expect(faults).toEqual([]);
  expect({ stats, pending, open }).toEqual({ stats: IDLE, pending: 0, open: 0 });
  expect(Math.max(...heaps) - (heaps[0] ?? 0)).toBeLessThan(SWAY);
});
