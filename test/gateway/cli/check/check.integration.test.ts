/** The checks against real resources, present and absent. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildConfig } from '../../../../config/load.ts';
import type { Config } from '../../../../config/schema.ts';
import { checkDrachtio } from '../../../../gateway/cli/check/client-drachtio.ts';
import { checkPorts } from '../../../../gateway/cli/check/client-ports.ts';
import { checkDatabase, checkIssuer, checkRelays } from '../../../../gateway/cli/check/components.ts';
import { checkCertificate, checkData } from '../../../../gateway/cli/check/files.ts';
import { findAll } from '../../../../gateway/cli/check/index.ts';
import { openRegistry } from '../../../../registry/index.ts';
import SQLite from 'better-sqlite3';
import { issue } from '../../../fakes/certificates.ts';
import { FakeDrachtio } from '../../../fakes/drachtio-server.ts';
import { NgServer } from '../../../fakes/ng-server.ts';
import { systemClock } from '../../../../base/system-clock.ts';
import { MemoryNetwork } from '../../../fakes/memory-network.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'roomgate-check-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const config = (tree: Record<string, unknown> = {}): Config => buildConfig({ data: folder, ...tree }, {});

async function listening(onConnection = () => {}): Promise<readonly [Server, number]> {
  const server = createServer(onConnection);
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  return [server, (server.address() as AddressInfo).port];
}

async function closedPort(): Promise<number> {
  const [server, port] = await listening();
  await new Promise((done) => void server.close(done));
  return port;
}

describe('a certificate', () => {
  const written = async (options: Parameters<typeof issue>[0], keyOf?: string) => {
    const { cert, key } = await issue(options);
    const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
    writeFileSync(files.cert, cert);
    writeFileSync(files.key, keyOf ?? key);
    return files;
  };
  const check = async (files: { readonly cert: string; readonly key: string }, names: readonly string[] = []) =>
    checkCertificate('c', files, names, Date.now());

  it('that expired is wrong', async () =>
    expect(await check(await written({ name: 'a.example', expired: true }))).toMatchObject([
      { verdict: 'wrong', detail: expect.stringContaining('expired on') },
    ]));
  it('that expires soon gives a warning', async () =>
    expect(await check(await written({ name: 'a.example' }))).toMatchObject([
      { verdict: 'warning', detail: expect.stringMatching(/expires in [01] days/) },
    ]));
  it('for another name gives a warning', async () =>
    expect((await check(await written({ name: 'a.example' }), ['b.example']))[1]).toMatchObject({
      verdict: 'warning',
      detail: expect.stringContaining('not for b.example'),
    }));
  it('with another key is wrong', async () => {
    const { key } = await issue({ name: 'b.example' });
    expect(await check(await written({ name: 'a.example' }, key))).toMatchObject([
      { verdict: 'wrong', detail: expect.stringContaining('the key is not that of the certificate') },
    ]);
  });
  it('that is missing is wrong', async () =>
    expect(await check({ cert: join(folder, 'none'), key: join(folder, 'none') })).toMatchObject([
      { verdict: 'wrong', detail: expect.stringContaining('ENOENT') },
    ]));
});

describe('the data folder', () => {
  it('has keys that others cannot read', () => {
    writeFileSync(join(folder, 'pin.key'), 'x');
    chmodSync(join(folder, 'pin.key'), 0o644);
    expect(checkData(config())).toMatchObject([{ verdict: 'ok' }, { part: 'key file', verdict: 'wrong' }]);
    chmodSync(join(folder, 'pin.key'), 0o600);
    expect(checkData(config())).toHaveLength(1);
  });
});

describe('the database', () => {
  it('is absent, current, or of a newer roomgate, and the check does not change it', async () => {
    expect(await checkDatabase(config())).toMatchObject({ verdict: 'ok', detail: 'is made at the first start' });
    const opened = await openRegistry({
      data: folder,
      pinKey: '',
      compatibleList: new URL('../../../../config/compatible-vtc.json', import.meta.url),
      realm: 'r',
      now: Date.now,
    });
    await opened.registry.close();
    expect(await checkDatabase(config())).toMatchObject({ verdict: 'ok', detail: 'it answers, its schema is current' });
    const db = new SQLite(join(folder, 'roomgate.sqlite'));
    db.prepare("INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-later', '')").run();
    db.close();
    expect(await checkDatabase(config())).toMatchObject({
      verdict: 'wrong',
      detail: expect.stringContaining('9999-later'),
    });
  });

  it('on an unreachable PostgreSQL is wrong, and its password is not shown', async () => {
    const port = await closedPort();
    const found = await findAll(config({ database: { url: `postgresql://u:hidden@127.0.0.1:${port}/r` } }));
    expect(found).toContainEqual({
      part: 'database',
      verdict: 'wrong',
      detail: expect.stringContaining('ECONNREFUSED'),
    });
    expect(JSON.stringify(found)).not.toContain('hidden');
  });
});

describe('ports', () => {
  const rules = (port: number, address = '127.0.0.1') =>
    [
      {
        service: 'SIP',
        direction: 'in',
        host: '',
        address,
        bound: [address],
        key: '',
        ports: [{ protocol: 'tcp', first: port, last: port }],
      },
    ] as const;

  it('are free, in use, or held by the running roomgate', async () => {
    expect(await checkPorts(rules(await closedPort()), false)).toMatchObject([{ verdict: 'ok' }]);
    const [server, port] = await listening();
    expect(await checkPorts(rules(port), false)).toMatchObject([
      { verdict: 'wrong', detail: expect.stringContaining(`tcp 127.0.0.1:${port}: taken`) },
    ]);
    expect(await checkPorts(rules(port), true)).toMatchObject([
      { verdict: 'ok', detail: 'held by the roomgate that runs' },
    ]);
    server.close();
  });

  it('on a foreign address are wrong', async () =>
    expect(await checkPorts(rules(5060, '192.0.2.77'), false)).toMatchObject([
      { detail: expect.stringContaining('no such address') },
    ]));
});

describe('other servers', () => {
  it('rtpengine answers or does not', async () => {
    const ng = await NgServer.start();
    const relay = (): Config =>
      config({ media: { relay: 'rtpengine', rtpengine: { instances: [ng.name], timeout: 2000 } } });
    expect(await checkRelays(relay())).toMatchObject([{ verdict: 'ok' }]);
    ng.behave = () => undefined;
    expect(await checkRelays(relay())).toMatchObject([
      { verdict: 'wrong', detail: expect.stringContaining('no answer to ping') },
    ]);
    ng.close();
  });

  it('drachtio-server accepts the secret, rejects it, is silent, or is unreachable', async () => {
    const fake = new FakeDrachtio({
      clock: systemClock,
      sockets: new MemoryNetwork(systemClock, 1).host('192.0.2.1'),
      address: '192.0.2.1',
      secret: 'right',
    });
    const port = await fake.open();
    const ask = (to: number, secret: string, timeout = 3000) =>
      checkDrachtio({ host: '127.0.0.1', port: to, secret, timeout });
    expect(await ask(port, 'right')).toMatchObject({ verdict: 'ok' });
    const refused = await ask(port, 'mistaken');
    expect(refused).toMatchObject({ verdict: 'wrong', detail: expect.stringContaining('refuses our secret') });
    expect(JSON.stringify(refused)).not.toContain('mistaken');
    await fake.close();
    expect(await ask(port, 'right')).toMatchObject({
      verdict: 'wrong',
      detail: expect.stringContaining('ECONNREFUSED'),
    });
    const [silent, other] = await listening();
    expect(await ask(other, 'right', 100)).toMatchObject({
      verdict: 'wrong',
      detail: expect.stringContaining('says nothing'),
    });
    silent.close();
  });

  it('an unreachable issuer is wrong', async () => {
    await expect(checkIssuer(config({ oidc: { issuer: `http://127.0.0.1:${await closedPort()}` } }))).rejects.toThrow(
      'fetch failed',
    );
  });
});
