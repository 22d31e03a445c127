/** A sample of `churn.long.test.ts`. Transactions live on for 32 s, so they are left to the long run. */
import { afterEach, expect, test } from 'vitest';
import { ChurnGateway } from './churn.ts';

let gateway: ChurnGateway | undefined;
afterEach(() => gateway?.stop());

test('300 calls leave no call, room, port, connection, file or row behind', { timeout: 60_000 }, async () => {
  gateway = await ChurnGateway.start(31_600);
  const { live, held } = { live: () => gateway!.live(), held: () => gateway!.held() };
  const warm = await gateway.calls(100, 100);
  expect([warm.successful, warm.failed], warm.output).toEqual([100, 0]);
  const idle = { calls: 0, meetings: 0, ports: 0, members: 0, connections: 0 };
  await expect.poll(live, { timeout: 10_000 }).toMatchObject(idle);
  const before = await held();
  const run = await gateway.calls(300, 100);
  expect([run.successful, run.failed], run.output).toEqual([300, 0]);
  await expect.poll(live, { timeout: 10_000 }).toMatchObject(idle);
  const after = await held();
  expect(after.files).toBeLessThanOrEqual(before.files + 1);
  expect(after.rows).toEqual({ ...before.rows, call_record: 400 });
  expect((await gateway.metrics()).get('roomgate_errors_total')).toBe(0);
});
