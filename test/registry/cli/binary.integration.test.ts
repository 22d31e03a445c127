/** The command as a program, against an API that listens. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpServer, openRegistry } from '../../../registry/index.ts';
import { testRegistryOptions } from '../../fakes/registry.ts';
import { openWorld, type Ran, type World } from './fixture.ts';

const PROGRAM = resolve(import.meta.dirname, '../../../scripts/roomgate');

let world: World;
let api: string;
let key: string;
beforeEach(async () => {
  world = await openWorld();
  api = await world.app.listen({ host: '127.0.0.1', port: 0 });
  key = await world.opened.admin.createApiKey('binary');
});
afterEach(() => world[Symbol.asyncDispose]());

async function roomgate(args: readonly string[], environment: Record<string, string> = {}, input = ''): Promise<Ran> {
  const child = spawn(PROGRAM, [...args], {
    cwd: world.folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      PWD: world.folder,
      ROOMGATE_API_KEY: key,
      ROOMGATE_API: api,
      ...environment,
    },
  });
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  return { code, out, err };
}

describe('roomgate', () => {
  it('registers a device, lists it and deletes it', async () => {
    const made = await roomgate(['device', 'register', 'Example Ltd', 'Sitzungssaal Köln', 'koeln']);
    expect(made).toMatchObject({ code: 0, err: 'The password is shown only this once: note it now.\n' });
    const { id } = JSON.parse(made.out) as { id: string };
    expect((await roomgate(['device', 'list', 'Example Ltd', '--search', 'Köln'])).out).toContain(id);
    expect(await roomgate(['device', 'delete', id])).toEqual({ code: 0, out: '{}\n', err: '' });
  });

  it('reads files relative to its working directory, and the standard input', async () => {
    writeFileSync(join(world.folder, 'api-key'), key);
    const csv = readFileSync(join(world.folder, 'rooms.csv'), 'utf8');
    expect(
      await roomgate(['device', 'import', 'Example Ltd', 'rooms.csv', '--dry-run', '--key-file', 'api-key'], {
        ROOMGATE_API_KEY: '',
      }),
    ).toMatchObject({ code: 0 });
    expect(await roomgate(['device', 'import', 'Example Ltd', '-'], {}, csv)).toMatchObject({
      code: 0,
      out: expect.stringContaining('"username": "small"'),
    });
  });

  it('finds the API through the configuration', async () => {
    writeFileSync(join(world.folder, 'roomgate.yaml'), `api:\n  port: ${new URL(api).port}\n`);
    expect(await roomgate(['account', 'get', 'Example Ltd'], { ROOMGATE_API: '' })).toMatchObject({ code: 0, err: '' });
    expect(
      await roomgate(['account', 'get', 'Example Ltd', '--config', 'nowhere.yaml'], { ROOMGATE_API: '' }),
    ).toMatchObject({ code: 2, err: expect.stringContaining('the file does not exist') });
  });

  it('makes a new administrator key in the database of a running gateway, and the audit log records it', async () => {
    const opened = await openRegistry({ ...testRegistryOptions, data: join(world.folder, 'data') });
    const recover = (data: string): Promise<Ran> =>
      roomgate(['key', 'recover'], { ROOMGATE_API_KEY: '', ROOMGATE_DATA: join(world.folder, data) });
    const made = await recover('data');
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^rgk_\S+\n$/) });
    expect(made.err).toContain('shown only this once');
    const server = createHttpServer({ opened, open: () => undefined, more: [], onError: () => {} });
    const headers = { authorization: `Bearer ${made.out.trim()}` };
    const events = await server.inject({ url: '/v1/audit-events', headers });
    expect(events.statusCode).toBe(200);
    expect(events.body).toContain('RecoverAdministratorKey');
    expect(events.body).not.toContain(made.out.trim());
    await server.close();
    await opened.registry.close();
    expect(await recover('elsewhere')).toMatchObject({
      code: 1,
      err: expect.stringContaining('roomgate.sqlite does not exist'),
    });
  });

  it('returns the documented exit codes', async () => {
    expect((await roomgate(['device', 'get', '00000000-0000-4000-8000-000000000000'])).code).toBe(1);
    expect((await roomgate(['device', 'explode'])).code).toBe(2);
    expect((await roomgate(['account', 'list'], { ROOMGATE_API_KEY: 'rgk_wrong' })).code).toBe(4);
    expect((await roomgate(['help'])).out).toContain('roomgate device');
    expect(await roomgate(['account', 'list', '--api', 'http://127.0.0.1:6000'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('no HTTP client uses this port'),
    });
    await world.app.close();
    expect(await roomgate(['account', 'list'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('nothing listens there'),
    });
  });

  it('writes all of a long list into a pipe, and copes with one that closes', async () => {
    const many = Array.from({ length: 2000 }, (_, n) => ({
      id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      name: `Account ${n}`,
      type: 'Team' as const,
      created_at: 0,
    }));
    await world.opened.db.insertInto('account').values(many).execute();
    const { out } = await roomgate(['account', 'list', '--all']);
    expect((JSON.parse(out) as { accounts: unknown[] }).accounts).toHaveLength(2003);
    const shell = `'${PROGRAM}' account list --all | head -c 10; echo " \${PIPESTATUS[0]}"`;
    const closed = await new Promise<string>(
      (done, fail) =>
        void execFile(
          'bash',
          ['-c', shell],
          { env: { PATH: process.env['PATH'] ?? '', ROOMGATE_API_KEY: key, ROOMGATE_API: api } },
          (error, stdout) => (error === null ? done(stdout) : fail(error)),
        ),
    );
    expect(closed).toBe('{\n  "accou 0\n');
  });

  it('draws a table on a terminal', async () => {
    const shell = `stty cols 100; '${PROGRAM}' account list`;
    const child = spawn('script', ['-qec', shell, '/dev/null'], {
      env: { PATH: process.env['PATH'] ?? '', ROOMGATE_API_KEY: key, ROOMGATE_API: api, SHELL: '/bin/sh' },
    });
    child.stdin.end();
    const shown = await text(child.stdout);
    expect(shown).toMatch(/^ID {36}NAME +TYPE +CREATED\r\n/);
    expect(shown).toContain('Example Ltd');
  });
});
