/** Peers that vanish, flood or send nonsense: calls end with a reason, and nothing is left behind. */
import { describe, expect, it } from 'vitest';
import { MultimediaSystemControlMessage } from '../../../gateway/h323/asn1/index.ts';
import { encodeCallMessage } from '../../../gateway/h323/h225/message.ts';
import { capabilitySetOf } from '../../../gateway/h323/h245/capabilities.ts';
import { request } from '../../../gateway/h323/h245/message.ts';
import { encodeTpkt } from '../../../gateway/h323/tpkt/index.ts';
import type { MemoryStream } from '../../fakes/memory-streams.ts';
import { Harness, THEIRS } from './harness.ts';
import { RawPeer, setupOf } from './raw-peer.ts';
import { H323_SHAPES } from './shapes.ts';

const NOTHING = { connections: 0, calls: 0, h245Listeners: 0 };
const left = (harness: Harness) => ({
  stats: harness.endpoint.stats(),
  open: harness.network.open.size,
  pending: harness.clock.pending,
  faults: harness.faults,
});
const NONE = { stats: NOTHING, open: 0, pending: 0, faults: [] };

/** Points in ms during a whole set-up, at least one in each step of signalling. */
const STEPS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 30, 60];

describe.each(H323_SHAPES)('a device that vanishes in a call with media %s', (shape) => {
  it.each(STEPS)('with its connections, after %i ms', async (after) => {
    const harness = new Harness();
    await harness.endpoint.listen();
    const room = harness.room({ shape });
    await harness.pass(after);
    for (const stream of harness.network.open) stream.close();
    room.session.close();
    await harness.pass(20_000);
    for (const index of harness.legs.keys()) expect(harness.told(index).at(-1)).toBe('ended');
    await harness.endpoint.close();
    expect(left(harness)).toEqual(NONE);
  });

  it.each(STEPS)('silently, after %i ms', async (after) => {
    const harness = new Harness();
    await harness.endpoint.listen();
    const room = harness.room({ shape });
    await harness.pass(after);
    // From now on nothing from or to the device arrives.
    for (const stream of harness.network.open) (stream as MemoryStream).send = () => {};
    room.session.close();
    await harness.pass(100_000);
    // Media is supervised elsewhere, which ends calls that fast connect has established.
    for (const { leg } of harness.legs) leg.command({ type: 'end', reason: 'peer-gone' });
    await harness.pass(15_000);
    for (const index of harness.legs.keys())
      expect(harness.told(index).filter((type) => type === 'ended')).toEqual(['ended']);
    room.connection.close();
    await harness.endpoint.close();
    await harness.pass(10);
    expect(harness.endpoint.stats()).toEqual(NOTHING);
    expect(harness.faults).toEqual([]);
    expect(harness.clock.pending).toBe(0);
  });
});

describe('a peer that has responded before', () => {
  it.each(['tunnelled', 'separate'] as const)(
    'and falls silent is considered gone after a while (%s)',
    async (shape) => {
      const harness = new Harness();
      await harness.endpoint.listen();
      const room = harness.room({ shape });
      await harness.pass(30_000);
      expect(harness.told()).not.toContain('ended');
      for (const stream of harness.network.open) (stream as MemoryStream).send = () => {};
      await harness.pass(60_000);
      expect(harness.legs[0]?.events.at(-1)).toEqual({ type: 'ended', reason: 'peer-gone' });
      room.session.close();
    },
  );
});

