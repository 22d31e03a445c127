/** Finds the device's TCP connection. */
import { describe, expect, it } from 'vitest';
import { encodeBfcp } from '../../../gateway/bfcp/index.ts';
import type { Link } from '../../../gateway/bfcp/transport.ts';
import { openTcpLink } from '../../../gateway/bfcp/tcp-link.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { MemoryNetwork } from '../../fakes/memory-network.ts';
import type { MemoryConnection } from '../../fakes/memory-network.ts';
import { memorySockets } from './memory-sockets.ts';

const GATEWAY = { address: '192.0.2.1', port: 5070 };
const ROOM = '192.0.2.10';
const STRANGER = '203.0.113.9';

const hello = (conferenceId = 1, transactionId = 1): string =>
  Buffer.from(
    encodeBfcp({
      header: { version: 1, isResponse: false, conferenceId, transactionId, userId: 3 },
      body: { primitive: 'Hello' },
    }),
  ).toString('latin1');

class Stage {
  readonly clock = new FakeClock();
  readonly network = new MemoryNetwork(this.clock, 1);
  readonly told: string[] = [];

  async listen(): Promise<Link> {
    return openTcpLink('passive', GATEWAY, 0, memorySockets(this.network, GATEWAY.address, this.clock), this.clock);
  }

  attach(link: Link): void {
    const note = (what: string) => () => void this.told.push(what);
    link.attach(1, {
      ready: note('ready'),
      message: (bytes) => this.told.push(`message ${bytes[9]}`),
      fault: note('fault'),
      lost: note('lost'),
    });
  }

  connect(
    from: string,
    ...data: readonly string[]
  ): { readonly connection: MemoryConnection; readonly isClosed: () => boolean } {
    const connection = this.network.connect(
      { address: from, port: this.network.freePort() },
      { transport: 'tcp', ...GATEWAY },
    );
    let closed = false;
    connection.onClose = () => (closed = true);
    for (const each of data) connection.send(each);
    this.clock.advance(5);
    return { connection, isClosed: () => closed };
  }
}

describe("the device's connection", () => {
  it('is that of the signalled host, even before it sends anything', async () => {
    const stage = new Stage();
    const link = await stage.listen();
    stage.attach(link);
    link.signal({ address: ROOM, port: 9 });
    const stranger = stage.connect(STRANGER);
    expect(stage.told).toEqual([]);
    stage.connect(ROOM);
    stage.clock.advance(5);
    expect([stage.told, stranger.isClosed()]).toEqual([['ready'], true]);
  });

  it('behind NAT is the first that names the conference', async () => {
    const stage = new Stage();
    const link = await stage.listen();
    stage.attach(link);
    link.signal({ address: '10.0.0.1', port: 9 });
    stage.connect(STRANGER, hello(2));
    stage.connect(ROOM, hello());
    expect(stage.told).toEqual(['ready', 'message 1']);
    expect(stage.connect(STRANGER, hello()).isClosed()).toBe(true);
    expect(stage.told).toEqual(['ready', 'message 1']);
  });

  it('may be established and send messages before the conference is known', async () => {
    const stage = new Stage();
    const link = await stage.listen();
    stage.connect(ROOM, hello(1, 1), hello(1, 2));
    stage.attach(link);
    expect(stage.told).toEqual(['ready', 'message 1', 'message 2']);
  });

  it('must identify itself within some time', async () => {
    const stage = new Stage();
    stage.attach(await stage.listen());
    const silent = stage.connect(STRANGER);
    stage.clock.advance(9000);
    expect(silent.isClosed()).toBe(false);
    stage.clock.advance(2000);
    expect([silent.isClosed(), stage.clock.pending]).toEqual([true, 0]);
  });

  it('is one of at most four unidentified ones, with at most four messages', async () => {
    const stage = new Stage();
    await stage.listen();
    const silent = Array.from({ length: 6 }, () => stage.connect(STRANGER));
    expect(silent.map(({ isClosed }) => isClosed())).toEqual([false, false, false, false, true, true]);
    silent[0]?.connection.send(hello().repeat(5));
    stage.clock.advance(5);
    expect(silent[0]?.isClosed()).toBe(true);
  });

  it('is lost when it ends, which is not reported after the link was closed', async () => {
    const stage = new Stage();
    const link = await stage.listen();
    stage.attach(link);
    const room = stage.connect(ROOM, hello());
    room.connection.close();
    stage.clock.advance(5);
    expect(stage.told).toEqual(['ready', 'message 1', 'lost']);
    await link.close();
    await link.close();
    stage.clock.advance(5);
    expect([stage.told.length, stage.clock.pending]).toEqual([3, 0]);
  });

  it('is closed if its stream is not BFCP', async () => {
    const stage = new Stage();
    const link = await stage.listen();
    stage.attach(link);
    const room = stage.connect(ROOM, hello(), 'GET / HTTP/1.1');
    stage.clock.advance(5);
    expect([stage.told, room.isClosed()]).toEqual([['ready', 'message 1', 'fault', 'lost'], true]);
  });
});
