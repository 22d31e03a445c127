/** Waiting members, packet by packet: with real sockets, and a look into the real router. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { encodeRtcp } from '../../media/rtp/rtcp.ts';
import type { RtcpPacket } from '../../media/rtp/rtcp.ts';
import type { Bridge } from '../../media/worker/bridge.ts';
import { heardBy, PCMU, playTone, until } from './fake-room.ts';
import type { FakeStream } from './fake-room.ts';
import { isStill } from './h264-stream.ts';
import { joinRoom, openTestWorker } from './bridge-fixture.ts';
import type { Device, TestWorker } from './bridge-fixture.ts';
import { amplitudeOf, tone } from './signal.ts';
import { IDR, PPS, SLICE, SPS } from './video/packets.ts';
import { packetsOf } from './visit.ts';

const PORTS = { min: 31_860, max: 31_899 };
const [HOST, GUEST, LISTENER, ALONE] = [1, 2, 3, 4];
const VOICES: Readonly<Record<number, number>> = { [HOST]: 400, [GUEST]: 700 };
const CLIP = tone(1000, 16_000, 4800, 8000);
/** Digital silence in PCMU, of either sign. */
const SILENCE: ReadonlySet<number> = new Set([0xff, 0x7f]);
/** Out of 8000: a busy machine sends with gaps. */
const LOUD = 5000;
/** Packets of 20 ms. */
const SECOND = 50;

let worker: TestWorker;
let port = PORTS.min;
const closing: (() => void)[] = [];

beforeAll(async () => {
  worker = await openTestWorker(PORTS);
});

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

afterAll(async () => worker.close());

async function join(room: Bridge, key: number, waiting = false): Promise<Device> {
  const device = await joinRoom(room, key, port, waiting);
  port += 4;
  closing.push(device.close);
  return device;
}

/** Sends all that a device can send: a tone, pictures that carry its number, and RTCP of every kind. */
function sendAll(device: Device): void {
  const to = (of: number) => ({ address: '127.0.0.1', port: of });
  closing.push(playTone(device.audio, to(device.ports.audio), PCMU, VOICES[device.key] ?? 0));
  let count = 0;
  const timer = setInterval(() => {
    for (const unit of [SPS, PPS]) device.video.send(to(device.ports.video), 109, Uint8Array.from(unit), 0);
    for (const unit of [IDR, SLICE])
      device.video.send(to(device.ports.video), 109, Uint8Array.of(...unit, device.key, device.key), 3000, {
        marker: true,
      });
    count += 1;
    if (count % 5 === 0)
      for (const [stream, at] of [
        [device.audio, device.ports.audio],
        [device.video, device.ports.video],
      ] as const)
        sendReports(stream, at + 1);
  }, 40);
  closing.push(() => clearInterval(timer));
}

function sendReports(stream: FakeStream, to: number): void {
  const shown = stream.packets.at(-1);
  const sr: RtcpPacket = {
    type: 'sr',
    ssrc: 5,
    ntpSeconds: 1,
    ntpFraction: 0,
    rtpTimestamp: 0,
    packetCount: 1,
    octetCount: 1,
    reports: [],
  };
  const media = shown?.ssrc ?? 0;
  const feedback: RtcpPacket[] = [
    { type: 'pli', sender: 5, media },
    { type: 'fir', sender: 5, requests: [{ ssrc: media, sequence: stream.packets.length & 0xff }] },
    { type: 'nack', sender: 5, media, sequences: [shown?.sequence ?? 0] },
  ];
  stream.rtcp.send(encodeRtcp([sr, ...feedback]), to, '127.0.0.1');
}

const isFrom =
  (key: number) =>
  ({ payload }: { readonly payload: Uint8Array }): boolean =>
    payload.at(-1) === key && payload.at(-2) === key;
const isSilent = ({ payload }: { readonly payload: Uint8Array }): boolean => payload.every((byte) => SILENCE.has(byte));
const loudness = (stream: FakeStream, key: number, ms: number): number =>
  amplitudeOf(heardBy(stream, PCMU, ms), VOICES[key] ?? 0, 8000);
const keyframesAsked = ({ video }: Device): number =>
  video.reports.filter(({ type }) => type === 'pli' || type === 'fir').length;

