/** Whether a device that is quiet for hours counts as silent, on a fake clock. The router is real, but unused. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SILENT_AFTER } from '../../media/edge/liveness.ts';
import type { MemberEvent, TransportAddress } from '../../media/port.ts';
import { NO_FEEDBACK } from '../../media/description.ts';
import { encodeRtp } from '../../media/rtp/packet.ts';
import { encodeRtcp } from '../../media/rtp/rtcp.ts';
import { openSfuHost } from '../../media/sfu/host.ts';
import type { SfuHost } from '../../media/sfu/host.ts';
import { Ingress } from '../../media/worker/ingress.ts';
import { Member } from '../../media/worker/member.ts';
import { FakeClock } from '../fakes/clock.ts';
import { MemoryNetwork, seededNumbers } from '../fakes/memory-network.ts';
import { instantOf, openMemorySockets, post, RTP_PORT } from './fake-edge.ts';
import { h264, PCMU } from './fake-room.ts';
import { INSTALLED_WORKER } from './plane-fixture.ts';

const OURS = '10.0.0.1';
const AUDIO: TransportAddress = { address: '192.0.2.1', port: 5000 };
const VIDEO: TransportAddress = { address: '192.0.2.1', port: 5002 };
const NAT: TransportAddress = { address: '198.51.100.1', port: 61_000 };
const HOURS = 8 * 3600_000;
const BEAT = 100;

let sfu: SfuHost;

beforeAll(async () => {
  sfu = await openSfuHost({
    workerBinary: process.env['MEDIASOUP_WORKER_BIN'] ?? INSTALLED_WORKER,
    avoidPorts: { min: 31_900, max: 31_909 },
    onDied: () => {},
  });
});

afterAll(async () => sfu.close());

interface Sends {
  readonly from: TransportAddress;
  readonly to: number;
  /** ms. */
  readonly every: number;
  readonly until?: number;
  readonly data: () => Uint8Array;
}

let sequence = 0;
const rtp = (): Uint8Array =>
  encodeRtp({
    payloadType: 0,
    marker: false,
    sequence: sequence++ & 0xffff,
    timestamp: 0,
    ssrc: 5,
    csrcs: [],
    payload: new Uint8Array(160),
  });
const report = (): Uint8Array => encodeRtcp([{ type: 'rr', ssrc: 5, reports: [] }]);
const next = ({ address, port }: TransportAddress): TransportAddress => ({ address, port: port + 1 });

const REPORTS: Sends = { from: next(AUDIO), to: RTP_PORT + 1, every: 5000, data: report };
const SLOW_REPORTS: Sends = { ...REPORTS, every: 7500 };
const VIDEO_REPORTS: Sends = { ...REPORTS, from: next(VIDEO) };
const SOME_AUDIO: Sends = { from: AUDIO, to: RTP_PORT, every: 100, until: 2000, data: rtp };

const CASES: readonly {
  readonly title: string;
  readonly sends: readonly Sends[];
  readonly silent: readonly number[];
}[] = [
  { title: 'sends only RTCP, every 5 s', sends: [REPORTS], silent: [] },
  { title: 'sends only RTCP, at the longest interval of RFC 3550', sends: [SLOW_REPORTS], silent: [] },
  { title: 'sends only RTCP of its video', sends: [VIDEO_REPORTS], silent: [] },
  { title: 'sends RTCP to the RTP port', sends: [{ ...REPORTS, to: RTP_PORT }], silent: [] },
  {
    title: 'is behind NAT, has spoken once, and sends RTCP',
    sends: [
      { ...SOME_AUDIO, from: NAT },
      { ...REPORTS, from: { ...NAT, port: 62_000 } },
    ],
    silent: [],
  },
  { title: 'sends nothing', sends: [], silent: [SILENT_AFTER] },
  { title: 'spoke once', sends: [SOME_AUDIO], silent: [SILENT_AFTER] },
  {
    title: 'sends nothing while a stranger sends RTCP',
    sends: [{ ...REPORTS, from: { address: '203.0.113.5', port: 4000 } }],
    silent: [SILENT_AFTER],
  },
  {
    title: 'sends packets that are not RTCP',
    sends: [{ ...REPORTS, data: () => new Uint8Array(40) }],
    silent: [SILENT_AFTER],
  },
];

function openMember(clock: FakeClock, events: MemberEvent[], network: MemoryNetwork): Member {
  const random = seededNumbers(1);
  const room = sfu.openRouter({ onPacket: () => {}, onKeyframeWanted: () => {} });
  const ingress = (): Ingress => new Ingress(room, 'g', random, { onOpened: () => {}, onClosed: () => {} });
  const bound = [
    { kind: 'audio', port: RTP_PORT },
    { kind: 'video', port: RTP_PORT + 2 },
  ] as const;
  const context = {
    emit: (_: Member, event: MemberEvent) => void events.push(event),
    onMedia: () => {},
    onComfortNoise: () => {},
    onKeyframeRequest: () => {},
    onPictureLost: () => {},
    ingress,
  };
  const member = new Member({ key: 1, cname: 'g', bound, waiting: false, instant: instantOf(clock), random }, context);
  for (const [kind, host, remote, codec] of [
    ['audio', OURS, AUDIO, PCMU],
    ['video', '10.0.0.2', VIDEO, h264(1)],
  ] as const) {
    const device = member.device(kind);
    device?.attach(openMemorySockets(network, host, (socket, data, from) => device.receive(socket, data, from)));
    device?.agree({
      kind,
      remoteRtp: remote,
      remoteRtcp: next(remote),
      receive: true,
      send: true,
      sendCodec: codec,
      receiveCodecs: [codec],
      feedback: NO_FEEDBACK,
    });
  }
  member.agreed(clock.now());
  return member;
}

test.each(CASES)('a device that $title, for eight hours', ({ sends, silent }) => {
  const clock = new FakeClock();
  const network = new MemoryNetwork(clock, 1);
  const events: MemberEvent[] = [];
  const member = openMember(clock, events, network);
  for (let now = 0; now < HOURS; now += BEAT) {
    for (const { from, to, every, until = HOURS, data } of sends) {
      if (now % every === 0 && now < until)
        post(network, from, { address: from === VIDEO_REPORTS.from ? '10.0.0.2' : OURS, port: to }, data());
    }
    clock.advance(BEAT);
    for (const kind of ['audio', 'video'] as const) member.device(kind)?.tick(instantOf(clock)(), undefined);
    member.tick(clock.now());
    network.log.length = 0;
  }
  const told = events.filter(({ type }) => type === 'silent' || type === 'heard');
  expect(told.map((event) => (event.type === 'silent' ? Math.floor(event.since / 1000) * 1000 : event.type))).toEqual(
    silent,
  );
});
