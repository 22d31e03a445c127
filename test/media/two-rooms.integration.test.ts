import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_FEEDBACK } from '../../media/description.ts';
import type { MediaMember, MediaPlane, MediaBridge, MemberEvent } from '../../media/port.ts';
import {
  audioAgreement,
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
import { annexB, decodeH264, isStill, sendH264 } from './h264-stream.ts';
import { openTestPlane } from './plane-fixture.ts';
import { amplitudeOf } from './signal.ts';

let plane: MediaPlane;
const closing: (() => void)[] = [];

beforeEach(async () => {
  plane = await openTestPlane({ min: 31_000, max: 31_099 });
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

function audioPort(member: MediaMember): { address: string; port: number } {
  const local = member.local.audio;
  if (local === undefined) throw new Error('no audio');
  return local;
}

test('two devices hear each other and not themselves', async () => {
  const bridge = await plane.openBridge('m');
  const events: MemberEvent[] = [];
  const [a, b] = [await fakeStream(), await fakeStream()];
  const first = await bridge.addMember({
    id: 'a',
    kinds: ['audio'],
    family: 4,
    cname: 'g',
    onEvent: (event) => events.push(event),
  });
  const second = await bridge.addMember({ id: 'b', kinds: ['audio'], family: 4, cname: 'g', onEvent: () => {} });
  await first.agree([audioAgreement(a, PCMU)]);
  await second.agree([audioAgreement(b, PCMA)]);
  closing.push(playTone(a, audioPort(first), PCMU, 400), playTone(b, audioPort(second), PCMA, 1000));
  await until('a second of audio', () => a.packets.length > 60 && b.packets.length > 60);

  const heardA = heardBy(a, PCMU, 500);
  const heardB = heardBy(b, PCMA, 500);
  expect(amplitudeOf(heardA, 1000, 8000)).toBeGreaterThan(5000);
  expect(amplitudeOf(heardA, 400, 8000)).toBeLessThan(100);
  expect(amplitudeOf(heardB, 400, 8000)).toBeGreaterThan(5000);
  expect(amplitudeOf(heardB, 1000, 8000)).toBeLessThan(100);
  expect(new Set(a.packets.map(({ payloadType }) => payloadType))).toEqual(new Set([0]));
  expect(new Set(a.packets.map(({ ssrc }) => ssrc)).size).toBe(1);
  expect(a.packets.map(({ marker }) => marker).indexOf(true)).toBe(0);
  expect(events).toContainEqual({ type: 'firstMedia', kind: 'audio' });
  expect(events).toContainEqual({ type: 'firstMediaSent', kind: 'audio' });
});

test('one device sees the other through the router, and its decoder reports no errors', async () => {
  const bridge = await plane.openBridge('m');
  const [a, b] = [await fakeStream(), await fakeStream()];
  const feedback = { nack: false, pli: true, fir: true, tmmbr: false };
  const first = await bridge.addMember({ id: 'a', kinds: ['video'], family: 4, cname: 'g', onEvent: () => {} });
  const second = await bridge.addMember({ id: 'b', kinds: ['video'], family: 4, cname: 'g', onEvent: () => {} });
  await first.agree([videoAgreement(a, h264(1, 109), feedback)]);
  await second.agree([videoAgreement(b, h264(1, 97), feedback)]);
  const port = first.local.video?.port ?? 0;
  const source = sendH264({ port, rtcpPort: port + 1, payloadType: 109, keyframeInterval: 25 });
  closing.push(() => source.kill());
  await until('video at the other device', () => b.packets.length > 150, 10_000);

  const { frames, errors } = await decodeH264(annexB(b.packets));
  expect(errors).toBe('');
  expect(frames).toBeGreaterThan(20);
  expect(new Set(b.packets.map(({ payloadType }) => payloadType))).toEqual(new Set([97]));
  expect(a.packets.length).toBeGreaterThan(0);
  expect(a.packets.every(({ payload }) => isStill(payload))).toBe(true);
  const sequences = b.packets.map(({ sequence }) => sequence);
  expect(
    sequences.every((sequence, index) => index === 0 || sequence === (((sequences[index - 1] ?? 0) + 1) & 0xffff)),
  ).toBe(true);
});

test('a device that only accepts packetization-mode 0 gets no STAP-A, and its decoder reports no errors', async () => {
  const bridge = await plane.openBridge('m');
  const [a, b] = [await fakeStream(), await fakeStream()];
  const first = await bridge.addMember({ id: 'a', kinds: ['video'], family: 4, cname: 'g', onEvent: () => {} });
  const second = await bridge.addMember({ id: 'b', kinds: ['video'], family: 4, cname: 'g', onEvent: () => {} });
  await first.agree([videoAgreement(a, h264(1), NO_FEEDBACK)]);
  await second.agree([videoAgreement(b, h264(0), NO_FEEDBACK)]);
  const port = first.local.video?.port ?? 0;
  const source = sendH264({ port, rtcpPort: port + 1, payloadType: 109, keyframeInterval: 10, packetSize: 600 });
  closing.push(() => source.kill());
  await until('video at the other device', () => b.packets.length > 100, 10_000);

  const { frames, errors } = await decodeH264(annexB(b.packets));
  expect(errors).toBe('');
  expect(frames).toBeGreaterThan(15);
  const types = b.packets.map(({ payload }) => (payload[0] ?? 0) & 0x1f);
  expect(types).not.toContain(24);
  // Pieces of 600 bytes that fit into one packet were joined.
  expect(b.packets.some(({ payload }) => ((payload[0] ?? 0) & 0x1f) === 1 && payload.length > 600)).toBe(true);
});

test('the last speaker is seen, from a keyframe on, in one seamless stream', async () => {
  const bridge = await plane.openBridge('m');
  const speakers = await Promise.all(['a', 'b'].map(async (id) => joinBoth(bridge, id)));
  const viewer = await joinBoth(bridge, 'c');
  for (const { member } of speakers) {
    const port = member.local.video?.port ?? 0;
    const source = sendH264({ port, rtcpPort: port + 1, payloadType: 109, keyframeInterval: 10 });
    closing.push(() => source.kill());
  }
  await until('a picture', () => viewer.video.packets.length > 50, 10_000);
  for (const { member, audio } of [...speakers, ...speakers]) {
    const stop = playTone(audio, audioPort(member), PCMU, 400);
    await more(viewer.video.packets, 150);
    stop();
  }
  // The two took turns on the screen, so both were asked for keyframes.
  for (const { member } of speakers) expect((await member.stats())[1]?.keyframesRequested).toBeGreaterThan(0);
  const { packets } = viewer.video;
  expect(new Set(packets.map(({ ssrc }) => ssrc)).size).toBe(1);
  packets.forEach(({ sequence, timestamp }, i) => {
    const before = packets[i - 1];
    if (before === undefined) return;
    expect(sequence).toBe((before.sequence + 1) & 0xffff);
    expect((timestamp - before.timestamp) | 0).toBeGreaterThanOrEqual(0);
  });
  const { frames, errors } = await decodeH264(annexB(packets));
  expect(errors).toBe('');
  expect(frames).toBeGreaterThan(100);
});

interface Both {
  readonly member: MediaMember;
  readonly audio: FakeStream;
  readonly video: FakeStream;
}

async function joinBoth(bridge: MediaBridge, id: string): Promise<Both> {
  const [audio, video] = [await fakeStream(), await fakeStream()];
  const member = await bridge.addMember({ id, kinds: ['audio', 'video'], family: 4, cname: 'g', onEvent: () => {} });
  await member.agree([audioAgreement(audio, PCMU), videoAgreement(video, h264(1), { ...NO_FEEDBACK, pli: true })]);
  return { member, audio, video };
}
