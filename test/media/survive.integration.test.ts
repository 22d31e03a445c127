/** Real-world events in a call, through the whole plane: NAT, moves, new SSRCs, hold, and senders that never stop. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeMulaw } from '../../media/audio/g711.ts';
import type { MediaPlane, MediaBridge } from '../../media/port.ts';
import type { RtpPacket } from '../../media/rtp/packet.ts';
import { heardBy, openFakeStream, PCMU, playTone, until } from './fake-room.ts';
import type { FakeStream } from './fake-room.ts';
import { isStill } from './h264-stream.ts';
import { openTestPlane } from './plane-fixture.ts';
import { amplitudeOf, tone } from './signal.ts';
import { IDR, PPS, SLICE, SPS } from './video/packets.ts';
import { H264, packetsOf, visit } from './visit.ts';
import type { Visitor, VisitOptions } from './visit.ts';

/** An address without a host. */
const NOWHERE = { address: '127.0.0.99', port: 4000 };
const VOICE = 400;
const OTHER_VOICE = 700;
/** Out of 8000: a busy machine sends with gaps. */
const LOUD = 5000;
/** Packets of 20 ms. */
const HALF_A_SECOND = 25;

let plane: MediaPlane;
let bridge: MediaBridge;
const closing: (() => void)[] = [];

beforeAll(async () => {
  plane = await openTestPlane({ min: 31_800, max: 31_849 });
});

afterAll(async () => plane.close());

beforeEach(async () => {
  bridge = await plane.openBridge('m');
});

afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await bridge.close();
});

async function join(id: string, options: VisitOptions = {}): Promise<Visitor> {
  const visitor = await visit(bridge, id, options);
  closing.push(() => visitor.stream.close());
  return visitor;
}

function speak(stream: FakeStream, { to }: Visitor, frequency = VOICE): void {
  closing.push(playTone(stream, to, PCMU, frequency));
}

/** Amplitude of a tone in the last 300 ms. */
const loudness = ({ stream }: Visitor, frequency: number): number =>
  amplitudeOf(heardBy(stream, PCMU, 300), frequency, 8000);

/** Differences of sequence numbers and of timestamps between consecutive packets. */
function steps(packets: readonly RtpPacket[]): readonly (readonly [number, number])[] {
  return packets
    .slice(1)
    .map((packet, i) => [
      (packet.sequence - (packets[i]?.sequence ?? 0)) & 0xffff,
      (packet.timestamp - (packets[i]?.timestamp ?? 0)) >>> 0,
    ]);
}

describe('a device whose signalled address is unreachable', () => {
  test.each<{
    readonly title: string;
    readonly waiting?: boolean;
    readonly muted?: boolean;
    readonly speech?: boolean;
  }>([
    { title: 'while no member speaks' },
    { title: 'while it is muted', muted: true },
    { title: 'while it waits', waiting: true },
    { title: 'while a member speaks', speech: true },
  ])(
    'is sent audio right after its second packet, $title',
    async ({ waiting = false, muted = false, speech = false }) => {
      const [host, hidden] = [
        await join('host'),
        await join('hidden', { waiting, agreed: { remoteRtp: NOWHERE, remoteRtcp: { ...NOWHERE, port: 4001 } } }),
      ];
      hidden.member.setMuted(muted);
      if (speech) speak(host.stream, host);
      await packetsOf(host, 20);
      expect(hidden.stream.packets).toEqual([]);
      for (let i = 0; i < 2; i++) hidden.stream.send(hidden.to, 0, new Uint8Array(160).fill(255), 160);
      const before = host.stream.packets.length;
      await until('audio', () => hidden.stream.packets.length > 0);
      expect(host.stream.packets.length - before).toBeLessThanOrEqual(HALF_A_SECOND);
    },
  );
});

