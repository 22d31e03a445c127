import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NO_FEEDBACK } from '../../media/description.ts';
import { MediaError } from '../../media/index.ts';
import type { RtpPacket } from '../../media/rtp/packet.ts';
import type {
  AudioCodec,
  Feedback,
  MediaMember,
  MediaPlane,
  MediaBridge,
  MemberEvent,
  TransportAddress,
} from '../../media/port.ts';
import {
  audioAgreement,
  drained,
  h264,
  heardBy,
  more,
  openFakeStream,
  PCMA,
  PCMU,
  playTone,
  until,
  videoAgreement,
} from './fake-room.ts';
import type { FakeStream } from './fake-room.ts';
import { isStill } from './h264-stream.ts';
import { openTestPlane } from './plane-fixture.ts';
import { amplitudeOf } from './signal.ts';
import { IDR, PPS, SLICE, SPS } from './video/packets.ts';

const PORTS = { min: 31_100, max: 31_199 };
/** Longer than a busy machine takes to check the draining ports. */
const DRAIN_TIME = 1000;

let plane: MediaPlane;
let states: string[];
const closing: (() => void)[] = [];

beforeEach(async () => {
  states = [];
  plane = await openTestPlane(PORTS, {
    drainTime: DRAIN_TIME,
    onWorkerState: (worker, state) => states.push(`${worker} ${state}`),
  });
});

afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await plane.close();
});

async function fakeStream(): Promise<FakeStream> {
  const stream = await openFakeStream();
  closing.push(() => stream.close());
  return stream;
}

interface Joined {
  readonly member: MediaMember;
  readonly stream: FakeStream;
  readonly events: MemberEvent[];
  readonly to: TransportAddress;
}

async function join(bridge: MediaBridge, id: string, kind: 'audio' | 'video'): Promise<Joined> {
  const events: MemberEvent[] = [];
  const member = await bridge.addMember({
    id,
    kinds: [kind],
    family: 4,
    cname: 'gateway',
    onEvent: (event) => events.push(event),
  });
  const to = member.local[kind];
  if (to === undefined) throw new Error(`no ${kind}`);
  return { member, stream: await fakeStream(), events, to };
}

async function joinAudio(bridge: MediaBridge, id: string, codec: AudioCodec): Promise<Joined> {
  const joined = await join(bridge, id, 'audio');
  await joined.member.agree([audioAgreement(joined.stream, codec)]);
  return joined;
}

