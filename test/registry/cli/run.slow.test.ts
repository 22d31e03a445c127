/** Commands against the real API, on a registry in memory. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MANAGED_POLICIES } from '../../../registry/access/policy.ts';
import type { Fetch } from '../../../registry/cli/client.ts';
import { EXAMPLE } from '../../../registry/cli/command.ts';
import { createKey } from '../../../registry/sql/api-keys.ts';
import { createPolicy } from '../../../registry/sql/policies.ts';
import { injecting, openWorld, type World } from './fixture.ts';

let world: World;
beforeEach(async () => void (world = await openWorld()));
afterEach(() => world[Symbol.asyncDispose]());

const accounts = async (): Promise<readonly string[]> =>
  (await world.json('account', 'list'))['accounts'] as readonly string[];
/** Records every request as it is sent. */
function watching(): {
  readonly sent: { method: string; path: string; headers: Headers; body: unknown }[];
  readonly fetch: Fetch;
} {
  const sent: { method: string; path: string; headers: Headers; body: unknown }[] = [];
  const inject = injecting(world.app);
  return {
    sent,
    fetch: (url, init) => {
      sent.push({
        method: init.method ?? '',
        path: url.replace('http://127.0.0.1:8080', ''),
        headers: new Headers(init.headers),
        body: init.body,
      });
      return inject(url, init);
    },
  };
}

describe('accounts', () => {
  it('are created, renamed, configured and deleted by name', async () => {
    await world.json('account', 'create', 'Straße_1 "äöü" 100%');
    expect(await world.json('account', 'rename', 'Straße_1 "äöü" 100%', 'ÜBER')).toMatchObject({ name: 'ÜBER' });
    expect(await world.json('account', 'set', 'ÜBER', 'remoteControl=off', 'farEndCameraControl=host')).toMatchObject({
      remoteControl: 'off',
      farEndCameraControl: 'host',
    });
    expect(await world.json('account', 'settings', 'ÜBER')).toMatchObject({
      remoteControl: 'off',
      contentFromDevices: 'on',
    });
    expect(await world.json('account', 'delete', 'ÜBER')).toEqual({});
    expect(JSON.stringify(await accounts())).not.toContain('ÜBER');
  });

  it('with the same name are told apart by id', async () => {
    const [first, second] = [
      await world.json('account', 'create', 'Twin'),
      await world.json('account', 'create', 'Twin'),
    ];
    const { code, err } = await world.run(['account', 'get', 'Twin']);
    expect([code, err]).toEqual([1, expect.stringContaining('there are 2 of account "Twin"; use an id: ')]);
    for (const { id } of [first, second]) expect(err).toContain(String(id));
    expect(await world.json('account', 'get', String(second['id']))).toEqual(second);
  });
});

describe('users', () => {
  it('are found, licensed and removed by e-mail address', async () => {
    expect(await world.json('user', 'license', 'Example Ltd', 'pro', 'Mary@example.com')).toEqual({});
    expect(await world.json('user', 'get', 'mary@example.com')).toMatchObject({
      license: 'Pro',
      personalPin: expect.stringMatching(/^\d{10}$/),
    });
    await world.json('user', 'remove', 'Example Ltd', 'mary@example.com', 'invited@example.com');
    expect((await world.json('user', 'list', 'Example Ltd'))['users']).toEqual([]);
  });

  it('are invited by addresses separated by semicolons or as several arguments', async () => {
    const emails = (answer: Record<string, unknown>) =>
      (answer['invited'] as { email: string }[]).map(({ email }) => email);
    expect(emails(await world.json('user', 'invite', 'Example Ltd', 'a@example.com; b@example.com'))).toEqual([
      'a@example.com',
      'b@example.com',
    ]);
    expect(emails(await world.json('user', 'invite', 'Example Ltd', 'c@example.com', 'd@example.com'))).toEqual([
      'c@example.com',
      'd@example.com',
    ]);
    expect((await world.terminal('user', 'invite', 'Example Ltd', 'a@example.com')).out).toContain(
      'Already in the account: a@example.com',
    );
  });

  it('with the same address in two accounts are looked up in the given account', async () => {
    await world.json('user', 'create', 'Empty account', 'mary@example.com', 'The other');
    expect((await world.run(['user', 'get', 'mary@example.com'])).err).toContain(
      'there are 2 of user "mary@example.com"',
    );
    expect((await world.run(['user', 'remove', 'Empty account', 'mary@example.com'])).code).toBe(0);
    expect(await world.json('user', 'get', 'mary@example.com')).toMatchObject({ displayName: 'Major, Mary' });
  });
});

