/** Both roles against each other on a network that loses, duplicates and reorders, and devices that misbehave. */
import { describe, expect, it } from 'vitest';
import { bindBfcp, decodeBfcp, encodeBfcp, openBfcp } from '../../../gateway/bfcp/index.ts';
import type { BfcpEndpoint, BfcpMessage, BfcpOptions, FloorEvent } from '../../../gateway/bfcp/index.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { MemoryNetwork, seededRandom } from '../../fakes/memory-network.ts';
import type { NetworkFaults } from '../../fakes/memory-network.ts';
import { memorySockets } from './memory-sockets.ts';
import { shownBody, shownEvent } from './shown.ts';
import { noFault } from '../../fakes/faults.ts';

const GATEWAY = { address: '192.0.2.1', port: 5070 };
const ROOM = { address: '192.0.2.10', port: 5080 };
const leg = { conferenceId: 1, userId: 3, floorId: 2 };

class Stage {
  readonly clock = new FakeClock();
  readonly network: MemoryNetwork;
  readonly serverEvents: string[] = [];
  readonly clientEvents: string[] = [];

  constructor(faults: NetworkFaults = {}, seed = 1) {
    this.network = new MemoryNetwork(this.clock, seed, faults);
  }

  /** The server's immediate decision. */
  decide: (server: BfcpEndpoint, event: FloorEvent) => void = (server, event) => {
    if (event.type === 'requested') server.grant(event.floorRequestId);
  };

  async server(options: Partial<BfcpOptions> = {}): Promise<BfcpEndpoint> {
    const { address } = GATEWAY;
    const onEvent = (event: FloorEvent): void => {
      this.serverEvents.push(shownEvent(event));
      this.decide(server, event);
    };
    const server = await openBfcp({
      role: 'server',
      transport: 'udp',
      local: GATEWAY,
      remote: ROOM,
      ...leg,
      clock: this.clock,
      random: seededRandom(1),
      sockets: memorySockets(this.network, address, this.clock),
      onFault: noFault,
      onEvent,
      ...options,
    });
    return server;
  }

  client(options: Partial<BfcpOptions> = {}): Promise<BfcpEndpoint> {
    const { address } = ROOM;
    const onEvent = (event: FloorEvent): void => void this.clientEvents.push(shownEvent(event));
    return openBfcp({
      role: 'client',
      transport: 'udp',
      local: ROOM,
      remote: GATEWAY,
      ...leg,
      clock: this.clock,
      random: seededRandom(2),
      sockets: memorySockets(this.network, address, this.clock),
      onFault: noFault,
      onEvent,
      ...options,
    });
  }

  /** A device of which only the octets matter. */
  peer(at = ROOM): Peer {
    return new Peer(this, at);
  }
}

class Peer {
  readonly received: BfcpMessage[] = [];
  readonly #send: (bytes: Uint8Array) => void;

  constructor(stage: Stage, at: { readonly address: string; readonly port: number }) {
    const socket = stage.network.socket(at, (data) => this.received.push(decodeBfcp(Uint8Array.from(data), false)));
    this.#send = (bytes) => socket.send(Buffer.from(bytes).toString('latin1'), GATEWAY);
  }

  say(body: BfcpMessage['body'], transactionId: number, header: Partial<BfcpMessage['header']> = {}): void {
    this.#send(
      encodeBfcp(
        { header: { version: 2, isResponse: false, conferenceId: 1, userId: 3, transactionId, ...header }, body },
        false,
      ),
    );
  }

  sayOctets(bytes: Uint8Array): void {
    this.#send(bytes);
  }

  get shown(): readonly string[] {
    return this.received.map(
      ({ header, body }) => `${shownBody(body)} v${header.version}${header.isResponse ? ' R' : ''}`,
    );
  }
}

async function share(stage: Stage, server: BfcpEndpoint, client: BfcpEndpoint): Promise<void> {
  stage.clock.advance(20_000);
  client.request('slides');
  stage.clock.advance(20_000);
  client.release();
  stage.clock.advance(20_000);
  server.notifyFloor({ userId: 99, displayName: 'Ada' });
  stage.clock.advance(20_000);
  server.notifyFloor(undefined);
  stage.clock.advance(20_000);
  client.request();
  stage.clock.advance(20_000);
  server.revoke();
  stage.clock.advance(20_000);
}

const SERVER_EVENTS = ['requested 1', 'released 1', 'requested 3'];
const CLIENT_EVENTS = ['granted', 'peerHolds 99', 'peerHolds nothing', 'granted', 'revoked'];

