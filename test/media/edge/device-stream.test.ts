/** One stream with one device on a memory network: which source it hears, and where its packets go. */
import { describe, expect, test } from 'vitest';
import type { RtpSource } from '../../../media/edge/latch.ts';
import { NO_FEEDBACK } from '../../../media/description.ts';
import type { AudioCodec, TransportAddress } from '../../../media/port.ts';
import { decodeRtp, encodeRtp, isRtcp } from '../../../media/rtp/packet.ts';
import { encodeRtcp } from '../../../media/rtp/rtcp.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { MemoryNetwork } from '../../fakes/memory-network.ts';
import { instantOf, openEdge, post, RTP_PORT } from '../fake-edge.ts';
import { PCMU } from '../fake-room.ts';

const OURS = '10.0.0.1';
/** Behind its NAT the device is at DEVICE, and at REBOUND after the NAT has dropped the binding. */
const PLACES = {
  SIGNALLED: { address: '10.9.9.9', port: 5000 },
  OTHER: { address: '10.9.9.8', port: 5000 },
  DEVICE: { address: '192.0.2.1', port: 61_000 },
  REBOUND: { address: '192.0.2.1', port: 61_500 },
  STRANGER: { address: '198.51.100.9', port: 7000 },
} as const satisfies Record<string, TransportAddress>;
type Place = keyof typeof PLACES;

const SECOND = 1000;
const HOUR = 3600 * SECOND;

interface Talk {
  readonly at: Place;
  /** ms. */
  readonly from: number;
  readonly to: number;
  /** Sends RTCP instead of RTP, every 5 s. */
  readonly onlyReports?: true;
  readonly ssrc?: number;
}

interface Scene {
  readonly title: string;
  readonly talks: readonly Talk[];
  /** The device signals its address. */
  readonly agrees?: readonly { readonly at: number; readonly place: Place }[];
  readonly barred?: RtpSource;
  readonly until: number;
  /** The sources that the stream heard, in order of first appearance, and where its packets went in the end. */
  readonly heard: readonly Place[];
  readonly reaches: Place;
}

const of = (place: Place, ssrc: number): RtpSource => ({ ...PLACES[place], ssrc });

