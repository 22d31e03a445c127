/** Permissions over the API: every operation, with every kind of key. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpServer } from '../../registry/index.ts';
import type { Policy } from '../../registry/access/policy.ts';
import { JobTable } from '../../registry/http/jobs.ts';
import { registryOperations } from '../../registry/http/operations.ts';
import { createKey, type NewKey } from '../../registry/sql/api-keys.ts';
import { listAudit, verifyAudit } from '../../registry/sql/audit.ts';
import { createPolicy, updatePolicy } from '../../registry/sql/policies.ts';
import { openTestRegistry, type TestRegistry } from '../fakes/registry.ts';

let opened: TestRegistry;
let app: FastifyInstance;
beforeEach(async () => {
  opened = await openTestRegistry();
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

const keyFor = async (more: Partial<NewKey> = {}): Promise<string> =>
  (await createKey(opened.db, { name: 'test', policies: ['AmazonChimeFullAccess'], ...more }, opened.now())).key;

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly etag: string | undefined;
}

async function ask(
  key: string,
  method: string,
  url: string,
  payload?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await app.inject({
    method: method as 'GET',
    url,
    headers: { authorization: `Bearer ${key}`, ...headers },
    ...(payload && { payload }),
  });
  return {
    status: response.statusCode,
    body: response.body === '' ? {} : (response.json() as Record<string, unknown>),
    etag: response.headers['etag'] as string | undefined,
  };
}

const policyFor = (...resources: readonly string[]): Policy => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'chime:*', Resource: resources }],
});

/** An account's resources, by their names in paths. */
async function thingsOf(accountId: string): Promise<Readonly<Record<string, string>>> {
  const user = await opened.admin.createUser(accountId, `${randomUUID()}@example.com`, 'Major, Mary');
  const { meeting } = await opened.admin.createMeeting(accountId, { title: 'Weekly' });
  const device = await opened.admin.createDevice(accountId, 'Board', randomUUID());
  const job = await ask(await keyFor(), 'POST', `/v1/accounts/${accountId}/devices/imports`, { csv: 'name' });
  const policy = `Of-${accountId}`;
  await createPolicy(opened.db, policy, policyFor(`account/${accountId}`), opened.now());
  const { made } = await createKey(opened.db, { name: 'theirs', policies: [policy], accountId }, opened.now());
  return {
    job: String(job.body['id']),
    account: accountId,
    user: user!.id,
    meeting: meeting.id,
    device: device!.device.id,
    policy,
    keyId: made.id,
  };
}

/** A valid body for each operation. */
const BODIES: Readonly<Record<string, object>> = {
  CreateAccount: { name: 'New' },
  RenameAccount: { name: 'New' },
  UpdateAccountSettings: { remoteControl: 'off' },
  InviteUsers: { emails: 'a@example.com; b@example.com' },
  CreateUser: { email: 'c@example.com', displayName: 'C' },
  RemoveUsers: { users: [randomUUID()] },
  SuspendUsers: { users: [randomUUID()] },
  ActivateUsers: { users: [randomUUID()] },
  UpdateUserLicenses: { users: [randomUUID()], license: 'Pro' },
  UpdateUser: { displayName: 'New' },
  CreateMeeting: { title: 'New' },
  UpdateMeeting: { locked: true },
  CreatePolicy: {
    name: 'own',
    document: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'chime:GetUser', Resource: '*' } },
  },
  UpdatePolicy: {
    document: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'chime:GetUser', Resource: '*' } },
  },
  CreateApiKey: { name: 'k', policies: ['AmazonChimeReadOnly'] },
  RegisterDevice: { name: 'Room', username: 'room' },
  ImportDevices: { csv: 'name,username\nBoard,board' },
  StartDeviceImport: { csv: 'name,username\nHall,hall' },
  UpdateDevice: { room: '4.01' },
  UpdateDeviceProfile: { csv: 'id', dryRun: true },
};

