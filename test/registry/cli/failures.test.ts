/** What goes wrong on the way: what is said, and with which exit code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { environmentName, keysOf } from '../../../config/load.ts';
import type { Fetch } from '../../../registry/cli/client.ts';
import { injecting, openWorld, type World } from './fixture.ts';

let world: World;
beforeEach(async () => void (world = await openWorld()));
afterEach(() => world[Symbol.asyncDispose]());

/** As `fetch` fails. */
const broken = (code: string): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('the system says so'), { code }) });
const answering =
  (status: number, body: string, headers: Record<string, string> = {}): Fetch =>
  async () =>
    new Response(body, { status, headers });

/** Fails at first, so many times. */
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

describe('a gateway that is not reached', () => {
  it.each([
    ['ECONNREFUSED', 'nothing listens there', 'roomgate start'],
    ['ENOTFOUND', 'the host does not exist', '--api URL'],
    ['EHOSTUNREACH', 'no route to that host', 'ROOMGATE_API'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'the system says so', 'NODE_EXTRA_CA_CERTS'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'the system says so', 'is the address http://?'],
    ['ECONNRESET', 'the connection was cut', 'the address is https://'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'the system says so', 'the name in --api must be one of the certificate'],
  ])('by %s is exit code 3, with what to do', async (code, words, hint) => {
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
      'by a proxy alone',
      answering(502, '<html>Bad gateway</html>'),
      'The proxy in front of the gateway does not reach it',
    ],
    ['but a web page is', answering(200, '<html>'), 'answers 200, but not as the API of a gateway does'],
    ['but a redirect is', answering(301, '', { location: 'https://elsewhere.example' }), 'answers 301, but not'],
    ['but something else with JSON is', answering(404, '{"error":"x"}'), 'answers 404, but not'],
    ['but a list of something else is', answering(200, '{"things":[]}'), 'The answer has no accounts'],
  ])('%s is exit code 3, too', async (_name, fetch, words) => {
    expect(await world.run(['account', 'list'], { fetch })).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining(words),
    });
  });

  it('is told from one that does not answer', async () => {
    const fetch: Fetch = () => Promise.reject(new DOMException('late', 'TimeoutError'));
    expect(await world.run(['account', 'list'], { fetch })).toMatchObject({
      code: 3,
      err: expect.stringContaining('did not answer in 120 seconds'),
    });
  });

  it('because its API is off is told', async () => {
    expect(await world.run(['account', 'list'], { configured: () => undefined })).toMatchObject({
      code: 3,
      err: expect.stringContaining('The API is off in the configuration'),
    });
  });
});