const SCENES: readonly Scene[] = [
  {
    title: 'a device behind NAT is reached after its second packet',
    talks: [{ at: 'DEVICE', from: 0, to: 40 }],
    until: 200,
    heard: ['DEVICE'],
    reaches: 'DEVICE',
  },
  {
    title: '... not after its first packet, which a stranger might have sent',
    talks: [{ at: 'DEVICE', from: 0, to: 20 }],
    until: 200,
    heard: [],
    reaches: 'SIGNALLED',
  },
  {
    title: 'another port of its host is learned after 2 s of silence',
    talks: [
      { at: 'DEVICE', from: 0, to: SECOND },
      { at: 'REBOUND', from: SECOND, to: 4 * SECOND },
    ],
    until: 4 * SECOND,
    heard: ['DEVICE', 'REBOUND'],
    reaches: 'REBOUND',
  },
  {
    title: '... not before',
    talks: [
      { at: 'DEVICE', from: 0, to: SECOND },
      { at: 'REBOUND', from: SECOND, to: 2.9 * SECOND },
    ],
    until: 2.9 * SECOND,
    heard: ['DEVICE'],
    reaches: 'DEVICE',
  },
  {
    title: 'any source is learned after 10 s of silence',
    talks: [
      { at: 'DEVICE', from: 0, to: SECOND },
      { at: 'STRANGER', from: SECOND, to: 12 * SECOND },
    ],
    until: 12 * SECOND,
    heard: ['DEVICE', 'STRANGER'],
    reaches: 'STRANGER',
  },
  {
    title: 'a muted device keeps its place for hours by sending RTCP',
    talks: [
      { at: 'DEVICE', from: 0, to: SECOND },
      { at: 'DEVICE', from: SECOND, to: HOUR, onlyReports: true },
      { at: 'STRANGER', from: SECOND, to: HOUR },
    ],
    until: HOUR,
    heard: ['DEVICE'],
    reaches: 'DEVICE',
  },
  {
    title: 'a re-INVITE with another address switches to it at once; the old address is a straggler',
    talks: [{ at: 'DEVICE', from: 0, to: 1.9 * SECOND }],
    agrees: [{ at: SECOND, place: 'OTHER' }],
    until: 1.9 * SECOND,
    heard: ['DEVICE'],
    reaches: 'OTHER',
  },
  {
    title: '... also when another re-INVITE follows immediately',
    talks: [{ at: 'DEVICE', from: 0, to: 1.9 * SECOND }],
    agrees: [
      { at: SECOND, place: 'OTHER' },
      { at: 1.1 * SECOND, place: 'SIGNALLED' },
    ],
    until: 1.9 * SECOND,
    heard: ['DEVICE'],
    reaches: 'SIGNALLED',
  },
  {
    title: 'a re-INVITE with the same address allows a new source after half a second of silence',
    talks: [
      { at: 'DEVICE', from: 0, to: SECOND },
      { at: 'REBOUND', from: SECOND, to: 2 * SECOND },
    ],
    agrees: [{ at: SECOND, place: 'SIGNALLED' }],
    until: 2 * SECOND,
    heard: ['DEVICE', 'REBOUND'],
    reaches: 'REBOUND',
  },
  {
    title: '... only for some seconds: a muted device that refreshes its session keeps its place',
    talks: [
      { at: 'DEVICE', from: 0, to: SECOND },
      { at: 'DEVICE', from: SECOND, to: 60 * SECOND, onlyReports: true },
      { at: 'STRANGER', from: 35 * SECOND, to: 60 * SECOND },
    ],
    agrees: [{ at: 30 * SECOND, place: 'SIGNALLED' }],
    until: 60 * SECOND,
    heard: ['DEVICE'],
    reaches: 'DEVICE',
  },
  {
    title: 'a sender left over from an earlier call is not learned before the device',
    talks: [
      { at: 'STRANGER', from: 0, to: 5 * SECOND, ssrc: 9 },
      { at: 'DEVICE', from: SECOND, to: 5 * SECOND },
    ],
    barred: of('STRANGER', 9),
    until: 5 * SECOND,
    heard: ['DEVICE'],
    reaches: 'DEVICE',
  },
  {
    title: '... nor while the device is silent, however long',
    talks: [
      { at: 'DEVICE', from: 0, to: SECOND },
      { at: 'STRANGER', from: 0, to: 60 * SECOND, ssrc: 9 },
    ],
    barred: of('STRANGER', 9),
    until: 60 * SECOND,
    heard: ['DEVICE'],
    reaches: 'DEVICE',
  },
];

function agreement(place: Place, codec: AudioCodec = PCMU): Parameters<ReturnType<typeof openEdge>['agree']>[0] {
  const remoteRtp = PLACES[place];
  return {
    kind: 'audio',
    remoteRtp,
    remoteRtcp: { ...remoteRtp, port: remoteRtp.port + 1 },
    receive: true,
    send: true,
    sendCodec: codec,
    receiveCodecs: [codec],
    feedback: { ...NO_FEEDBACK, pli: true },
  };
}

function rtp(ssrc: number, sequence: number, payload: Uint8Array, payloadType = 0): Uint8Array {
  return encodeRtp({
    payloadType,
    marker: false,
    sequence: sequence & 0xffff,
    timestamp: (sequence * 160) >>> 0,
    ssrc,
    csrcs: [],
    payload,
  });
}

