import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { SourceLimit } from '../../../gateway/net/source-limit.ts';

const open: { destroy?: () => void; close?: () => void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) (each.destroy ?? each.close)?.call(each);
});

async function listening(limit: SourceLimit): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {}).end('hello'));
  limit.guard(server);
  open.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function dial(server: Server, from: string): Socket {
  const socket = connect({ port: (server.address() as { port: number }).port, host: '127.0.0.1', localAddress: from });
  open.push(socket);
  return socket.on('error', () => {}).resume();
}

it('closes the connections of one source above the limit, over all listeners, and no others', async () => {
  let refused = 0;
  const limit = new SourceLimit(2, () => void refused++);
  const [one, two] = [await listening(limit), await listening(limit)];
  // The server ends its side at once; the client keeps its own open, so that the socket stays.
  const held = [dial(one, '127.0.0.1'), dial(two, '127.0.0.1')].map((socket) => socket.setKeepAlive(true));
  for (const socket of held) await once(socket, 'connect');
  const extra = dial(one, '127.0.0.1');
  await once(extra, 'close');
  expect(refused).toBe(1);
  await once(dial(one, '127.0.0.2'), 'connect');
  expect(refused).toBe(1);
});

it('releases the place of a closed connection', async () => {
  const limit = new SourceLimit(1, () => {});
  const server = await listening(limit);
  for (let round = 0; round < 3; round++) {
    const socket = dial(server, '127.0.0.1');
    const [greeting] = (await once(socket, 'data')) as [Buffer];
    expect(greeting.toString()).toBe('hello');
    socket.destroy();
    await expect.poll(() => limit.sources).toBe(0);
  }
});
