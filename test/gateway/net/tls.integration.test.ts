/** TLS of our listeners on real sockets: accepted and rejected connections, and changing certificates. */
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type ConnectionOptions, type Server, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CertificateWatch, type CertificateFact } from '../../../gateway/app/setup/tls-files.ts';
import { tcpTransports } from '../../../gateway/h323/index.ts';
import {
  checkTlsFiles,
  TlsCredentials,
  type TlsFailure,
  type TlsFiles,
  type TlsPolicy,
} from '../../../gateway/net/tls.ts';
import { issue, type Issued } from '../../fakes/certificates.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { Mailbox } from '../../fakes/mailbox.ts';

let ca: Issued;
let other: Issued;
let server: Issued;
let renewed: Issued;
let device: Issued;
let expired: Issued;
let stranger: Issued;
const open: Server[] = [];
const folder = mkdtempSync(join(tmpdir(), 'roomgate-tls-'));

beforeAll(async () => {
  [ca, other] = [await issue({ name: 'Room CA', isCa: true }), await issue({ name: 'Another CA', isCa: true })];
  [server, renewed] = [await issue({ name: 'gateway.test', ca }), await issue({ name: 'renewed.test', ca })];
  [device, expired, stranger] = [
    await issue({ name: 'room', ca }),
    await issue({ name: 'old room', ca, expired: true }),
    await issue({ name: 'stranger', ca: other }),
  ];
});

