import { connect, type AddressInfo } from 'node:net';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpServer } from '../../registry/index.ts';
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

const call = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: InjectOptions['payload']) => {
  const response = await app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${key}`, 'if-match': '*' },
    ...(payload !== undefined && { payload }),
  });
  return {
    status: response.statusCode,
    body: response.body === '' ? undefined : response.json(),
    type: response.headers['content-type'],
  };
};

describe('a change of an account’s settings', () => {
  it('is announced once it is in the database, and not if rejected', async () => {
    const told: (readonly [string, string | undefined])[] = [];
    const reading: Promise<void>[] = [];
    const onSettings = (accountId: string): void =>
      void reading.push(
        opened.registry
          .meetingPolicies(opened.meetingId)
          .then((policies) => void told.push([accountId, policies?.remoteControl])),
      );
    const listening = createHttpServer({
      opened,
      open: () => undefined,
      onSettings,
      onError: (error) => {
        throw error;
      },
    });
    const change = (payload: object, match = '*') =>
      listening.inject({
        method: 'PATCH',
        url: `/v1/accounts/${opened.accountId}/settings`,
        headers: { authorization: `Bearer ${key}`, 'if-match': match },
        payload,
      });
    expect([
      (await change({ remoteControl: 'off' })).statusCode,
      (await change({ remoteControl: 'on' }, '"99"')).statusCode,
      (await change({})).statusCode,
    ]).toEqual([200, 412, 400]);
    await Promise.all(reading);
    expect(told).toEqual([[opened.accountId, 'off']]);
    await listening.close();
  });
});

describe('the API', () => {
  it('protects every resource with a key', async () => {
    await app.ready();
    const routes = [...app.printRoutes({ commonPrefix: false }).matchAll(/(\/v1\S*) \(([A-Z, ]+)\)/g)];
    expect(routes.length).toBeGreaterThan(0);
    for (const headers of [
      {},
      { authorization: 'Bearer rgk_wrong' },
      { authorization: `Basic ${key}` },
      { authorization: `Bearer ${key} ${key}` },
    ]) {
      for (const url of [
        '/v1/accounts',
        `/v1/accounts/${opened.accountId}`,
        `/v1/meetings/${opened.meetingId}`,
        '/v1/calls',
        '/v1/compatible-devices',
      ]) {
        expect((await app.inject({ url, headers })).statusCode, url).toBe(401);
      }
    }
  });

  it('creates an account, a user and a meeting with a PIN that works, shown once', async () => {
    const account = (await call('POST', '/v1/accounts', { name: 'Example' })).body;
    const user = (
      await call('POST', `/v1/accounts/${account.id}/users`, {
        email: 'Mary.Major@example.com',
        displayName: 'Major, Mary',
      })
    ).body;
    expect(user.email).toBe('mary.major@example.com');
    const meeting = await call('POST', `/v1/accounts/${account.id}/meetings`, { title: 'Weekly', hostUserId: user.id });
    expect(meeting.status).toBe(201);
    expect((await opened.registry.resolvePin({ reveal: () => meeting.body.pin }))?.meetingId).toBe(meeting.body.id);
    expect(JSON.stringify((await call('GET', `/v1/meetings/${meeting.body.id}`)).body)).not.toContain(meeting.body.pin);
    const { meetings } = (await call('GET', `/v1/accounts/${account.id}/meetings`)).body as {
      meetings: { kind: string }[];
    };
    expect(meetings.map(({ kind }) => kind).toSorted()).toEqual(['personal', 'scheduled']);
  });

  it('locks and ends a meeting, and replaces its PINs', async () => {
    const url = `/v1/meetings/${opened.meetingId}`;
    expect((await call('PATCH', url, { locked: true })).body).toMatchObject({ locked: true, ended: false });
    expect((await call('DELETE', `${url}/pins`)).status).toBe(204);
    const { pin } = (await call('POST', `${url}/pins`)).body;
    expect(await opened.registry.resolvePin({ reveal: () => opened.pin })).toBeUndefined();
    expect(await opened.registry.resolvePin({ reveal: () => pin })).toMatchObject({ locked: true });
  });

  it('registers a device with a password that is shown once', async () => {
    const url = `/v1/accounts/${opened.accountId}/devices`;
    const made = await call('POST', url, { name: 'Room 1', username: 'room1' });
    expect(made).toMatchObject({
      status: 201,
      body: { username: 'room1', password: expect.stringMatching(/^[\w-]{24}$/) },
    });
    expect((await call('POST', url, { name: 'Room 1', username: 'room1' })).status).toBe(409);
    const listed = (await call('GET', url)).body;
    expect(JSON.stringify(listed)).not.toContain(made.body.password);
    expect((await call('DELETE', `/v1/devices/${made.body.id}`)).status).toBe(204);
    expect((await call('DELETE', `/v1/devices/${made.body.id}`)).status).toBe(404);
  });

  it('shows which rule an H.323 device matches', async () => {
    const match = async (query: string): Promise<unknown> =>
      (await call('GET', `/v1/compatible-devices/match?${query}`)).body;
    expect(await match('t35=181/0/20560&product=RealPresence%20Debut&version=1.3')).toMatchObject({
      rule: 'model',
      model: 'Debut',
      firmwareLine: '1',
    });
    expect(await match('t35=130/1/256&product=TANDBERG&version=TC7.3.3')).toMatchObject({
      rule: 'family',
      vendor: 'Cisco',
      firmwareLine: 'tc7',
      h323: { keepAlive: 'facility' },
    });
    expect(await match('t35=1/2/3')).toMatchObject({ rule: 'default' });
    expect(await match('')).toMatchObject({ rule: 'default' });
    expect(await match('t35=1/2/3&userAgent=x')).toMatchObject({ status: 400 });
  });

  it('shows which rule a device matches', async () => {
    const { body } = await call(
      'GET',
      `/v1/compatible-devices/match?userAgent=${encodeURIComponent('TANDBERG/529 (ce9.1) Cisco-DX80')}`,
    );
    expect(body).toMatchObject({ rule: 'model', ruleId: 'cisco-dx80' });
  });

  it.each([
    [
      'an unknown field',
      { name: 'x', 'ad/min': true },
      'must NOT have additional properties: "ad/min" is unknown',
      '/ad~1min',
    ],
    ['a wrong type', { name: 7 }, 'body/name must be string'],
    ['nothing', {}, "body must have required property 'name'"],
    ['a name that is too long', { name: 'x'.repeat(101) }, 'body/name must NOT have more than 100 characters'],
    [
      'a name that looks like a different one',
      { name: 'Ex\u0430mple' },
      'body/name has an invisible character, or mixes look-alike letters of different alphabets',
    ],
    ['a name in variant letters', { name: '\uff25xample' }, 'look-alike'],
    ['a name with an invisible character', { name: 'Exam\u200bple' }, 'invisible'],
  ])('answers %s with a problem document and changes nothing', async (_name, payload, detail, pointer = '/name') => {
    const before = (await opened.registry.sizes())['account'];
    const { status, type, body } = await call('POST', '/v1/accounts', payload);
    expect([status, type]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({
      type: 'urn:roomgate:problem:bad-request',
      status: 400,
      detail: expect.stringContaining(detail),
      pointer,
    });
    expect((await opened.registry.sizes())['account']).toBe(before);
  });

  it('answers missing, too large and non-JSON requests with problem documents', async () => {
    const missing = '00000000-0000-0000-0000-000000000000';
    expect((await call('GET', `/v1/accounts/${missing}`)).status).toBe(404);
    expect((await call('GET', "/v1/accounts/'%20OR%201=1")).status).toBe(400);
    expect((await call('GET', '/nowhere')).body).toMatchObject({ type: 'urn:roomgate:problem:not-found' });
    expect((await call('POST', '/v1/accounts', { name: 'x'.repeat(70_000) })).status).toBe(413);
    const text = await app.inject({
      method: 'POST',
      url: '/v1/accounts',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'text/plain' },
      payload: 'x',
    });
    expect(text.statusCode).toBe(415);
  });

  it('answers a wrong query with the field and its allowed values', async () => {
    for (const [query, pointer, detail] of [
      ['limit=0', '/limit', 'querystring/limit must be a number from 1 to 200'],
      ['after=x', '/after', 'querystring/after must be an id'],
      ['bogus=1', '/bogus', '"bogus" is unknown'],
    ] as const) {
      expect((await call('GET', `/v1/accounts?${query}`)).body).toMatchObject({
        status: 400,
        pointer,
        detail: expect.stringContaining(detail),
      });
    }
  });

  it('answers invalid paths, too large headers and data that is not HTTP with problem documents', async () => {
    expect(await call('GET', '/v1/accounts/%zz')).toMatchObject({
      status: 400,
      type: 'application/problem+json; charset=utf-8',
      body: { type: 'urn:roomgate:problem:bad-request' },
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const answerTo = (request: string): Promise<string> =>
      new Promise((done) => {
        let answer = '';
        const socket = connect(port, '127.0.0.1', () => void socket.write(request));
        socket
          .on('data', (chunk: Buffer) => void (answer += chunk.toString()))
          .on('error', () => undefined)
          .on('close', () => done(answer));
      });
    for (const [request, status, name] of [
      ['GARBAGE\r\n\r\n', 400, 'bad-request'],
      [`GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
    ] as const) {
      const [head = '', body = ''] = (await answerTo(request)).split('\r\n\r\n');
      expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*\\r\\nContent-Type: application/problem\\+json`));
      expect(JSON.parse(body)).toMatchObject({
        type: `urn:roomgate:problem:${name}`,
        status,
        instance: expect.stringMatching(/^urn:request:/),
      });
    }
  });

  it('accepts names in any one alphabet, and text with SQL syntax, unchanged', async () => {
    for (const name of [
      'Переговорная A',
      'Αίθουσα 3',
      '会議室（東京）',
      'Zürich',
      "Robert'); DROP TABLE account;--",
      '%_\\',
    ]) {
      const { status, body } = await call('POST', '/v1/accounts', { name });
      expect([status, body.name]).toEqual([201, name]);
    }
    expect((await call('GET', `/v1/accounts?name=${encodeURIComponent("'); DROP TABLE")}`)).body.accounts).toHaveLength(
      1,
    );
  });

  it('names the wrong field of a user, a device or a line of an import', async () => {
    const account = `/v1/accounts/${opened.accountId}`;
    expect(
      (await call('POST', `${account}/users`, { email: 'm\u0430ry@example.com', displayName: 'Mary' })).body,
    ).toMatchObject({ status: 400, pointer: '/email' });
    expect(
      (await call('POST', `${account}/invitations`, { emails: 'a@example.com; m\u0430ry@example.com' })).body,
    ).toMatchObject({ status: 400, pointer: '/emails' });
    expect((await call('POST', `${account}/devices`, { name: 'B\u043eard', username: 'board' })).body).toMatchObject({
      status: 400,
      pointer: '/name',
    });
    expect(
      (await call('POST', `${account}/devices`, { name: 'Board', username: 'board', aliases: ['ok', 'b\u043eard'] }))
        .body,
    ).toMatchObject({ status: 400, pointer: '/aliases/1' });
    const csv = 'name,username\nBoard,board\nB\u043eard,other\n';
    expect((await call('POST', `${account}/devices/import`, { csv })).body).toMatchObject({
      status: 400,
      pointer: '/csv',
      detail: expect.stringContaining('Line 3, name: mixes look-alike letters'),
    });
    expect(await opened.registry.sizes()).toMatchObject({ user: 0, device: 0 });
  });

  it('supports pages', async () => {
    for (let n = 0; n < 5; n++) await call('POST', '/v1/accounts', { name: `a${n}` });
    const seen: string[] = [];
    for (let after = ''; ;) {
      const { accounts } = (await call('GET', `/v1/accounts?limit=2${after === '' ? '' : `&after=${after}`}`)).body;
      if (accounts.length === 0) break;
      seen.push(...accounts.map(({ id }: { id: string }) => id));
      after = seen.at(-1)!;
    }
    expect(new Set(seen).size).toBe(6);
    expect((await call('GET', '/v1/accounts?limit=1000')).status).toBe(400);
  });
});