describe('devices', () => {
  it('are registered, with a password that is shown only once', async () => {
    const { out, err } = await world.run([
      'device',
      'register',
      'Example Ltd',
      'Board',
      'board',
      '--alias',
      '5501',
      '--network',
      '192.0.2.0/24',
      '--dial-style',
      'HOST##PIN',
    ]);
    const made = JSON.parse(out) as { id: string; password: string };
    expect(made).toMatchObject({
      name: 'Board',
      aliases: [{ kind: 'e164', value: '5501' }],
      sourceNetworks: ['192.0.2.0/24'],
      dialStyle: 'host##pin',
    });
    expect(err).toBe('The password is shown only this once: note it now.\n');
    expect((await world.opened.registry.h323Device('board'))?.password?.reveal()).toBe(made.password);
  });

  it('are found by name or username in all accounts', async () => {
    const made = await world.json('device', 'register', 'Empty account', 'Board', 'board');
    expect((await world.json('device', 'get', 'Board'))['id']).toBe(made['id']);
    expect((await world.json('device', 'get', 'board'))['id']).toBe(made['id']);
    await world.json('device', 'register', 'Example Ltd', 'Board', 'board2');
    expect(await world.run(['device', 'get', 'Board'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('there are 2 of device "Board"; use an id: '),
    });
    expect(await world.run(['device', 'get', 'Bored'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('device "Bored" does not exist; "roomgate device list ACCOUNT" shows the existing'),
    });
  });

  it('like meetings and keys are found by name', async () => {
    expect((await world.json('meeting', 'get', 'Test'))['id']).toBe(world.ids.meeting);
    await world.json('key', 'create', 'Booking', '--policy', 'AmazonChimeReadOnly');
    expect(await world.run(['key', 'revoke', 'Booking'])).toMatchObject({ code: 0 });
  });

  it('are changed with the version that was read', async () => {
    const { sent, fetch } = watching();
    const { code } = await world.run(
      ['device', 'update', world.ids.device, '--site', '', '--room', '2.14', '--no-aliases'],
      { fetch },
    );
    expect(code).toBe(0);
    expect(sent.map(({ method, path, headers, body }) => [method, path, headers.get('if-match'), body])).toEqual([
      ['GET', `/v1/devices/${world.ids.device}`, null, undefined],
      ['PATCH', `/v1/devices/${world.ids.device}`, '"1"', '{"site":null,"room":"2.14","aliases":[]}'],
    ]);
    expect(await world.json('device', 'get', world.ids.device)).toMatchObject({ site: null, room: '2.14', version: 2 });
  });

  it('changed elsewhere meanwhile are not overwritten', async () => {
    const inject = injecting(world.app);
    const fetch: Fetch = async (url, init) => {
      const response = await inject(url, init);
      if (init.method === 'GET') await world.json('device', 'update', world.ids.device, '--room', 'first');
      return response;
    };
    const { code, err } = await world.run(['device', 'update', world.ids.device, '--room', 'second'], { fetch });
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        /^roomgate: The resource has changed meanwhile \(412\): .*\n {2}It was changed elsewhere while this command ran\./,
      ),
    ]);
    expect(await world.json('device', 'get', world.ids.device)).toMatchObject({ room: 'first' });
  });

  it('are imported from a CSV, and a dry run reports problems with exit code 1', async () => {
    const wrong = await world.run(['device', 'import', 'Example Ltd', 'bad.csv', '--dry-run'], { columns: 80 });
    expect(wrong).toEqual({
      code: 1,
      out: expect.stringMatching(/^LINE {2}COLUMN {4}PROBLEM\n2 {5}username {2}must be/),
      err: '',
    });
    expect(await world.run(['device', 'import', 'Example Ltd', 'rooms.csv', '--dry-run'], { columns: 80 })).toEqual({
      code: 0,
      out: '2 devices would be created; no problems.\n',
      err: '',
    });
    expect((await world.run(['device', 'import', 'Example Ltd', 'bad.csv'])).code).toBe(1);
    const { out, err } = await world.terminal('device', 'import', 'Example Ltd', 'rooms.csv');
    expect(out).toMatch(/^ID +LINE {2}USERNAME {2}PASSWORD\n[0-9a-f-]{36} {2}2 +small +[\w-]{24}\n/);
    expect(err).toBe('The passwords are shown only this once: note them now.\n');
  });

  it('are imported as a job, whose passwords are shown once', async () => {
    const { id } = await world.json('device', 'import-job', 'Example Ltd', 'rooms.csv');
    let job: Record<string, unknown> = {};
    while (job['state'] !== 'done') job = await world.json('job', 'get', String(id));
    expect(job).toMatchObject({
      result: { created: [{ username: 'small', password: expect.any(String) }, { username: 'large' }] },
    });
    const again = await world.terminal('job', 'get', String(id));
    expect(again.out).toMatch(/^state +done$/m);
    expect(again.out).not.toContain('PASSWORD');
  });

  it('with hostile names cannot control the terminal', async () => {
    const evil = '\u001b[2J\u009b31m\u202e';
    await world.opened.db
      .updateTable('device')
      .set({ name: evil, room: `${evil}\n`, notes: evil })
      .where('id', '=', world.ids.device)
      .execute();
    for (const args of [
      ['device', 'list', 'Example Ltd'],
      ['device', 'get', world.ids.device],
      ['device', 'list', 'Example Ltd', '--json'],
    ]) {
      const { out } = await world.terminal(...args);
      expect(out).toContain('\\u001b[');
      expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
    const refused = await world.run(['user', 'invite', 'Example Ltd', evil], { columns: 80 });
    expect([refused.code, /[^\n\P{Cc}]|\p{Cf}/u.test(refused.err)]).toEqual([1, false]);
    const none = await world.run(['account', 'get', evil], { columns: 80 });
    expect([none.code, /[^\n\P{Cc}]|\p{Cf}/u.test(none.err)]).toEqual([1, false]);
  });
});

