import { TlsCredentials, type TlsListener } from '../../../../gateway/net/tls.ts';
import type { TlsIdentity } from '../../../../gateway/sip/stack/index.ts';
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Clock } from '../../../../base/clock.ts';
import type { SipAddress, SipTransport } from '../../../../gateway/sip/edge.ts';
import type { EmbeddedEdgeOptions } from '../../../../gateway/sip/stack/index.ts';
import { Mailbox } from '../../../fakes/mailbox.ts';
import { ANSWER, inDialog, OFFER, request, shorts, status, TestEdge } from './harness.ts';

const clock: Clock = {
  now: () => performance.now(),
  after(delay, callback) {
    const timer = setTimeout(callback, delay);
    return { cancel: () => clearTimeout(timer) };
  },
};

const directory = mkdtempSync(join(tmpdir(), 'sip-edge-'));
let tls: TlsIdentity;
const open: TestEdge[] = [];

beforeAll(() => {
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-subj',
      '/CN=localhost',
      '-days',
      '2',
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { stdio: 'ignore' },
  );
  const files = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  const credentials = (listener: TlsListener): TlsCredentials =>
    new TlsCredentials({
      listener,
      files,
      minVersion: 'TLSv1.2',
      ciphers: '',
      clientCertificates: 'off',
      onFailed: () => {},
    });
  tls = { tls: credentials('sip-tls'), wss: credentials('sip-wss') };
});

afterEach(async () => {
  await Promise.all(open.splice(0).map(({ edge }) => edge.close()));
});

afterAll(() => rmSync(directory, { recursive: true }));

async function edgeOn(
  transports: readonly SipTransport[],
  address = '127.0.0.1',
  more: Partial<EmbeddedEdgeOptions> = {},
): Promise<TestEdge> {
  const listeners = transports.map((transport) => ({ transport, address, port: 0 }));
  const made = new TestEdge({
    listeners,
    userAgent: 'roomgate',
    tls,
    verifyTls: false,
    clock,
    random: { bytes: (count) => randomBytes(count) },
    ...more,
  });
  made.onCall = (call) => {
    call.ring();
    call.accept(ANSWER);
  };
  made.bound = await made.edge.listen(made);
  open.push(made);
  return made;
}

function portOf(edge: TestEdge, transport: SipTransport): number {
  return edge.bound.find((at) => at.transport === transport)?.port ?? 0;
}

/** Resolves once the edge has reported `wanted` for its last call. */
function told(edge: TestEdge, wanted: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  edge.onCallEvent = (_, event) => {
    if (event.type === wanted) resolve();
  };
  return promise;
}

test.each([
  ['udp', 'u1'],
  ['tcp', 't1'],
  ['tcp', 'tn'],
] as const)('SIPp calls over %s (%s), and no call fails', async (transport, mode) => {
  const edge = await edgeOn([transport]);
  const args = [
    '-sn',
    'uac',
    `127.0.0.1:${portOf(edge, transport)}`,
    '-i',
    '127.0.0.1',
    '-t',
    mode,
    '-m',
    '50',
    '-r',
    '100',
    '-d',
    '20',
    '-max_socket',
    '200',
    '-l',
    '50',
    '-nostdin',
  ];
  const { stdout } = await promisify(execFile)('sipp', args, { cwd: directory });
  expect(stdout).toMatch(/Successful call\s*\|\s*0\s*\|\s*50/);
  expect(edge.calls.map((watched) => shorts(watched).join())).toEqual(
    Array.from({ length: 50 }, () => 'established,ended'.replace('ended', 'ended bye')),
  );
  // If the machine stalls for half a second, SIPp repeats requests.
  expect(edge.factNames.filter((name) => !/opened|closed|^(?:absorbed|response) /.test(name))).toEqual([]);
});

