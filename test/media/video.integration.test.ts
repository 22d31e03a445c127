/** Video through the whole plane: real sockets, worker thread and mediasoup; ffmpeg encodes and decodes. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_FEEDBACK } from '../../media/description.ts';
import type { AgreedStream, Feedback, MediaMember, MediaPlane, MediaBridge, MemberEvent } from '../../media/port.ts';
import { decodeRtp, encodeRtp } from '../../media/rtp/packet.ts';
import { encodeRtcp } from '../../media/rtp/rtcp.ts';
import { h264, openFakeStream, until, videoAgreement } from './fake-room.ts';
import type { FakeStream } from './fake-room.ts';
import { annexB, decodeH264, isStill, sendH264 } from './h264-stream.ts';
import { openTestPlane } from './plane-fixture.ts';
import { IDR, SLICE } from './video/packets.ts';

let plane: MediaPlane;
let bridge: MediaBridge;
const closing: (() => void)[] = [];

beforeEach(async () => {
  plane = await openTestPlane({ min: 32_400, max: 32_429 });
  bridge = await plane.openBridge('m');
});

afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await plane.close();
});

interface Joined {
  readonly member: MediaMember;
  readonly stream: FakeStream;
  readonly events: MemberEvent[];
  readonly port: number;
  /** Packets of others' pictures. */
  readonly seen: () => readonly Uint8Array[];
}

async function join(
  id: string,
  options: {
    readonly feedback?: Partial<Feedback>;
    readonly waiting?: boolean;
    readonly agreed?: Partial<AgreedStream>;
  } = {},
): Promise<Joined> {
  const stream = await openFakeStream();
  closing.push(() => stream.close());
  const events: MemberEvent[] = [];
  const member = await bridge.addMember({
    id,
    kinds: ['video'],
    family: 4,
    cname: 'g',
    waiting: options.waiting ?? false,
    onEvent: (event) => events.push(event),
  });
  await member.agree([
    videoAgreement(stream, h264(1), { ...NO_FEEDBACK, pli: true, ...options.feedback }, options.agreed),
  ]);
  const seen = (): readonly Uint8Array[] =>
    stream.packets.map(({ payload }) => payload).filter((payload) => !isStill(payload));
  return { member, stream, events, port: member.local.video?.port ?? 0, seen };
}

function sendPicture({ port }: Joined): void {
  const source = sendH264({ port, rtcpPort: port + 1, payloadType: 109, keyframeInterval: 10 });
  closing.push(() => source.kill());
}

test('a waiting device is sent only the still, and once admitted the picture, which decodes', async () => {
  const [camera, guest] = [await join('camera'), await join('guest', { waiting: true })];
  sendPicture(camera);
  await until('the camera’s packets', () => camera.events.some(({ type }) => type === 'firstMedia'), 10_000);
  await until('two stills', () => guest.stream.packets.filter(({ marker }) => marker).length >= 2);
  expect(guest.seen()).toEqual([]);
  await guest.member.admit();
  await until('a picture', () => guest.seen().length > 50);
  const { frames, errors } = await decodeH264(annexB(guest.stream.packets));
  expect(errors).toBe('');
  expect(frames).toBeGreaterThan(10);
});

test("a device that cannot decode the picture is sent the still, and the sender's gateway is notified", async () => {
  const camera = await join('camera');
  // 320 by 180 is 240 macroblocks.
  const [small, large] = [
    await join('small', { agreed: { pictureLimit: { maxFs: 99, maxMbps: 1485 } } }),
    await join('large', { agreed: { pictureLimit: { maxFs: 396, maxMbps: 11_880 } } }),
  ];
  sendPicture(camera);
  await until('a picture', () => large.seen().length > 50, 10_000);
  expect(small.seen()).toEqual([]);
  expect(small.stream.packets.length).toBeGreaterThan(0);
  expect(camera.events.filter(({ type }) => type === 'modeTooHigh')).toHaveLength(1);
  expect((await camera.member.stats())[0]).toMatchObject({ tooHigh: 1 });
  await small.member.agree([
    videoAgreement(
      small.stream,
      h264(1),
      { ...NO_FEEDBACK, pli: true },
      { pictureLimit: { maxFs: 396, maxMbps: 11_880 } },
    ),
  ]);
  await until('a picture', () => small.seen().length > 0);
});