describe('the compatible-VTC list', () => {
  it('is exported as CSV and JSON, and imported again', async () => {
    const csv = await world.run(['profile', 'export', '--csv']);
    writeFileSync(
      join(world.folder, 'list.csv'),
      csv.out.replace('default,default,other,other', 'default,default,other,unknown'),
    );
    expect(await world.json('profile', 'import', 'list.csv', '--dry-run')).toMatchObject({ version: 0, problems: [] });
    expect(await world.json('profile', 'import', 'list.csv')).toMatchObject({ version: 1, problems: [] });
    expect((await world.run(['profile', 'export', '--csv'])).out).toContain('default,default,other,unknown');
    writeFileSync(
      join(world.folder, 'list.json'),
      (await world.run(['profile', 'export', '--version', '0'], { columns: 80 })).out,
    );
    expect((await world.terminal('profile', 'import', 'list.json')).out).toMatch(
      /^\d+ entries, no problems; version 2 is in use\.\n$/,
    );
    expect((await world.terminal('profile', 'versions')).out).toMatch(/^VERSION {2}CREATED\n2 {8}2023-/);
  });

  it('with problems is rejected with a list of them, and changes nothing', async () => {
    writeFileSync(join(world.folder, 'list.json'), '{"schema":2}');
    expect(await world.run(['profile', 'import', 'list.json', '--dry-run'], { columns: 80 })).toMatchObject({
      code: 1,
      out: expect.stringContaining('/list'),
    });
    expect((await world.run(['profile', 'import', 'list.json'])).code).toBe(1);
    writeFileSync(join(world.folder, 'list.json'), '{"schema":');
    expect(await world.run(['profile', 'import', 'list.json'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('list.json is not JSON'),
    });
    expect(await world.json('profile', 'versions')).toEqual({ versions: [] });
  });

  it('shows which rule a device matches', async () => {
    expect(await world.json('profile', 'match', '--user-agent', 'TANDBERG/529 (ce9.1) Cisco-DX80')).toMatchObject({
      ruleId: 'cisco-dx80',
    });
    expect((await world.terminal('profile', 'match')).out).toMatch(/^rule +default$/m);
  });
});

describe('meetings and PINs', () => {
  const resolve = (pin: unknown, passcode?: string) =>
    world.opened.registry.resolvePin(
      { reveal: () => String(pin) },
      passcode === undefined ? undefined : { reveal: () => passcode },
    );

  it('are created with a passcode from a file, and PINs that work', async () => {
    const made = await world.json(
      'meeting',
      'create',
      'Example Ltd',
      'Board',
      '--host',
      'mary@example.com',
      '--passcode-file',
      'passcode.txt',
      '--wait-for-host',
      '--starts',
      '2h',
      '--ends',
      '3h',
    );
    expect(made).toMatchObject({ hasPasscode: true, waitForHost: true, startsAt: world.opened.now() + 7_200_000 });
    expect(await resolve(made['pin'], '4711')).toMatchObject({ passcodeOk: true });
    const changed = await world.json(
      'meeting',
      'update',
      String(made['id']),
      '--no-passcode',
      '--no-wait-for-host',
      '--starts',
      'never',
      '--ends',
      'never',
    );
    expect(changed).toMatchObject({ hasPasscode: false, waitForHost: false, startsAt: null, endsAt: null });
  });

  it('are locked, ended and reopened', async () => {
    for (const [verb, state] of [
      ['lock', { locked: true }],
      ['unlock', { locked: false }],
      ['end', { ended: true }],
      ['reopen', { ended: false }],
    ] as const)
      expect(await world.json('meeting', verb, world.ids.meeting)).toMatchObject(state);
  });

  it('get PINs: one more, all new, none', async () => {
    const { pin: more } = await world.json('pin', 'new', world.ids.meeting, '--host');
    expect(await resolve(more)).toMatchObject({ role: 'host' });
    expect(await resolve(world.opened.pin)).toBeDefined();
    const { pin, hostPin } = await world.json('pin', 'reset', world.ids.meeting);
    expect([
      await resolve(pin),
      await resolve(hostPin),
      await resolve(more),
      await resolve(world.opened.pin),
    ]).toMatchObject([{ role: 'attendee' }, { role: 'host' }, undefined, undefined]);
    await world.json('pin', 'revoke', world.ids.meeting);
    expect(await resolve(pin)).toBeUndefined();
  });

  it('show their participants, and moderate them', async () => {
    expect((await world.terminal('meeting', 'participants', world.ids.meeting)).out).toBe(
      `CALL                                  ROLE      WAITING  MUTED  SHARING\n${EXAMPLE.call}  attendee  yes      no     yes\n`,
    );
    for (const verb of ['mute', 'admit', 'remove']) await world.json('meeting', verb, world.ids.meeting, EXAMPLE.call);
    await world.json('meeting', 'mute-all', world.ids.meeting);
    expect(world.moderated).toEqual([
      `{"type":"mute","muted":true} ${EXAMPLE.call}`,
      `{"type":"admit"} ${EXAMPLE.call}`,
      `remove ${EXAMPLE.call}`,
      'mute all',
    ]);
    expect((await world.run(['meeting', 'mute', world.ids.meeting, 'nobody'])).code).toBe(1);
  });

  it('give and take the floor, and handle control of a shared computer', async () => {
    const { meeting } = world.ids;
    expect(await world.json('meeting', 'floor', meeting)).toEqual({ holder: EXAMPLE.call, rule: 'newest-wins' });
    await world.json('meeting', 'give-floor', meeting, EXAMPLE.call);
    for (const verb of ['request', 'grant', 'deny', 'release'])
      await world.json('meeting', `${verb}-control`, meeting, EXAMPLE.call);
    await world.json('meeting', 'take-floor', meeting);
    expect(world.moderated).toEqual([
      'give floor',
      ...['request', 'grant', 'deny', 'release'].map((verb) => `${verb} control ${EXAMPLE.call}`),
      'take floor',
    ]);
    expect((await world.run(['meeting', 'give-floor', meeting, 'nobody'])).code).toBe(1);
  });

  it('show who controls a computer, and later decisions', async () => {
    const { out } = await world.terminal('meeting', 'remote-control', world.ids.meeting);
    expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual(
      expect.arrayContaining([
        ['state', 'asked'],
        ['controller', 'someone'],
        ['sharer', EXAMPLE.call],
      ]),
    );
    expect(out).toMatch(/^8 .* requested +asked +someone/m);
    expect((await world.terminal('meeting', 'remote-control', world.ids.meeting, '--after', '8')).out).toContain(
      'No decisions.',
    );
  });
});

describe('keys, policies and records', () => {
  it('give access to permitted callers only', async () => {
    const { key, id } = await world.json(
      'key',
      'create',
      'Helpdesk',
      '--policy',
      'Helpdesk',
      '--policy',
      'AmazonChimeReadOnly',
      '--account',
      'Example Ltd',
      '--expires',
      '30d',
    );
    const as = (...args: string[]) => world.run(args, { key: String(key) });
    expect((await as('device', 'list', 'Example Ltd')).code).toBe(0);
    expect(await as('device', 'delete', world.ids.device)).toMatchObject({
      code: 4,
      err: expect.stringContaining(
        'roomgate: The policies of this key do not allow this (403): No policy of Helpdesk allows chime:DeleteDevice here',
      ),
    });
    await world.json('key', 'revoke', String(id));
    expect(await as('device', 'list', 'Example Ltd')).toMatchObject({
      code: 4,
      err: expect.stringContaining('The key was not accepted'),
    });
  });

  it('are listed on a terminal', async () => {
    expect((await world.terminal('policy', 'list')).out).toMatch(/^NAME +MANAGED {2}VERSION\n/);
    expect((await world.run(['key', 'list'], { columns: 160 })).out).toMatch(
      /^ID {36}NAME {2}POLICIES +ACCOUNT +EXPIRES +REVOKED\n/,
    );
    expect((await world.terminal('policy', 'get', 'Helpdesk')).out).toContain('document.Statement');
    await world.opened.registry.recordCall({
      callId: 'c1',
      protocol: 'sip',
      direction: 'inbound',
      startedAt: 1_700_000_000_000,
      endedAt: 1_700_000_060_000,
      result: 'answered',
      reason: 'bye',
      vendor: 'Cisco',
      model: 'DX80',
      firmwareLine: 'ce9',
      matchRule: 'model',
      sourceAddress: '192.0.2.1',
    });
    await expect
      .poll(async () => (await world.terminal('call', 'list')).out)
      .toMatch(
        /^SEQ +STARTED +ENDED .*\n1 +2023-\d\d-\d\d \d\d:\d\d +2023-\d\d-\d\d \d\d:\d\d +sip +answered +bye +Cisco +DX80/,
      );
    const events = await world.run(['audit', 'list', '--name', 'RegisterDevice'], { columns: 140 });
    expect(events.out).toMatch(
      /^SEQ +TIME +EVENT +WHO +FROM +REFUSED\n\d+ +2023-\d\d-\d\d \d\d:\d\d {2}RegisterDevice +test +127\.0\.0\.1 +-\n$/,
    );
  });
});

describe('lists', () => {
  const names = (out: string) => (JSON.parse(out) as { accounts: { name: string }[] }).accounts;
  beforeEach(async () => {
    for (let n = 0; n < 7; n++) await world.opened.admin.createAccount(`Account ${n}`);
  });

  it('have as many rows as requested, and report that there are more', async () => {
    const few = await world.run(['account', 'list', '--limit', '4']);
    expect([names(few.out).length, few.err]).toEqual([4, 'There are more rows: --limit N or --all shows them.\n']);
    const enough = await world.run(['account', 'list', '--limit', '10']);
    expect([names(enough.out).length, enough.err]).toEqual([10, '']);
  });

  it('go through all pages', async () => {
    const { db } = world.opened;
    await db
      .insertInto('account')
      .values(
        Array.from({ length: 450 }, (_, n) => ({
          id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
          name: 'x',
          type: 'Team' as const,
          created_at: 0,
        })),
      )
      .execute();
    const { sent, fetch } = watching();
    const { out, err } = await world.run(['account', 'list', '--all'], { fetch });
    expect([new Set(names(out).map((each) => JSON.stringify(each))).size, err, sent.length]).toEqual([460, '', 3]);
    for (let n = 0; n < 230; n++) {
      await createKey(db, { name: `k${n}`, policies: ['AmazonChimeReadOnly'] }, 0);
      await createPolicy(db, `p${n}`, MANAGED_POLICIES['AmazonChimeReadOnly']!, 0);
    }
    const { keys } = await world.json('key', 'list', '--all');
    const { policies } = await world.json('policy', 'list', '--all');
    expect([
      new Set((keys as { id: string }[]).map(({ id }) => id)).size,
      new Set((policies as { name: string }[]).map(({ name }) => name)).size,
    ]).toEqual([232, 234]);
    const usual = await world.run(['account', 'list']);
    expect([names(usual.out).length, usual.err.includes('There are more')]).toEqual([50, true]);
    const events = JSON.parse((await world.run(['audit', 'list', '--limit', '7'])).out) as {
      events: { seq: number }[];
    };
    expect(events.events.map(({ seq }) => seq)).toEqual(
      events.events.map((_, at) => (events.events[0]?.seq ?? 0) - at),
    );
  });

  it('report that they are empty', async () => {
    expect((await world.terminal('device', 'list', 'Empty account')).out).toBe('No devices.\n');
    expect(await world.json('device', 'list', 'Empty account')).toEqual({ devices: [] });
  });
});