test.each(['udp', 'tcp', 'tls', 'ws', 'wss'] as const)('two edges call each other over %s', async (transport) => {
  const [a, b] = [await edgeOn([transport]), await edgeOn([transport])];
  const established = told(a, 'established');
  const out = a.dial(`sip:room@127.0.0.1:${portOf(b, transport)};transport=${transport}`);
  await established;
  expect(b.calls[0]?.call.request.source.transport).toBe(transport);
  const ended = told(b, 'ended');
  out.call.end();
  await ended;
  expect(shorts(b.calls[0])).toEqual(['established', 'ended bye']);
});

test.each(['udp', 'tcp'] as const)('two edges call each other over %s and IPv6', async (transport) => {
  const [a, b] = [await edgeOn([transport], '::1'), await edgeOn([transport], '::1')];
  const established = told(a, 'established');
  a.dial(`sip:room@[::1]:${portOf(b, transport)};transport=${transport}`);
  await established;
  expect(b.calls[0]?.call.request.source.address).toBe('::1');
});

test('a sips call uses TLS, and its Contact is sips', async () => {
  const [a, b] = [await edgeOn(['tls']), await edgeOn(['tls'])];
  const established = told(a, 'established');
  const contacts: (string | undefined)[] = [];
  b.onCall = (call) => {
    contacts.push(call.request.header('Contact'));
    call.accept(ANSWER);
  };
  a.dial(`sips:room@127.0.0.1:${portOf(b, 'tls')}`);
  await established;
  expect(contacts).toEqual([expect.stringMatching(/^<sips:127.0.0.1:\d+>$/)]);
});

test('unencrypted requests in a call over TLS change neither its session nor its path', async () => {
  const edge = await edgeOn(['tls', 'udp']);
  const [came, clear] = [new Mailbox<string>(), new Mailbox<string>()];
  const device = connectTls({ host: '127.0.0.1', port: portOf(edge, 'tls'), rejectUnauthorized: false });
  device.on('data', (data) => came.put(data.toString('latin1')));
  const over = (text: string): string =>
    text
      .replace('SIP/2.0/UDP', 'SIP/2.0/TLS')
      .replace('<sip:room@10.0.0.9>\r\nContent', '<sip:room@10.0.0.9;transport=tls>\r\nContent');
  const answer = async (): Promise<string> => {
    for (;;) {
      const text = await came.take('an answer');
      if (!text.startsWith('SIP/2.0 1')) return text;
    }
  };
  device.write(over(request()));
  const ok = await answer();
  device.write(over(inDialog(ok, 'ACK', 1)));
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  socket.on('message', (data) => clear.put(data.toString('latin1')));
  await once(socket, 'listening');
  const inTheClear = async (text: string): Promise<string> => {
    socket.send(
      text.replace(
        /^Via:.*$/m,
        `Via: SIP/2.0/UDP 127.0.0.1:${socket.address().port};branch=z9hG4bK${randomBytes(4).toString('hex')};rport`,
      ),
      portOf(edge, 'udp'),
      '127.0.0.1',
    );
    return status(await clear.take('an answer'));
  };
  for (const method of ['INVITE', 'INFO', 'OPTIONS', 'REFER'])
    expect(await inTheClear(inDialog(ok, method, 9, {}, method === 'INVITE' ? OFFER : '')), method).toBe(
      '403 This Call Is Over TLS',
    );
  // An ACK has no response.
  socket.send(inDialog(ok, 'ACK', 1, {}, OFFER), portOf(edge, 'udp'), '127.0.0.1');
  // Nor has the next CSeq number changed.
  device.write(over(inDialog(ok, 'OPTIONS', 2)));
  expect(status(await answer())).toBe('200 OK');
  const ended = told(edge, 'ended');
  expect(await inTheClear(inDialog(ok, 'BYE', 3))).toBe('200 OK');
  await ended;
  expect(edge.factNames.filter((name) => name === 'refused in-the-clear')).toHaveLength(5);
  socket.close();
  device.destroy();
});

test('a call to a closed port ends with a transport failure', async () => {
  const a = await edgeOn(['tcp']);
  const ended = told(a, 'ended');
  const out = a.dial('sip:room@127.0.0.1:9;transport=tcp');
  await ended;
  expect(shorts(out)).toEqual(['ended transport']);
});

