/** The socket of the ng protocol: which senders are heard, and that unanswered questions leave nothing behind. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import rtpengine from 'rtpengine-client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../../base/system-clock.ts';
import { NgClient } from '../../../media/rtpengine/client.ts';
import { NgServer } from '../../fakes/ng-server.ts';

let server: NgServer;
let client: NgClient;
let stranger: Socket;
let opened: InstanceType<typeof rtpengine.Client>[];
const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
const clientFor = (host: string, timeout = 2000): NgClient =>
  new NgClient({ name: 'one', host, port: server.port, timeout, clock: systemClock, onFact: () => undefined });
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((done) => void setImmediate(done));
};

beforeEach(async () => {
  server = await NgServer.start();
  stranger = createSocket('udp4');
  stranger.bind(0, '127.0.0.1');
  await once(stranger, 'listening');
  log.mockClear();
  opened = [];
  const { Client } = rtpengine;
  vi.spyOn(rtpengine, 'Client').mockImplementation(function open(options) {
    const made = new Client(options);
    opened.push(made);
    return made;
  });
});
afterEach(() => {
  client.close();
  client.close();
  server.close();
  stranger.close();
  vi.mocked(rtpengine.Client).mockRestore();
});

it('packets from other senders are neither read nor printed', async () => {
  client = clientFor('127.0.0.1');
  await client.ask('ping');
  server.behave = () => undefined;
  const asked = client.ask('query');
  await vi.waitFor(() => expect(server.asked('query')).toHaveLength(1));
  const [{ socket, messages }] = opened as [InstanceType<typeof rtpengine.Client>];
  const [cookie] = messages.keys();
  for (const text of ['garbage', `${'x'.repeat(36)} d6:result2:oke`, `${cookie} d6:result4:liese`])
    stranger.send(text, socket.address().port, '127.0.0.1');
  await turns();
  expect(messages.size).toBe(1);
  client.close();
  expect(log).not.toHaveBeenCalled();
  void asked;
});

it('answers of an instance configured by name are accepted', async () => {
  client = clientFor('localhost');
  expect(await client.ask('ping')).toMatchObject({ result: 'pong' });
});

it('a name that does not resolve is a question without an answer', async () => {
  client = clientFor('nobody.invalid', 50);
  expect(await client.ask('ping')).toBeUndefined();
});

it('after an unanswered question the next goes out from a new socket, and the old one is closed', async () => {
  client = clientFor('127.0.0.1', 60);
  server.behave = (request) => (request.command === 'query' ? undefined : server.usual(request));
  const missed = client.ask('query');
  await turns();
  expect(await client.ask('ping')).toBeDefined();
  expect(opened).toHaveLength(1);
  expect(await missed).toBeUndefined();
  expect(() => opened[0]!.socket.address()).toThrow();
  expect(await client.ask('ping')).toBeDefined();
  expect(opened).toHaveLength(2);
  expect(opened[1]!.messages.size).toBe(0);
});
