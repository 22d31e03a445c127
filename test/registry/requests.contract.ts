/** Requests of administrators, some of them concurrent, on either database. */
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpServer } from '../../registry/index.ts';
import type { TestRegistry } from '../fakes/registry.ts';

export function requestsContract(open: () => Promise<TestRegistry>): void {
  let opened: TestRegistry;
  let app: FastifyInstance;
  let authorization: string;
  const told: (readonly [string, boolean])[] = [];
  beforeEach(async () => {
    opened = await open();
    authorization = `Bearer ${await opened.admin.createApiKey('test')}`;
    told.length = 0;
    app = createHttpServer({
      opened,
      open: () => undefined,
      onMeeting: ({ id, ended }) => void told.push([id, ended]),
      onError: () => undefined,
    });
  });
  afterEach(async () => {
    await app.close();
    await opened.registry.close();
  });

  const send = async (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    payload?: object,
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const response = await app.inject({
      method,
      url,
      headers: { authorization, 'if-match': '*', ...headers },
      ...(payload && { payload }),
    });
    return {
      status: response.statusCode,
      body: response.body === '' ? undefined : response.json(),
      etag: response.headers['etag'] as string,
    };
  };
  /** Runs `count` of them concurrently. */
  const atOnce = <T>(count: number, one: () => Promise<T>): Promise<readonly T[]> =>
    Promise.all(Array.from({ length: count }, one));
  const statuses = (answers: readonly { readonly status: number }[]): readonly number[] =>
    answers.map(({ status }) => status).toSorted((a, b) => a - b);

  describe('a search', () => {
    const names = ['a_b', 'axb', 'a%b', 'a\\b', 'ab', 'A_B 2'];
    const expected = [
      ['a_b', ['A_B 2', 'a_b']],
      ['a%b', ['a%b']],
      ['a\\b', ['a\\b']],
      ['%', ['a%b']],
      ['_', ['A_B 2', 'a_b']],
      ['\\', ['a\\b']],
      ['AB', ['ab']],
    ] as const;

    it('for accounts finds the text itself, even if it looks like a LIKE pattern', async () => {
      for (const name of names) await send('POST', '/v1/accounts', { name });
      for (const [text, found] of expected) {
        const { accounts } = (await send('GET', `/v1/accounts?name=${encodeURIComponent(text)}`)).body as {
          accounts: { name: string }[];
        };
        expect(accounts.map(({ name }) => name).toSorted(), text).toEqual(found);
      }
    });

    it('for devices finds the text itself in name, room and site', async () => {
      const devices = `/v1/accounts/${opened.accountId}/devices`;
      for (const [index, name] of names.entries())
        await send('POST', devices, {
          username: `d${index}`,
          name: 'x',
          [(['name', 'room', 'site'] as const)[index % 3]!]: name,
          notes: name,
        });
      for (const [text, found] of expected) {
        const answer = (await send('GET', `${devices}?search=${encodeURIComponent(text)}`)).body as {
          devices: { notes: string }[];
        };
        expect(answer.devices.map(({ notes }) => notes).toSorted(), text).toEqual(found);
      }
    });

    it('for text that cannot be stored is rejected, and so is storing it', async () => {
      for (const url of [
        '/v1/accounts?name=%00',
        `/v1/accounts/${opened.accountId}/devices?search=a%00`,
        '/v1/users?email=%00',
        `/v1/accounts/${opened.accountId}/users?email=%00`,
        '/v1/audit-events?actor=%00',
        '/v1/audit-events?name=%00',
      ]) {
        expect((await send('GET', url)).status, url).toBe(400);
      }
      expect(
        await send('POST', `/v1/accounts/${opened.accountId}/devices`, { username: 'd', name: 'x', notes: 'a\0b' }),
      ).toMatchObject({ status: 400, body: { pointer: '/notes' } });
      const { body } = await send('POST', `/v1/accounts/${opened.accountId}/devices/import`, {
        csv: 'name,username,notes\nA,a,x\0y\n',
      });
      expect(body).toMatchObject({ status: 400 });
      expect(
        (
          await send('POST', `/v1/accounts/${opened.accountId}/devices`, {
            username: 'd',
            name: 'x',
            notes: 'two\nlines\tof it',
          })
        ).status,
      ).toBe(201);
    });
  });

  describe('two concurrent administrators', () => {
    const invited = async (): Promise<string> => {
      const { body } = await send('POST', `/v1/accounts/${opened.accountId}/invitations`, {
        emails: 'mary@example.com',
      });
      return (body as { invited: { id: string }[] }).invited[0]!.id;
    };

    it('leave a user with one personal PIN, that of the last reset', async () => {
      const user = await invited();
      await send('POST', `/v1/users/${user}/accept`);
      const answers = await atOnce(8, () => send('POST', `/v1/users/${user}/personal-pin`));
      expect(statuses(answers)).toEqual(Array(8).fill(201));
      const { personalPin } = (await send('GET', `/v1/users/${user}`)).body as { personalPin: string };
      const found = await Promise.all(
        answers.map(({ body }) => opened.registry.resolvePin({ reveal: () => (body as { pin: string }).pin })),
      );
      expect(
        answers.filter((_, index) => found[index] !== undefined).map(({ body }) => (body as { pin: string }).pin),
      ).toEqual([personalPin]);
    });

    it('accept an invitation only once', async () => {
      const user = await invited();
      expect(statuses(await atOnce(4, () => send('POST', `/v1/users/${user}/accept`)))).toEqual([200, 409, 409, 409]);
      const { meetings } = (await send('GET', `/v1/accounts/${opened.accountId}/meetings`)).body as {
        meetings: { kind: string }[];
      };
      expect(meetings.filter(({ kind }) => kind === 'personal')).toHaveLength(1);
    });

    it('with one idempotency key act once, and both get the answer', async () => {
      const answers = await atOnce(4, () => send('POST', '/v1/accounts', { name: 'Once' }, { 'idempotency-key': 'k' }));
      expect(statuses(answers)).toEqual([201, 201, 201, 201]);
      expect(new Set(answers.map(({ body }) => (body as { id: string }).id)).size).toBe(1);
    });

    it('give a name to only one device, as a username or an alias', async () => {
      const url = `/v1/accounts/${opened.accountId}/devices`;
      let count = 0;
      expect(statuses(await atOnce(4, () => send('POST', url, { name: 'A', username: 'board' })))).toEqual([
        201, 409, 409, 409,
      ]);
      expect(
        statuses(
          await atOnce(4, () =>
            send('POST', url, {
              name: 'A',
              username: count++ % 2 === 0 ? 'lobby' : `u${count}`,
              aliases: count % 2 === 0 ? ['lobby'] : [],
            }),
          ),
        ),
      ).toEqual([201, 409, 409, 409]);
    });

    it('cause no internal error if one deletes an account while the other registers in it', async () => {
      const { id } = (await send('POST', '/v1/accounts', { name: 'Brief' })).body as { id: string };
      const answers = await Promise.all([
        send('POST', `/v1/accounts/${id}/users`, { email: 'a@example.com', displayName: 'A' }),
        send('DELETE', `/v1/accounts/${id}`),
        send('POST', `/v1/accounts/${id}/devices`, { name: 'A', username: 'a' }),
      ]);
      expect(answers.map(({ status }) => status).filter((status) => ![201, 204, 404, 409].includes(status))).toEqual(
        [],
      );
    });
  });

  describe('an enterprise account', () => {
    it('is created as such, and its users are suspended and reactivated, not removed', async () => {
      const { status, body } = await send('POST', '/v1/accounts', { name: 'Big Corp', type: 'Enterprise' });
      expect([status, body]).toEqual([201, expect.objectContaining({ name: 'Big Corp', type: 'Enterprise' })]);
      const users = `/v1/accounts/${(body as { id: string }).id}/users`;
      const { id } = (await send('POST', users, { email: 'eve@example.com', displayName: 'Eve' })).body as {
        id: string;
      };
      const registration = async () =>
        ((await send('GET', `/v1/users/${id}`)).body as { registration: string }).registration;
      expect([(await send('POST', `${users}/suspend`, { users: [id] })).status, await registration()]).toEqual([
        204,
        'Suspended',
      ]);
      expect([(await send('POST', `${users}/activate`, { users: [id] })).status, await registration()]).toEqual([
        204,
        'Registered',
      ]);
      expect((await send('POST', `${users}/remove`, { users: [id] })).status).toBe(409);
    });

    it('is not the default type', async () => {
      expect((await send('POST', '/v1/accounts', { name: 'Team' })).body).toMatchObject({ type: 'Team' });
      expect(await send('POST', '/v1/accounts', { name: 'Other', type: 'Company' })).toMatchObject({
        status: 400,
        body: { pointer: '/type' },
      });
    });
  });

  describe('a deleted meeting', () => {
    it('is announced as ended when deleted with its user or account, as when deleted alone', async () => {
      const { id: account } = (await send('POST', '/v1/accounts', { name: 'Brief' })).body as { id: string };
      const { id: user } = (
        await send('POST', `/v1/accounts/${account}/users`, { email: 'mary@example.com', displayName: 'Mary' })
      ).body as { id: string };
      const [personal] = (
        (await send('GET', `/v1/accounts/${account}/meetings`)).body as { meetings: { id: string }[] }
      ).meetings;
      const { id: hosted } = (
        await send('POST', `/v1/accounts/${account}/meetings`, { title: 'Weekly', hostUserId: user })
      ).body as { id: string };
      const { id: alone } = (await send('POST', `/v1/accounts/${account}/meetings`, { title: 'Once' })).body as {
        id: string;
      };
      expect([(await send('DELETE', `/v1/meetings/${alone}`)).status, told.splice(0)]).toEqual([204, [[alone, true]]]);
      expect([(await send('DELETE', `/v1/accounts/${account}`)).status, told.splice(0)]).toEqual([409, []]);
      expect([
        (await send('POST', `/v1/accounts/${account}/users/remove`, { users: [user] })).status,
        told.splice(0),
      ]).toEqual([204, [[personal!.id, true]]]);
      expect([(await send('DELETE', `/v1/accounts/${account}`)).status, told.splice(0)]).toEqual([
        204,
        [[hosted, true]],
      ]);
    });

    it('is not announced if the change is rejected', async () => {
      const user = (
        await send('POST', `/v1/accounts/${opened.accountId}/users`, { email: 'mary@example.com', displayName: 'Mary' })
      ).body as { id: string };
      expect([
        (await send('POST', `/v1/accounts/${opened.accountId}/users/remove`, { users: [user.id, opened.meetingId] }))
          .status,
        told,
      ]).toEqual([404, []]);
    });
  });

  describe('If-Match', () => {
    it('protects every change of one user, device or meeting', async () => {
      const { id: user } = (
        await send('POST', `/v1/accounts/${opened.accountId}/users`, { email: 'mary@example.com', displayName: 'Mary' })
      ).body as { id: string };
      const { id: device } = (
        await send('POST', `/v1/accounts/${opened.accountId}/devices`, { name: 'Board', username: 'board' })
      ).body as { id: string };
      const guarded = [
        ['POST', `/v1/users/${user}/personal-pin`, undefined, `/v1/users/${user}`, 201],
        ['PATCH', `/v1/accounts/${opened.accountId}/users/${user}`, { license: 'Pro' }, `/v1/users/${user}`, 200],
        ['POST', `/v1/devices/${device}/credentials`, undefined, `/v1/devices/${device}`, 200],
        ['DELETE', `/v1/meetings/${opened.meetingId}/pins`, undefined, `/v1/meetings/${opened.meetingId}`, 204],
      ] as const;
      for (const [method, url, payload, read, done] of guarded) {
        const { etag } = await send('GET', read);
        const missing = await app.inject({ method, url, headers: { authorization }, ...(payload && { payload }) });
        const answers = [
          missing.statusCode,
          (await send(method, url, payload, { 'if-match': '"99"' })).status,
          (await send(method, url, payload, { 'if-match': etag })).status,
          (await send(method, url, payload, { 'if-match': etag })).status,
        ];
        expect([url, answers]).toEqual([url, [428, 412, done, 412]]);
        expect((await send('GET', read)).etag).not.toBe(etag);
      }
    });

    it('reports a PIN added since to a caller that revokes all PINs', async () => {
      const url = `/v1/meetings/${opened.meetingId}`;
      const { etag } = await send('GET', url);
      const { pin } = (await send('POST', `${url}/pins`)).body as { pin: string };
      expect((await send('DELETE', `${url}/pins`, undefined, { 'if-match': etag })).status).toBe(412);
      expect(await opened.registry.resolvePin({ reveal: () => pin })).toBeDefined();
    });
  });

  describe('user details', () => {
    it('are changed with their version, only in their account', async () => {
      const { invited } = (
        await send('POST', `/v1/accounts/${opened.accountId}/invitations`, { emails: 'mary@example.com' })
      ).body as { invited: { id: string }[] };
      const { id } = invited[0]!;
      await send('POST', `/v1/users/${id}/accept`);
      const url = `/v1/accounts/${opened.accountId}/users/${id}`;
      const { etag } = await send('GET', `/v1/users/${id}`);
      const changed = await send(
        'PATCH',
        url,
        { displayName: 'Major, Mary', privacySetting: 'Private' },
        { 'if-match': etag },
      );
      expect(changed).toMatchObject({
        status: 200,
        body: { displayName: 'Major, Mary', privacySetting: 'Private', license: 'ProTrial', email: 'mary@example.com' },
      });
      expect(await send('GET', `/v1/users/${id}`)).toMatchObject({
        etag: changed.etag,
        body: { displayName: 'Major, Mary', privacySetting: 'Private' },
      });
      expect((await send('PATCH', url, { license: 'Plus' })).body).toMatchObject({
        license: 'Plus',
        displayName: 'Major, Mary',
      });
      for (const [change, pointer] of [
        [{}, undefined],
        [{ privacySetting: 'Hidden' }, '/privacySetting'],
        [{ displayName: '' }, '/displayName'],
        [{ registration: 'Suspended' }, '/registration'],
        [{ license: 'ProTrial' }, '/license'],
      ] as const) {
        const { status, body } = await send('PATCH', url, change);
        expect([status, (body as { pointer?: string }).pointer]).toEqual([400, pointer]);
      }
      const { id: other } = (await send('POST', '/v1/accounts', { name: 'Other' })).body as { id: string };
      expect((await send('PATCH', `/v1/accounts/${other}/users/${id}`, { displayName: 'Eve' })).status).toBe(404);
    });
  });

  describe('a taken name', () => {
    it('is reported by its field, without revealing its owner', async () => {
      const url = `/v1/accounts/${opened.accountId}/devices`;
      await send('POST', url, { name: 'Board', username: 'board', aliases: ['5501'] });
      const { id } = (await send('POST', url, { name: 'Hall', username: 'hall' })).body as { id: string };
      const refused = async (method: 'POST' | 'PATCH', at: string, payload: object) => {
        const { status, body } = await send(method, at, payload);
        return [status, (body as { pointer?: string }).pointer];
      };
      expect(await refused('POST', url, { name: 'X', username: 'board' })).toEqual([409, '/username']);
      expect(await refused('POST', url, { name: 'X', username: '5501', aliases: ['7'] })).toEqual([409, '/username']);
      expect(await refused('POST', url, { name: 'X', username: 'x', aliases: ['7', '5501'] })).toEqual([
        409,
        '/aliases/1',
      ]);
      expect(await refused('POST', url, { name: 'X', username: 'x', aliases: ['7', '8', '+7'] })).toEqual([
        409,
        '/aliases/2',
      ]);
      expect(await refused('PATCH', `/v1/devices/${id}`, { aliases: ['8', 'board'] })).toEqual([409, '/aliases/1']);
      expect(await refused('PATCH', `/v1/devices/${id}`, { aliases: ['hall'] })).toEqual([409, '/aliases/0']);
    });
  });

  describe('a meeting', () => {
    it('ends after it starts, whichever of the two times is changed', async () => {
      const times = async (change: object) => {
        const { status, body } = await send('PATCH', `/v1/meetings/${opened.meetingId}`, change);
        return [status, (body as { pointer?: string }).pointer];
      };
      expect(await times({ startsAt: 2000, endsAt: 5000 })).toEqual([200, undefined]);
      expect(await times({ endsAt: 1000 })).toEqual([400, '/endsAt']);
      expect(await times({ startsAt: 6000 })).toEqual([400, '/startsAt']);
      expect(await times({ startsAt: null, endsAt: 1000 })).toEqual([200, undefined]);
    });
  });
}
