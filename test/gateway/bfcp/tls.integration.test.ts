/**
 * BFCP over TLS on sockets of the operating system: accepted and rejected peers, and the reports about the latter.
 */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock, systemRandom } from '../../../base/system-clock.ts';
import {
  bindBfcp,
  certificateFingerprint,
  tlsSockets,
  type BfcpBinding,
  type BfcpCertificate,
  type BfcpTls,
  type FloorEvent,
} from '../../../gateway/bfcp/index.ts';
import { fingerprintOf, isNamedBy } from '../../../gateway/net/fingerprint.ts';
import type { TlsFailed } from '../../../gateway/net/tls.ts';
import { issue } from '../../fakes/certificates.ts';
import { Mailbox } from '../../fakes/mailbox.ts';
import { shownEvent } from './shown.ts';
import { noFault } from '../../fakes/faults.ts';

const ADDRESS = '127.0.0.1';
const POLICY = { minVersion: 'TLSv1.2', ciphers: '' } as const;
const leg = { conferenceId: 1, userId: 3, floorId: 2 };

let ours: BfcpCertificate;
let devices: BfcpCertificate;
let others: BfcpCertificate;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  [ours, devices, others] = (await Promise.all(['gateway', 'device', 'other'].map((name) => issue({ name })))) as [
    BfcpCertificate,
    BfcpCertificate,
    BfcpCertificate,
  ];
});

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

interface Side {
  readonly tls: Omit<BfcpTls, 'onFailed'>;
  readonly setup: 'active' | 'passive';
}

let failures = new Mailbox<TlsFailed>();
beforeEach(() => void (failures = new Mailbox()));

async function bind({ tls, setup }: Side): Promise<BfcpBinding> {
  const told = failures;
  const binding = await bindBfcp({
    transport: 'tcp',
    setup,
    local: { address: ADDRESS, port: 0 },
    clock: systemClock,
    random: systemRandom,
    sockets: tlsSockets({ ...tls, onFailed: (failed) => told.put(failed) }),
  });
  open.push(binding);
  return binding;
}

const us = (role: BfcpTls['role'] = 'server'): Side['tls'] => ({
  certificate: ours,
  policy: POLICY,
  fingerprints: [certificateFingerprint(devices)],
  role,
});
const device = (role: BfcpTls['role'] = 'client', certificate = devices, expected = ours): Side['tls'] => ({
  certificate,
  policy: POLICY,
  fingerprints: [certificateFingerprint(expected)],
  role,
});

/** The server of the floor, which listens, and its client, which connects. */
async function openBoth(listens: Side['tls'], connects: Side['tls']): Promise<Mailbox<string>> {
  const events = new Mailbox<string>();
  const [server, client] = [
    await bind({ tls: listens, setup: 'passive' }),
    await bind({ tls: connects, setup: 'active' }),
  ];
  const tell =
    (name: string) =>
    (event: FloorEvent): void =>
      events.put(`${name} ${shownEvent(event)}`);
  server.open({
    ...leg,
    role: 'server',
    remote: { address: ADDRESS, port: 9 },
    onFault: noFault,
    onEvent: tell('server'),
  });
  client
    .open({ ...leg, role: 'client', remote: server.local, onFault: noFault, onEvent: tell('client') })
    .request('slides');
  return events;
}

describe('a floor is requested over TLS', () => {
  it('if the listening side answered the offer', async () =>
    expect(await (await openBoth(us('server'), device('client'))).take('an event')).toBe('server requested 1'));
  it('if the connecting side answered the offer and therefore is the TLS server', async () =>
    expect(await (await openBoth(device('client'), us('server'))).take('an event')).toBe('server requested 1'));
});

