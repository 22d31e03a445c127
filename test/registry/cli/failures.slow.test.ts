/** Failures of commands: their messages and exit codes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { environmentName, keysOf } from '../../../config/load.ts';
import type { Fetch } from '../../../registry/cli/client.ts';
import { injecting, openWorld, type World } from './fixture.ts';

let world: World;
beforeEach(async () => void (world = await openWorld()));
afterEach(() => world[Symbol.asyncDispose]());

/** An error as thrown by `fetch`. */
const broken = (code: string): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('the system says so'), { code }) });
const answering =
  (status: number, body: string, headers: Record<string, string> = {}): Fetch =>
  async () =>
    new Response(body, { status, headers });

/** Fails the first `failures` times. */
function flaky(failures: number): {
  readonly fetch: Fetch;
  readonly sent: { readonly method: string; readonly key: string | null }[];
} {
  const sent: { method: string; key: string | null }[] = [];
  const inject = injecting(world.app);
  return {
    sent,
    fetch: async (url, init) => {
      sent.push({ method: init.method ?? '', key: new Headers(init.headers).get('idempotency-key') });
      if (sent.length <= failures) throw broken('ECONNRESET');
      return inject(url, init);
    },
  };
}

describe('a gateway that cannot be reached', () => {
  it.each([
    ['ECONNREFUSED', 'nothing listens there', 'roomgate start'],
    ['ENOTFOUND', 'the host does not exist', '--api URL'],
    ['EHOSTUNREACH', 'no route to that host', 'ROOMGATE_API'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'the system says so', 'NODE_EXTRA_CA_CERTS'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'the system says so', 'is the address http://?'],
    ['ECONNRESET', 'the connection was cut', 'the address begins with https://'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'the system says so', 'the host in --api must be a name in the certificate'],
  ])('fails with %s: exit code 3, with a hint', async (code, words, hint) => {
    const fetch: Fetch = () => Promise.reject(broken(code));
    const ran = await world.run(['account', 'list'], { fetch });
    expect(ran).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining(`roomgate: Cannot reach the gateway at http://127.0.0.1:8080: ${words}\n  `),
    });
    expect(ran.err).toContain(hint);
  });

  it.each([
    [
      'if only a proxy answers',
      answering(502, '<html>Bad gateway</html>'),
      'The proxy in front of the gateway cannot reach it',
    ],
    ['if a web page answers', answering(200, '<html>'), 'answers 200, but not like the API of a gateway'],
    ['if a redirect answers', answering(301, '', { location: 'https://elsewhere.example' }), 'answers 301, but not'],
    ['if a different JSON service answers', answering(404, '{"error":"x"}'), 'answers 404, but not'],
    ['if the answer is a different list', answering(200, '{"things":[]}'), 'The answer contains no accounts'],
  ])('%s: exit code 3, too', async (_name, fetch, words) => {
    expect(await world.run(['account', 'list'], { fetch })).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining(words),
    });
  });

  it('is distinguished from one that does not answer', async () => {
    const fetch: Fetch = () => Promise.reject(new DOMException('late', 'TimeoutError'));
    expect(await world.run(['account', 'list'], { fetch })).toMatchObject({
      code: 3,
      err: expect.stringContaining('did not answer in 120 seconds'),
    });
  });

  it('is reported if its API is off', async () => {
    expect(await world.run(['account', 'list'], { configured: () => undefined })).toMatchObject({
      code: 3,
      err: expect.stringContaining('The API is off in the configuration'),
    });
  });
});

describe('a connection that breaks', () => {
  it('is retried once if the request is safe to repeat', async () => {
    const once = flaky(1);
    expect((await world.run(['account', 'create', 'Once'], { fetch: once.fetch })).code).toBe(0);
    expect(once.sent).toEqual([
      { method: 'POST', key: expect.any(String) },
      { method: 'POST', key: once.sent[0]?.key },
    ]);
    expect((await world.run(['account', 'list'], { fetch: flaky(1).fetch })).code).toBe(0);
    const twice = flaky(2);
    expect([(await world.run(['account', 'list'], { fetch: twice.fetch })).code, twice.sent.length]).toEqual([3, 2]);
  });

  it('after the account was created does not create it twice', async () => {
    const inject = injecting(world.app);
    let requests = 0;
    const fetch: Fetch = async (url, init) => {
      const response = await inject(url, init);
      if (requests++ === 0) throw broken('ECONNRESET');
      return response;
    };
    expect((await world.run(['account', 'create', 'Only one'], { fetch })).code).toBe(0);
    expect(JSON.stringify(await world.json('account', 'list')).split('Only one')).toHaveLength(2);
  });

  it('is not retried if the request might be done twice', async () => {
    const { fetch, sent } = flaky(1);
    expect([(await world.run(['device', 'delete', world.ids.device], { fetch })).code, sent.length]).toEqual([3, 1]);
  });
});

