/** Ten thousand calls, and the gateway holds what it held before. */
import { afterEach, expect, test } from 'vitest';
import { ChurnGateway } from './churn.ts';

const CALLS = Number(process.env['CHURN_CALLS'] ?? 10_000);
const IDLE = { calls: 0, rooms: 0, ports: 0, members: 0, connections: 0, transactions: 0, timers: 0 };
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(2)} MiB`;

let gateway: ChurnGateway | undefined;
afterEach(() => gateway?.stop());

test(`${CALLS} calls leave nothing behind`, async () => {
  gateway = await ChurnGateway.start(33_600);
  const idle = (): Promise<unknown> => expect.poll(() => gateway?.live(), { timeout: 60_000, interval: 1000 }).toEqual(IDLE);
  const warm = await gateway.calls(500, 100);
  expect([warm.successful, warm.failed], warm.output).toEqual([500, 0]);
  // Transactions live for 32 s.
  await idle();
  const before = await gateway.held();
  const run = await gateway.calls(CALLS, 100);
  expect([run.successful, run.failed], run.output).toEqual([CALLS, 0]);
  await idle();
  const after = await gateway.held();
  process.stderr.write(`heap ${megabytes(before.heapUsed)} -> ${megabytes(after.heapUsed)}, RSS ${megabytes(before.rss)} -> ${megabytes(after.rss)}, files ${before.files} -> ${after.files}\n`);
  process.stderr.write(`resources ${JSON.stringify(before.resources)} -> ${JSON.stringify(after.resources)}\n`);
  expect(after.files).toBeLessThanOrEqual(before.files + 1);
  expect(after.resources).toEqual(before.resources);
  expect(after.rows).toEqual({ ...before.rows, call_record: 500 + CALLS });
  expect((await gateway.metrics()).get('roomgate_errors_total')).toBe(0);
  // 50 bytes a call.
  expect(after.heapUsed - before.heapUsed).toBeLessThan(50 * CALLS);
});