function play({ talks, agrees = [], barred, until }: Scene): {
  readonly heard: readonly Place[];
  readonly reaches: Place | undefined;
} {
  const clock = new FakeClock();
  const network = new MemoryNetwork(clock, 1, { delay: 0 });
  const heard = new Set<Place>();
  let reaches: Place | undefined;
  const names = Object.keys(PLACES) as Place[];
  for (const name of names) network.bind({ at: PLACES[name], onPacket: () => (reaches = name) });
  const edge = openEdge(
    { clock, network, host: OURS, kind: 'audio', ...(barred !== undefined && { barred }) },
    { onMedia: (_, packet) => heard.add(names[packet.payload[0] ?? 0]!) },
  );
  edge.agree(agreement('SIGNALLED'));
  for (let now = 0; now < until; now += 20) {
    for (const { place } of agrees.filter(({ at }) => at === now)) edge.agree(agreement(place));
    for (const { at, ssrc = 1, onlyReports } of talks.filter(({ from, to }) => from <= now && now < to)) {
      if (onlyReports !== true)
        post(
          network,
          PLACES[at],
          { address: OURS, port: RTP_PORT },
          rtp(ssrc, 65_500 + now / 20, Uint8Array.of(names.indexOf(at))),
        );
      else if (now % 5000 === 0)
        post(
          network,
          { ...PLACES[at], port: PLACES[at].port + 1 },
          { address: OURS, port: RTP_PORT + 1 },
          encodeRtcp([{ type: 'rr', ssrc, reports: [] }]),
        );
    }
    clock.advance(10);
    edge.send({ sequence: (now / 20) & 0xffff, timestamp: 0, marker: false, payload: new Uint8Array(1) });
    edge.tick(instantOf(clock)(), undefined);
    network.log.length = 0;
    clock.advance(10);
  }
  return { heard: [...heard], reaches };
}

describe("the device's address", () => {
  test.each(SCENES)('$title', (scene) => {
    expect(play(scene)).toEqual({ heard: scene.heard, reaches: scene.reaches });
  });
});

interface ReportWay {
  readonly title: string;
  /** Source addresses of the device's RTP and RTCP. */
  readonly rtp: TransportAddress;
  readonly rtcp: TransportAddress;
  /** Our port that receives the device's RTCP. */
  readonly to: number;
}

const at = (address: string, port: number): TransportAddress => ({ address, port });
const [HERE, NAT] = [PLACES.SIGNALLED.address, PLACES.DEVICE.address];

describe('RTCP is accepted, and answered to its source,', () => {
  test.each<ReportWay>([
    { title: 'at the agreed address', rtp: at(HERE, 5000), rtcp: at(HERE, 5001), to: RTP_PORT + 1 },
    { title: 'from another port than the next one', rtp: at(HERE, 5000), rtcp: at(HERE, 5077), to: RTP_PORT + 1 },
    { title: 'sent to the RTP port', rtp: at(HERE, 5000), rtcp: at(HERE, 5001), to: RTP_PORT },
    {
      title: 'on one port with the RTP, though that was not agreed',
      rtp: at(HERE, 5000),
      rtcp: at(HERE, 5000),
      to: RTP_PORT,
    },
    { title: 'through NAT', rtp: at(NAT, 61_000), rtcp: at(NAT, 62_345), to: RTP_PORT + 1 },
    { title: 'through NAT, sent to the RTP port', rtp: at(NAT, 61_000), rtcp: at(NAT, 62_345), to: RTP_PORT },
    { title: 'through NAT, on one port with the RTP', rtp: at(NAT, 61_000), rtcp: at(NAT, 61_000), to: RTP_PORT },
  ])('$title', (way) => {
    const clock = new FakeClock();
    const network = new MemoryNetwork(clock, 1, { delay: 0 });
    let requests = 0;
    const answers: (readonly [TransportAddress, number])[] = [];
    for (const place of new Set([way.rtp, way.rtcp].map(({ address, port }) => `${address} ${port}`))) {
      const [address = '', port] = place.split(' ');
      network.bind({
        at: at(address, Number(port)),
        onPacket: (data, from) => isRtcp(data) && answers.push([at(address, Number(port)), from.port]),
      });
    }
    const edge = openEdge({ clock, network, host: OURS, kind: 'audio' }, { onKeyframeRequest: () => (requests += 1) });
    edge.agree(agreement('SIGNALLED'));
    for (const sequence of [1, 2, 3]) post(network, way.rtp, at(OURS, RTP_PORT), rtp(1, sequence, new Uint8Array(160)));
    clock.advance(20);
    post(
      network,
      way.rtcp,
      at(OURS, way.to),
      encodeRtcp([
        { type: 'rr', ssrc: 1, reports: [] },
        { type: 'pli', sender: 1, media: 77 },
      ]),
    );
    clock.advance(20);
    expect(requests).toBe(1);
    edge.wantKeyframe();
    clock.advance(20);
    expect(answers).toEqual([[way.rtcp, way.to]]);
  });
});