describe('audio', () => {
  test('each of three devices hears the two others, at their level, and not itself', async () => {
    const bridge = await plane.openBridge('m');
    const codecs = [PCMU, PCMA, PCMU];
    const frequencies = [400, 700, 1000];
    const bridges = await Promise.all(codecs.map(async (codec, i) => joinAudio(bridge, String(i), codec)));
    bridges.forEach(({ stream, to }, i) =>
      closing.push(playTone(stream, to, codecs[i] ?? PCMU, frequencies[i] ?? 0, 6000)),
    );
    await until('audio', () => bridges.every(({ stream }) => stream.packets.length > 75));
    bridges.forEach(({ stream }, i) => {
      const samples = heardBy(stream, codecs[i] ?? PCMU, 600);
      frequencies.forEach((frequency, other) => {
        const amplitude = amplitudeOf(samples, frequency, 8000);
        if (other === i) expect(amplitude).toBeLessThan(100);
        else expect(amplitude / 6000).toBeGreaterThan(0.6);
      });
    });
  });

  test('a device behind NAT that sends only keep-alives is found through them', async () => {
    const bridge = await plane.openBridge('m');
    const [hidden, speaker] = [await join(bridge, 'hidden', 'audio'), await joinAudio(bridge, 'speaker', PCMU)];
    const agreed = {
      ...audioAgreement(hidden.stream, PCMU),
      remoteRtp: { address: '127.0.0.1', port: 9 },
      receive: false,
      keepAlivePayloadType: 127,
    };
    await hidden.member.agree([agreed]);
    closing.push(playTone(speaker.stream, speaker.to, PCMU, 400, 6000));
    for (const payload of [Uint8Array.of(1), new Uint8Array(0), new Uint8Array(0)])
      hidden.stream.send(hidden.to, 127, payload, 160);
    await until('audio', () => hidden.stream.packets.length > 10);
    expect((await hidden.member.stats())[0]).toMatchObject({ packetsReceived: 0 });
  });

  test('a device behind NAT hears and is heard although it signalled another address; a third source is not accepted', async () => {
    const bridge = await plane.openBridge('m');
    const [a, b, stranger] = [await join(bridge, 'a', 'audio'), await joinAudio(bridge, 'b', PCMU), await fakeStream()];
    await a.member.agree([audioAgreement(a.stream, PCMU, { remoteRtp: { address: '127.0.0.9', port: 4000 } })]);
    closing.push(playTone(a.stream, a.to, PCMU, 400));
    await until('audio back to where it came from', () => a.stream.packets.length > 5, 1000);
    closing.push(playTone(stranger, a.to, PCMU, 1000));
    await until('a second of audio', () => b.stream.packets.length > 100);
    const samples = heardBy(b.stream, PCMU, 500);
    expect(amplitudeOf(samples, 400, 8000)).toBeGreaterThan(5000);
    expect(amplitudeOf(samples, 1000, 8000)).toBeLessThan(100);
    expect(stranger.packets).toEqual([]);
    const [stats] = await a.member.stats();
    expect(stats?.packetsDiscarded).toBeGreaterThan(10);
  });

  test('nothing flows in either direction before the streams are agreed, nor after they stop', async () => {
    const bridge = await plane.openBridge('m');
    const [a, b] = [await join(bridge, 'a', 'audio'), await joinAudio(bridge, 'b', PCMU)];
    closing.push(playTone(a.stream, a.to, PCMU, 400));
    await until('audio at b', () => b.stream.packets.length > 40);
    expect(amplitudeOf(heardBy(b.stream, PCMU, 400), 400, 8000)).toBeLessThan(5);
    expect(a.stream.packets).toEqual([]);
    await a.member.agree([audioAgreement(a.stream, PCMU)]);
    await until('audio at a', () => a.stream.packets.length > 40);
    expect(amplitudeOf(heardBy(b.stream, PCMU, 400), 400, 8000)).toBeGreaterThan(5000);
    await a.member.agree([]);
    // The other device goes on hearing the mix: its packets mark the time.
    await more(b.stream.packets, 5);
    const heard = a.stream.packets.length;
    await more(b.stream.packets, 20);
    expect(a.stream.packets.length).toBe(heard);
    expect(amplitudeOf(heardBy(b.stream, PCMU, 200), 400, 8000)).toBeLessThan(5);
  });

  test('digits arrive as events, once each', async () => {
    const bridge = await plane.openBridge('m');
    const { member, stream, events, to } = await join(bridge, 'a', 'audio');
    await member.agree([audioAgreement(stream, PCMU, { telephoneEvent: { payloadType: 101, clockRate: 8000 } })]);
    // The last digit marks the end: a repeated one would arrive before it.
    for (const [index, event] of [1, 2, 11, 5].entries()) {
      for (const flags of [10, 10, 0x8a, 0x8a, 0x8a])
        stream.send(to, 101, Uint8Array.of(event, flags, 1, 64), 0, { timestamp: 8000 * (index + 1) });
    }
    const digits = (): string[] => events.flatMap((event) => (event.type === 'digit' ? [event.digit] : []));
    await until('the last digit', () => digits().includes('5'));
    expect(digits()).toEqual(['1', '2', '#', '5']);
  });

  test('packet times other than 20 ms are kept in both directions', async () => {
    const bridge = await plane.openBridge('m');
    const [a, b] = [await join(bridge, 'a', 'audio'), await joinAudio(bridge, 'b', PCMU)];
    await a.member.agree([audioAgreement(a.stream, PCMU, { ptime: 30 })]);
    closing.push(playTone(b.stream, b.to, PCMU, 400));
    await until('audio', () => a.stream.packets.length > 40);
    expect(new Set(a.stream.packets.map(({ payload }) => payload.length))).toEqual(new Set([240]));
    const timestamps = a.stream.packets.map(({ timestamp }) => timestamp);
    expect(timestamps.every((timestamp, i) => i === 0 || (timestamp - (timestamps[i - 1] ?? 0)) >>> 0 === 240)).toBe(
      true,
    );
  });
});

