/** Requests of administrators, some of them at the same time, on whichever database. */
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpServer } from '../../registry/index.ts';
import type { TestRegistry } from '../fakes/registry.ts';

export function requestsContract(open: () => Promise<TestRegistry>): void {
  let opened: TestRegistry;
  let app: FastifyInstance;
  let authorization: string;
  beforeEach(async () => {
    opened = await open();
    authorization = `Bearer ${await opened.admin.createApiKey('test')}`;
    app = createHttpServer({ opened, open: () => undefined, onError: () => undefined });
  });
  afterEach(async () => {
    await app.close();
    await opened.registry.close();
  });

  const send = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object, headers: Readonly<Record<string, string>> = {}) => {
    const response = await app.inject({ method, url, headers: { authorization, 'if-match': '*', ...headers }, ...(payload && { payload }) });
    return { status: response.statusCode, body: response.body === '' ? undefined : response.json() };
  };
  /** So many at the same time. */
  const atOnce = <T>(count: number, one: () => Promise<T>): Promise<readonly T[]> => Promise.all(Array.from({ length: count }, one));
  const statuses = (answers: readonly { readonly status: number }[]): readonly number[] => answers.map(({ status }) => status).toSorted((a, b) => a - b);

  describe('a search', () => {
    const names = ['a_b', 'axb', 'a%b', 'a\\b', 'ab', 'A_B 2'];
    const expected = [['a_b', ['A_B 2', 'a_b']], ['a%b', ['a%b']], ['a\\b', ['a\\b']], ['%', ['a%b']], ['_', ['A_B 2', 'a_b']], ['\\', ['a\\b']], ['AB', ['ab']]] as const;

    it('for accounts finds the text itself, whatever LIKE takes it for', async () => {
      for (const name of names) await send('POST', '/v1/accounts', { name });
      for (const [text, found] of expected) {
        const { accounts } = (await send('GET', `/v1/accounts?name=${encodeURIComponent(text)}`)).body as { accounts: { name: string }[] };
        expect(accounts.map(({ name }) => name).toSorted(), text).toEqual(found);
      }
    });

    it('for devices finds the text itself in name, room and site', async () => {
      const devices = `/v1/accounts/${opened.accountId}/devices`;
      for (const [index, name] of names.entries()) await send('POST', devices, { username: `d${index}`, name: 'x', [(['name', 'room', 'site'] as const)[index % 3]!]: name, notes: name });
      for (const [text, found] of expected) {
        const answer = (await send('GET', `${devices}?search=${encodeURIComponent(text)}`)).body as { devices: { notes: string }[] };
        expect(answer.devices.map(({ notes }) => notes).toSorted(), text).toEqual(found);
      }
    });

    it('for what no text can hold is refused, and so is such a text', async () => {
      for (const url of ['/v1/accounts?name=%00', `/v1/accounts/${opened.accountId}/devices?search=a%00`, '/v1/users?email=%00', `/v1/accounts/${opened.accountId}/users?email=%00`, '/v1/audit-events?actor=%00', '/v1/audit-events?name=%00']) {
        expect((await send('GET', url)).status, url).toBe(400);
      }
      expect(await send('POST', `/v1/accounts/${opened.accountId}/devices`, { username: 'd', name: 'x', notes: 'a\0b' })).toMatchObject({ status: 400, body: { pointer: '/notes' } });
      const { body } = await send('POST', `/v1/accounts/${opened.accountId}/devices/import`, { csv: 'name,username,notes\nA,a,x\0y\n' });
      expect(body).toMatchObject({ status: 400 });
      expect((await send('POST', `/v1/accounts/${opened.accountId}/devices`, { username: 'd', name: 'x', notes: 'two\nlines\tof it' })).status).toBe(201);
    });
  });

  describe('two administrators at once', () => {
    const invited = async (): Promise<string> => {
      const { body } = await send('POST', `/v1/accounts/${opened.accountId}/invitations`, { emails: 'mary@example.com' });
      return (body as { invited: { id: string }[] }).invited[0]!.id;
    };

    it('leave a user with one personal PIN, that of the last reset', async () => {
      const user = await invited();
      await send('POST', `/v1/users/${user}/accept`);
      const answers = await atOnce(8, () => send('POST', `/v1/users/${user}/personal-pin`));
      expect(statuses(answers)).toEqual(Array(8).fill(201));
      const { personalPin } = (await send('GET', `/v1/users/${user}`)).body as { personalPin: string };
      const found = await Promise.all(answers.map(({ body }) => opened.registry.resolvePin({ reveal: () => (body as { pin: string }).pin })));
      expect(answers.filter((_, index) => found[index] !== undefined).map(({ body }) => (body as { pin: string }).pin)).toEqual([personalPin]);
    });

    it('accept an invitation once', async () => {
      const user = await invited();
      expect(statuses(await atOnce(4, () => send('POST', `/v1/users/${user}/accept`)))).toEqual([200, 409, 409, 409]);
      const { meetings } = (await send('GET', `/v1/accounts/${opened.accountId}/meetings`)).body as { meetings: { kind: string }[] };
      expect(meetings.filter(({ kind }) => kind === 'personal')).toHaveLength(1);
    });

    it('with one idempotency key do it once, and both have the answer', async () => {
      const answers = await atOnce(4, () => send('POST', '/v1/accounts', { name: 'Once' }, { 'idempotency-key': 'k' }));
      expect(statuses(answers)).toEqual([201, 201, 201, 201]);
      expect(new Set(answers.map(({ body }) => (body as { id: string }).id)).size).toBe(1);
    });

    it('give a name to one device, be it a username or an alias', async () => {
      const url = `/v1/accounts/${opened.accountId}/devices`;
      let count = 0;
      expect(statuses(await atOnce(4, () => send('POST', url, { name: 'A', username: 'board' })))).toEqual([201, 409, 409, 409]);
      expect(statuses(await atOnce(4, () => send('POST', url, { name: 'A', username: count++ % 2 === 0 ? 'lobby' : `u${count}`, aliases: count % 2 === 0 ? ['lobby'] : [] })))).toEqual([201, 409, 409, 409]);
    });

    it('of whom one deletes an account and one registers in it get no fault of ours', async () => {
      const { id } = (await send('POST', '/v1/accounts', { name: 'Brief' })).body as { id: string };
      const answers = await Promise.all([send('POST', `/v1/accounts/${id}/users`, { email: 'a@example.com', displayName: 'A' }), send('DELETE', `/v1/accounts/${id}`), send('POST', `/v1/accounts/${id}/devices`, { name: 'A', username: 'a' })]);
      expect(answers.map(({ status }) => status).filter((status) => ![201, 204, 404, 409].includes(status))).toEqual([]);
    });
  });

  describe('a meeting', () => {
    it('ends after it starts, whichever of the two is changed', async () => {
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