describe('a device that moves', () => {
  test('is reached at its new address with the re-INVITE; packets that still come from the old one are not heard', async () => {
    const [host, mover] = [await join('host'), await join('mover')];
    speak(mover.stream, mover);
    await packetsOf(host, 40);
    expect(loudness(host, VOICE)).toBeGreaterThan(LOUD);
    const next = await openFakeStream('127.0.0.3');
    closing.push(() => next.close());
    await mover.agree({ remoteRtp: next.address, remoteRtcp: next.rtcpAddress });
    const told = mover.stream.packets.length;
    await packetsOf(host, 30);
    expect(loudness(host, VOICE)).toBeLessThan(50);
    expect(next.packets.length).toBeGreaterThan(15);
    expect(mover.stream.packets.length - told).toBeLessThanOrEqual(2);
    speak(next, mover, OTHER_VOICE);
    await packetsOf(host, 40);
    expect(loudness(host, OTHER_VOICE)).toBeGreaterThan(LOUD);
    expect(loudness(host, VOICE)).toBeLessThan(50);
    expect(new Set([...mover.stream.packets, ...next.packets].map(({ ssrc }) => ssrc)).size).toBe(1);
  });

  test('whose NAT gave it another port is heard again after two seconds, without any signalling', async () => {
    const [host, mover] = [await join('host'), await join('mover', { agreed: { remoteRtp: NOWHERE } })];
    for (let i = 0; i < 5; i++) mover.stream.send(mover.to, 0, new Uint8Array(160).fill(255), 160);
    await until('audio', () => mover.stream.packets.length > 0);
    const next = await openFakeStream();
    closing.push(() => next.close());
    speak(next, mover);
    await packetsOf(host, 60);
    expect([loudness(host, VOICE) < 50, next.packets.length]).toEqual([true, 0]);
    await packetsOf(host, 80);
    expect(loudness(host, VOICE)).toBeGreaterThan(LOUD);
    expect(next.packets.length).toBeGreaterThan(10);
  });
});

test("a device's audio continues through a new SSRC and wrapping numbers, seamlessly for the others", async () => {
  const [host, device] = [await join('host'), await join('device')];
  let frame = 0;
  const timer = setInterval(() => {
    const samples = tone(VOICE, 8000, 160, 8000, frame * 160);
    // The numbers wrap at 1 s, the SSRC changes at 2 s with new numbers.
    const source =
      frame < 100
        ? { ssrc: 5, sequence: (65_486 + frame) & 0xffff, timestamp: (2 ** 32 - 8000 + frame * 160) >>> 0 }
        : { ssrc: 6, sequence: 7 + frame, timestamp: 0x1234_0000 + frame * 160 };
    device.stream.send(device.to, 0, encodeMulaw(samples), 0, source);
    frame += 1;
  }, 20);
  closing.push(() => clearInterval(timer));
  await packetsOf(host, 160);
  const { packets } = host.stream;
  expect(new Set(packets.map(({ ssrc }) => ssrc)).size).toBe(1);
  expect(new Set(steps(packets).map(String))).toEqual(new Set(['1,160']));
  expect(packets.filter(({ marker }) => marker)).toHaveLength(1);
  expect(loudness(host, VOICE)).toBeGreaterThan(LOUD);
  expect((await device.member.stats())[0]).toMatchObject({ packetsLost: 0, packetsDiscarded: 0 });
});

test("a device's picture continues through a new SSRC and wrapping numbers, seamlessly for the others", async () => {
  const [viewer, camera] = [await join('viewer', { codec: H264 }), await join('camera', { codec: H264 })];
  let sequence = 65_500;
  let picture = 0;
  const send = (payload: readonly number[], marker: boolean): void => {
    const ssrc = picture < 75 ? 5 : 6;
    // Each SSRC starts with its own numbers.
    const offset = ssrc === 5 ? 0 : 30_000;
    camera.stream.send(camera.to, 109, Uint8Array.from(payload), 0, {
      ssrc,
      marker,
      sequence: (sequence++ + offset) & 0xffff,
      timestamp: (picture * 1800 + offset * 1000) >>> 0,
    });
  };
  const timer = setInterval(() => {
    if (picture % 25 === 0) for (const unit of [SPS, PPS]) send(unit, false);
    send(picture % 25 === 0 ? IDR : [...SLICE, picture & 0xff], true);
    picture += 1;
  }, 20);
  closing.push(() => clearInterval(timer));
  const seen = (): readonly RtpPacket[] => viewer.stream.packets.filter(({ payload }) => !isStill(payload));
  const lastSlice = (): number => seen().at(-1)?.payload[3] ?? 0;
  await until('pictures of the second SSRC', () => picture > 130 && lastSlice() > 120, 10_000);
  expect(new Set(viewer.stream.packets.map(({ ssrc }) => ssrc)).size).toBe(1);
  for (const [by, units] of steps(viewer.stream.packets)) expect([by, units < 90_000 * 5]).toEqual([1, true]);
  // After the change of SSRC the first packets are a keyframe.
  const after = seen().findIndex(({ payload }) => (payload[3] ?? 0) > 75);
  expect(
    seen()
      .slice(0, after)
      .some(({ payload }) => payload[0] === IDR[0]),
  ).toBe(true);
  expect((await camera.member.stats())[0]).toMatchObject({ packetsLost: 0, packetsDiscarded: 0 });
});