describe('deadlines', () => {
  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['half of a header', Uint8Array.of(3, 0)],
    ['half of a message', Uint8Array.of(3, 0, 1, 0, 8)],
    ['keepalives only', Uint8Array.of(3, 0, 0, 4, 3, 0, 0, 4)],
  ])('a connection that received %s is closed in time', async (_, bytes) => {
    const harness = new Harness();
    await harness.endpoint.listen();
    const peer = new RawPeer(harness);
    await harness.pass(5);
    peer.raw(bytes);
    await harness.pass(9_900);
    expect(peer.closed).toBe(false);
    await harness.pass(200);
    expect([peer.closed, left(harness)]).toEqual([true, NONE]);
  });

  it.each([true, false])('a call whose media never begins is ended (tunnelled: %s)', async (h245Tunneling) => {
    const harness = new Harness();
    await harness.endpoint.listen();
    const peer = new RawPeer(harness);
    peer.setup({}, {}, { h245Tunneling });
    await harness.pass(35_000);
    expect(harness.legs[0]?.events.at(-1)).toEqual({ type: 'ended', reason: 'no-answer-to-offer' });
    expect([peer.closed, left(harness)]).toEqual([true, NONE]);
  });

  it('a call whose H.245 connection stays silent is ended', async () => {
    const harness = new Harness();
    await harness.endpoint.listen();
    const peer = new RawPeer(harness);
    peer.setup({}, {}, { h245Tunneling: false });
    await harness.pass(10);
    peer.connectH245();
    await harness.pass(35_000);
    expect([harness.told().at(-1), peer.closed, peer.h245Closed, left(harness)]).toEqual(['ended', true, true, NONE]);
  });
});

describe('limits', () => {
  it('a source cannot exceed its connections, and others are not affected', async () => {
    const harness = new Harness({ limits: { maxConnections: 5, maxConnectionsPerSource: 3, maxMessage: 32_768 } });
    await harness.endpoint.listen();
    const crowd = Array.from({ length: 5 }, () => new RawPeer(harness, '10.0.0.66'));
    await harness.pass(5);
    expect(crowd.filter(({ closed }) => closed)).toHaveLength(2);
    const others = ['10.0.0.70', '10.0.0.71', '10.0.0.72'].map((address) => new RawPeer(harness, address));
    await harness.pass(5);
    expect(others.map(({ closed }) => closed)).toEqual([false, false, true]);
    for (const { connection } of crowd) connection.close();
    await harness.pass(5);
    const again = new RawPeer(harness, '10.0.0.66');
    again.setup();
    await harness.pass(5);
    expect(again.heard[0]).toBe('callProceeding');
    expect(harness.facts.filter(({ type }) => type === 'refused')).toHaveLength(3);
  });

  it('a flood of SETUPs from one source is rejected, while another source is answered at once', async () => {
    const harness = new Harness({
      rateLimit: { perSecond: 5, burst: 10 },
      limits: { maxConnections: 2000, maxConnectionsPerSource: 1500, maxMessage: 32_768 },
    });
    await harness.endpoint.listen();
    const flood = Array.from({ length: 1000 }, () => new RawPeer(harness, '10.0.0.66'));
    for (const peer of flood) peer.setup({}, {}, { h245Tunneling: true });
    const room = new RawPeer(harness, '10.0.0.70');
    room.setup({}, {}, { h245Tunneling: true });
    await harness.pass(10);
    expect(harness.legs).toHaveLength(11);
    expect(room.heard).toEqual(['callProceeding', 'connect']);
    expect(flood.filter(({ released }) => released?.cause === 42)).toHaveLength(990);
    expect(flood.filter(({ closed }) => closed)).toHaveLength(990);
  });

  it('many SETUPs in one segment are read only up to the first rejected one', async () => {
    const harness = new Harness({ rateLimit: { perSecond: 1, burst: 2 } });
    await harness.endpoint.listen();
    const peer = new RawPeer(harness);
    const setups = Array.from({ length: 50 }, (_, index) =>
      encodeTpkt(
        encodeCallMessage(
          'setup',
          { value: index + 1, fromDestination: false },
          { 'h323-message-body': { setup: setupOf() }, h245Tunneling: true },
        ),
      ),
    );
    peer.raw(Buffer.concat(setups));
    await harness.pass(10);
    expect(harness.legs).toHaveLength(2);
    expect(harness.facts.filter(({ type }) => type === 'refused')).toHaveLength(1);
    expect([peer.closed, harness.endpoint.stats().calls]).toEqual([true, 0]);
  });

  it('a connection carries at most sixteen calls', async () => {
    const harness = new Harness();
    await harness.endpoint.listen();
    const peer = new RawPeer(harness);
    for (let reference = 1; reference <= 17; reference++) peer.setup({}, {}, { h245Tunneling: true }, reference);
    await harness.pass(10);
    expect([harness.endpoint.stats().calls, peer.released?.cause]).toEqual([16, 47]);
  });

  it('a call is rejected with the reason if no H.245 port is free', async () => {
    const harness = new Harness({ h245Ports: { min: 30_000, max: 30_001 } });
    await harness.endpoint.listen();
    const peers = [70, 71, 72].map((host) => new RawPeer(harness, `10.0.0.${host}`));
    for (const peer of peers) peer.setup({}, {}, { h245Tunneling: false });
    await harness.pass(10);
    expect(peers.map(({ released }) => released?.reason)).toEqual([undefined, undefined, 'gatewayResources']);
    peers[0]?.connection.close();
    await harness.pass(10);
    const next = new RawPeer(harness, '10.0.0.73');
    next.setup({}, {}, { h245Tunneling: false });
    await harness.pass(10);
    expect(next.h245Address?.port).toBe(30_000);
  });
});

