/** Control connections that violate the protocol, and unreadable messages. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { field, OFFER, request, shorts } from '../stack/harness.ts';
import { drachtioEdge, standInStage } from '../edge.stage.ts';
import type { DrachtioStage } from '../edge.stage.ts';
import { RawServer } from './raw-server.ts';

let stage: DrachtioStage | undefined;
let raw: RawServer | undefined;

afterEach(async () => {
  raw?.socket.destroy();
  await stage?.close();
  vi.restoreAllMocks();
});

/** A connection that has accepted our secret. */
async function found(): Promise<{ readonly stage: DrachtioStage; readonly raw: RawServer }> {
  const opened = await standInStage({}, { from: [] });
  const connected = RawServer.to(opened.controlPort, '10.0.0.1');
  [stage, raw] = [opened, connected];
  await opened.until('the secret', () => connected.asked);
  await opened.run(10);
  return { stage: opened, raw: connected };
}

test.each(['5#x|foo', 'abc#hello', '999999999#', '#', '0#', '12345678', `20#x|sip|network|nothing`, '1e3#x'])(
  'a connection that sends %s is closed, and its data is not logged',
  async (bytes) => {
    const printed = vi.spyOn(console, 'error');
    const { stage, raw } = await found();
    raw.socket.write(bytes);
    await stage.until('the end', () => raw.closed);
    const [fact] = stage.edge.facts;
    expect(fact).toMatchObject({
      type: 'server',
      change: 'refused',
      detail: 'it sent data that is not drachtio’s protocol',
    });
    expect(printed).not.toHaveBeenCalled();
  },
);

test.each(['5#x|foo', 'abc#hello', '999999999#'])(
  'a server that we connected to and that sends %s is reconnected',
  async (bytes) => {
    const opened = await standInStage();
    stage = opened;
    opened.server.sendRaw(bytes);
    const told = (change: string): number => opened.edge.factNames.filter((name) => name === `server ${change}`).length;
    await opened.until('lost', () => told('lost') === 1);
    await opened.until('connected again', () => told('connected') === 3);
    expect(told('refused')).toBe(1);
  },
);

test('a frame may arrive in any pieces', async () => {
  const { stage, raw } = await found();
  const text = request('OPTIONS');
  const rest = `x|sip|network|${text.length}|udp|10.0.0.9|5060|00:00:00|txn-1||10.0.0.1|5060|\r\n${text}`;
  for (const piece of `${Buffer.byteLength(rest)}#${rest}`) {
    raw.socket.write(piece);
  }
  await stage.until('the answer', () => raw.messages.length === 1);
  expect(raw.messages[0]).toMatch(/^SIP\/2.0 200 /);
});

test('an unreadable message is rejected, and none of it is printed', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
  const { stage, raw } = await found();
  raw.request(
    request('INVITE').replace('\r\nCSeq', '\r\n: no name\r\nAuthorization: Digest response="secret"\r\nCSeq'),
  );
  await stage.until('the answer', () => raw.messages.length === 1);
  expect(raw.messages[0]).toMatch(/^SIP\/2.0 400 /);
  expect(printed).not.toHaveBeenCalled();
  expect(JSON.stringify(stage.edge.facts)).not.toContain('Digest');
  raw.request(request('OPTIONS'));
  await stage.until('the next answer', () => raw.messages.length === 2);
  expect(raw.messages[1]).toMatch(/^SIP\/2.0 200 /);
});

test('a message before our secret was accepted closes the connection', async () => {
  const opened = await standInStage({}, { from: [] });
  const early = RawServer.to(opened.controlPort);
  [stage, raw] = [opened, early];
  await opened.until('the secret', () => early.asked);
  early.request(request('INVITE'));
  await opened.until('the end', () => early.closed);
  expect(opened.edge.calls).toEqual([]);
  expect(opened.edge.facts).toMatchObject([
    { change: 'refused', detail: 'it sent a message before it had accepted our secret' },
  ]);
});

