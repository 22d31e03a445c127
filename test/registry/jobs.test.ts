/** Imports as jobs, over the API. */
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpServer } from '../../registry/index.ts';
import { JobTable } from '../../registry/http/jobs.ts';
import { Problem } from '../../registry/http/problem.ts';
import { listAudit, verifyAudit } from '../../registry/sql/audit.ts';
import { openTestRegistry, type TestRegistry } from '../fakes/registry.ts';

let opened: TestRegistry;
let app: FastifyInstance;
let keys: readonly string[];
beforeEach(async () => {
  opened = await openTestRegistry();
  keys = [await opened.admin.createApiKey('first'), await opened.admin.createApiKey('second')];
  app = createHttpServer({
    opened,
    open: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
});
afterEach(async () => {
  await app.close();
  await opened.registry.close();
});

const call = async (
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
  key = keys[0]!,
  headers: Record<string, string> = {},
) => {
  const response = await app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${key}`, ...headers },
    ...(payload && { payload }),
  });
  return { status: response.statusCode, body: response.json() as Record<string, never> };
};
const start = (csv: string, headers = {}) =>
  call('POST', `/v1/accounts/${opened.accountId}/devices/imports`, { csv }, keys[0]!, headers);
const ended = async (id: string, key = keys[1]!): Promise<Record<string, unknown>> => {
  let job: Record<string, unknown> = {};
  await expect
    .poll(async () => (job = (await call('GET', `/v1/jobs/${id}`, undefined, key)).body)['state'])
    .not.toBe('running');
  return job;
};
const rows = (count: number): string =>
  `name,username\n${Array.from({ length: count }, (_, n) => `Room ${n},room${n}`).join('\n')}`;

describe('an import as a job', () => {
  it('is acknowledged at once, reports its progress, and gives its result once, to the key that started it', async () => {
    const { status, body } = await start(rows(300));
    expect([status, body]).toEqual([
      202,
      expect.objectContaining({ kind: 'StartDeviceImport', state: 'running', done: 0 }),
    ]);
    const job = await ended(body['id']!);
    expect(job).toMatchObject({ state: 'done', done: 600, total: 600, problem: null, result: null });
    const own = (await call('GET', `/v1/jobs/${String(job['id'])}`)).body;
    expect(own['result']).toMatchObject({ devices: 300 });
    expect((own['result'] as unknown as { created: unknown[] }).created).toHaveLength(300);
    expect((await call('GET', `/v1/jobs/${String(job['id'])}`)).body['result']).toBeNull();
    expect(await opened.registry.sizes()).toMatchObject({ device: 300 });
  });

  it('creates nothing if a line is wrong, and says which', async () => {
    const job = await ended((await start(`${rows(3)}\nRoom,room1`)).body['id']!);
    expect(job).toMatchObject({
      state: 'failed',
      problem: {
        name: 'bad-request',
        pointer: '/csv',
        detail: expect.stringMatching(/^Line 5, username: "room1" is also on line 3/),
      },
    });
    expect(await opened.registry.sizes()).toMatchObject({ device: 0 });
  });

  it('started twice at the same time for the same names succeeds once', async () => {
    const jobs = await Promise.all([start(rows(50)), start(rows(50))]);
    const states = await Promise.all(jobs.map(async ({ body }) => (await ended(body['id']!))['state']));
    expect(states.toSorted()).toEqual(['done', 'failed']);
    expect(await opened.registry.sizes()).toMatchObject({ device: 50 });
  });

  it('is started once by repeated requests with one idempotency key', async () => {
    const again = { 'idempotency-key': 'import-1' };
    const ids = [(await start(rows(2), again)).body['id'], (await start(rows(2), again)).body['id']];
    expect(ids[0]).toBe(ids[1]);
    expect((await ended(ids[0]!))['state']).toBe('done');
  });

  it('leaves a record of its start and of its end, without passwords', async () => {
    await ended((await start(rows(2))).body['id']!);
    await ended((await start('name\nx')).body['id']!);
    const records = (await listAudit(opened.db, { limit: 50, name: 'StartDeviceImport' })).map(({ record }) => record);
    expect(records.map(({ eventType, errorCode }) => [eventType, errorCode])).toEqual([
      ['ServiceEvent', 'bad-request'],
      ['ApiCall', undefined],
      ['ServiceEvent', undefined],
      ['ApiCall', undefined],
    ]);
    expect(JSON.stringify(records)).not.toMatch(/"password":"(?!HIDDEN)/);
    expect((await verifyAudit(opened.db)).ok).toBe(true);
  });

  it('is not found by a key of another account', async () => {
    const { body } = await start(rows(1));
    const other = await opened.admin.createAccount('Other');
    const made = (
      await call('POST', '/v1/api-keys', { name: 'other', policies: ['AmazonChimeFullAccess'], accountId: other.id })
    ).body;
    expect((await call('GET', `/v1/jobs/${String(body['id'])}`, undefined, made['key'])).status).toBe(404);
    await ended(body['id']!);
  });
});

describe('jobs', () => {
  const job = { accountId: 'a', kind: 'k', actor: 'me' };

  it('are limited in number', async () => {
    const table = new JobTable(
      () => 0,
      () => undefined,
    );
    const ids = Array.from({ length: 4 }, () => table.open(job).id);
    expect(() => table.open(job)).toThrow(Problem);
    await table.run(ids[0]!, async () => 1);
    expect(table.open(job).state).toBe('running');
  });

  it('are forgotten an hour after their end, and the oldest if there are too many', async () => {
    let now = 0;
    const table = new JobTable(
      () => now,
      () => undefined,
    );
    const ids: string[] = [];
    for (let n = 0; n < 150; n++) {
      ids.push(table.open(job).id);
      await table.run(ids.at(-1)!, async () => n);
    }
    expect(ids.filter((id) => table.get(id) !== undefined).length).toBeLessThanOrEqual(101);
    expect(table.takeResult(ids.at(-1)!, 'me')).toBe(149);
    now = 3_600_001;
    table.open(job);
    expect(table.get(ids.at(-1)!)).toBeUndefined();
  });

  it('do not reveal our own faults, which only the log contains', async () => {
    const faults: string[] = [];
    const table = new JobTable(
      () => 0,
      (error) => faults.push(error.message),
    );
    const { id } = table.open(job);
    await table.run(id, async () => {
      throw new Error('disk full');
    });
    expect(table.get(id)).toMatchObject({ state: 'failed', problem: { name: 'internal', detail: 'See the log' } });
    expect(faults).toEqual(['disk full']);
  });
});