const operations = () =>
  registryOperations({
    keys: opened.admin.keys,
    realm: opened.admin.realm,
    list: opened.list,
    jobs: new JobTable(opened.now, () => undefined),
  });
const pathOf = (path: string, things: Readonly<Record<string, string>>): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => things[name] ?? 'x') +
  (path === '/v1/users' ? '?email=a@example.com' : '');

describe('a policy with thousands of resources', () => {
  it('is rejected, as evaluating it would delay calls', async () => {
    const Statement = Array.from({ length: 3 }, (_, statement) => ({
      Effect: 'Allow',
      Action: '*',
      Resource: Array.from({ length: 90 }, (_each, resource) => `account/${statement}-${resource}`),
    }));
    const send = (statements: object) =>
      ask(admin, 'POST', '/v1/policies', { name: 'large', document: { Version: '2012-10-17', Statement: statements } });
    const admin = await keyFor();
    expect(await send(Statement)).toMatchObject({ status: 400, body: { pointer: '/document/Statement' } });
    expect(await send(Statement.slice(0, 2))).toMatchObject({ status: 201 });
  });
});

describe('every operation', () => {
  it('needs a known key that is neither revoked nor expired', async () => {
    const things = await thingsOf(opened.accountId);
    const expired = await keyFor({ expiresAt: opened.now() });
    const before = await opened.registry.sizes();
    for (const { method, path, name, id } of operations()) {
      for (const key of ['rgk_unknown', expired, ''])
        expect([
          id ?? name,
          (await ask(key, method, pathOf(path, things), BODIES[id ?? name], { 'if-match': '*' })).status,
        ]).toEqual([id ?? name, 401]);
    }
    expect(await opened.registry.sizes()).toMatchObject({ ...before, api_key: before['api_key'] });
  });

  it('reports resources of another account as not found, for reading and for writing', async () => {
    const other = await opened.admin.createAccount('Other');
    const [theirs, key] = [await thingsOf(other.id), await keyFor({ accountId: opened.accountId })];
    for (const { method, path, name, id, owner, scoped } of operations()) {
      if (owner === undefined && !(scoped === true && path.includes(':'))) continue;
      const { status } = await ask(key, method, pathOf(path, theirs), BODIES[id ?? name], { 'if-match': '*' });
      expect([id ?? name, status]).toEqual([id ?? name, 404]);
    }
    expect((await opened.admin.getMeeting(theirs['meeting']!))?.locked).toBe(false);
  });

  it('shows a key of one account only that account', async () => {
    const other = await opened.admin.createAccount('Other');
    await thingsOf(other.id);
    const mine = await thingsOf(opened.accountId);
    const key = await keyFor({ accountId: opened.accountId });
    for (const { method, path, name, id, owner, scoped } of operations()) {
      if (owner !== undefined) continue;
      const { status, body } = await ask(
        key,
        method,
        pathOf(path, mine),
        { ...BODIES[id ?? name], ...(name === 'CreateApiKey' && { accountId: opened.accountId }) },
        { 'if-match': '*' },
      );
      if (scoped !== true) expect([id ?? name, status]).toEqual([id ?? name, 403]);
      expect(JSON.stringify(body)).not.toContain(other.id);
    }
  });

  it('is denied when no policy allows it', async () => {
    const things = await thingsOf(opened.accountId);
    const key = await keyFor({ policies: ['no-such-policy'] });
    for (const { method, path, name, id } of operations()) {
      expect([
        id ?? name,
        (await ask(key, method, pathOf(path, things), BODIES[id ?? name], { 'if-match': '*' })).status,
      ]).toEqual([id ?? name, 403]);
    }
  });

  it('changes nothing with a read-only key', async () => {
    const things = await thingsOf(opened.accountId);
    const key = await keyFor({ policies: ['AmazonChimeReadOnly'] });
    for (const { method, path, name, id } of operations()) {
      const { status } = await ask(key, method, pathOf(path, things), BODIES[id ?? name], { 'if-match': '*' });
      expect([id ?? name, status]).toEqual([id ?? name, method === 'GET' ? 200 : 403]);
    }
  });

  it('leaves exactly one record, whatever the outcome, without secrets, in one chain', async () => {
    const things = await thingsOf(opened.accountId);
    const [key, reader] = [await keyFor(), await keyFor({ policies: ['AmazonChimeReadOnly'] })];
    const calls = async () =>
      (await listAudit(opened.db, { limit: 500 })).filter(({ record }) => record.eventType === 'ApiCall').length;
    let expected = await calls();
    for (const each of [key, reader, 'rgk_unknown']) {
      for (const { method, path, name, id } of operations()) {
        if (each === key && method === 'DELETE') continue;
        await ask(each, method, pathOf(path, things), BODIES[id ?? name], { 'if-match': '*' });
        expected++;
      }
    }
    await expect.poll(async () => (await verifyAudit(opened.db)).ok && (await calls())).toBe(expected);
    const text = JSON.stringify(await listAudit(opened.db, { limit: 500 }));
    expect(text).not.toMatch(/"(?:hostPin|personalPin|pin|key|password)":"(?!HIDDEN)/i);
    expect(text).toContain('"errorCode":"forbidden"');
    expect(text).toContain('"type":"Anonymous"');
  });
});

describe('keys and policies', () => {
  it('a key is shown once, works as its policy allows, and stops working when revoked', async () => {
    const admin = await keyFor();
    const policy = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'chime:List*', Resource: '*' },
        { Effect: 'Deny', Action: 'chime:ListUsers', Resource: `account/${opened.accountId}` },
      ],
    };
    expect((await ask(admin, 'POST', '/v1/policies', { name: 'lists', document: policy })).status).toBe(201);
    const made = await ask(admin, 'POST', '/v1/api-keys', { name: 'lists', policies: ['lists'] });
    const key = String(made.body['key']);
    expect(JSON.stringify((await ask(admin, 'GET', '/v1/api-keys')).body)).not.toContain(key);
    expect([
      (await ask(key, 'GET', '/v1/accounts')).status,
      (await ask(key, 'GET', `/v1/accounts/${opened.accountId}/users`)).status,
      (await ask(key, 'GET', `/v1/accounts/${opened.accountId}`)).status,
    ]).toEqual([200, 403, 403]);
    expect((await ask(admin, 'DELETE', `/v1/api-keys/${String(made.body['id'])}`)).status).toBe(204);
    expect(JSON.stringify((await ask(admin, 'GET', '/v1/audit-events?name=RevokeApiKey')).body)).toContain(
      String(made.body['id']),
    );
    expect((await ask(key, 'GET', '/v1/accounts')).status).toBe(401);
  });

  it('a key of one account sees neither a policy that names another account, nor one for everything that it does not itself have', async () => {
    const other = await opened.admin.createAccount('Other');
    const own = `account/${opened.accountId}`;
    const documents = {
      mine: [own],
      theirs: [`account/${other.id}`],
      both: [own, `account/${other.id}`],
      begins: [`account/${other.id.slice(0, 8)}*`],
      wide: ['*'],
      wider: ['*', 'account/*'],
    };
    for (const [name, resources] of Object.entries(documents))
      await createPolicy(opened.db, name, policyFor(...resources), opened.now());
    const key = await keyFor({ accountId: opened.accountId, policies: ['both', 'begins', 'wider'] });
    const seen = async (each: string) =>
      ((await ask(each, 'GET', '/v1/policies')).body['policies'] as { name: string; managed: boolean }[])
        .filter(({ managed }) => !managed)
        .map(({ name }) => name);
    expect(await seen(key)).toEqual(['mine', 'wider']);
    for (const name of Object.keys(documents))
      expect([name, (await ask(key, 'GET', `/v1/policies/${name}`)).status]).toEqual([
        name,
        name === 'mine' || name === 'wider' ? 200 : 404,
      ]);
    expect(await seen(await keyFor())).toEqual(Object.keys(documents).toSorted());
    expect((await ask(await keyFor({ policies: ['mine'] }), 'GET', '/v1/policies')).status).toBe(403);
  });

  it('a key of one account cannot grant a policy that it neither has nor sees, nor learn that it exists', async () => {
    for (const name of ['has', 'wide'])
      await createPolicy(opened.db, name, policyFor('*', `account/${randomUUID()}`), opened.now());
    const key = await keyFor({ accountId: opened.accountId, policies: ['AmazonChimeFullAccess', 'has'] });
    const give = async (policy: string) => {
      const { status, body } = await ask(key, 'POST', '/v1/api-keys', {
        name: 'k',
        policies: [policy],
        accountId: opened.accountId,
      });
      return [status, body['pointer'], body['detail']];
    };
    expect(await give('wide')).toEqual([400, '/policies/0', 'The policy wide does not exist']);
    expect(await give('none')).toEqual([400, '/policies/0', 'The policy none does not exist']);
    expect((await give('has'))[0]).toBe(201);
  });

  it('a key with an expiry in the past is not created', async () => {
    const make = async (expiresAt: number) =>
      await ask(await keyFor(), 'POST', '/v1/api-keys', { name: 'k', policies: ['AmazonChimeReadOnly'], expiresAt });
    for (const expiresAt of [0, opened.now() - 1, opened.now()])
      expect(await make(expiresAt)).toMatchObject({ status: 400, body: { pointer: '/expiresAt' } });
    expect((await make(opened.now() + 60_000)).status).toBe(201);
  });

  it('lists come in pages, each item once', async () => {
    const admin = await keyFor();
    for (const name of ['zeta', 'Alpha', 'beta', '1st', 'AmazonChimeX'])
      await createPolicy(opened.db, name, policyFor(`account/${opened.accountId}`), opened.now());
    for (let n = 0; n < 4; n++) await keyFor({ accountId: opened.accountId });
    const own = await keyFor({ accountId: opened.accountId });
    const pages = async (key: string, items: 'keys' | 'policies', field: 'id' | 'name') => {
      const seen: string[] = [];
      for (let after = ''; ; after = `&after=${seen.at(-1)!}`) {
        const { body } = await ask(key, 'GET', `/v1/${items === 'keys' ? 'api-keys' : items}?limit=2${after}`);
        const page = (body[items] as Record<string, string>[]).map((row) => row[field]!);
        seen.push(...page);
        if (page.length < 2) return seen;
      }
    };
    const custom = ['1st', 'Alpha', 'AmazonChimeX', 'beta', 'zeta'];
    for (const key of [admin, own]) {
      const names = await pages(key, 'policies', 'name');
      expect(names.slice(0, 3)).toEqual(['AmazonChimeFullAccess', 'AmazonChimeReadOnly', 'AmazonChimeUserManagement']);
      expect(names.slice(3).toSorted()).toEqual(custom);
    }
    for (const [key, count] of [
      [admin, 6],
      [own, 5],
    ] as const) {
      const ids = await pages(key, 'keys', 'id');
      expect([ids.length, new Set(ids).size]).toEqual([count, count]);
    }
    for (const path of ['api-keys', 'policies'])
      for (const query of ['limit=201', 'limit=0', 'after=%00', 'cursor=1'])
        expect([path, query, (await ask(admin, 'GET', `/v1/${path}?${query}`)).status]).toEqual([path, query, 400]);
  });

  it('permission to change user details does not include licences', async () => {
    const version = '2012-10-17';
    await createPolicy(
      opened.db,
      'details',
      { Version: version, Statement: [{ Effect: 'Allow', Action: 'chime:UpdateUser', Resource: '*' }] },
      opened.now(),
    );
    const [admin, key] = [await keyFor(), await keyFor({ policies: ['details'] })];
    const { body: user } = await ask(admin, 'POST', `/v1/accounts/${opened.accountId}/users`, {
      email: 'mary@example.com',
      displayName: 'Mary',
    });
    const change = (payload: object) =>
      ask(key, 'PATCH', `/v1/accounts/${opened.accountId}/users/${String(user['id'])}`, payload, { 'if-match': '*' });
    expect(await change({ license: 'Pro' })).toMatchObject({ status: 403, body: { pointer: '/license' } });
    expect(await change({ displayName: 'M' })).toMatchObject({
      status: 200,
      body: { displayName: 'M', license: user['license'] },
    });
  });

  it('a key cannot grant more than it may do itself', async () => {
    const all = '2012-10-17';
    const admin = await keyFor();
    await ask(admin, 'POST', '/v1/policies', {
      name: 'keys',
      document: {
        Version: all,
        Statement: {
          Effect: 'Allow',
          Action: ['chime:CreateApiKey', 'chime:CreatePolicy', 'chime:GetUser'],
          Resource: '*',
        },
      },
    });
    const key = await keyFor({ policies: ['keys'] });
    expect((await ask(key, 'POST', '/v1/api-keys', { name: 'k', policies: ['AmazonChimeFullAccess'] })).status).toBe(
      403,
    );
    expect((await ask(key, 'POST', '/v1/api-keys', { name: 'k', policies: ['keys'] })).status).toBe(201);
    expect(
      (
        await ask(key, 'POST', '/v1/policies', {
          name: 'more',
          document: { Version: all, Statement: { Effect: 'Allow', Action: 'chime:DeleteAccount', Resource: '*' } },
        })
      ).status,
    ).toBe(403);
    await createPolicy(
      opened.db,
      'but',
      {
        Version: all,
        Statement: [{ Effect: 'Deny', Action: 'chime:DeleteAccount', Resource: `account/${opened.accountId}` }],
      },
      opened.now(),
    );
    const denied = await keyFor({ policies: ['AmazonChimeFullAccess', 'but'] });
    expect((await ask(denied, 'POST', '/v1/api-keys', { name: 'k', policies: ['AmazonChimeFullAccess'] })).status).toBe(
      403,
    );
    expect(
      (await ask(denied, 'POST', '/v1/api-keys', { name: 'k', policies: ['AmazonChimeFullAccess', 'but'] })).status,
    ).toBe(201);
    const own = await keyFor({ accountId: opened.accountId });
    expect((await ask(own, 'POST', '/v1/api-keys', { name: 'k', policies: ['AmazonChimeReadOnly'] })).status).toBe(403);
    expect(
      (
        await ask(own, 'POST', '/v1/api-keys', {
          name: 'k',
          policies: ['AmazonChimeReadOnly'],
          accountId: opened.accountId,
        })
      ).status,
    ).toBe(201);
  });

  it('the rejection of a policy points at the error', async () => {
    const { status, body } = await ask(await keyFor(), 'POST', '/v1/policies', {
      name: 'bad',
      document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'chime:Nothing', Resource: '*' }] },
    });
    expect([status, body['pointer']]).toEqual([400, '/document/Statement/0/Action']);
  });
});

