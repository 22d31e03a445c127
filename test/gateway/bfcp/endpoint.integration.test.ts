/** Both roles against each other on sockets of the operating system. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { systemClock, systemRandom } from '../../../base/system-clock.ts';
import { bindBfcp, encodeBfcp, openBfcp } from '../../../gateway/bfcp/index.ts';
import type { BfcpEndpoint, BfcpOptions, FloorEvent } from '../../../gateway/bfcp/index.ts';
import { Mailbox } from '../../fakes/mailbox.ts';
import { shownEvent } from './shown.ts';
import { noFault } from '../../fakes/faults.ts';

const leg = { conferenceId: 1, userId: 3, floorId: 2 };
const common = { ...leg, clock: systemClock, random: systemRandom };

/** The server, and the client that knows its port; the events of both, in order. */
async function openBoth(
  address: string,
  transport: 'udp' | 'tcp',
  serverSetup: 'active' | 'passive',
): Promise<{ readonly server: BfcpEndpoint; readonly client: BfcpEndpoint; readonly events: Mailbox<string> }> {
  const events = new Mailbox<string>();
  const options = (role: 'server' | 'client', onEvent: (event: FloorEvent) => void): BfcpOptions => ({
    ...common,
    role,
    transport,
    setup: (role === 'server') === (serverSetup === 'active') ? 'active' : 'passive',
    local: { address, port: 0 },
    onFault: noFault,
    onEvent: (event) => {
      onEvent(event);
      events.put(`${role} ${shownEvent(event)}`);
    },
  });
  const decide = (event: FloorEvent): void => {
    if (event.type === 'requested') server.grant(event.floorRequestId);
  };
  const server = await openBfcp(options('server', decide));
  const client = await openBfcp(options('client', () => {}));
  if (transport === 'udp' || serverSetup === 'passive') {
    server.signal(transport === 'udp' ? client.local : { address, port: 9 });
    client.signal(server.local);
  } else {
    client.signal({ address, port: 9 });
    server.signal(client.local);
  }
  return { server, client, events };
}

it.each<[string, string, 'udp' | 'tcp', 'active' | 'passive']>([
  ['UDP', '127.0.0.1', 'udp', 'passive'],
  ['UDP and IPv6', '::1', 'udp', 'passive'],
  ['TCP, to the server', '127.0.0.1', 'tcp', 'passive'],
  ['TCP, from the server', '127.0.0.1', 'tcp', 'active'],
  ['TCP and IPv6', '::1', 'tcp', 'passive'],
])('shares over %s', async (_title, address, transport, setup) => {
  const { server, client, events } = await openBoth(address, transport, setup);
  client.request('slides');
  expect(new Set([await events.take('an event'), await events.take('an event')])).toEqual(
    new Set(['server requested 1', 'client granted']),
  );
  client.release();
  expect(await events.take('an event')).toBe('server released 1');
  server.notifyFloor({ userId: 99, displayName: 'Ada' });
  expect(await events.take('an event')).toBe('client peerHolds 99');
  await server.close();
  expect(await events.take('an event')).toBe('client lost');
  await client.close();
  await client.close();
});

it('takes the next free port of a range', async () => {
  const local = { address: '127.0.0.1', port: 0 };
  const bind = (
    at: typeof local & { readonly lastPort?: number },
    transport: 'udp' | 'tcp',
  ): ReturnType<typeof bindBfcp> => bindBfcp({ transport, local: at, clock: systemClock });
  for (const transport of ['udp', 'tcp'] as const) {
    await using first = await bind(local, transport);
    const { port } = first.local;
    await using second = await bind({ address: local.address, port, lastPort: port + 20 }, transport);
    expect(second.local.port).toBeGreaterThan(port);
    await expect(bind({ address: local.address, port }, transport)).rejects.toThrow('EADDRINUSE');
  }
});

it('starts anywhere in a range and wraps around', async () => {
  await using taken = await bindBfcp({
    transport: 'udp',
    local: { address: '127.0.0.1', port: 0 },
    clock: systemClock,
  });
  const lastPort = taken.local.port;
  // The last of three ports is tried first, and is in use.
  const random = { bytes: () => Uint8Array.of(0, 2) };
  await using bound = await bindBfcp({
    transport: 'udp',
    local: { address: '127.0.0.1', port: lastPort - 2, lastPort },
    clock: systemClock,
    random,
  });
  expect(bound.local.port).toBeLessThan(lastPort);
});

it('closes a connection that does not carry BFCP, and accepts that of the device', async () => {
  const events = new Mailbox<string>();
  await using server = await openBfcp({
    ...common,
    role: 'server',
    transport: 'tcp',
    local: { address: '127.0.0.1', port: 0 },
    onFault: noFault,
    onEvent: (event) => events.put(shownEvent(event)),
  });
  const stranger = connect(server.local.port, server.local.address);
  stranger.write('GET / HTTP/1.1\r\n\r\n');
  await once(stranger, 'close');
  const room = connect(server.local.port, server.local.address);
  room.write(
    encodeBfcp({
      header: { version: 1, isResponse: false, conferenceId: 1, userId: 3, transactionId: 1 },
      body: { primitive: 'FloorRequest', floorIds: [2] },
    }),
  );
  expect(await events.take('an event')).toBe('requested 1');
  room.write('GET / HTTP/1.1\r\n\r\n');
  expect([await events.take('an event'), await events.take('an event')]).toEqual(['fault', 'lost']);
  room.destroy();
});

it('sends nothing to an unspecified address', async () => {
  await using client = await openBfcp({
    ...common,
    role: 'client',
    transport: 'udp',
    local: { address: '127.0.0.1', port: 0 },
    remote: { address: '0.0.0.0', port: 0 },
    onFault: noFault,
    onEvent: () => {},
  });
  const room = createSocket('udp4');
  room.bind(0, '127.0.0.1');
  await once(room, 'listening');
  const heard = once(room, 'message');
  client.signal({ address: '127.0.0.1', port: room.address().port });
  expect(((await heard)[0] as Buffer)[1]).toBe(11);
  room.close();
});
