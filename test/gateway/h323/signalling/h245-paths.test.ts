/** The transport of H.245, and changes of media during a call. */
import { describe, expect, it } from 'vitest';
import { toH225Address } from '../../../../gateway/h323/address.ts';
import { MultimediaSystemControlMessage, OpenLogicalChannel } from '../../../../gateway/h323/asn1/index.ts';
import { sinkOf } from '../../../../gateway/h323/h245/incoming-channel.ts';
import { request } from '../../../../gateway/h323/h245/message.ts';
import { H245Session, type SessionEvent } from '../../../../gateway/h323/h245/session.ts';
import type { MediaDescription, TransportAddress } from '../../../../media/port.ts';
import { audioStream, h264, offerOf, videoStream } from '../../../fakes/descriptions.ts';
import { GATEWAY, Harness, OURS } from '../harness.ts';
import { ADDRESS, PCMU_BOTH_WAYS, RawPeer } from '../raw-peer.ts';
import { H323_SHAPES } from '../shapes.ts';

const PING = (sequenceNumber: number) => request({ roundTripDelayRequest: { sequenceNumber } });
const count = (names: readonly string[], name: string): number => names.filter((each) => each === name).length;

async function answered(
  tunnels: boolean | undefined,
  setup: Parameters<RawPeer['setup']>[0] = {},
): Promise<{ readonly harness: Harness; readonly peer: RawPeer }> {
  const harness = new Harness();
  await harness.endpoint.listen();
  const peer = new RawPeer(harness);
  peer.setup(setup, {}, tunnels === undefined ? {} : { h245Tunneling: tunnels });
  await harness.pass(10);
  return { harness, peer };
}

/** Accepts connections at `at` and counts them. */
async function listenAt(harness: Harness, at: TransportAddress, peer?: RawPeer): Promise<{ connections: number }> {
  const seen = { connections: 0 };
  await harness.network.host(at.address).listen(at, (connection) => {
    seen.connections++;
    peer?.attach(connection);
  });
  return seen;
}