describe('changes', () => {
  it('PATCH without If-Match is rejected with 428', async () => {
    const key = await keyFor();
    const path = `/v1/accounts/${opened.accountId}`;
    const { etag } = await ask(key, 'GET', path);
    expect(etag).toBe('"1"');
    expect((await ask(key, 'PATCH', path, { name: 'A' })).status).toBe(428);
    expect((await ask(key, 'PATCH', path, { name: 'A' }, { 'if-match': 'W/"1"' })).status).toBe(400);
    expect(await ask(key, 'PATCH', path, { name: 'A' }, { 'if-match': '"1"' })).toMatchObject({
      status: 200,
      etag: '"2"',
    });
    expect((await ask(key, 'PATCH', path, { name: 'B' }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await ask(key, 'GET', path)).body['name']).toBe('A');
  });

  it('requests repeated with their idempotency key are done once, and get the same answer', async () => {
    const key = await keyFor();
    const path = `/v1/accounts/${opened.accountId}/meetings`;
    const again = { 'idempotency-key': 'abc-1' };
    const first = await ask(key, 'POST', path, { title: 'Once' }, again);
    expect(await ask(key, 'POST', path, { title: 'Once' }, again)).toEqual(first);
    expect((await ask(key, 'POST', path, { title: 'Twice' }, again)).status).toBe(422);
    expect((await ask(await keyFor(), 'POST', path, { title: 'Once' }, again)).body['id']).not.toBe(first.body['id']);
    expect((await ask(key, 'POST', path, { title: 'Once' }, { 'idempotency-key': 'a b' })).status).toBe(400);
    expect(JSON.stringify(await opened.db.selectFrom('idempotency').selectAll().execute())).not.toContain(
      String(first.body['pin']),
    );
  });
});

describe('a repeated answer', () => {
  const again = { 'idempotency-key': 'abc-1' };
  const narrow = (...actions: string[]): Policy => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });
  const keyWith = async (...actions: string[]): Promise<string> => {
    await createPolicy(opened.db, 'now', narrow(...actions), opened.now());
    return keyFor({ policies: ['now'] });
  };

  it('is refused to a key that has lost the permission, whatever was answered before', async () => {
    const key = await keyWith('chime:*');
    const { meeting } = await opened.admin.createMeeting(opened.accountId, { title: 'Weekly' });
    const requests = [
      [`/v1/accounts/${opened.accountId}/meetings`, { title: 'Once' }],
      [`/v1/meetings/${meeting.id}/pins`, { role: 'host' }],
      [`/v1/accounts/${opened.accountId}/devices`, { name: 'Board', username: 'board' }],
      ['/v1/api-keys', { name: 'k', policies: ['AmazonChimeFullAccess'] }],
    ] as const;
    for (const [at, [path, body]] of requests.entries())
      expect((await ask(key, 'POST', path, body, { 'idempotency-key': `k${at}` })).status).toBe(201);
    await updatePolicy(opened.db, 'now', '*', narrow('chime:Get*'));
    for (const [at, [path, body]] of requests.entries())
      expect([path, (await ask(key, 'POST', path, body, { 'idempotency-key': `k${at}` })).status]).toEqual([path, 403]);
    await updatePolicy(opened.db, 'now', '*', narrow('chime:*'));
    for (const [at, [path, body]] of requests.entries())
      expect([path, (await ask(key, 'POST', path, body, { 'idempotency-key': `k${at}` })).status]).toEqual([path, 201]);
  });

  it('does not show a key with more permissions than may be granted now', async () => {
    const key = await keyWith('chime:*');
    const send = () => ask(key, 'POST', '/v1/api-keys', { name: 'k', policies: ['AmazonChimeFullAccess'] }, again);
    expect((await send()).status).toBe(201);
    await updatePolicy(opened.db, 'now', '*', narrow('chime:CreateApiKey'));
    expect(await send()).toMatchObject({ status: 403, body: { pointer: '/policies' } });
  });

  it('is given although the first request changed its precondition, but not once the resource is gone', async () => {
    const key = await keyWith('chime:*');
    const [{ id }] = (
      await ask(key, 'POST', `/v1/accounts/${opened.accountId}/invitations`, { emails: 'mary@example.com' })
    ).body['invited'] as [{ id: string }];
    const accept = () => ask(key, 'POST', `/v1/users/${id}/accept`, undefined, again);
    const first = await accept();
    expect(first.status).toBe(200);
    expect(await accept()).toEqual(first);
    const remove = () =>
      ask(
        key,
        'POST',
        `/v1/accounts/${opened.accountId}/users/remove`,
        { users: [id] },
        { 'idempotency-key': 'abc-2' },
      );
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 204]);
    expect((await accept()).status).toBe(404);
  });
});

