/** Waiting, muting, playing clips to one member, and moving between bridges, with the real worker. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { audioClip } from '../../media/index.ts';
import type { AgreedStream, MediaMember, MediaPlane, MediaBridge, MemberEvent } from '../../media/port.ts';
import { NO_FEEDBACK } from '../../media/description.ts';
import { audioAgreement, h264, heardBy, openFakeStream, PCMU, playTone, until, videoAgreement } from './fake-room.ts';
import type { FakeStream } from './fake-room.ts';
import { openTestPlane } from './plane-fixture.ts';
import { amplitudeOf, tone } from './signal.ts';
import { IDR, PPS, SLICE, SPS } from './video/packets.ts';

const CLIP = 1000;
const VOICE = 400;

let plane: MediaPlane;
const closing: (() => void)[] = [];

beforeEach(async () => {
  plane = await openTestPlane({ min: 31_360, max: 31_399 });
});

afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await plane.close();
});

interface Joined {
  readonly member: MediaMember;
  readonly stream: FakeStream;
  readonly events: MemberEvent[];
}

async function openStream(): Promise<FakeStream> {
  const stream = await openFakeStream();
  closing.push(() => stream.close());
  return stream;
}

async function join(
  bridge: MediaBridge,
  id: string,
  options: { readonly waiting?: boolean; readonly agreed?: Partial<AgreedStream> } = {},
): Promise<Joined> {
  const events: MemberEvent[] = [];
  const { waiting = false, agreed = {} } = options;
  const member = await bridge.addMember({
    id,
    kinds: ['audio'],
    family: 4,
    cname: 'g',
    waiting,
    onEvent: (event) => events.push(event),
  });
  const stream = await openStream();
  await member.agree([audioAgreement(stream, PCMU, agreed)]);
  return { member, stream, events };
}

function speak({ member, stream }: Joined, frequency: number): void {
  if (member.local.audio !== undefined) closing.push(playTone(stream, member.local.audio, PCMU, frequency));
}

/** Amplitude of a tone in the next `ms`. */
async function hears({ stream }: Joined, frequency: number, ms = 400): Promise<number> {
  const before = stream.packets.length;
  await until('audio', () => stream.packets.length >= before + ms / 20);
  return amplitudeOf(heardBy(stream, PCMU, ms), frequency, 8000);
}

const clip = (ms: number) => audioClip(tone(CLIP, 16_000, ms * 16, 8000));

test('a clip is played to one member, and its end is reported', async () => {
  const bridge = await plane.openBridge('m');
  const [a, b] = [await join(bridge, 'a'), await join(bridge, 'b')];
  expect(a.member.play([clip(300), clip(300)])).toBe(1);
  await until('the clip', () => a.events.some(({ type }) => type === 'played'));
  expect(a.events).toContainEqual({ type: 'played', playback: 1 });
  expect(amplitudeOf(heardBy(a.stream, PCMU, 400), CLIP, 8000)).toBeGreaterThan(5000);
  expect(amplitudeOf(heardBy(b.stream, PCMU, 400), CLIP, 8000)).toBeLessThan(10);
  expect(a.member.play([clip(60_000)])).toBe(2);
  expect(await hears(a, CLIP)).toBeGreaterThan(4000);
  a.member.stopPlaying();
  await hears(a, CLIP, 100);
  expect(await hears(a, CLIP)).toBeLessThan(10);
  expect(a.events.filter(({ type }) => type === 'played').length).toBe(1);
});

