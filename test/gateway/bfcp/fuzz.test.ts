/**
 * Damaged datagrams and streams against whole endpoints of both roles: they throw nothing, hold little, and
 * continue.
 */
import { describe, expect, it } from 'vitest';
import { openBfcp } from '../../../gateway/bfcp/index.ts';
import type { BfcpEndpoint, FloorEvent } from '../../../gateway/bfcp/index.ts';
import { fragment } from '../../../gateway/bfcp/fragment.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { MemoryNetwork, seededNumbers } from '../../fakes/memory-network.ts';
import { memorySockets } from './memory-sockets.ts';
import { octets, VECTORS } from './vectors.ts';
import { noFault } from '../../fakes/faults.ts';

const GATEWAY = { address: '192.0.2.1', port: 5070 };
const ROOM = { address: '192.0.2.10', port: 5080 };
const HELLO = octets('40 0b 00 00  00 00 00 01  ff f0 00 03');

/** Complete messages and fragments of the right conference, with changed octets and changed order. */
function* damaged(seed: number, count: number): Generator<Uint8Array> {
  const next = seededNumbers(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  const pieces = VECTORS.flatMap(({ bytes }) => [bytes, bytes, ...fragment(bytes, 24)]);
  for (let index = 0; index < count; index++) {
    const piece = Uint8Array.from(pieces[below(pieces.length)]!);
    for (let change = below(4); change > 0; change--) piece[below(piece.length)] = below(256);
    yield below(8) === 0 ? piece.subarray(0, below(piece.length)) : piece;
  }
}

/** Acts like an application, but keeps no events, because there are many. */
function application(): {
  onEvent: (event: FloorEvent) => void;
  readonly take: (endpoint: BfcpEndpoint) => void;
  isLost: boolean;
} {
  let taken: BfcpEndpoint | undefined;
  const self = {
    isLost: false,
    onFault: noFault,
    onEvent: (event: FloorEvent): void => {
      if (event.type === 'lost') self.isLost = true;
      if (event.type === 'requested' && event.floorRequestId % 2 === 0) taken?.grant(event.floorRequestId);
    },
    take: (endpoint: BfcpEndpoint): void => {
      taken = endpoint;
    },
  };
  return self;
}

describe('damaged messages', () => {
  it.each<['server' | 'client', number]>([
    ['server', 1],
    ['server', 2],
    ['client', 3],
    ['client', 4],
  ])('over UDP leave the %s working (%i)', async (role, seed) => {
    const clock = new FakeClock();
    const network = new MemoryNetwork(clock, seed);
    const heard: number[] = [];
    const room = network.socket(ROOM, (data) => void heard.push(data[1] ?? 0));
    const send = (bytes: Uint8Array): void => room.send(Buffer.from(bytes).toString('latin1'), GATEWAY);
    const open = async (): Promise<readonly [BfcpEndpoint, ReturnType<typeof application>]> => {
      const app = application();
      const endpoint = await openBfcp({
        role,
        transport: 'udp',
        local: GATEWAY,
        remote: ROOM,
        conferenceId: 1,
        userId: 3,
        floorId: 2,
        clock,
        sockets: memorySockets(network, GATEWAY.address, clock),
        onFault: noFault,
        onEvent: app.onEvent,
      });
      app.take(endpoint);
      return [endpoint, app];
    };
    let [endpoint, app] = await open();
    for (const piece of damaged(seed, 6000)) {
      send(piece);
      clock.advance(3);
      expect(clock.pending).toBeLessThan(10);
      if (!app.isLost) continue;
      // A Goodbye came through, or an answer did not.
      await endpoint.close();
      [endpoint, app] = await open();
    }
    heard.length = 0;
    send(HELLO);
    clock.advance(10);
    expect(heard).toContain(12);
    await endpoint.close();
    clock.advance(100);
    expect(clock.pending).toBe(0);
  });

  it('over TCP at worst end the connection', async () => {
    const clock = new FakeClock();
    const network = new MemoryNetwork(clock, 1);
    for (let seed = 0; seed < 60; seed++) {
      const app = application();
      const endpoint = await openBfcp({
        role: 'server',
        transport: 'tcp',
        local: GATEWAY,
        conferenceId: 1,
        userId: 3,
        floorId: 2,
        clock,
        sockets: memorySockets(network, GATEWAY.address, clock),
        onFault: noFault,
        onEvent: app.onEvent,
      });
      app.take(endpoint);
      const connection = network.connect(ROOM, { transport: 'tcp', ...GATEWAY });
      for (const piece of damaged(seed, 100)) connection.send(Buffer.from(piece).toString('latin1'));
      clock.advance(20_000);
      await endpoint.close();
      clock.advance(20_000);
      expect(clock.pending).toBe(0);
    }
  });
});