describe('keyframes', () => {
  interface Way {
    readonly title: string;
    readonly feedback: Feedback;
    readonly expected: string;
  }
  const ways: readonly Way[] = [
    { title: 'by PLI if it accepts PLI and FIR', feedback: { ...NO_FEEDBACK, pli: true, fir: true }, expected: 'pli' },
    { title: 'by FIR if it accepts only FIR', feedback: { ...NO_FEEDBACK, fir: true }, expected: 'fir' },
    { title: 'by signalling if it accepts neither', feedback: NO_FEEDBACK, expected: 'keyframeWanted' },
  ];

  test.each(ways)('a device that makes keyframes only on request is asked $title', async ({ feedback, expected }) => {
    const bridge = await plane.openBridge('m');
    const [a, b] = [await join(bridge, 'a', 'video'), await join(bridge, 'b', 'video')];
    await a.member.agree([videoAgreement(a.stream, h264(1), feedback)]);
    await b.member.agree([videoAgreement(b.stream, h264(1), feedback)]);
    const requests = (): string[] => [
      ...a.stream.reports.flatMap(({ type }) => (type === 'pli' || type === 'fir' ? [type] : [])),
      ...a.events.flatMap(({ type }) => (type === 'keyframeWanted' ? [type] : [])),
    ];
    let answered = 0;
    const timer = setInterval(() => {
      if (requests().length > answered) {
        answered = requests().length;
        for (const unit of [SPS, PPS]) a.stream.send(a.to, 109, Uint8Array.from(unit), 0);
        a.stream.send(a.to, 109, Uint8Array.from(IDR), 3000);
      } else a.stream.send(a.to, 109, Uint8Array.from(SLICE), 3000);
    }, 20);
    closing.push(() => clearInterval(timer));
    const seen = (): RtpPacket[] => b.stream.packets.filter(({ payload }) => !isStill(payload));
    await until('a picture at the other device', () => seen().length > 20, 2000);
    expect(
      seen()
        .slice(0, 4)
        .map(({ payload }) => payload[0]),
    ).toEqual([0x67, 0x68, 0x65, 0x41]);
    expect(new Set(requests())).toEqual(new Set([expected]));
    expect(requests().length).toBeLessThanOrEqual(5);
    const [stats] = await a.member.stats();
    expect(stats?.keyframesRequested).toBe(requests().length);

    // The viewer lost its picture: it says so by RTCP, then by signalling.
    for (const ask of [(): void => sendPli(b), (): void => b.member.requestKeyframe('video')]) {
      // Longer than the shortest time between two requests.
      await more(b.stream.packets, 40);
      const before = requests().length;
      ask();
      await until('another request', () => requests().length > before, 2500);
    }
  });
});

/** RTCP PLI (RFC 4585 §6.3.1) from the device. */
function sendPli({ stream, to }: Joined): void {
  const data = Uint8Array.of(0x81, 206, 0, 2, 0, 0, 0, 9, 0, 0, 0, 1);
  stream.rtcp.send(data, to.port + 1, to.address);
}

describe('addresses', () => {
  test('the announced address is reported, the local one is bound, and only existing families are offered', async () => {
    const other = await openTestPlane(
      { min: 31_320, max: 31_339 },
      { listen: { v4: { address: '127.0.0.1', announced: '192.0.2.1' } } },
    );
    closing.push(() => void other.close());
    const bridge = await other.openBridge('m');
    const { member, events } = await join(bridge, 'a', 'audio');
    expect(member.local.audio?.address).toBe('192.0.2.1');
    expect(events).toEqual([]);
    await expect(
      bridge.addMember({ id: 'b', kinds: ['audio'], family: 6, cname: 'g', onEvent: () => {} }),
    ).rejects.toMatchObject({ kind: 'not-ready' });
    await other.close();
  });

  test('an IPv6 address works in any spelling', async () => {
    const other = await openTestPlane({ min: 31_340, max: 31_359 }, { listen: { v6: { address: '::1' } } });
    closing.push(() => void other.close());
    const bridge = await other.openBridge('m');
    const events: MemberEvent[] = [];
    const member = await bridge.addMember({
      id: 'a',
      kinds: ['audio'],
      family: 6,
      cname: 'g',
      onEvent: (event) => events.push(event),
    });
    const stream = await openFakeStream('::1');
    closing.push(() => stream.close());
    await member.agree([
      audioAgreement(stream, PCMU, { remoteRtp: { address: '0:0:0:0:0:0:0:1', port: stream.address.port } }),
    ]);
    if (member.local.audio !== undefined) stream.send(member.local.audio, 0, new Uint8Array(160), 160);
    await until('audio both ways', () => stream.packets.length > 5 && events.some(({ type }) => type === 'firstMedia'));
    await other.close();
  });
});