describe('both roles against each other', () => {
  it.each<[string, Partial<BfcpOptions>, Partial<BfcpOptions>]>([
    ['over UDP', {}, {}],
    ['over TCP, the server passive', { transport: 'tcp' }, { transport: 'tcp', setup: 'active' }],
    ['over TCP, the server active', { transport: 'tcp', setup: 'active' }, { transport: 'tcp' }],
    ['over UDP, in the version of RFC 4582', { version: 1 }, { version: 1 }],
    ['over UDP, the device behind NAT', { remote: { address: '10.0.0.1', port: 5080 } }, {}],
    [
      'over TCP, the device behind NAT',
      { transport: 'tcp', remote: { address: '10.0.0.1', port: 5080 } },
      { transport: 'tcp', setup: 'active' },
    ],
  ])('share a screen, %s', async (_title, serverOptions, clientOptions) => {
    const stage = new Stage();
    const [first, second] =
      serverOptions.setup === 'active'
        ? [() => stage.client(clientOptions), () => stage.server(serverOptions)]
        : [() => stage.server(serverOptions), () => stage.client(clientOptions)];
    await using one = await first();
    await using two = await second();
    const [server, client] = one.role === 'server' ? [one, two] : [two, one];
    await share(stage, server, client);
    expect(stage.serverEvents).toEqual(SERVER_EVENTS);
    expect(stage.clientEvents).toEqual(CLIENT_EVENTS);
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'share a screen despite loss, duplication and reordering (%i)',
    async (seed) => {
      const stage = new Stage({ loss: 0.15, duplication: 0.3, delay: 5, jitter: 400 }, seed);
      const timers = { t1: 500, retransmissions: 8, t2: 200_000 };
      await using server = await stage.server({ timers });
      await using client = await stage.client({ timers });
      for (const part of [
        () => client.request(),
        () => client.release(),
        () => server.notifyFloor({ userId: 99 }),
        () => server.notifyFloor(undefined),
        () => client.request(),
        () => server.revoke(),
      ]) {
        stage.clock.advance(300_000);
        part();
      }
      stage.clock.advance(300_000);
      expect(stage.serverEvents).toEqual(SERVER_EVENTS);
      expect(stage.clientEvents).toEqual(CLIENT_EVENTS);
    },
  );

  it('leave no timer behind', async () => {
    const stage = new Stage();
    const server = await stage.server({ silence: 60_000 });
    const client = await stage.client({ silence: 60_000 });
    stage.clock.advance(100);
    client.request();
    await Promise.all([server.close(), client.close()]);
    await server.close();
    stage.clock.advance(1000);
    expect(stage.clock.pending).toBe(0);
  });

  it('say Goodbye', async () => {
    const stage = new Stage();
    const server = await stage.server();
    await using _client = await stage.client();
    stage.clock.advance(1000);
    await server.close();
    stage.clock.advance(1000);
    expect(stage.clientEvents).toEqual(['lost']);
  });

  it('send no Goodbye to a device of RFC 4582, which does not know it', async () => {
    const stage = new Stage();
    const server = await stage.server();
    const room = stage.peer();
    room.say({ primitive: 'Hello' }, 1, { version: 1 });
    stage.clock.advance(100);
    await server.close();
    stage.clock.advance(100);
    expect(room.shown).toEqual(['HelloAck v1 R']);
  });

  it('send Hello before anything else', async () => {
    const stage = new Stage();
    const gateway = new Peer(stage, GATEWAY);
    await using client = await bindBfcp({
      transport: 'udp',
      local: ROOM,
      clock: stage.clock,
      sockets: memorySockets(stage.network, ROOM.address, stage.clock),
    }).then((bound) => bound.open({ role: 'client', ...leg, onFault: noFault, onEvent: () => {} }));
    client.request();
    client.signal(GATEWAY);
    stage.clock.advance(100);
    expect(gateway.shown).toEqual(['Hello v2']);
  });

  it('send requests made before the device was known', async () => {
    const stage = new Stage();
    const bound = await bindBfcp({
      transport: 'udp',
      local: ROOM,
      clock: stage.clock,
      sockets: memorySockets(stage.network, ROOM.address, stage.clock),
    });
    expect(bound.local).toEqual(ROOM);
    await using _server = await stage.server();
    await using client = bound.open({
      role: 'client',
      ...leg,
      onFault: noFault,
      onEvent: (event) => void stage.clientEvents.push(shownEvent(event)),
    });
    expect(() => bound.open({ role: 'client', ...leg, onFault: noFault, onEvent: () => {} })).toThrow('it is open');
    client.request();
    stage.clock.advance(60_000);
    expect(stage.clientEvents).toEqual([]);
    client.signal(GATEWAY);
    stage.clock.advance(1000);
    expect(stage.clientEvents).toEqual(['granted']);
  });

  it('a handler that throws ends that session: the fault is reported once and the device is lost', async () => {
    const stage = new Stage();
    const faults: unknown[] = [];
    await using _server = await stage.server({ onFault: (error) => void faults.push(error) });
    const room = stage.peer();
    stage.decide = () => {
      throw new Error('Cannot decide');
    };
    room.say({ primitive: 'FloorRequest', floorIds: [2] }, 1);
    stage.clock.advance(100);
    room.say({ primitive: 'Hello' }, 2);
    stage.clock.advance(1000);
    expect(faults).toEqual([new Error('Cannot decide')]);
    expect(stage.serverEvents).toEqual(['requested 1', 'lost']);
    expect(room.shown).toEqual([]);
  });

  it('reject calls that belong to the other role', async () => {
    const stage = new Stage();
    await using server = await stage.server();
    await using client = await stage.client();
    expect(() => server.request()).toThrow('Cannot request a floor: we are its server');
    expect(() => client.grant(1)).toThrow('Cannot grant a floor: we are its client');
    await expect(stage.server({ userId: 70_000 })).rejects.toThrow(RangeError);
  });
});

describe('loss of the device', () => {
  it('is reported if Hello is not answered', async () => {
    const stage = new Stage();
    await using client = await stage.client();
    stage.clock.advance(15_499);
    expect(stage.clientEvents).toEqual([]);
    stage.clock.advance(10);
    expect(stage.clientEvents).toEqual(['lost']);
    client.request();
    expect(stage.clock.pending).toBe(0);
  });

  it('is reported if a heartbeat is not answered', async () => {
    const stage = new Stage();
    const server = await stage.server();
    await using _client = await stage.client({ heartbeat: 5000 });
    stage.clock.advance(60_000);
    expect(stage.clientEvents).toEqual([]);
    stage.network.faults = { loss: 1 };
    await server.close();
    stage.clock.advance(25_000);
    expect(stage.clientEvents).toEqual(['lost']);
  });

  it('is reported in the server role after the allowed silence', async () => {
    const stage = new Stage();
    await using _server = await stage.server({ silence: 45_000 });
    await using client = await stage.client();
    stage.clock.advance(200_000);
    expect(stage.serverEvents).toEqual([]);
    stage.network.faults = { loss: 1 };
    await client.close();
    stage.clock.advance(46_000);
    expect(stage.serverEvents).toEqual(['lost']);
  });

  it('is reported if it never connected', async () => {
    const stage = new Stage();
    await using _server = await stage.server({ transport: 'tcp', silence: 45_000 });
    stage.clock.advance(44_999);
    expect(stage.serverEvents).toEqual([]);
    stage.clock.advance(1);
    expect([stage.serverEvents, stage.clock.pending]).toEqual([['lost'], 0]);
  });

  it('is reported when a TCP connection ends', async () => {
    const stage = new Stage();
    const server = await stage.server({ transport: 'tcp' });
    await using _client = await stage.client({ transport: 'tcp', setup: 'active' });
    stage.clock.advance(100);
    await server.close();
    stage.clock.advance(100);
    expect(stage.clientEvents).toEqual(['lost']);
  });

  it('is reported if a TCP connection is not accepted', async () => {
    const stage = new Stage();
    await using _client = await stage.client({ transport: 'tcp', setup: 'active' });
    stage.clock.advance(100);
    expect(stage.clientEvents).toEqual(['lost']);
  });
});

describe('devices', () => {
  it('of RFC 4582 over UDP are answered in version 1, and missing acknowledgements do not count as a loss', async () => {
    const stage = new Stage();
    await using server = await stage.server();
    const room = stage.peer();
    room.say({ primitive: 'FloorQuery', floorIds: [2] }, 1, { version: 1 });
    stage.clock.advance(100);
    server.notifyFloor({ userId: 99 });
    stage.clock.advance(60_000);
    server.notifyFloor(undefined);
    stage.clock.advance(100);
    expect(room.shown.slice(0, 2)).toEqual(['FloorStatus v1 R', 'FloorStatus 1 Granted v1']);
    expect(room.shown.at(-1)).toBe('FloorStatus v1');
    expect(stage.serverEvents).toEqual([]);
  });

  it('of the draft acknowledge by its numbers, and ErrorAck has no effect', async () => {
    const stage = new Stage();
    await using server = await stage.server();
    const room = stage.peer();
    room.say({ primitive: 'FloorQuery', floorIds: [2] }, 1, { version: 1 });
    stage.clock.advance(100);
    server.notifyFloor({ userId: 99 });
    stage.clock.advance(100);
    const { transactionId } = room.received.at(-1)!.header;
    const id = transactionId.toString(16).padStart(4, '0');
    // Without R, which RFC 4582 does not have.
    room.sayOctets(Buffer.from(`20100000 00000001 ${id} 0003`.replaceAll(' ', ''), 'hex'));
    room.sayOctets(Buffer.from('200f0000000000010001 0003'.replaceAll(' ', ''), 'hex'));
    stage.clock.advance(60_000);
    expect(room.shown).toEqual(['FloorStatus v1 R', 'FloorStatus 1 Granted v1']);
    expect(stage.serverEvents).toEqual([]);
  });

  it('of version 2 that acknowledge nothing are lost', async () => {
    const stage = new Stage();
    await using server = await stage.server();
    stage.peer().say({ primitive: 'FloorQuery', floorIds: [2] }, 1);
    stage.clock.advance(100);
    server.notifyFloor({ userId: 99 });
    stage.clock.advance(60_000);
    expect(stage.serverEvents).toEqual(['lost']);
  });

  it('that repeat a request get the same answer, and the request counts once', async () => {
    const stage = new Stage();
    stage.decide = () => {};
    await using server = await stage.server();
    const room = stage.peer();
    const ask = (): void => room.say({ primitive: 'FloorRequest', floorIds: [2] }, 9);
    for (let time = 0; time < 3; time++) {
      ask();
      stage.clock.advance(100);
    }
    server.grant(1);
    stage.clock.advance(1);
    ask();
    stage.clock.advance(100);
    expect(stage.serverEvents).toEqual(['requested 1']);
    expect(room.shown).toContain('FloorRequestStatus 1 Pending v2 R');
    expect(room.shown.at(-1)).toBe('FloorRequestStatus 1 Pending v2 R');
  });

  it('are told their mistakes', async () => {
    const stage = new Stage();
    await using _server = await stage.server();
    const room = stage.peer();
    const head = '00000001 0007 0003';
    for (const hex of [
      `60 0b 0000 ${head}`,
      `40 3f 0000 ${head}`,
      `40 0b 0001 ${head} 7f040000`,
      `40 02 0000 ${head}`,
      `40 0b 0002 ${head}`,
      `50 3f 0000 ${head}`,
      'ff',
      '',
    ]) {
      room.sayOctets(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
    }
    stage.clock.advance(100);
    expect(room.shown).toEqual(
      [
        'unsupportedVersion',
        'unknownPrimitive',
        'unknownMandatoryAttribute 7e',
        'unableToParseMessage',
        'incorrectMessageLength',
      ].map((code) => `Error ${code} v2 R`),
    );
    expect(new Set(stage.serverEvents)).toEqual(new Set(['fault']));
  });

  it('that are unknown are ignored, without an answer', async () => {
    const stage = new Stage();
    await using _server = await stage.server();
    const [room, third] = [stage.peer(), stage.peer({ address: '203.0.113.9', port: 5070 })];
    third.say({ primitive: 'Hello' }, 1, { conferenceId: 2 });
    room.say({ primitive: 'Hello' }, 1);
    stage.clock.advance(10);
    third.say({ primitive: 'FloorRequest', floorIds: [2] }, 2);
    stage.clock.advance(1000);
    expect([room.shown.length, third.shown, stage.serverEvents]).toEqual([1, [], []]);
  });

  it('that send fragments are understood', async () => {
    const stage = new Stage();
    await using _server = await stage.server();
    const room = stage.peer();
    const head = '00000001 0007 0003';
    for (const hex of [`48 07 0002 ${head} 0001 0001 05040002`, `48 07 0002 ${head} 0000 0001 05040002`])
      room.sayOctets(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
    stage.clock.advance(100);
    expect(room.shown).toEqual(['FloorStatus v2 R']);
  });
});
