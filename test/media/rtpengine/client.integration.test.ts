/**
 * The client of the ng protocol over a real socket: accepted senders, and unanswered questions that leave nothing
 * behind.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../../base/system-clock.ts';
import { NgClient } from '../../../media/rtpengine/client.ts';
import { NgServer } from '../../fakes/ng-server.ts';

let server: NgServer;
let client: NgClient;
let stranger: Socket;
const clientFor = (host: string, timeout = 2000): NgClient =>
  new NgClient({ name: 'one', host, port: server.port, timeout, clock: systemClock, onFact: () => undefined });

beforeEach(async () => {
  server = await NgServer.start();
  stranger = createSocket('udp4');
  stranger.bind(0, '127.0.0.1');
  await once(stranger, 'listening');
});
afterEach(() => {
  client.close();
  client.close();
  server.close();
  stranger.close();
});

it('ignores packets of other senders, even with the right cookie', async () => {
  client = clientFor('127.0.0.1');
  server.behave = () => undefined;
  const asked = client.ask('query');
  await vi.waitFor(() => expect(server.received).toHaveLength(1));
  const [{ cookie, from }] = server.received as [{ cookie: string; from: { port: number } }];
  for (const text of ['garbage', `${'x'.repeat(36)} d6:result2:oke`, `${cookie} d6:result4:liese`])
    stranger.send(text, from.port, '127.0.0.1');
  // The answer to a later question marks the point by which the stranger's packets have been read.
  server.behave = undefined;
  expect(await client.ask('ping')).toMatchObject({ result: 'pong' });
  expect(client.pending).toBe(1);
  client.close();
  expect(await asked).toBeUndefined();
});

it('ignores an answer that cannot be decoded and a late one', async () => {
  client = clientFor('127.0.0.1', 50);
  server.behave = () => undefined;
  const asked = client.ask('query');
  await vi.waitFor(() => expect(server.received).toHaveLength(1));
  const [{ cookie, from }] = server.received as [{ cookie: string; from: { port: number } }];
  server.sendText(`${cookie} d6:result`, from.port);
  expect(await asked).toBeUndefined();
  server.sendText(`${cookie} d6:result2:oke`, from.port);
  server.behave = undefined;
  expect(await client.ask('ping')).toMatchObject({ result: 'pong' });
  expect(client.pending).toBe(0);
});

it('accepts answers of an instance that is configured by name', async () => {
  client = clientFor('localhost');
  expect(await client.ask('ping')).toMatchObject({ result: 'pong' });
});

it('treats a name that does not resolve as a question without an answer', async () => {
  client = clientFor('nobody.invalid', 50);
  expect(await client.ask('ping')).toBeUndefined();
});