afterEach(async () => {
  for (const each of open.splice(0)) each.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Listening {
  readonly port: number;
  readonly credentials: TlsCredentials;
  /** Causes of rejected connections. */
  readonly failures: Mailbox<TlsFailure>;
  readonly accepted: Mailbox<TLSSocket>;
}

async function listen(policy: Partial<TlsPolicy> = {}, files: TlsFiles = server): Promise<Listening> {
  const [failures, accepted] = [new Mailbox<TlsFailure>(), new Mailbox<TLSSocket>()];
  const credentials = new TlsCredentials({
    listener: 'sip-tls',
    files,
    minVersion: 'TLSv1.2',
    ciphers: '',
    clientCertificates: 'off',
    ...policy,
    onFailed: ({ failure }) => failures.put(failure),
  });
  const made = createServer({ ...credentials.serverOptions, handshakeTimeout: 2000 }, (socket) => {
    socket.on('error', () => {});
    if (!socket.destroyed) accepted.put(socket);
  });
  credentials.secure(made);
  open.push(made);
  made.listen(0, '127.0.0.1');
  await once(made, 'listening');
  return { port: (made.address() as { port: number }).port, credentials, failures, accepted };
}

function dial(port: number, options: ConnectionOptions = {}): TLSSocket {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
  socket.on('error', () => {});
  return socket;
}

describe('a rejected connection has a named cause', () => {
  it.each([
    [
      'an old version',
      {},
      { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' },
      'protocol-version',
    ],
    ['TLS 1.2 if 1.3 is required', { minVersion: 'TLSv1.3' }, { maxVersion: 'TLSv1.2' }, 'protocol-version'],
    [
      'no cipher in common',
      { ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' },
      { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' },
      'no-shared-cipher',
    ],
  ] as const)('%s', async (_, policy, options, failure) => {
    const { port, failures } = await listen(policy);
    dial(port, options);
    expect(await failures.take('a refusal')).toBe(failure);
  });

  it('our certificate has expired, or its authority is unknown to the device', async () => {
    const { port, failures } = await listen();
    dial(port, { rejectUnauthorized: true, ca: other.cert });
    expect(await failures.take('a refusal')).toMatch(/^(?:our-certificate-unknown-ca|closed)$/);
  });

  it('plain SIP on the TLS port, and a handshake that stalls', async () => {
    const { port, failures } = await listen();
    connectTcp(port, '127.0.0.1')
      .on('error', () => {})
      .write('OPTIONS sip:x SIP/2.0\r\n\r\n');
    expect(await failures.take('a refusal')).toBe('not-tls');
    const silent = connectTcp(port, '127.0.0.1').on('error', () => {});
    expect(await failures.take('a refusal')).toBe('timeout');
    // A stalled handshake must not keep its file descriptor.
    await once(silent.resume(), 'close');
  });
});

describe('certificates of devices', () => {
  const files = (): TlsFiles => ({ ...server, ca: ca.cert });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'over %s: a good one gets in; none, one of another authority and one that has expired do not',
    async (version) => {
      const { port, failures, accepted } = await listen({ clientCertificates: 'required' }, files());
      const over = (shown: Issued | undefined): TLSSocket =>
        dial(port, { minVersion: version, maxVersion: version, ...shown });
      over(device);
      await accepted.take('a connection');
      for (const [shown, failure] of [
        [undefined, 'client-certificate-missing'],
        [stranger, 'client-certificate-unknown-ca'],
        [expired, 'client-certificate-expired'],
      ] as const) {
        const socket = over(shown);
        const closed = new Promise((done) => void socket.once('close', done));
        expect(await failures.take('a refusal')).toBe(failure);
        await closed;
      }
      expect(accepted.items).toEqual([]);
    },
  );

  it('clientCertificates=optional: accepts no certificate, rejects an untrusted one', async () => {
    const { port, failures, accepted } = await listen({ clientCertificates: 'optional' }, files());
    dial(port);
    await accepted.take('a connection');
    dial(port, stranger);
    expect(await failures.take('a refusal')).toBe('client-certificate-unknown-ca');
  });
});

describe('a changed certificate', () => {
  const nameOf = (socket: TLSSocket): string => String(socket.getPeerCertificate().subject.CN);
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const write = ({ cert, key }: Issued): void => {
    writeFileSync(certFile, cert);
    writeFileSync(keyFile, key);
  };
  const read = (): TlsFiles => ({ cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') });

  async function watching(now = (): number => Date.now()) {
    write(server);
    const listening = await listen({}, read());
    const [facts, clock] = [[] as CertificateFact[], new FakeClock()];
    const source = { name: 'devices', paths: [certFile, keyFile], read, users: [listening.credentials] };
    const watch = new CertificateWatch({
      certificates: [source],
      clock,
      now,
      interval: 10_000,
      onFact: (fact) => facts.push(fact),
    });
    return { ...listening, watch, clock, facts };
  }

  it('is presented to later connections; existing connections stay', async () => {
    const { port, accepted, clock, facts, watch } = await watching();
    const first = dial(port);
    const ours = await accepted.take('a connection');
    expect(nameOf(first)).toBe('gateway.test');
    write(renewed);
    clock.advance(10_000);
    const second = dial(port);
    await accepted.take('a connection');
    expect(nameOf(second)).toBe('renewed.test');
    const echoed = once(first, 'data');
    ours.write('still here');
    expect(String((await echoed)[0])).toBe('still here');
    expect(facts.map(({ type }) => type)).toEqual(['loaded', 'expires', 'reloaded', 'expires']);
    watch.close();
  });

  it.each([
    ['it is not a certificate', { cert: 'rubbish', key: 'rubbish' }],
    ['its key belongs to another one', 'mixed'],
  ])('is not used if %s: the previous one stays in use', async (_, bad) => {
    const { port, accepted, clock, facts, watch } = await watching();
    write(typeof bad === 'string' ? { cert: renewed.cert, key: device.key } : bad);
    clock.advance(10_000);
    expect(facts.at(-1)).toMatchObject({ type: 'unusable', name: 'devices' });
    const socket = dial(port);
    await accepted.take('a connection');
    expect(nameOf(socket)).toBe('gateway.test');
    write(renewed);
    watch.reload();
    expect(facts.at(-1)).toMatchObject({ type: 'reloaded' });
    watch.close();
  });

  it('is reported once a day before and after its expiry', async () => {
    const end = Date.parse(checkTlsFiles(server).validTo);
    let now = end - 15 * 24 * 3_600_000;
    const { clock, facts, watch } = await watching(() => now);
    expect(facts.map(({ type }) => type)).toEqual(['loaded']);
    for (const days of [13, 13, 1, -1]) {
      now = end - days * 24 * 3_600_000;
      clock.advance(10_000);
    }
    expect(facts.map(({ type }) => type)).toEqual(['loaded', 'expires', 'expires', 'expired']);
    expect(watch.ends.get('devices')).toBe(end);
    watch.close();
  });
});

describe('H.323 signalling over TLS', () => {
  it('carries the same bytes as TCP', async () => {
    const credentials = new TlsCredentials({
      listener: 'h323',
      files: server,
      minVersion: 'TLSv1.2',
      ciphers: '',
      clientCertificates: 'off',
      onFailed: () => {},
    });
    const came = new Mailbox<string>();
    const listener = await tcpTransports(10, credentials).listen(
      { address: '127.0.0.1', port: 0, secure: true },
      (connection) => {
        connection.onData = (data) => came.put(Buffer.from(data).toString());
        connection.send(Buffer.from('to the room'));
      },
    );
    const socket = dial(listener.port);
    const greeting = once(socket, 'data');
    socket.write('to us');
    expect(await came.take('what was sent')).toBe('to us');
    expect(String((await greeting)[0])).toBe('to the room');
    socket.destroy();
    await listener.close();
  });
});
