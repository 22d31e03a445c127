/**
 * A SIP device and an H.323 device share their screens with each other, and one moves the other's camera: over real
 * sockets, with real H.264.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../base/system-clock.ts';
import {
  ACTIONS,
  decodeCamera,
  decodeFrame,
  encodeCamera,
  encodeFrame,
  H281,
  type CameraMessage,
} from '../../gateway/h224/index.ts';
import { tcpTransports } from '../../gateway/h323/index.ts';
import type { TransportAddress, StreamDescription } from '../../media/port.ts';
import { encodeRtp } from '../../media/rtp/packet.ts';
import { audioStream, h264, offerOf, videoStream } from '../fakes/descriptions.ts';
import { H323ContentRoom } from '../fakes/h323-content-room.ts';
import type { Shape } from '../fakes/h323-room.ts';
import { eventually, removeFolder, startGateway, type RunningGateway } from './gateway.ts';
import { encodePictures, PictureSender, type Picture } from './h264-picture.ts';
import { MARKER, RtpPair } from './rtp-socket.ts';
import { SipContentRoom, type SipContentRoomOptions } from './sip-content-room.ts';

let gateway: RunningGateway;
let slides: readonly Picture[];
let account: string;
let port = 19_000;
let sequence = 0;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  [gateway, slides] = await Promise.all([startGateway(), encodePictures()]);
  account = (await gateway.call<{ accounts: { id: string }[] }>('GET', '/v1/accounts')).accounts[0]!.id;
}, 60_000);
afterAll(async () => {
  await gateway?.stop();
  removeFolder(gateway?.folder);
});
afterEach(async () => {
  await gateway.call('PATCH', `/v1/accounts/${account}/settings`, {
    farEndCameraControl: 'on',
    contentFromDevices: 'on',
  });
  for (const end of ends.splice(0)) await end();
  await eventually(async () => ((await gateway.metrics()).get('roomgate_calls_active') === 0 ? true : undefined));
});

interface H323Side {
  readonly screen: H323ContentRoom;
  readonly rtp: Readonly<Record<'audio' | 'video' | 'content' | 'camera', RtpPair>>;
  /** The address at which the gateway receives its main video. */
  readonly video: () => TransportAddress | undefined;
}

/** As in the guide's table: screens in both directions with a C40, only from the device with a Debut. */
const vendorOf = (model: 'C40' | 'Debut') => ({
  vendor:
    model === 'C40'
      ? { t35CountryCode: 130, t35Extension: 1, manufacturerCode: 256 }
      : { t35CountryCode: 181, t35Extension: 0, manufacturerCode: 20_560 },
  productId: Buffer.from(model === 'C40' ? 'TANDBERG C40' : 'RealPresence Debut'),
  versionId: Buffer.from('1.0'),
});

async function h323Room(shape: Shape = 'separate', model: 'C40' | 'Debut' = 'C40'): Promise<H323Side> {
  port += 40;
  const pair = (offset: number): Promise<RtpPair> => RtpPair.open(port + offset);
  const rtp = { audio: await pair(0), video: await pair(2), content: await pair(4), camera: await pair(6) };
  const local = ({ port: at }: RtpPair): TransportAddress => ({ address: '127.0.0.1', port: at });
  let streams: readonly StreamDescription[] = [];
  const screen = new H323ContentRoom({
    transports: tcpTransports(10),
    address: '127.0.0.1',
    gateway: { address: '127.0.0.1', port: gateway.h323Port },
    clock: systemClock,
    random: { bytes: (count) => randomBytes(count) },
    shape,
    destination: [{ dialedDigits: gateway.pin }],
    media: offerOf(
      audioStream(['PCMU'], { rtp: local(rtp.audio) }),
      videoStream([h264(0x42_80_1f, 1)], { rtp: local(rtp.video) }),
    ),
    onSession: (event) => {
      if (event.type === 'media') ({ streams } = event.description);
    },
    vendor: vendorOf(model),
    contentAt: local(rtp.content),
    cameraAt: local(rtp.camera),
  });
  ends.push(async () => {
    screen.room.hangUp();
    for (const each of Object.values(rtp)) each.close();
  });
  const video = () =>
    streams.find(({ kind, role, direction }) => kind === 'video' && role === 'main' && direction === 'sendrecv')?.rtp;
  await eventually(async () => video());
  return { screen, rtp, video };
}