async function raw(port: number): Promise<Socket> {
  const socket = connectTcp({ host: ADDRESS, port });
  open.push({ close: () => socket.destroy() });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

describe('a connection is closed and reported', () => {
  it('if its certificate is not the one named in the session description', async () => {
    await openBoth(us(), device('client', others));
    expect(await failures.take('a failure')).toEqual({
      listener: 'bfcp',
      failure: 'client-certificate-refused',
      source: ADDRESS,
    });
  });

  it('without a certificate', async () => {
    const { local } = await bind({ tls: us(), setup: 'passive' });
    const socket = connectTls({ host: ADDRESS, port: local.port, rejectUnauthorized: false });
    open.push({ close: () => socket.destroy() });
    socket.on('error', () => undefined);
    expect(await failures.take('a failure')).toEqual({
      listener: 'bfcp',
      failure: 'client-certificate-missing',
      source: ADDRESS,
    });
  });

  it('if we connect and the other side presents another certificate', async () => {
    await openBoth({ ...device('server', others), fingerprints: [certificateFingerprint(ours)] }, us('client'));
    expect(await failures.take('a failure')).toEqual({
      listener: 'bfcp',
      failure: 'server-certificate-refused',
      source: ADDRESS,
    });
  });

  it('if it does not speak TLS, or ends during the handshake', async () => {
    const { local } = await bind({ tls: us(), setup: 'passive' });
    const plain = await raw(local.port);
    plain.write('hello, this is no TLS at all');
    expect(await failures.take('a failure')).toEqual({ listener: 'bfcp', failure: 'not-tls', source: ADDRESS });
    (await raw(local.port)).destroy();
    expect(await failures.take('a failure')).toEqual({ listener: 'bfcp', failure: 'closed', source: ADDRESS });
  });

  it.each(['renegotiates', 'sends what is no record'])('when it is up, and %s: it is lost', async (mischief) => {
    const events = new Mailbox<string>();
    const binding = await bind({ tls: us(), setup: 'passive' });
    binding.open({
      ...leg,
      role: 'server',
      remote: { address: ADDRESS, port: 9 },
      onFault: noFault,
      onEvent: (event) => events.put(shownEvent(event)),
    });
    const inner = await raw(binding.local.port);
    const socket = connectTls({ socket: inner, ...devices, rejectUnauthorized: false, maxVersion: 'TLSv1.2' });
    await once(socket, 'secureConnect');
    socket.on('error', () => undefined);
    if (mischief === 'renegotiates') socket.renegotiate({}, () => undefined);
    else inner.write(Buffer.from([0x17, 3, 3, 0, 5, 1, 2, 3, 4, 5]));
    expect(await events.take('an event')).toMatch(/^lost/);
    expect(failures.items).toEqual([]);
  });

  it('without a report, if its handshake is no longer awaited', async () => {
    const binding = await bind({ tls: us(), setup: 'passive' });
    const unfinished = await raw(binding.local.port);
    const closed = once(unfinished, 'close');
    await binding.close();
    await closed;
    (await raw((await bind({ tls: us(), setup: 'passive' })).local.port)).destroy();
    expect(await failures.take('a failure')).toMatchObject({ failure: 'closed' });
    expect(failures.items).toEqual([]);
  });

  it('as lost, without a TLS failure, if the port is closed', async () => {
    const gone = await bind({ tls: us(), setup: 'passive' });
    await gone.close();
    const events = new Mailbox<string>();
    const binding = await bind({ tls: us(), setup: 'active' });
    binding.open({
      ...leg,
      role: 'client',
      remote: gone.local,
      onFault: noFault,
      onEvent: (event) => events.put(shownEvent(event)),
    });
    expect(await events.take('an event')).toMatch(/^lost/);
  });
});

describe('a certificate', () => {
  const of = (certificate: BfcpCertificate, algorithm: 'sha-1' | 'sha-256' | 'sha-512' = 'sha-256') =>
    fingerprintOf(new X509Certificate(certificate.cert), algorithm);
  it('matches any fingerprint of the strongest hash function, and no weaker one beside it', () => {
    const named = (...fingerprints: Parameters<typeof isNamedBy>[1]): boolean =>
      isNamedBy(new X509Certificate(devices.cert), fingerprints);
    expect([
      named(of(devices)),
      named(of(devices, 'sha-1')),
      named(of(others), of(devices)),
      named(of(devices, 'sha-1'), of(others, 'sha-512')),
      named(),
    ]).toEqual([true, true, true, false, false]);
  });
});