describe('the path of H.245', () => {
  it('changes from the tunnel to our address on startH245 without an address', async () => {
    const { harness, peer } = await answered(true);
    peer.facility({ reason: { startH245: null } }, { h245Tunneling: false });
    await harness.pass(10);
    expect(count(peer.heard, 'facility')).toBe(1);
    peer.connectH245();
    await harness.pass(10);
    peer.say(PING(1));
    await harness.pass(10);
    expect(peer.heardControl.at(-1)).toBe('roundTripDelayResponse');
    expect(peer.messages.at(-1)?.pdu?.h245Tunneling).toBe(false);
  });

  it('changes from the tunnel to the address in startH245', async () => {
    const { harness, peer } = await answered(true);
    const at = { address: ADDRESS, port: 3000 };
    const seen = await listenAt(harness, at, peer);
    peer.facility({ reason: { startH245: null }, h245Address: toH225Address(at) });
    await harness.pass(10);
    peer.say(PING(1));
    await harness.pass(10);
    expect([seen.connections, peer.heardControl.at(-1)]).toEqual([1, 'roundTripDelayResponse']);
  });

  it('leaves the tunnel once when a peer switches it off during the call', async () => {
    const { harness, peer } = await answered(true);
    peer.send('notify', { empty: null }, {}, { h245Tunneling: false });
    peer.send('notify', { empty: null }, {}, { h245Tunneling: false });
    await harness.pass(10);
    expect(peer.heard.slice(2)).toEqual(['facility']);
    peer.connectH245();
    await harness.pass(10);
    peer.say(PING(1));
    await harness.pass(10);
    expect(peer.heardControl.at(-1)).toBe('roundTripDelayResponse');
  });

  it('is the tunnel for a peer that tunnels although it announced otherwise', async () => {
    const { harness, peer } = await answered(false, {
      fastStart: PCMU_BOTH_WAYS,
      h245Address: toH225Address({ address: ADDRESS, port: 3000 }),
    });
    peer.messages.length = 0;
    for (const number of [1, 2, 3]) {
      peer.send(
        'facility',
        { empty: null },
        {},
        { h245Tunneling: false, h245Control: [MultimediaSystemControlMessage.encode(PING(number))] },
      );
      await harness.pass(10);
    }
    expect(count(peer.heardControl, 'roundTripDelayResponse')).toBe(3);
    expect(peer.h245Address).toBeUndefined();
  });

  it('uses our address if the one in the SETUP does not answer', async () => {
    const { harness, peer } = await answered(undefined, {
      h245Address: toH225Address({ address: ADDRESS, port: 3000 }),
    });
    expect(peer.h245Address?.address).toBe(GATEWAY.address);
    peer.connectH245();
    await harness.pass(6000);
    expect(peer.heardControl).toContain('terminalCapabilitySet');
    expect(harness.told()).not.toContain('ended');
  });

  it('never leads to another host', async () => {
    const harness = new Harness();
    await harness.endpoint.listen();
    const at = { address: '10.0.0.66', port: 3000 };
    const seen = await listenAt(harness, at);
    const peer = new RawPeer(harness);
    peer.setup({ h245Address: toH225Address(at) }, {}, { h245Tunneling: false });
    await harness.pass(10);
    peer.facility({ reason: { startH245: null }, h245Address: toH225Address(at) });
    await harness.pass(10);
    expect([seen.connections, peer.h245Address?.address]).toEqual([0, GATEWAY.address]);
  });

  it('is announced again to a peer that gave the address of another host', async () => {
    const { harness, peer } = await answered(true);
    peer.facility({ reason: { startH245: null }, h245Address: toH225Address({ address: '192.168.1.5', port: 3000 }) });
    await harness.pass(10);
    expect(peer.h245Address?.address).toBe(GATEWAY.address);
  });

  it('accepts only the device, and only one connection', async () => {
    const { harness, peer } = await answered(false);
    const stranger = harness.network.host('10.0.0.66').connect(peer.h245Address!, '10.0.0.66');
    let turnedAway = 0;
    stranger.onClose = () => void turnedAway++;
    await harness.pass(10);
    peer.connectH245();
    await harness.pass(10);
    const second = harness.network.host(ADDRESS).connect(peer.h245Address!, ADDRESS);
    second.onClose = () => void turnedAway++;
    await harness.pass(10);
    expect([turnedAway, peer.h245Closed, harness.endpoint.stats().h245Listeners]).toEqual([2, false, 0]);
  });

  it('survives a reconnection', async () => {
    const { harness, peer } = await answered(false);
    peer.connectH245();
    await harness.pass(10);
    peer.h245?.close();
    await harness.pass(1000);
    peer.connectH245();
    await harness.pass(7000);
    expect(harness.told()).not.toContain('ended');
    peer.say(PING(1));
    await harness.pass(10);
    expect(peer.heardControl.at(-1)).toBe('roundTripDelayResponse');
  });

  it('ends the call if it is lost for good', async () => {
    const { harness, peer } = await answered(false);
    peer.connectH245();
    await harness.pass(10);
    peer.h245?.close();
    await harness.pass(6000);
    expect(harness.legs[0]?.events.at(-1)).toEqual({ type: 'ended', reason: 'transport-failed' });
  });

  it.each([true, false])('carries endSession, which ends the call (tunnelled: %s)', async (tunnels) => {
    const { harness, peer } = await answered(tunnels);
    if (!tunnels) {
      peer.connectH245();
      await harness.pass(10);
      peer.say(H245Session.endSession);
    } else peer.tunnel(H245Session.endSession);
    await harness.pass(10);
    expect(peer.heardControl.at(-1)).toBe('endSessionCommand');
    expect(peer.heard.at(-1)).toBe('releaseComplete');
    expect(harness.legs[0]?.events.at(-1)).toEqual({ type: 'ended', reason: 'hung-up' });
  });
});

const moved = (address: string, port: number): MediaDescription =>
  offerOf(
    audioStream(['PCMU', 'PCMA'], { rtp: { address, port } }),
    videoStream([h264(0x42_80_1f, 1), h264(0x42_80_1f, 0)], { rtp: { address, port: port + 2 } }),
  );