test('a waiting member hears silence and clips, dials digits, and takes part once admitted', async () => {
  const bridge = await plane.openBridge('m');
  const guest = await join(bridge, 'guest', {
    waiting: true,
    agreed: { telephoneEvent: { payloadType: 101, clockRate: 8000 } },
  });
  const host = await join(bridge, 'host');
  speak(guest, VOICE);
  speak(host, 700);
  guest.stream.send(guest.member.local.audio ?? { address: '', port: 0 }, 101, Uint8Array.of(4, 0x8a, 1, 64), 0);
  guest.member.play([clip(300)]);
  await until('the clip', () => guest.events.some(({ type }) => type === 'played'));
  expect(guest.events).toContainEqual({ type: 'digit', digit: '4', way: 'rtp' });
  expect(await hears(guest, 700)).toBeLessThan(50);
  expect(await hears(host, VOICE)).toBeLessThan(10);
  await Promise.all([guest.member.admit(), guest.member.admit()]);
  await hears(host, VOICE, 200);
  expect(await hears(guest, 700)).toBeGreaterThan(5000);
  expect(await hears(host, VOICE)).toBeGreaterThan(5000);
});

test('a muted member is not heard until it is unmuted', async () => {
  const bridge = await plane.openBridge('m');
  const [a, b] = [await join(bridge, 'a'), await join(bridge, 'b')];
  speak(a, VOICE);
  await hears(b, VOICE, 300);
  for (const muted of [true, false]) {
    a.member.setMuted(muted);
    await hears(b, VOICE, 200);
    if (muted) expect(await hears(b, VOICE)).toBeLessThan(10);
    else expect(await hears(b, VOICE)).toBeGreaterThan(5000);
  }
  expect((await a.member.stats())[0]).toMatchObject({
    kind: 'audio',
    concealed: expect.any(Number) as number,
    late: expect.any(Number) as number,
    targetDelay: expect.any(Number) as number,
  });
});

test('digits in the sound are reported if no other way was agreed', async () => {
  const bridge = await plane.openBridge('m');
  const a = await join(bridge, 'a', { agreed: { detectTones: true }, waiting: true });
  const { encodeMulaw } = await import('../../media/audio/g711.ts');
  const key = tone(770, 8000, 1600, 6000).map(
    (value, i) => value + Math.round(6000 * Math.sin((2 * Math.PI * 1336 * i) / 8000)),
  );
  let frame = 0;
  const timer = setInterval(() => {
    const samples = frame < 10 ? key.subarray(frame * 160, (frame + 1) * 160) : new Int16Array(160);
    frame += 1;
    a.stream.send(a.member.local.audio ?? { address: '', port: 0 }, 0, encodeMulaw(samples), 160);
  }, 20);
  closing.push(() => clearInterval(timer));
  await until('the digit', () => a.events.some(({ type }) => type === 'digit'));
  expect(a.events.filter(({ type }) => type === 'digit')).toEqual([{ type: 'digit', digit: '5', way: 'in-band' }]);
});

test('a member moves to another bridge with sockets, numbers and playback, and outlives the bridge it left', async () => {
  const lobby = await plane.openBridge('lobby');
  const meeting = await plane.openBridge('meeting', { near: lobby });
  const [guest, host] = [await join(lobby, 'guest', { waiting: true }), await join(meeting, 'host')];
  speak(guest, VOICE);
  speak(host, 700);
  const local = guest.member.local;
  const playback = guest.member.play([clip(1000)]);
  await hears(guest, CLIP, 300);
  const before = await guest.member.stats();
  expect(await guest.member.moveTo(meeting, { waiting: false })).toBe(true);
  await lobby.close();
  await until('the clip', () => guest.events.some(({ type }) => type === 'played'));
  await hears(guest, 700, 200);
  expect(await hears(guest, 700)).toBeGreaterThan(5000);
  expect(await hears(host, VOICE)).toBeGreaterThan(5000);
  expect(guest.member.local).toBe(local);
  expect(guest.events.filter(({ type }) => type === 'played' || type === 'closed')).toEqual([
    { type: 'played', playback },
  ]);
  const { packets } = guest.stream;
  expect(new Set(packets.map(({ ssrc }) => ssrc)).size).toBe(1);
  packets.forEach(({ sequence, timestamp }, i) => {
    const last = packets[i - 1];
    if (last === undefined) return;
    expect([(sequence - last.sequence) & 0xffff, (timestamp - last.timestamp) >>> 0]).toEqual([1, 160]);
  });
  const [after] = await guest.member.stats();
  expect(after?.packetsReceived).toBeGreaterThan(before[0]?.packetsReceived ?? 0);
  expect(await plane.stats()).toMatchObject({ workers: [{ bridges: 1, members: 2 }] });
  await meeting.close();
  expect(guest.events.at(-1)).toEqual({ type: 'closed', reason: 'bridge-closed' });
});