test('a limit of what a device should send is requested by TMMBR, or by an event for the signalling', async () => {
  const [first, second] = [await join('first', { feedback: { tmmbr: true } }), await join('second')];
  first.member.setReceiveLimit('video', 184_000);
  second.member.setReceiveLimit('video', 184_000);
  await until('the event', () => second.events.some(({ type }) => type === 'rateLimitWanted'));
  expect(second.events).toContainEqual({ type: 'rateLimitWanted', kind: 'video', bitrate: 184_000 });
  expect(first.events.some(({ type }) => type === 'rateLimitWanted')).toBe(false);
  for (const payload of [IDR, SLICE])
    first.stream.send({ address: '127.0.0.1', port: first.port }, 109, Uint8Array.from(payload), 3000);
  await until('TMMBR', () => first.stream.reports.some(({ type }) => type === 'tmmbr'));
  expect(first.stream.reports.find(({ type }) => type === 'tmmbr')).toMatchObject({
    limits: [{ bitrate: 184_000, overhead: 40 }],
  });
});

test("a device's wish to be sent less is reported, and lost packets are resent", async () => {
  const [camera, viewer] = [await join('camera'), await join('viewer', { feedback: { nack: true, tmmbr: true } })];
  sendPicture(camera);
  await until('a picture', () => viewer.seen().length > 20, 10_000);
  const lost = viewer.stream.packets.at(-1)!;
  const rtcp = (feedback: Parameters<typeof encodeRtcp>[0][number]): void =>
    viewer.stream.rtcp.send(encodeRtcp([{ type: 'rr', ssrc: 9, reports: [] }, feedback]), viewer.port + 1, '127.0.0.1');
  rtcp({ type: 'nack', sender: 9, media: lost.ssrc, sequences: [lost.sequence] });
  await until(
    'the resent packet',
    () => viewer.stream.packets.filter(({ sequence }) => sequence === lost.sequence).length === 2,
  );
  rtcp({ type: 'tmmbr', sender: 9, limits: [{ ssrc: lost.ssrc, bitrate: 114_000, overhead: 40 }] });
  await until('the event', () => viewer.events.some(({ type }) => type === 'sendLimit'));
  expect(viewer.events).toContainEqual({ type: 'sendLimit', kind: 'video', bitrate: 110_000 });
  await until('TMMBN', () => viewer.stream.reports.some(({ type }) => type === 'tmmbn'));
});

test("with 5 % of the camera's packets lost and requested again, ffmpeg decodes every picture", async () => {
  const [camera, viewer] = [await join('camera', { feedback: { nack: true } }), await join('viewer')];
  // ffmpeg sends to this socket; packets are forwarded from here, except some that are only sent on request.
  const relay = await openFakeStream();
  closing.push(() => relay.close());
  const kept = new Map<number, Uint8Array>();
  const toPlane = (data: Uint8Array): void => camera.stream.rtp.send(data, camera.port, '127.0.0.1');
  let count = 0;
  relay.rtp.on('message', (data) => {
    const packet = decodeRtp(data);
    if (packet === undefined) return;
    kept.set(packet.sequence, encodeRtp(packet));
    if (++count % 20 !== 0) toPlane(data);
  });
  let resent = 0;
  const answer = setInterval(() => {
    for (const report of camera.stream.reports.splice(0)) {
      for (const sequence of report.type === 'nack' ? report.sequences : []) {
        const data = kept.get(sequence);
        if (data === undefined) continue;
        resent += 1;
        toPlane(data);
      }
    }
  }, 10);
  closing.push(() => clearInterval(answer));
  const source = sendH264({
    port: relay.address.port,
    rtcpPort: relay.rtcpAddress.port,
    payloadType: 109,
    keyframeInterval: 25,
    packetSize: 400,
  });
  closing.push(() => source.kill());
  await until('a good many packets', () => viewer.seen().length > 600, 20_000);

  const sequences = viewer.stream.packets.map(({ sequence }) => sequence);
  expect(
    sequences.every((sequence, index) => index === 0 || sequence === (((sequences[index - 1] ?? 0) + 1) & 0xffff)),
  ).toBe(true);
  const { frames, errors } = await decodeH264(annexB(viewer.stream.packets));
  expect(errors).toBe('');
  expect(frames).toBeGreaterThan(50);
  expect(resent).toBeGreaterThan(10);
  expect((await camera.member.stats())[0]?.recovered).toBeGreaterThan(10);
});