async function sipRoom(options: Partial<SipContentRoomOptions> = {}): Promise<SipContentRoom> {
  port += 40;
  const room = await SipContentRoom.call({
    gatewayPort: gateway.sipPort,
    dial: gateway.pin,
    port,
    floor: { transport: 'udp', control: 'c-s' },
    ...options,
  });
  ends.push(() => room.hangUp());
  return room;
}

function send(pair: RtpPair, to: TransportAddress, payloadType: number): PictureSender {
  const sender = new PictureSender({
    rtp: pair.rtp,
    rtcp: pair.rtcp,
    to,
    payloadType,
    pictures: slides,
    ssrc: pair.port,
  });
  ends.unshift(async () => sender.stop());
  return sender;
}
const seconds = (): number => performance.now() / 1000;
const sees = (pair: RtpPair, from: number): Promise<number> => pair.sees(from);

describe.each(['separate', 'tunnelled', 'fast tunnelled'] as const)(
  'an H.323 device (%s) and a SIP device',
  (shape) => {
    it("show the SIP device's screen to the H.323 device by H.239 within two seconds, and main video continues", async () => {
      const [sip, h323] = [await sipRoom(), await h323Room(shape)];
      const started = seconds();
      expect(await sip.askFloor()).toBe('granted');
      send(sip.rtp.content, sip.stream('content')!.rtp!, 98);
      await eventually(async () => h323.screen.shown);
      expect(await sees(h323.rtp.content, started)).toBeLessThan(2);
      expect((await h323.rtp.content.decoded(started)).complaints).toBe('');
      expect(h323.screen.h239.some(({ type }) => type === 'presentationTokenIndicateOwner')).toBe(true);
      sip.floor!.release();
      await eventually(async () => (h323.screen.shown === undefined ? true : undefined));
    });

    it("show the H.323 device's screen to the SIP device within two seconds", async () => {
      const [sip, h323] = [await sipRoom(), await h323Room(shape)];
      const started = seconds();
      h323.screen.askForToken();
      expect(await eventually(async () => h323.screen.token)).toBe('acknowledged');
      h323.screen.openContent();
      const { rtp } = await eventually(async () => h323.screen.contentTo);
      send(h323.rtp.content, rtp, 109);
      expect(await sees(sip.rtp.content, started)).toBeLessThan(2);
      await eventually(async () => sip.floorEvents.find((event) => event.type === 'peerHolds' && event.holds));
      h323.screen.closeContent();
      h323.screen.releaseToken();
      await eventually(async () => sip.floorEvents.find((event) => event.type === 'peerHolds' && !event.holds));
    });
  },
);

describe('the floor between protocols', () => {
  it('goes to the newest request: the H.323 device loses the token to the SIP device, and sees its screen', async () => {
    const [sip, h323] = [await sipRoom({ floor: { transport: 'tcp', control: 'c-s' } }), await h323Room()];
    h323.screen.askForToken();
    expect(await eventually(async () => h323.screen.token)).toBe('acknowledged');
    h323.screen.openContent();
    await eventually(async () => h323.screen.contentTo);
    const started = seconds();
    expect(await sip.askFloor()).toBe('granted');
    send(sip.rtp.content, sip.stream('content')!.rtp!, 98);
    await eventually(async () => (h323.screen.contentTo === undefined ? true : undefined));
    expect(await sees(h323.rtp.content, started)).toBeLessThan(3);
  });

  it("shows others' screens to a Debut in its main video, because it can only send screens", async () => {
    const [sip, h323] = [await sipRoom(), await h323Room('separate', 'Debut')];
    await sip.askFloor();
    const sender = send(sip.rtp.content, sip.stream('content')!.rtp!, 98);
    const started = seconds();
    await eventually(async () =>
      sender.asked > 0 && (await h323.rtp.video.decoded(started)).frames > 5 ? true : undefined,
    );
    expect(h323.screen.shown).toBeUndefined();
    expect(h323.rtp.content.received).toEqual([]);
  });

  it('is denied to both if the policy says so', async () => {
    await gateway.call('PATCH', `/v1/accounts/${account}/settings`, { contentFromDevices: 'off' });
    const [sip, h323] = [await sipRoom(), await h323Room()];
    h323.screen.askForToken();
    expect(await eventually(async () => h323.screen.token)).toBe('rejected');
    expect(await sip.askFloor()).toBe('denied');
  });
});