const KEYS = `${OFFER}a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${'A'.repeat(40)}\r\n`;

test.each([
  ['<sip:room@10.0.0.9>', false],
  ['<sip:room@10.0.0.9;transport=tcp>', false],
  ['<sip:room@10.0.0.9;transport=TLS>', true],
  ['<sips:room@10.0.0.9>', true],
  ['<sip:room@10.0.0.9;transport=ws>', true],
])('keys of a call over TLS are sent to a device at %s: %s', async (contact, goes) => {
  const opened = await standInStage({}, { from: [] });
  const server = RawServer.to(opened.controlPort, '10.0.0.1');
  [stage, raw] = [opened, server];
  await opened.until('the secret', () => server.asked);
  server.request(request('INVITE', { Contact: contact }), 'tls');
  await opened.until('the answer', () => server.messages.some((text) => text.startsWith('SIP/2.0 200 ')));
  server.confirm('dialog-1');
  const to = field(server.messages.at(-1), 'To') ?? '';
  server.acknowledge(request('ACK', { To: to, Via: 'SIP/2.0/TLS 10.0.0.9:5060;branch=z9hG4bKack' }), 'dialog-1');
  await opened.run(50);
  expect(shorts(opened.edge.calls[0])).toEqual(['established']);
  opened.edge.calls[0]?.call.sendOffer(KEYS);
  await opened.run(50);
  expect(server.messages.some((text) => text.startsWith('INVITE ') && text.includes('a=crypto:'))).toBe(goes);
});

test('a connection that sends nothing is closed in time', async () => {
  const { stage, raw } = await found();
  await stage.run(9000);
  expect(raw.closed).toBe(false);
  await stage.run(2000);
  expect(raw.closed).toBe(true);
});

test('when too many servers have connected, those that have gone are dropped', async () => {
  const opened = await standInStage({}, { from: [] });
  stage = opened;
  const openOne = async (number: number): Promise<RawServer> => {
    const server = RawServer.to(opened.controlPort, `10.1.0.${number}`);
    await opened.until('the secret', () => server.asked);
    server.request(
      request('OPTIONS', { 'Call-ID': `o${number}`, Via: `SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKo${number};rport` }),
    );
    await opened.until('an answer, or the end', () => server.messages.length === 1 || server.closed);
    return server;
  };
  const all = [];
  for (let number = 0; number < 64; number++) all.push(await openOne(number));
  expect((await openOne(64)).closed).toBe(true);
  expect(opened.edge.facts.at(-1)).toMatchObject({ change: 'refused', detail: 'too many servers' });
  for (const server of all) server.socket.destroy();
  await opened.run(100);
  raw = await openOne(65);
  expect(raw.messages[0]).toMatch(/^SIP\/2.0 200 /);
});

test('a server that accepts connections but stays silent is given up and retried', async () => {
  const came: Socket[] = [];
  const silent = createServer((socket) => void came.push(socket.on('error', () => {}).resume())).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const opened = await standInStage();
  stage = opened;
  const connections = { mode: 'inbound', servers: [{ host: '127.0.0.1', port }] } as const;
  const edge = drachtioEdge({}, { connections, secret: 'cymru', graceTime: 1000, clock: opened.net.clock });
  await edge.edge.listen(edge);
  await opened.run(12_000);
  expect(came).toHaveLength(2);
  expect(edge.facts).toMatchObject([{ change: 'unreachable', detail: 'it does not answer' }]);
  await edge.edge.close();
  silent.close();
  for (const socket of came) socket.destroy();
});

test('a server that falls silent counts as lost, and is reconnected', async () => {
  const opened = await standInStage();
  stage = opened;
  await opened.run(100_000);
  expect(opened.edge.factNames).toEqual(['server connected', 'server connected']);
  opened.server.mute();
  await opened.run(31_000);
  expect(opened.edge.factNames.slice(2)).toEqual(['server unreachable', 'server lost', 'server connected']);
});