describe.each(H323_SHAPES.filter((shape) => shape !== 'fast'))('during a call with media %s', (shape) => {
  async function call() {
    const harness = new Harness();
    await harness.endpoint.listen();
    const told: SessionEvent[] = [];
    const room = harness.room({ shape, onSession: (event) => void told.push(event) });
    await harness.pass(100);
    const seen = () => told.findLast((event) => event.type === 'media');
    return { harness, room, seen };
  }
  const directions = (media: MediaDescription | undefined) => media?.streams.map(({ direction }) => direction);

  it('the device is transferred, and its media goes to the new place', async () => {
    const { harness, room } = await call();
    room.change(moved('10.0.0.55', 7000));
    await harness.pass(200);
    expect(
      harness.legs[0]?.events.some(
        (event) =>
          event.type === 'mediaOffered' && event.offer?.streams.every(({ direction }) => direction === 'inactive'),
      ),
    ).toBe(true);
    expect(directions(harness.media())).toEqual(['sendrecv', 'sendrecv']);
    expect(harness.media()?.streams.map(({ rtp }) => rtp)).toEqual([
      { address: '10.0.0.55', port: 7000 },
      { address: '10.0.0.55', port: 7002 },
    ]);
  });

  it('the device holds and resumes', async () => {
    const { harness, room } = await call();
    const held = moved('10.0.0.9', 5000);
    room.change({ streams: held.streams.map((stream) => ({ ...stream, direction: 'inactive' as const })) });
    await harness.pass(200);
    expect(directions(harness.media())).toEqual(['inactive', 'inactive']);
    room.change(held);
    await harness.pass(200);
    expect(directions(harness.media())).toEqual(['sendrecv', 'sendrecv']);
  });

  it('we move to other sockets, and the device sends there', async () => {
    const { harness, seen } = await call();
    const before = harness.told().length;
    harness.legs[0]?.leg.command({ type: 'offerMedia', media: moved(GATEWAY.address, 25_000) });
    await harness.pass(300);
    const [first] = harness.legs[0]?.events.slice(before) ?? [];
    expect(first?.type).toBe('mediaAnswered');
    expect(directions(harness.media())).toEqual(['sendrecv', 'sendrecv']);
    const event = seen();
    expect(event?.type === 'media' && event.description.streams.map(({ rtp }) => rtp)).toEqual([
      { address: GATEWAY.address, port: 25_000 },
      { address: GATEWAY.address, port: 25_002 },
    ]);
  });

  it('we hold and resume', async () => {
    const { harness } = await call();
    harness.legs[0]?.leg.command({
      type: 'offerMedia',
      media: { streams: OURS.streams.map((stream) => ({ ...stream, direction: 'sendonly' as const })) },
    });
    await harness.pass(300);
    expect(directions(harness.media())).toEqual(['recvonly', 'recvonly']);
    harness.legs[0]?.leg.command({ type: 'offerMedia', media: OURS });
    await harness.pass(300);
    expect(directions(harness.media())).toEqual(['sendrecv', 'sendrecv']);
  });
});

describe('moving the media of a device without H.245', () => {
  it('is refused, and its media stays', async () => {
    const { harness, peer } = await answered(true, { fastStart: PCMU_BOTH_WAYS });
    harness.legs[0]?.leg.command({ type: 'offerMedia', media: moved(GATEWAY.address, 25_000) });
    await harness.pass(31_000);
    expect(harness.told().at(-1)).toBe('mediaRefused');
    // Channels that it opens later lead to the sockets that it knew.
    harness.network.faults = {};
    peer.tunnel(request({ openLogicalChannel: OpenLogicalChannel.decode(PCMU_BOTH_WAYS[0] ?? new Uint8Array()) }));
    await harness.pass(10);
    const [acknowledged] = peer.control.slice(-1);
    const ack =
      acknowledged !== undefined && 'response' in acknowledged && 'openLogicalChannelAck' in acknowledged.response
        ? acknowledged.response.openLogicalChannelAck
        : undefined;
    expect(ack && sinkOf(ack).sink?.rtp).toEqual(OURS.streams[0]?.rtp);
  });
});