test('a member that moves takes its picture along', async () => {
  const [first, second] = [await plane.openBridge('first'), await plane.openBridge('second')];
  const feedback = { ...NO_FEEDBACK, pli: true };
  const video = async (bridge: MediaBridge, id: string): Promise<Joined> => {
    const events: MemberEvent[] = [];
    const member = await bridge.addMember({
      id,
      kinds: ['video'],
      family: 4,
      cname: 'g',
      onEvent: (event) => events.push(event),
    });
    const stream = await openStream();
    await member.agree([videoAgreement(stream, h264(1), feedback)]);
    return { member, stream, events };
  };
  const [a, left, met] = [await video(first, 'a'), await video(first, 'left'), await video(second, 'met')];
  const timer = setInterval(() => {
    const to = a.member.local.video ?? { address: '', port: 0 };
    for (const unit of [SPS, PPS]) a.stream.send(to, 109, Uint8Array.from(unit), 0);
    a.stream.send(to, 109, Uint8Array.from(IDR), 3000);
    a.stream.send(to, 109, Uint8Array.from(SLICE), 3000);
  }, 40);
  closing.push(() => clearInterval(timer));
  const slices = ({ stream }: Joined): number =>
    stream.packets.filter(({ payload }) => payload.length === SLICE.length && payload[0] === SLICE[0]).length;
  await until('a picture', () => slices(left) > 5);
  expect(slices(met)).toBe(0);
  expect(await a.member.moveTo(second, { waiting: false })).toBe(true);
  await until('a picture in the other bridge', () => slices(met) > 5);
});

test('a bridge opened near another is on its worker; a move to a bridge elsewhere is refused without effect', async () => {
  const wide = await openTestPlane({ min: 31_400, max: 31_419 }, { workers: 2 });
  closing.push(() => void wide.close());
  const first = await wide.openBridge('1');
  const a = await join(first, 'a');
  const near = await wide.openBridge('2', { near: first });
  const far = await wide.openBridge('3');
  expect(await a.member.moveTo(far, { waiting: false })).toBe(false);
  expect((await a.member.stats())[0]?.kind).toBe('audio');
  expect(await a.member.moveTo(near, { waiting: true })).toBe(true);
  expect((await wide.stats()).workers.map(({ bridges, members }) => `${bridges} ${members}`).toSorted()).toEqual([
    '1 0',
    '2 1',
  ]);
  await far.close();
  await expect(a.member.moveTo(far, { waiting: false })).rejects.toMatchObject({ kind: 'closed' });
  await wide.close();
});

test('a bridge requested while no worker is ready waits for one', async () => {
  const states: string[] = [];
  const other = await openTestPlane({ min: 31_420, max: 31_429 }, { onWorkerState: (_, state) => states.push(state) });
  closing.push(() => void other.close());
  const bridge = await other.openBridge('m');
  const a = await join(bridge, 'a');
  const { readdirSync, readFileSync } = await import('node:fs');
  const children = readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' '),
  );
  for (const pid of children.filter(
    (each) => each !== '' && readFileSync(`/proc/${each}/comm`, 'utf8').startsWith('mediasoup'),
  ))
    process.kill(Number(pid), 'SIGKILL');
  await until('the end', () => a.events.some(({ type }) => type === 'closed'));
  expect(states.at(-1)).toBe('dead');
  const next = await join(await other.openBridge('n', { near: bridge }), 'b');
  await until('audio', () => next.stream.packets.length > 5);
  await other.close();
});
