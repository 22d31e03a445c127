/** A million messages. The heap is checked after each 25,000, after garbage collection. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { IDLE, SipEdgeFuzz, strangeFacts } from './sip-edge.ts';

const MESSAGES = 250_000;
/**
 * The allowed difference of the heap, in bytes, from its size after the first 25,000: calls and transactions that
 * happen to be open.
 */
const SWAY = 48 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

test.each([101, 102, 103, 104])('a quarter of a million messages of seed %i leave nothing behind', async (seed) => {
  const heaps: number[] = [];
  const started = performance.now();
  const result = await new SipEdgeFuzz(seed).run(MESSAGES, () => void heaps.push(heap()));
  const seconds = (performance.now() - started) / 1000;
  const [first = 0] = heaps;
  process.stdout.write(
    `seed ${seed}: ${seconds.toFixed(1)} s, ${Math.round(MESSAGES / seconds)} messages/s, ${JSON.stringify(result.reached)}, heap MB ${heaps.map((bytes) => Math.round(bytes / 1e6)).join(' ')}\n`,
  );
  expect(result.faults).toEqual([]);
  expect(result.stats).toEqual(IDLE);
  expect(result.pending).toBe(0);
  expect(strangeFacts(result)).toEqual([]);
  expect(Math.max(...heaps) - first).toBeLessThan(SWAY);
});