describe('garbage', () => {
  it.each<[string, Uint8Array]>([
    ['another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['a TPKT of another version', Uint8Array.of(4, 0, 0, 8, 1, 2, 3, 4)],
    ['a length that is less than that of its header', Uint8Array.of(3, 0, 0, 2)],
    ['more than the allowed message size', Uint8Array.of(3, 0, 0xff, 0xff)],
  ])('on the signalling connection closes it: %s', async (_, bytes) => {
    const harness = new Harness();
    await harness.endpoint.listen();
    const peer = new RawPeer(harness);
    peer.raw(bytes);
    await harness.pass(10);
    expect([
      peer.closed,
      harness.facts.filter(({ type }) => type === 'badMessage').map((fact) => 'layer' in fact && fact.layer),
      left(harness),
    ]).toEqual([true, ['tpkt'], NONE]);
  });

  it('in complete packets is tolerated for a while', async () => {
    const harness = new Harness();
    await harness.endpoint.listen();
    const peer = new RawPeer(harness);
    for (let count = 0; count < 10; count++) peer.raw(encodeTpkt(Uint8Array.of(9, 9, count)));
    await harness.pass(10);
    expect(peer.closed).toBe(false);
    peer.raw(encodeTpkt(Uint8Array.of(9)));
    await harness.pass(10);
    expect([peer.closed, left(harness)]).toEqual([true, NONE]);
  });

  it('in the tunnel is answered as a syntax error, and finally ends the call', async () => {
    const harness = new Harness();
    await harness.endpoint.listen();
    const peer = new RawPeer(harness);
    peer.setup({}, {}, { h245Tunneling: true });
    await harness.pass(10);
    peer.facility({}, { h245Tunneling: true, h245Control: [Uint8Array.of(0xff, 0xff)] });
    await harness.pass(10);
    expect(peer.control.at(-1)).toEqual({ indication: { functionNotSupported: { cause: { syntaxError: null } } } });
    peer.facility(
      {},
      { h245Tunneling: true, h245Control: Array.from({ length: 30 }, () => Uint8Array.of(0xff, 0xff)) },
    );
    await harness.pass(10);
    expect(harness.legs[0]?.events.at(-1)).toEqual({ type: 'ended', reason: 'protocol-error' });
  });

  it('on the H.245 connection closes it and ends the call', async () => {
    const harness = new Harness();
    await harness.endpoint.listen();
    const peer = new RawPeer(harness);
    peer.setup({}, {}, { h245Tunneling: false });
    await harness.pass(10);
    peer.connectH245();
    await harness.pass(10);
    peer.h245?.send(Buffer.from('nonsense'));
    await harness.pass(10);
    expect(peer.h245Closed).toBe(true);
    await harness.pass(8000);
    expect([harness.told().at(-1), left(harness)]).toEqual(['ended', NONE]);
  });

  it('in our own code ends the call, not the process', async () => {
    const harness = new Harness();
    harness.answer = () => {
      throw new Error('The domain failed');
    };
    await harness.endpoint.listen();
    const peer = new RawPeer(harness);
    peer.setup({}, {}, { h245Tunneling: true });
    await harness.pass(3000);
    expect([harness.faults.length > 0, peer.closed, harness.endpoint.stats()]).toEqual([true, true, NOTHING]);
  });
});

const SETUP = encodeCallMessage(
  'setup',
  { value: 5, fromDestination: false },
  {
    'h323-message-body': {
      setup: setupOf({ sourceAddress: [{ 'h323-ID': 'room' }], destinationAddress: [{ dialedDigits: '123456' }] }),
    },
    h245Tunneling: true,
  },
  { display: 'room' },
);
const CAPABILITIES = MultimediaSystemControlMessage.encode(
  request({ terminalCapabilitySet: capabilitySetOf(THEIRS, 1) }),
);

describe('every message, truncated or with one bit flipped', () => {
  const cuts = (bytes: Uint8Array): readonly Uint8Array[] =>
    Array.from({ length: bytes.length }, (_, length) => bytes.slice(0, length));
  const flips = (bytes: Uint8Array): readonly Uint8Array[] =>
    Array.from({ length: bytes.length * 8 }, (_, bit) =>
      bytes.with(bit >> 3, (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))),
    );

  it.each([
    ['cut short', cuts],
    ['with a bit flipped', flips],
  ] as const)('SETUP, %s', async (_, damage) => {
    const harness = new Harness({
      limits: { maxConnections: 10_000, maxConnectionsPerSource: 10_000, maxMessage: 32_768 },
      rateLimit: { perSecond: 1e6, burst: 1e6 },
    });
    await harness.endpoint.listen();
    const peers = damage(SETUP).map((bytes) => {
      const peer = new RawPeer(harness);
      peer.raw(encodeTpkt(bytes));
      return peer;
    });
    await harness.pass(20);
    expect(harness.faults).toEqual([]);
    for (const peer of peers) peer.connection.close();
    await harness.pass(5000);
    expect(left(harness)).toEqual(NONE);
  });

  it.each([
    ['cut short', cuts],
    ['with a bit flipped', flips],
  ] as const)('TerminalCapabilitySet in the tunnel, %s', async (_, damage) => {
    const harness = new Harness({
      limits: { maxConnections: 10_000, maxConnectionsPerSource: 10_000, maxMessage: 32_768 },
      rateLimit: { perSecond: 1e6, burst: 1e6 },
    });
    await harness.endpoint.listen();
    const peers = damage(CAPABILITIES).map((bytes) => {
      const peer = new RawPeer(harness);
      peer.setup({}, {}, { h245Tunneling: true });
      peer.facility({}, { h245Tunneling: true, h245Control: [bytes] });
      return peer;
    });
    await harness.pass(20);
    expect(harness.faults).toEqual([]);
    // Some messages have become an endSession.
    expect(harness.endpoint.stats().calls).toBeGreaterThan(peers.length - 5);
    for (const peer of peers) peer.connection.close();
    await harness.pass(5000);
    expect(left(harness)).toEqual(NONE);
  });
});

describe('closing the endpoint', () => {
  it.each(H323_SHAPES)('leaves nothing of a call with media %s', async (shape) => {
    const harness = new Harness();
    await harness.endpoint.listen();
    const room = harness.room({ shape });
    await harness.pass(60);
    await harness.endpoint.close();
    await harness.pass(10);
    room.session.close();
    expect(harness.told().at(-1)).toBe('ended');
    expect([left(harness), harness.network.listening]).toEqual([NONE, 0]);
  });
});