function socketTo(edge: TestEdge, send: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(portOf(edge, 'tcp'), '127.0.0.1', () => socket.write(send));
  let text = '';
  socket.on('data', (data) => {
    text += data.toString('latin1');
    if (text === '\r\n') socket.end();
  });
  socket.on('error', () => {});
  socket.on('close', () => resolve(text));
  return promise;
}

test('a double CRLF over TCP is answered with CRLF', async () => {
  expect(await socketTo(await edgeOn(['tcp']), '\r\n\r\n')).toBe('\r\n');
});

test('a stream without recognisable message boundaries is answered and closed', async () => {
  expect(await socketTo(await edgeOn(['tcp']), request('OPTIONS', { 'Content-Length': '-1' }))).toMatch(
    /^SIP\/2.0 400 /,
  );
});

test('a connection that sends nothing is closed, and the number of connections is limited', async () => {
  const edge = await edgeOn(['tcp'], '127.0.0.1', { limits: { firstMessageTimeout: 50, maxConnections: 1 } });
  expect(await Promise.all([socketTo(edge, 'INV'), socketTo(edge, 'INV')])).toEqual(['', '']);
  expect(edge.factNames.slice(0, 2)).toEqual(['tcp opened', 'tcp refused']);
});

test('connections of one source are limited over all listeners', async () => {
  const edge = await edgeOn(['tcp', 'ws'], '127.0.0.1', { limits: { maxConnectionsPerSource: 1 } });
  const held = connect(portOf(edge, 'tcp'), '127.0.0.1');
  await once(held, 'connect');
  expect(await webStatus(edge, 'sip')).toMatch(/hang up|ECONNRESET/);
  expect(edge.factNames).toContain('refused connections');
  held.destroy();
});

function webStatus(edge: TestEdge, protocol: string | undefined): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const web = new WebSocket(`ws://127.0.0.1:${portOf(edge, 'ws')}/`, protocol === undefined ? [] : [protocol]);
  web.on('open', () => web.send(request('OPTIONS', { 'Content-Length': '' })));
  web.on('message', (data: Buffer) => {
    resolve(data.toString('latin1').split('\r\n', 1)[0] ?? '');
    web.terminate();
  });
  web.on('error', (error) => resolve(error.message));
  return promise;
}

test('a WebSocket without the sub-protocol sip is rejected', async () => {
  const edge = await edgeOn(['ws']);
  expect(await webStatus(edge, 'sip')).toBe('SIP/2.0 200 OK');
  expect(await webStatus(edge, 'chat')).toBe('Unexpected server response: 400');
  expect(await webStatus(edge, undefined)).toBe('Unexpected server response: 400');
});

test('if one listener cannot be bound, none is', async () => {
  const taken = await edgeOn(['tcp']);
  const port = portOf(taken, 'tcp');
  const listeners: SipAddress[] = [
    { transport: 'udp', address: '127.0.0.1', port: 0 },
    { transport: 'tcp', address: '127.0.0.1', port },
  ];
  const made = new TestEdge({
    listeners,
    userAgent: 'roomgate',
    clock,
    random: { bytes: (count) => randomBytes(count) },
  });
  await expect(made.edge.listen(made)).rejects.toThrow('EADDRINUSE');
});

test('both wildcard addresses can be bound to the same port', async () => {
  const first = await edgeOn(['udp', 'tcp'], '::');
  const listeners = first.bound.map(({ transport, port }) => ({ transport, address: '0.0.0.0', port }));
  const second = await edgeOn([], '0.0.0.0', { listeners });
  expect(second.bound).toEqual(listeners);
});

test('an edge that does not listen has empty statistics, and closes', async () => {
  const made = new TestEdge({
    listeners: [],
    userAgent: 'roomgate',
    clock,
    random: { bytes: (count) => randomBytes(count) },
  });
  expect(made.edge.stats()).toEqual({
    calls: 0,
    clientTransactions: 0,
    serverTransactions: 0,
    connections: 0,
    timers: 0,
  });
  await made.edge.close();
});