interface Scene {
  readonly title: string;
  /** The device joins and sends all it can. */
  readonly enter: (meeting: Bridge) => Promise<Device>;
}

const SCENES: readonly Scene[] = [
  {
    title: 'a waiting device',
    enter: async (meeting) => {
      const guest = await join(meeting, GUEST, true);
      sendAll(guest);
      return guest;
    },
  },
  {
    title: 'a device that was heard and seen in another bridge, moved here to wait,',
    enter: async (meeting) => {
      const [lobby, before] = [worker.openBridge(), worker.produced.length];
      const guest = await join(lobby, GUEST);
      sendAll(guest);
      await until('its producers in the lobby', () => worker.produced.length === before + 2);
      meeting.adopt(lobby.release(GUEST), true);
      guest.audio.packets.length = 0;
      guest.video.packets.length = 0;
      return guest;
    },
  },
];

test.each(SCENES)(
  '$title gets silence and the still, byte for byte, and none of its media gets anywhere until it is admitted',
  async ({ enter }) => {
    const meeting = worker.openBridge();
    const [host, listener] = [await join(meeting, HOST), await join(meeting, LISTENER)];
    sendAll(host);
    await until('the host’s picture', () => listener.video.packets.some(isFrom(HOST)));
    const guest = await enter(meeting);
    const [producedBefore, heardBefore] = [worker.produced.length, host.audio.packets.length];
    await packetsOf({ stream: guest.audio }, SECOND);
    const asked = keyframesAsked(host);
    await packetsOf({ stream: guest.audio }, 2 * SECOND);

    expect(guest.audio.packets.every(isSilent)).toBe(true);
    expect(guest.video.packets.length).toBeGreaterThan(2);
    expect(guest.video.packets.every(({ payload }) => isStill(payload))).toBe(true);
    expect(host.audio.packets.slice(heardBefore).every(isSilent)).toBe(true);
    expect(host.video.packets.every(({ payload }) => isStill(payload))).toBe(true);
    expect(loudness(listener.audio, HOST, 500)).toBeGreaterThan(LOUD);
    expect(loudness(listener.audio, GUEST, 500)).toBeLessThan(30);
    expect(listener.video.packets.every((packet) => !isFrom(GUEST)(packet))).toBe(true);
    // The host sends keyframes unasked: any request would be from the guest.
    expect(keyframesAsked(host)).toBe(asked);
    expect(worker.produced.slice(producedBefore)).toEqual([]);

    meeting.admit(GUEST);
    const admitted = listener.audio.packets.length;
    await until(
      'all media of the admitted guest',
      () =>
        loudness(guest.audio, HOST, 100) > LOUD &&
        loudness(host.audio, GUEST, 100) > LOUD &&
        guest.video.packets.some(isFrom(HOST)) &&
        host.video.packets.some(isFrom(GUEST)),
    );
    expect(listener.audio.packets.length - admitted).toBeLessThanOrEqual(SECOND);
    expect(worker.produced.slice(producedBefore).toSorted()).toEqual(['audio', 'video']);
    await meeting.close();
  },
);

test('a prompt to a waiting member in a loud meeting is the same, byte for byte, as to one that waits alone', async () => {
  const [meeting, empty] = [worker.openBridge(), worker.openBridge()];
  const host = await join(meeting, HOST);
  sendAll(host);
  const [guest, alone] = [await join(meeting, GUEST, true), await join(empty, ALONE, true)];
  await packetsOf({ stream: guest.audio }, 10);
  meeting.play(GUEST, 1, [CLIP]);
  empty.play(ALONE, 1, [CLIP]);
  const played = (key: number): boolean =>
    worker.events.some(({ member, event }) => member === key && event.type === 'played');
  await until('the prompts', () => played(GUEST) && played(ALONE));
  await packetsOf({ stream: guest.audio }, 20);
  const sound = ({ audio }: Device): readonly string[] =>
    audio.packets.filter((packet) => !isSilent(packet)).map(({ payload }) => Buffer.from(payload).toString('hex'));
  expect(sound(guest).length).toBeGreaterThanOrEqual(15);
  expect(sound(guest)).toEqual(sound(alone));
});