describe('hold', () => {
  test.each(['sendonly', 'inactive'] as const)(
    'a device on hold (%s) is sent nothing; afterwards a talkspurt begins, on a clock that has advanced',
    async (how) => {
      const [host, device] = [await join('host'), await join('device')];
      speak(device.stream, device);
      await packetsOf(device, 20);
      await device.agree({ send: false, receive: how === 'sendonly' });
      // Music on hold is heard if the device still sends.
      await packetsOf(host, 50);
      expect(loudness(host, VOICE) > LOUD).toBe(how === 'sendonly');
      const held = device.stream.packets.length;
      const start = host.stream.packets.length;
      await packetsOf(host, 50);
      expect(device.stream.packets.length).toBe(held);
      await device.agree();
      await packetsOf(device, 20);
      const pause = 50 + host.stream.packets.length - start;
      const all = steps(device.stream.packets);
      const [by, units] = all[held - 1] ?? [0, 0];
      expect(by).toBe(1);
      expect(device.stream.packets[held]?.marker).toBe(true);
      expect(units / 160).toBeGreaterThan(95);
      expect(units / 160).toBeLessThanOrEqual(pause + 1);
      expect(new Set(all.filter((_, i) => i !== held - 1).map(String))).toEqual(new Set(['1,160']));
      expect(device.stream.packets.filter(({ marker }) => marker)).toHaveLength(2);
      expect(new Set(device.stream.packets.map(({ ssrc }) => ssrc)).size).toBe(1);
      await packetsOf(host, 30);
      expect(loudness(host, VOICE)).toBeGreaterThan(LOUD);
    },
  );

  test('a screen on hold is sent nothing; afterwards a whole picture comes, in the same stream, on a clock that has advanced', async () => {
    const [host, screen, camera] = [
      await join('host'),
      await join('screen', { codec: H264 }),
      await join('camera', { codec: H264 }),
    ];
    let picture = 0;
    const timer = setInterval(() => {
      for (const unit of picture % 25 === 0 ? [SPS, PPS, IDR] : [SLICE])
        camera.stream.send(camera.to, 109, Uint8Array.from(unit), 0, {
          ssrc: 5,
          marker: unit === IDR || unit === SLICE,
          timestamp: picture * 1800,
        });
      picture += 1;
    }, 20);
    closing.push(() => clearInterval(timer));
    const { packets } = screen.stream;
    const shows = (from: number): boolean => packets.slice(from).some(({ payload }) => !isStill(payload));
    await until('a picture', () => shows(0));
    await screen.agree({ send: false });
    await packetsOf(host, 5);
    const held = packets.length;
    await packetsOf(host, 50);
    expect(packets.length).toBe(held);
    await screen.agree();
    await until('a picture', () => shows(held));
    const first = packets.slice(held).find(({ payload }) => !isStill(payload));
    expect(first?.payload[0]).toBe(SPS[0]);
    expect(new Set(packets.map(({ ssrc }) => ssrc)).size).toBe(1);
    const all = steps(packets);
    expect(new Set(all.map(([by]) => by))).toEqual(new Set([1]));
    expect(all[held - 1]?.[1]).toBeGreaterThan(90_000 * 0.8);
  });
});

test('a sender left over from an earlier call is neither heard nor answered in the next call on its port, even while that device is silent', async () => {
  const small = await openTestPlane({ min: 31_850, max: 31_853 }, { drainTime: 50 });
  closing.push(() => void small.close());
  bridge = await small.openBridge('m');
  const [ghost, host] = [await join('ghost'), await join('host')];
  speak(ghost.stream, ghost);
  await packetsOf(host, 30);
  await ghost.member.close();
  await packetsOf(host, 10);
  const next = await join('next', { agreed: { remoteRtp: NOWHERE } });
  expect(next.to.port).toBe(ghost.to.port);
  const before = ghost.stream.packets.length;
  await packetsOf(host, 60);
  expect(loudness(host, VOICE)).toBeLessThan(10);
  expect(ghost.stream.packets.length).toBe(before);
  expect((await next.member.stats())[0]).toMatchObject({ packetsReceived: 0 });
  expect(next.events.filter(({ type }) => type === 'firstMedia')).toEqual([]);
  await small.close();
});