describe('a refusal by the API', () => {
  it('is explained, with the place as it was typed', async () => {
    const { code, out, err } = await world.run([
      'device',
      'register',
      'Example Ltd',
      'Board',
      'board',
      '--alias',
      '5501',
      '--alias',
      'two words',
    ]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe(
      'roomgate: The request is not valid (400): Not a SIP address, number or H.323 name\n  at /aliases/1 (--alias)\n',
    );
    const name = await world.run(['account', 'create', 'x'.repeat(101)]);
    expect(name.err).toMatch(/\n {2}at \/name \(NAME\)\n$/);
  });

  it('is also JSON on the last line with --json', async () => {
    const { code, err } = await world.run(['device', 'register', 'Example Ltd', 'Board', 'room1', '--json']);
    const lines = err.trimEnd().split('\n');
    expect([code, lines[0]]).toEqual([
      1,
      'roomgate: The request conflicts with the current state (409): The username is taken',
    ]);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'urn:roomgate:problem:conflict', status: 409 });
    const fetch: Fetch = () => Promise.reject(broken('ECONNREFUSED'));
    expect(
      JSON.parse((await world.run(['account', 'list', '--json'], { fetch })).err.trimEnd().split('\n').at(-1) ?? ''),
    ).toMatchObject({ type: 'urn:roomgate:cli:not-reached' });
  });

  it('for a missing resource is exit code 1', async () => {
    const missing = '00000000-0000-4000-8000-000000000000';
    expect(await world.run(['device', 'get', missing])).toMatchObject({
      code: 1,
      err: expect.stringContaining('(404)'),
    });
    expect(await world.run(['device', 'list', 'Nowhere'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('account "Nowhere" does not exist; "roomgate account list" shows the existing ones'),
    });
  });
});

describe('a command of several requests', () => {
  it('that fails midway reports the completed steps', async () => {
    const inject = injecting(world.app);
    const fetch: Fetch = async (url, init) => {
      if (init.method === 'POST') throw broken('ECONNREFUSED');
      return inject(url, init);
    };
    const { code, err } = await world.run(['pin', 'reset', world.ids.meeting], { fetch });
    expect([code, err]).toEqual([
      3,
      expect.stringContaining('nothing listens there; the earlier steps stay done: DELETE /v1/meetings/:meeting/pins'),
    ]);
  });
});

