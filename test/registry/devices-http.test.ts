/** Devices and the compatible-VTC list over the API. */
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpServer } from '../../registry/index.ts';
import { LiveList } from '../../registry/profiles/live-list.ts';
import { listAudit } from '../../registry/sql/audit.ts';
import { newestList, publishList } from '../../registry/sql/profiles.ts';
import { openTestRegistry, type TestRegistry } from '../fakes/registry.ts';

let opened: TestRegistry;
let app: FastifyInstance;
let key: string;
beforeEach(async () => {
  opened = await openTestRegistry();
  key = await opened.admin.createApiKey('test');
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

const call = async (method: string, url: string, payload?: object, headers: Readonly<Record<string, string>> = {}) => {
  const response = await app.inject({
    method: method as 'GET',
    url,
    headers: { authorization: `Bearer ${key}`, ...headers },
    ...(payload && { payload }),
  });
  return {
    status: response.statusCode,
    body: response.body === '' ? {} : response.json(),
    etag: response.headers['etag'] as string,
  };
};
const devicesUrl = () => `/v1/accounts/${opened.accountId}/devices`;

describe('devices', () => {
  it('are created, changed with their version, and searched', async () => {
    const made = await call('POST', devicesUrl(), {
      name: 'Board',
      username: 'board',
      site: 'Berlin',
      aliases: ['+49 30 5501', 'sip:Board@Example.com'],
      sourceNetworks: ['192.0.2.1'],
      dialStyle: 'host##pin',
    });
    expect(made).toMatchObject({
      status: 201,
      etag: '"1"',
      body: {
        site: 'Berlin',
        aliases: [
          { kind: 'e164', value: '49305501' },
          { kind: 'sip', value: 'Board@example.com' },
        ],
        sourceNetworks: ['192.0.2.1/32'],
      },
    });
    const url = `/v1/devices/${made.body.id}`;
    const changed = await call(
      'PATCH',
      url,
      { firmware: 'ce9.15.3', site: null, override: { sip: { supported: false } } },
      { 'if-match': made.etag },
    );
    expect(changed).toMatchObject({
      status: 200,
      etag: '"2"',
      body: { site: null, firmware: 'ce9.15.3', override: { sip: { supported: false } } },
    });
    expect((await call('PATCH', url, { room: 'late' }, { 'if-match': made.etag })).status).toBe(412);
    expect((await call('PATCH', url, { room: 'late' })).status).toBe(428);
    expect(
      (await opened.registry.identifyDevice({ protocol: 'sip', aliases: ['board'], source: '192.0.2.1' })).sip
        .supported,
    ).toBe(false);
    expect((await call('GET', `${devicesUrl()}?search=boa`)).body.devices).toHaveLength(1);
    expect((await call('GET', `${devicesUrl()}?search=berlin`)).body.devices).toHaveLength(0);
  });

  it.each([
    [{ aliases: ['5501', 'two words'] }, '/aliases/1'],
    [{ sourceNetworks: ['example.com'] }, '/sourceNetworks/0'],
    [{ firmware: 'new' }, '/firmware'],
    [{ override: { sip: { screen: 'maybe' } } }, '/override'],
    [{ dialStyle: 'guess' }, '/dialStyle'],
    [{ username: 'other' }, undefined],
  ])('refuse %j with a pointer', async (change, pointer) => {
    const { id } = (await call('POST', devicesUrl(), { name: 'Board', username: 'board' })).body;
    const { status, body } = await call('PATCH', `/v1/devices/${id}`, change, { 'if-match': '*' });
    expect(status).toBe(400);
    if (pointer !== undefined) expect(body.pointer).toContain(pointer);
    expect((await call('GET', `/v1/devices/${id}`)).body.version).toBe(1);
  });

  it('get new credentials, which appear in no record', async () => {
    const made = (await call('POST', devicesUrl(), { name: 'Board', username: 'board' })).body;
    const next = (await call('POST', `/v1/devices/${made.id}/credentials`, undefined, { 'if-match': '"1"' })).body;
    expect((await opened.registry.h323Device('board'))!.password!.reveal()).toBe(next.password);
    const records = JSON.stringify(await listAudit(opened.db, { limit: 100 }));
    for (const { password } of [made, next]) expect(records).not.toContain(password);
    expect((await call('GET', `/v1/devices/${made.id}`)).body).not.toHaveProperty('password');
  });

  it('are imported from a CSV, all or none, and a dry run changes nothing', async () => {
    const bad = 'name,username\nBoard,board\nSmall,not a name\n,third';
    const dry = await call('POST', `${devicesUrl()}/import`, { csv: bad, dryRun: true });
    expect(dry).toMatchObject({
      status: 200,
      body: {
        devices: 1,
        created: [],
        problems: [
          { line: 3, column: 'username' },
          { line: 4, column: 'name' },
        ],
      },
    });
    expect(await call('POST', `${devicesUrl()}/import`, { csv: bad })).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/^Line 3, username: .*; 2 problems in all/) },
    });
    expect(
      (await call('POST', `${devicesUrl()}/import`, { csv: 'name,username\nBoard,board', dryRun: true })).body,
    ).toEqual({ devices: 1, created: [], problems: [] });
    expect((await call('GET', devicesUrl())).body.devices).toEqual([]);
    const { created } = (
      await call('POST', `${devicesUrl()}/import`, { csv: 'name,username\nBoard,board\nSmall,small' })
    ).body;
    expect(created).toMatchObject([
      { line: 2, username: 'board' },
      { line: 3, username: 'small' },
    ]);
    expect((await opened.registry.h323Device('small'))!.password!.reveal()).toBe(created[1].password);
    const records = JSON.stringify(await listAudit(opened.db, { limit: 100 }));
    for (const { password } of created) expect(records).not.toContain(password);
  });

  it('are imported by the thousand in one request, up to the limit', async () => {
    const lines = (count: number) =>
      ['name,username,notes', ...Array.from({ length: count }, (_, n) => `Room ${n},room${n},${'x'.repeat(70)}`)].join(
        '\n',
      );
    expect((await call('POST', `${devicesUrl()}/import`, { csv: lines(10_000), dryRun: true })).body.problems).toEqual(
      [],
    );
    expect(
      (await call('POST', `${devicesUrl()}/import`, { csv: lines(10_001), dryRun: true })).body.problems,
    ).toMatchObject([{ line: 10_002 }]);
    expect((await call('POST', `${devicesUrl()}/import`, { csv: 'x'.repeat(2_100_000) })).status).toBe(413);
  });
});

