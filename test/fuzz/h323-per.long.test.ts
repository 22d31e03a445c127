/** A million inputs for each PDU, coverage-guided; the heap is checked in between, after garbage collection. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { PDUS } from '../gateway/h323/asn1/modules.ts';
import { PerFuzz } from './h323-per.ts';

const INPUTS = 1_000_000;
/** The memory in bytes for the corpus and the list of reached features. */
const SWAY = 96 * 1024 * 1024;
/** The limit for one input; another process may take the core meanwhile. */
const SLOWEST_MS = 250;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heap(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

test.each(PDUS)('a million mutated PDUs break nothing: $type', (pdu) => {
  const heaps: number[] = [];
  const started = performance.now();
  const { faults, ...reached } = new PerFuzz(pdu, 42).run(INPUTS, () => void heaps.push(heap()));
  const seconds = (performance.now() - started) / 1000;
  const [first = 0] = heaps;
  process.stdout.write(
    `${pdu.type}: ${Math.round(INPUTS / seconds)} inputs/s, ${JSON.stringify(reached)}, heap MB ${heaps.map((bytes) => Math.round(bytes / 1e6)).join(' ')}\n`,
  );
  expect(faults).toEqual([]);
  expect(reached.slowestMs).toBeLessThan(SLOWEST_MS);
  expect(Math.max(...heaps) - first).toBeLessThan(SWAY);
});