describe('a connection that breaks', () => {
  it('is tried once more for what may be sent twice', async () => {
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

  it('after the account was made does not make it twice', async () => {
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

  it('is not tried again for what might be done twice', async () => {
    const { fetch, sent } = flaky(1);
    expect([(await world.run(['device', 'delete', world.ids.device], { fetch })).code, sent.length]).toEqual([3, 1]);
  });
});

describe('what the API refuses', () => {
  it('is told in words, with the place as it was typed', async () => {
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

  it('is JSON on the last line, too, when that was asked for', async () => {
    const { code, err } = await world.run(['device', 'register', 'Example Ltd', 'Board', 'room1', '--json']);
    const lines = err.trimEnd().split('\n');
    expect([code, lines[0]]).toEqual([1, 'roomgate: It cannot be done as things are (409): The username is taken']);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'urn:roomgate:problem:conflict', status: 409 });
    const fetch: Fetch = () => Promise.reject(broken('ECONNREFUSED'));
    expect(
      JSON.parse((await world.run(['account', 'list', '--json'], { fetch })).err.trimEnd().split('\n').at(-1) ?? ''),
    ).toMatchObject({ type: 'urn:roomgate:cli:not-reached' });
  });

  it('because there is no such thing is exit code 1', async () => {
    const missing = '00000000-0000-4000-8000-000000000000';
    expect(await world.run(['device', 'get', missing])).toMatchObject({
      code: 1,
      err: expect.stringContaining('(404)'),
    });
    expect(await world.run(['device', 'list', 'Nowhere'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is no account "Nowhere"; "roomgate account list" shows which there are'),
    });
  });
});

describe('a command of several requests', () => {
  it('that fails amid them tells what was done', async () => {
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
  it('that is missing is exit code 4, with what to do, and nothing is sent', async () => {
    const fetch: Fetch = () => Promise.reject(new Error('must not be called'));
    expect(await world.run(['account', 'list'], { key: undefined, fetch })).toEqual({
      code: 4,
      out: '',
      err: expect.stringMatching(/^roomgate: There is no API key\n {2}Put it into ROOMGATE_API_KEY, .*--key-file FILE/),
    });
  });

  it('that is wrong is exit code 4', async () => {
    expect(await world.run(['account', 'list'], { key: 'rgk_wrong' })).toMatchObject({
      code: 4,
      err: expect.stringContaining('The key was not accepted'),
    });
  });

  it('comes from a file, which counts more than the environment', async () => {
    writeFileSync(join(world.folder, 'key'), `${await world.opened.admin.createApiKey('file')}\n`);
    expect((await world.run(['account', 'list', '--key-file', 'key'], { key: 'rgk_wrong' })).code).toBe(0);
    expect(await world.run(['account', 'list', '--key-file', 'nothing'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot read nothing: ENOENT'),
    });
    writeFileSync(join(world.folder, 'key'), 'two\nwords');
    expect(await world.run(['account', 'list', '--key-file', 'key'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('key holds no API key'),
    });
  });

  it('is in nothing that is said', async () => {
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

  it('going in the clear is warned of', async () => {
    expect(await world.run(['account', 'list', '--api', 'http://10.0.0.1:8080'])).toMatchObject({
      code: 0,
      err: expect.stringContaining('warning: the API key goes unencrypted to http://10.0.0.1:8080'),
    });
    expect((await world.run(['account', 'list', '--api', 'https://10.0.0.1:8080'])).err).toBe('');
  });
});

describe('the address', () => {
  it('is the option, else the environment, else the configuration', async () => {
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

  it('that is none, or a configuration that is wrong, is exit code 2', async () => {
    expect(await world.run(['account', 'list'], { api: 'localhost' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('"localhost" is no address of an API'),
    });
    const configured = (): never => {
      throw new Error('Cannot use the configuration:\n  api.port: expected a port');
    };
    expect(await world.run(['account', 'list'], { configured })).toMatchObject({
      code: 2,
      err: expect.stringContaining('roomgate: Cannot use the configuration:\n  api.port: expected a port\n'),
    });
  });

  it('and the key have names that no key of the configuration has', () => {
    const names = keysOf().map(([path]) => environmentName(path));
    expect(names.filter((name) => name === 'ROOMGATE_API' || name === 'ROOMGATE_API_KEY')).toEqual([]);
  });
});

describe('a command that is wrong', () => {
  it.each([
    [['device']],
    [['device', 'explode']],
    [['device', 'get']],
    [['device', 'get', 'room1']],
    [['device', 'register', 'Example Ltd', 'N', 'u', '--dial-style', 'shout']],
  ])('%j is exit code 2, with the usage of its noun', async (args) => {
    const ran = await world.run(args);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('roomgate device register ACCOUNT NAME USERNAME [options]');
  });

  it('changes nothing without anything to change', async () => {
    expect(await world.run(['device', 'update', world.ids.device])).toMatchObject({
      code: 2,
      err: expect.stringContaining('what is to be changed?'),
    });
  });

  it('that asks for help is none', async () => {
    for (const args of [
      ['help', 'device'],
      ['device', '--help'],
      ['device', 'register', '--help'],
    ])
      expect(await world.run(args)).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Exit codes:') });
  });
});

describe('the standard output', () => {
  it('is a table on a terminal, JSON with --json, and JSON where there is no terminal', async () => {
    expect((await world.terminal('account', 'list')).out).toMatch(/^ID {36}NAME +TYPE +CREATED\n/);
    const piped = await world.run(['account', 'list']);
    expect(JSON.parse(piped.out)).toMatchObject({ accounts: [{}, {}, {}] });
    expect((await world.terminal('account', 'list', '--json')).out).toBe(piped.out);
  });

  it('says what was left out for want of room', async () => {
    const { out, err } = await world.run(['user', 'list', 'Example Ltd'], { columns: 60 });
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
    expect(err).toBe('Not shown for want of room: name, registration, license, joined; widen the window, or --json.\n');
  });
});