test('RTCP from a stranger is ignored', () => {
  const clock = new FakeClock();
  const network = new MemoryNetwork(clock, 1, { delay: 0 });
  let [requests, alive] = [0, 0];
  const edge = openEdge(
    { clock, network, host: OURS, kind: 'audio' },
    { onKeyframeRequest: () => (requests += 1), onAlive: () => (alive += 1) },
  );
  edge.agree(agreement('SIGNALLED'));
  for (const port of [RTP_PORT, RTP_PORT + 1])
    post(
      network,
      PLACES.STRANGER,
      at(OURS, port),
      encodeRtcp([
        { type: 'rr', ssrc: 1, reports: [] },
        { type: 'pli', sender: 1, media: 77 },
      ]),
    );
  clock.advance(20);
  expect([requests, alive, edge.stats().packetsDiscarded]).toEqual([0, 0, 2]);
});

test.each([
  ['PCMU', PCMU, 160],
  ['Opus', { kind: 'audio', name: 'opus', payloadType: 111, clockRate: 48_000, channels: 2 } as const, 960],
])('jitter is told in seconds of the codec’s own clock: %s', (_name, codec, units) => {
  const clock = new FakeClock();
  const network = new MemoryNetwork(clock, 1, { delay: 0 });
  const edge = openEdge({ clock, network, host: OURS, kind: 'audio' });
  edge.agree(agreement('SIGNALLED', codec));
  for (let i = 0; i < 500; i++) {
    // Every other packet arrives 8 ms late.
    clock.advance(i % 2 === 0 ? 12 : 28);
    post(
      network,
      PLACES.SIGNALLED,
      at(OURS, RTP_PORT),
      encodeRtp({
        payloadType: codec.payloadType,
        marker: false,
        sequence: i,
        timestamp: i * units,
        ssrc: 1,
        csrcs: [],
        payload: new Uint8Array(20),
      }),
    );
    clock.advance(0);
  }
  expect(edge.stats().jitter).toBeCloseTo(0.008, 3);
});

test('our output stays one stream through SSRC changes and wrapping numbers of the input', () => {
  const clock = new FakeClock();
  const network = new MemoryNetwork(clock, 1, { delay: 0 });
  const heard: number[] = [];
  const sent: number[] = [];
  network.bind({ at: PLACES.SIGNALLED, onPacket: (data) => sent.push(decodeRtp(data)?.ssrc ?? 0) });
  const edge = openEdge({ clock, network, host: OURS, kind: 'audio' }, { onMedia: (_, { ssrc }) => heard.push(ssrc) });
  edge.agree(agreement('SIGNALLED'));
  for (let i = 0; i < 100; i++) {
    post(network, PLACES.SIGNALLED, at(OURS, RTP_PORT), rtp(i < 50 ? 1 : 2, 65_500 + i, new Uint8Array(160)));
    edge.send({ sequence: i, timestamp: i * 160, marker: false, payload: new Uint8Array(160) });
    clock.advance(20);
  }
  expect(heard).toEqual(Array.from({ length: 100 }, (_, i) => (i < 50 ? 1 : 2)));
  expect([sent.length, new Set(sent)]).toEqual([100, new Set([77])]);
  expect(edge.stats()).toMatchObject({ packetsReceived: 100, packetsLost: 0, packetsDiscarded: 0 });
});