describe('the key', () => {
  it('if missing: exit code 4 with a hint, and nothing is sent', async () => {
    const fetch: Fetch = () => Promise.reject(new Error('must not be called'));
    expect(await world.run(['account', 'list'], { key: undefined, fetch })).toEqual({
      code: 4,
      out: '',
      err: expect.stringMatching(/^roomgate: There is no API key\n {2}Set ROOMGATE_API_KEY, .*--key-file FILE/),
    });
  });

  it('if wrong: exit code 4', async () => {
    expect(await world.run(['account', 'list'], { key: 'rgk_wrong' })).toMatchObject({
      code: 4,
      err: expect.stringContaining('The key was not accepted'),
    });
  });

  it('is read from a file, which takes precedence over the environment', async () => {
    writeFileSync(join(world.folder, 'key'), `${await world.opened.admin.createApiKey('file')}\n`);
    expect((await world.run(['account', 'list', '--key-file', 'key'], { key: 'rgk_wrong' })).code).toBe(0);
    expect(await world.run(['account', 'list', '--key-file', 'nothing'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot read nothing: ENOENT'),
    });
    writeFileSync(join(world.folder, 'key'), 'two\nwords');
    expect(await world.run(['account', 'list', '--key-file', 'key'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('key contains no API key'),
    });
  });

  it('never appears in the output', async () => {
    const key = 'rgk_secret\r\nx: y';
    for (const args of [
      ['account', 'list'],
      ['account', 'list', '--json'],
      ['device', 'explode'],
    ]) {
      const { out, err } = await world.run(args, { key });
      expect(out + err).not.toContain('rgk_secret');
    }
  });

  it('sent unencrypted causes a warning', async () => {
    expect(await world.run(['account', 'list', '--api', 'http://10.0.0.1:8080'])).toMatchObject({
      code: 0,
      err: expect.stringContaining('warning: the API key goes unencrypted to http://10.0.0.1:8080'),
    });
    expect((await world.run(['account', 'list', '--api', 'https://10.0.0.1:8080'])).err).toBe('');
  });
});

describe('the address', () => {
  it('comes from the option, else the environment, else the configuration', async () => {
    const asked: string[] = [];
    const inject = injecting(world.app);
    const fetch: Fetch = (url, init) => {
      asked.push(url);
      return inject(url, init);
    };
    const configured = (file: string | undefined): string => `https://${file ?? 'usual'}.example`;
    await world.run(['policy', 'list', '--api', 'https://option.example'], {
      fetch,
      configured,
      api: 'https://environment.example',
    });
    await world.run(['policy', 'list'], { fetch, configured, api: 'https://environment.example' });
    await world.run(['policy', 'list', '--config', 'other'], { fetch, configured, api: 'https://environment.example' });
    await world.run(['policy', 'list'], { fetch, configured });
    expect(asked).toEqual(
      ['option', 'environment', 'other', 'usual'].map((host) => `https://${host}.example/v1/policies?limit=51`),
    );
  });

  it('if invalid, or if the configuration is invalid: exit code 2', async () => {
    expect(await world.run(['account', 'list'], { api: 'localhost' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('"localhost" is not the address of an API'),
    });
    const configured = (): never => {
      throw new Error('Cannot use the configuration:\n  api.port: expected a port');
    };
    expect(await world.run(['account', 'list'], { configured })).toMatchObject({
      code: 2,
      err: expect.stringContaining('roomgate: Cannot use the configuration:\n  api.port: expected a port\n'),
    });
  });

  it('and the key use names that no configuration key has', () => {
    const names = keysOf().map(([path]) => environmentName(path));
    expect(names.filter((name) => name === 'ROOMGATE_API' || name === 'ROOMGATE_API_KEY')).toEqual([]);
  });
});

describe('a wrong command', () => {
  it.each([
    [['device']],
    [['device', 'explode']],
    [['device', 'get']],
    [['device', 'get', 'room1', 'room2']],
    [['device', 'register', 'Example Ltd', 'N', 'u', '--dial-style', 'shout']],
  ])('%j: exit code 2, with the usage of its noun', async (args) => {
    const ran = await world.run(args);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('roomgate device register ACCOUNT NAME USERNAME [options]');
  });

  it('without any change is rejected', async () => {
    expect(await world.run(['device', 'update', world.ids.device])).toMatchObject({
      code: 2,
      err: expect.stringContaining('nothing to change was given'),
    });
  });

  it('is not reported for requests for help', async () => {
    for (const args of [
      ['help', 'device'],
      ['device', '--help'],
      ['device', 'register', '--help'],
    ])
      expect(await world.run(args)).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Exit codes:') });
  });
});

describe('the standard output', () => {
  it('is a table on a terminal, JSON with --json, and JSON without a terminal', async () => {
    expect((await world.terminal('account', 'list')).out).toMatch(/^ID {36}NAME +TYPE +CREATED\n/);
    const piped = await world.run(['account', 'list']);
    expect(JSON.parse(piped.out)).toMatchObject({ accounts: [{}, {}, {}] });
    expect((await world.terminal('account', 'list', '--json')).out).toBe(piped.out);
  });

  it('reports columns left out for lack of space', async () => {
    const { out, err } = await world.run(['user', 'list', 'Example Ltd'], { columns: 60 });
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
    expect(err).toBe(
      'Not shown for lack of space: name, registration, license, joined; widen the window, or use --json.\n',
    );
  });
});