describe('ports', () => {
  test('when ports are used up the next member is refused, and no port is lost', async () => {
    const bridge = await plane.openBridge('m');
    const options = { kinds: ['audio', 'video'] as const, family: 4 as const, cname: 'g', onEvent: () => {} };
    const members: MediaMember[] = [];
    for (let i = 0; i < 25; i++) members.push(await bridge.addMember({ id: String(i), ...options }));
    await expect(bridge.addMember({ id: 'one too many', ...options })).rejects.toMatchObject({
      name: 'MediaError',
      kind: 'out-of-ports',
    });
    expect((await plane.stats()).ports).toEqual({ total: 100, used: 100, draining: 0 });
    await members[0]?.close();
    expect((await plane.stats()).ports).toEqual({ total: 100, used: 96, draining: 4 });
    await expect(bridge.addMember({ id: 'too early', ...options })).rejects.toBeInstanceOf(MediaError);
    await drained(plane);
    await bridge.addMember({ id: 'in time', ...options });
  });

  test('a pair that something else holds is skipped', async () => {
    const held = await Promise.all([31_300, 31_304].map(async (port) => holdPort(port)));
    closing.push(() => held.forEach((close) => close()));
    const other = await openTestPlane({ min: 31_300, max: 31_305 });
    closing.push(() => void other.close());
    const bridge = await other.openBridge('m');
    const member = await bridge.addMember({ id: 'a', kinds: ['audio'], family: 4, cname: 'g', onEvent: () => {} });
    expect(member.local.audio?.port).toBe(31_302);
    await expect(
      bridge.addMember({ id: 'b', kinds: ['audio'], family: 4, cname: 'g', onEvent: () => {} }),
    ).rejects.toMatchObject({ kind: 'out-of-ports' });
    await other.close();
  });

  test.each([
    { title: 'whose device sends from the signalled address', nat: false },
    { title: 'whose device is behind NAT', nat: true },
  ])('a sender that goes on after the call is not heard in the next one, $title', async ({ nat }) => {
    const small = await openTestPlane({ min: 31_310, max: 31_313 }, { drainTime: 50 });
    closing.push(() => void small.close());
    const bridge = await small.openBridge('m');
    const [a, b] = [await joinAudio(bridge, 'a', PCMU), await joinAudio(bridge, 'b', PCMU)];
    closing.push(playTone(a.stream, a.to, PCMU, 400));
    await until('audio', () => b.stream.packets.length > 30);
    await a.member.close();
    await until('BYE', () => a.stream.reports.at(-1)?.type === 'bye');
    await drained(small);
    const c = await join(bridge, 'c', 'audio');
    expect(c.to.port).toBe(a.to.port);
    const elsewhere = { address: '127.0.0.9', port: 4000 };
    await c.member.agree([audioAgreement(c.stream, PCMU, nat ? { remoteRtp: elsewhere } : {})]);
    await until('packets of the former call', async () => {
      const [stats] = await c.member.stats();
      return (stats?.packetsDiscarded ?? 0) + (stats?.packetsReceived ?? 0) > 5;
    });
    closing.push(playTone(c.stream, c.to, PCMU, 1000));
    await until('audio', () => c.stream.packets.length > 50);
    const samples = heardBy(b.stream, PCMU, 400);
    expect(amplitudeOf(samples, 1000, 8000)).toBeGreaterThan(5000);
    expect(amplitudeOf(samples, 400, 8000)).toBeLessThan(50);
    await small.close();
  });
});

async function holdPort(port: number): Promise<() => void> {
  const { createSocket } = await import('node:dgram');
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve));
  return () => socket.close();
}