describe('a camera', () => {
  const told = (pair: RtpPair): readonly { readonly at: number; readonly message: CameraMessage }[] =>
    pair.received.flatMap(({ payload, time }) => {
      const { frame } = decodeFrame(payload);
      const message = frame.client === H281 ? decodeCamera(frame.data) : undefined;
      return message === undefined ? [] : [{ at: time, message }];
    });
  const until = (pair: RtpPair, type: CameraMessage['type']) =>
    eventually(async () => told(pair).find(({ message }) => message.type === type));
  const ask = (pair: RtpPair, to: TransportAddress, payloadType: number, message: CameraMessage): void => {
    const payload = encodeFrame(
      { highPriority: true, destination: 0, source: 0, client: H281, data: encodeCamera(message) },
      'plain',
    );
    pair.rtp.send(
      encodeRtp({
        payloadType,
        marker: true,
        sequence: ++sequence,
        timestamp: sequence * 80,
        ssrc: 0xfecc,
        csrcs: [],
        payload,
      }),
      to.port,
      to.address,
    );
  };

  async function facing() {
    const [sip, h323] = [await sipRoom(), await h323Room()];
    send(h323.rtp.video, h323.video()!, 96);
    send(sip.rtp.video, sip.stream('main')!.rtp!, 97);
    const camera = await eventually(async () => h323.screen.cameraTo);
    await eventually(async () =>
      sip.rtp.video.received.length > 60 && h323.rtp.video.received.length > 60 ? true : undefined,
    );
    return { sip, h323, camera, line: sip.stream('camera', 'application')!.rtp! };
  }

  it('of an H.323 device is moved by a SIP device, and vice versa', async () => {
    const { sip, h323, camera, line } = await facing();
    ask(sip.rtp.camera, line, 100, { type: 'start', actions: ACTIONS.panLeft, timeout: 800 });
    expect((await until(h323.rtp.camera, 'start')).message).toEqual({
      type: 'start',
      actions: ACTIONS.panLeft,
      timeout: 800,
    });
    ask(sip.rtp.camera, line, 100, { type: 'stop', actions: ACTIONS.panLeft });
    await until(h323.rtp.camera, 'stop');
    ask(h323.rtp.camera, camera.rtp, camera.payloadType, { type: 'start', actions: ACTIONS.zoomIn, timeout: 800 });
    expect((await until(sip.rtp.camera, 'start')).message).toEqual({
      type: 'start',
      actions: ACTIONS.zoomIn,
      timeout: 800,
    });
  });

  it('of an H.323 device is stopped by the policy when it is switched off, and is not moved any more', async () => {
    const { sip, h323, line } = await facing();
    ask(sip.rtp.camera, line, 100, { type: 'start', actions: ACTIONS.tiltDown, timeout: 800 });
    await until(h323.rtp.camera, 'start');
    await gateway.call('PATCH', `/v1/accounts/${account}/settings`, { farEndCameraControl: 'off' });
    await until(h323.rtp.camera, 'stop');
    expect(
      (await gateway.metrics()).get(
        'roomgate_control_decisions_total{control="camera",outcome="ended",reason="policy"}',
      ),
    ).toBe(1);
    const before = told(h323.rtp.camera).length;
    ask(sip.rtp.camera, line, 100, { type: 'start', actions: ACTIONS.tiltDown, timeout: 800 });
    await h323.rtp.video.more(MARKER);
    expect(told(h323.rtp.camera)).toHaveLength(before);
  });

  it('is not available to an H.323 device that calls while the policy is off', async () => {
    await gateway.call('PATCH', `/v1/accounts/${account}/settings`, { farEndCameraControl: 'off' });
    const h323 = await h323Room();
    // H.245 is an ordered channel: everything about the camera came before the answer to this request.
    h323.screen.askForToken();
    expect(await eventually(async () => h323.screen.token)).toBe('acknowledged');
    expect(h323.screen.cameraTo).toBeUndefined();
  });
});

it('nothing is left behind', async () => {
  expect((await gateway.idle()).get('roomgate_errors_total')).toBe(0);
});
