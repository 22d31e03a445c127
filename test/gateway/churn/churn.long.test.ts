/** Ten thousand calls, and the gateway holds what it held before. */
import { afterEach, expect, test } from 'vitest';
import { ChurnGateway, type Held } from './churn.ts';

const CALLS = 10_000;
const IDLE = { calls: 0, meetings: 0, ports: 0, members: 0, connections: 0, transactions: 0, timers: 0 };
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(2)} MiB`;

let gateway: ChurnGateway | undefined;
afterEach(() => gateway?.stop());

test(`${CALLS} calls leave nothing behind`, async () => {
  const under = (gateway = await ChurnGateway.start(32_000));
  const made = { calls: 0 };
  const heldAfter = async (calls: number): Promise<Held> => {
    const { successful, failed, output } = await under.calls(calls, 100);
    expect([successful, failed], output).toEqual([calls, 0]);
    made.calls += calls;
    // Transactions live for 32 s.
    await expect.poll(() => under.live(), { timeout: 60_000, interval: 1000 }).toEqual(IDLE);
    const held = await under.held();
    const heaps = [held.heapUsed, ...held.workerHeaps].map(megabytes).join(' + ');
    process.stderr.write(
      `after ${made.calls} calls: heaps ${heaps}, outside ${megabytes(held.external)}, RSS ${megabytes(held.rss)}, files ${held.files}, ${JSON.stringify(held.resources)}\n`,
    );
    return held;
  };
  const warm = await heldAfter(500);
  const middle = await heldAfter(CALLS / 2);
  const end = await heldAfter(CALLS / 2);

  expect(end.files).toBeLessThanOrEqual(warm.files + 1);
  expect(end.resources).toEqual(warm.resources);
  expect(end.rows).toEqual({ ...warm.rows, call_record: 500 + CALLS });
  expect((await under.metrics()).get('roomgate_errors_total')).toBe(0);
  // Unused code of the start is dropped during the first thousands, so what counts is the second half: 50 bytes a call.
  const limit = 50 * (CALLS / 2);
  expect(end.heapUsed - middle.heapUsed).toBeLessThan(limit);
  expect(end.heapUsed - warm.heapUsed).toBeLessThan(limit);
  end.workerHeaps.forEach((heap, index) => expect(heap - (middle.workerHeaps[index] ?? 0)).toBeLessThan(limit));
  expect(end.external - middle.external).toBeLessThan(limit);
});