describe('the compatible-VTC list', () => {
  const URL = '/v1/compatible-devices';
  const renamed = (model: string) => ({
    ...opened.compatibleList,
    default: { ...opened.compatibleList.default, model },
  });
  const model = async () => (await opened.registry.identifyDevice({ protocol: 'sip' })).model;

  it('is imported as JSON, used at once, and can be reverted', async () => {
    const shipped = await call('GET', URL);
    expect(shipped).toMatchObject({ etag: '"0"', body: { version: 0, list: opened.compatibleList } });
    expect(await call('PUT', URL, { list: renamed('new') }, { 'if-match': shipped.etag })).toMatchObject({
      status: 200,
      etag: '"1"',
      body: { version: 1, problems: [] },
    });
    expect(await model()).toBe('new');
    expect((await call('PUT', URL, { list: renamed('late') }, { 'if-match': shipped.etag })).status).toBe(412);
    expect((await call('GET', URL)).body).toMatchObject({ version: 1, list: { default: { model: 'new' } } });
    const { list } = (await call('GET', `${URL}?version=0`)).body;
    expect((await call('PUT', URL, { list }, { 'if-match': '"1"' })).status).toBe(200);
    expect(await model()).toBe('other');
    expect(
      (await call('GET', `${URL}/versions`)).body.versions.map(({ version }: { version: number }) => version),
    ).toEqual([2, 1]);
    expect((await call('GET', `${URL}?version=9`)).status).toBe(404);
  });

  it('is exported and imported as CSV, with its note', async () => {
    const { csv } = (await call('GET', `${URL}?format=csv`)).body;
    expect(
      (
        await call(
          'PUT',
          URL,
          { csv: csv.replace('default,default,other,other', 'default,default,other,unknown') },
          { 'if-match': '*' },
        )
      ).status,
    ).toBe(200);
    expect(await model()).toBe('unknown');
    expect((await call('GET', URL)).body.list).toEqual(renamed('unknown'));
  });

  it('is rejected without changes if invalid, and a dry run reports all problems', async () => {
    const bad = {
      ...renamed('new'),
      entries: [
        { ...opened.compatibleList.entries[0]!, match: { userAgent: '(a+)+' } },
        { ...opened.compatibleList.entries[0]! },
      ],
    };
    expect((await call('PUT', URL, { list: bad, dryRun: true }, { 'if-match': '*' })).body).toMatchObject({
      version: 0,
      problems: [{ where: '/list/entries/0/match/userAgent' }, { where: '/list/entries/1/id' }],
    });
    expect(await call('PUT', URL, { list: bad }, { 'if-match': '*' })).toMatchObject({
      status: 400,
      body: { pointer: '/list/entries/0/match/userAgent' },
    });
    expect((await call('PUT', URL, { csv: 'id', dryRun: true }, { 'if-match': '*' })).body.problems).toContainEqual({
      where: 'line 1, kind',
      problem: 'is missing',
    });
    expect((await call('PUT', URL, { list: renamed('new'), dryRun: true }, { 'if-match': '*' })).body).toMatchObject({
      version: 0,
      problems: [],
    });
    for (const body of [{}, { csv: 'x', list: {} }])
      expect((await call('PUT', URL, body, { 'if-match': '*' })).status).toBe(400);
    expect([await model(), (await call('GET', URL)).body.version]).toEqual(['other', 0]);
  });

  it('imported by another process is used within a second', async () => {
    let time = opened.now();
    const elsewhere = new LiveList({
      shipped: opened.compatibleList,
      load: (after) => newestList(opened.db, after),
      now: () => time,
    });
    await elsewhere.refresh();
    await publishList(opened.db, renamed('new'), '*', time);
    time += 1000;
    await elsewhere.refresh();
    expect(elsewhere.lookup({ protocol: 'sip' }).model).toBe('new');
  });
});