describe('accounts and users, as in the guide', () => {
  it('an account can be deleted once its users are removed', async () => {
    const key = await keyFor();
    const account = String((await ask(key, 'POST', '/v1/accounts', { name: 'Gone' })).body['id']);
    const invited = (
      await ask(key, 'POST', `/v1/accounts/${account}/invitations`, {
        emails: 'mary@example.com; JOHN@example.com ;mary@example.com',
      })
    ).body['invited'] as { id: string; email: string; registration: string }[];
    expect(invited.map(({ email, registration }) => [email, registration])).toEqual([
      ['mary@example.com', 'Unregistered'],
      ['john@example.com', 'Unregistered'],
    ]);
    expect((await ask(key, 'DELETE', `/v1/accounts/${account}`)).status).toBe(409);
    expect(
      (await ask(key, 'POST', `/v1/accounts/${account}/users/remove`, { users: invited.map(({ id }) => id) })).status,
    ).toBe(204);
    expect((await ask(key, 'DELETE', `/v1/accounts/${account}`)).status).toBe(204);
  });

  it('an accepted invitation gives a trial and a personal PIN, which a reset invalidates at once', async () => {
    const key = await keyFor();
    const [{ id }] = (
      await ask(key, 'POST', `/v1/accounts/${opened.accountId}/invitations`, { emails: 'mary@example.com' })
    ).body['invited'] as [{ id: string }];
    expect((await ask(key, 'POST', `/v1/users/${id}/personal-pin`, undefined, { 'if-match': '*' })).status).toBe(409);
    expect((await ask(key, 'POST', `/v1/users/${id}/accept`)).body).toMatchObject({
      registration: 'Registered',
      license: 'ProTrial',
    });
    expect((await ask(key, 'POST', `/v1/users/${id}/accept`)).status).toBe(409);
    const details = (await ask(key, 'GET', `/v1/users/${id}`)).body;
    const old = String(details['personalPin']);
    const opens = async (pin: string): Promise<boolean> =>
      (await opened.registry.resolvePin({ reveal: () => pin })) !== undefined;
    expect([/^\d{10}$/.test(old), await opens(old)]).toEqual([true, true]);
    const fresh = String(
      (await ask(key, 'POST', `/v1/users/${id}/personal-pin`, undefined, { 'if-match': '*' })).body['pin'],
    );
    expect([await opens(old), await opens(fresh)]).toEqual([false, true]);
    expect((await ask(key, 'GET', `/v1/users/${id}`)).body['personalPin']).toBe(fresh);
    expect(
      (await ask(key, 'POST', `/v1/accounts/${opened.accountId}/users/licenses`, { users: [id], license: 'Plus' }))
        .status,
    ).toBe(204);
    expect((await ask(key, 'GET', `/v1/users/${id}`)).body['license']).toBe('Plus');
  });

  it('users of team accounts are removed, those of enterprise accounts suspended', async () => {
    const key = await keyFor();
    const { user = '' } = await thingsOf(opened.accountId);
    const change = async (what: string): Promise<number> =>
      (await ask(key, 'POST', `/v1/accounts/${opened.accountId}/users/${what}`, { users: [user] })).status;
    expect(await change('suspend')).toBe(409);
    await opened.db.updateTable('account').set({ type: 'Enterprise' }).where('id', '=', opened.accountId).execute();
    expect([await change('remove'), await change('suspend')]).toEqual([409, 204]);
    expect((await ask(key, 'GET', `/v1/users/${user}`)).body['registration']).toBe('Suspended');
    expect(await change('activate')).toBe(204);
    expect((await ask(key, 'DELETE', `/v1/accounts/${opened.accountId}`)).status).toBe(409);
  });

  it('an invalid address is named, and no one is invited', async () => {
    const { status, body } = await ask(await keyFor(), 'POST', `/v1/accounts/${opened.accountId}/invitations`, {
      emails: 'a@example.com; nobody',
    });
    expect([status, body['pointer'], body['detail']]).toEqual([400, '/emails', expect.stringContaining('"nobody"')]);
    expect((await opened.registry.sizes())['user']).toBe(0);
  });
});