describe('ends', () => {
  test('closing a bridge ends its members, whose ports drain; all closes are idempotent', async () => {
    const bridge = await plane.openBridge('m');
    const { member, events } = await joinAudio(bridge, 'a', PCMU);
    await Promise.all([bridge.close(), bridge.close()]);
    await member.close();
    expect(events).toEqual(
      [
        { type: 'firstMediaSent', kind: 'audio' },
        { type: 'closed', reason: 'bridge-closed' },
      ].slice(-events.length),
    );
    expect((await plane.stats()).ports).toMatchObject({ used: 0, draining: 2 });
    await expect(
      bridge.addMember({ id: 'late', kinds: [], family: 4, cname: 'g', onEvent: () => {} }),
    ).rejects.toMatchObject({ kind: 'closed' });
    await expect(member.agree([])).rejects.toMatchObject({ kind: 'closed' });
    expect(await plane.stats()).toMatchObject({ workers: [{ bridges: 0, members: 0 }] });
  });

  test('when the mediasoup worker dies its members are notified, and a new one takes the next bridge', async () => {
    const bridge = await plane.openBridge('m');
    const { member, events } = await joinAudio(bridge, 'a', PCMU);
    const [pid] = workerProcesses();
    process.kill(pid ?? 0, 'SIGKILL');
    await until('the end', () => events.some(({ type }) => type === 'closed'));
    expect(events.at(-1)).toEqual({ type: 'closed', reason: 'worker-lost' });
    await expect(member.stats()).rejects.toMatchObject({ kind: 'worker-lost' });
    await expect(
      bridge.addMember({ id: 'b', kinds: ['audio'], family: 4, cname: 'g', onEvent: () => {} }),
    ).rejects.toMatchObject({ kind: 'worker-lost' });
    await member.close();
    await bridge.close();
    await until('a new worker', () => states.at(-1) === '0 ready');
    expect(states).toEqual(['0 starting', '0 ready', '0 dead', '0 starting', '0 ready']);
    const next = await joinAudio(await plane.openBridge('n'), 'a', PCMU);
    await until('audio', () => next.stream.packets.length > 10);
    expect((await plane.stats()).ports).toMatchObject({ used: 2 });
  });

  test('two hundred members come and go, and nothing is left behind', async () => {
    const before = openFiles();
    for (let round = 0; round < 10; round++) {
      const bridges = await Promise.all(['a', 'b'].map(async (id) => plane.openBridge(id)));
      const joined = await Promise.all(
        bridges.flatMap((bridge) => Array.from({ length: 10 }, async (_, i) => joinAndSend(bridge, String(i)))),
      );
      await Promise.all(joined.map(async (member, i) => (i % 2 === 0 ? member.close() : undefined)));
      await Promise.all(bridges.map(async (bridge) => bridge.close()));
      await drained(plane);
    }
    expect(await plane.stats()).toMatchObject({
      ports: { total: 100, used: 0, draining: 0 },
      workers: [{ bridges: 0, members: 0 }],
    });
    await until('all sockets closed', () => openFiles() <= before + 2);
    const pids = workerProcesses();
    await plane.close();
    expect(pids.length).toBe(1);
    expect(workerProcesses()).toEqual([]);
  });
});

/** Joins with both kinds and sends some media of each, so that the router has work too. */
async function joinAndSend(bridge: MediaBridge, id: string): Promise<MediaMember> {
  const member = await bridge.addMember({ id, kinds: ['audio', 'video'], family: 4, cname: 'g', onEvent: () => {} });
  const [audio, video] = [await openFakeStream(), await openFakeStream()];
  await member.agree([audioAgreement(audio, PCMU), videoAgreement(video, h264(1), NO_FEEDBACK)]);
  for (let i = 0; i < 3; i++) {
    if (member.local.audio !== undefined) audio.send(member.local.audio, 0, new Uint8Array(160), 160);
    if (member.local.video !== undefined) video.send(member.local.video, 109, Uint8Array.from(IDR), 3000);
  }
  await until('its media', async () =>
    (await member.stats()).every(({ packetsReceived, packetsDiscarded }) => packetsReceived + packetsDiscarded >= 3),
  );
  audio.close();
  video.close();
  return member;
}

/** File descriptors of this process, including the sockets of its threads. */
function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

/** Live mediasoup workers among the children of this process. */
function workerProcesses(): number[] {
  return readdirSync('/proc/self/task')
    .flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' '))
    .filter((pid) => pid !== '' && isWorker(pid))
    .map(Number);
}

function isWorker(pid: string): boolean {
  try {
    return (
      readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('mediasoup') &&
      !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z')
    );
  } catch {
    return false;
  }
}
