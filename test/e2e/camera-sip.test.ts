/** A device moves another device's camera (H.224, H.281) if the host's account permits it, over real sockets. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  ACTIONS,
  decodeCamera,
  decodeFrame,
  encodeCamera,
  encodeFrame,
  H281,
  type CameraMessage,
} from '../../gateway/h224/index.ts';
import { encodeRtp } from '../../media/rtp/packet.ts';
import { eventually, removeFolder, startGateway, type RunningGateway } from './gateway.ts';
import { encodePictures, PictureSender, type Picture } from './h264-picture.ts';
import { MARKER } from './rtp-socket.ts';
import { SipContentRoom, type SipContentRoomOptions } from './sip-content-room.ts';

let gateway: RunningGateway;
let pictures: readonly Picture[];
let account: string;
let port = 16_000;
let sequence = 0;
const rooms: SipContentRoom[] = [];
const senders: PictureSender[] = [];

beforeAll(async () => {
  [gateway, pictures] = await Promise.all([startGateway(), encodePictures()]);
  account = (await gateway.call<{ accounts: { id: string }[] }>('GET', '/v1/accounts')).accounts[0]!.id;
}, 60_000);
afterAll(async () => {
  await gateway?.stop();
  removeFolder(gateway?.folder);
});
afterEach(async () => {
  await policy('on');
  for (const sender of senders.splice(0)) sender.stop();
  for (const room of rooms.splice(0)) await room.hangUp();
  await eventually(async () => ((await gateway.metrics()).get('roomgate_calls_active') === 0 ? true : undefined));
});

const policy = (farEndCameraControl: 'on' | 'host' | 'off') =>
  gateway.call('PATCH', `/v1/accounts/${account}/settings`, { farEndCameraControl });

async function call(options: Partial<SipContentRoomOptions> = {}): Promise<SipContentRoom> {
  port += 40;
  const room = await SipContentRoom.call({ gatewayPort: gateway.sipPort, dial: gateway.pin, port, ...options });
  rooms.push(room);
  const { rtp, rtcp } = room.rtp.video;
  senders.push(new PictureSender({ rtp, rtcp, to: room.stream('main')!.rtp!, payloadType: 97, pictures, ssrc: port }));
  return room;
}

function ask(room: SipContentRoom, message: CameraMessage, to = room.stream('camera', 'application')!.rtp!): void {
  const payload = encodeFrame(
    { highPriority: true, destination: 0, source: 0, client: H281, data: encodeCamera(message) },
    'plain',
  );
  room.rtp.camera.rtp.send(
    encodeRtp({
      payloadType: 100,
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
}

/** The messages that the device's camera received, with their arrival times. */
const told = (room: SipContentRoom): readonly { readonly at: number; readonly message: CameraMessage }[] =>
  room.rtp.camera.received.flatMap(({ payload, time }) => {
    const { frame } = decodeFrame(payload);
    const message = frame.client === H281 ? decodeCamera(frame.data) : undefined;
    return message === undefined ? [] : [{ at: time, message }];
  });
const kinds = (room: SipContentRoom): readonly string[] => told(room).map(({ message }) => message.type);
const until = (room: SipContentRoom, type: CameraMessage['type']) =>
  eventually(async () => told(room).find(({ message }) => message.type === type));
/** Waits until the device sees another device: real video, not the still. */
const watches = (room: SipContentRoom) =>
  eventually(async () => (room.rtp.video.received.length > 60 ? true : undefined));
const decisions = async (outcome: string, reason: string): Promise<number> =>
  (await gateway.metrics()).get(
    `roomgate_control_decisions_total{control="camera",outcome="${outcome}",reason="${reason}"}`,
  ) ?? 0;

describe('a device', () => {
  it('moves the camera whose video it sees: start, continue, stop, presets; and no other camera moves', async () => {
    const [asking, seen] = [await call(), await call()];
    await watches(asking);
    const left: CameraMessage = { type: 'start', actions: ACTIONS.panLeft, timeout: 800 };
    ask(asking, left);
    expect((await until(seen, 'start')).message).toEqual(left);
    ask(asking, { type: 'continue', actions: ACTIONS.panLeft });
    await until(seen, 'continue');
    ask(asking, { type: 'stop', actions: ACTIONS.panLeft });
    await until(seen, 'stop');
    ask(asking, { type: 'activatePreset', preset: 3 });
    expect((await until(seen, 'activatePreset')).message).toEqual({ type: 'activatePreset', preset: 3 });
    ask(asking, { type: 'selectSource', source: 1, mode: 1 });
    await until(seen, 'selectSource');
    expect(kinds(seen)).toEqual(['start', 'continue', 'stop', 'activatePreset', 'selectSource']);
    expect(kinds(asking)).toEqual([]);
    await eventually(async () => {
      const { events } = await gateway.call<{
        events: { record: { eventName: string; requestParameters: Record<string, string> } }[];
      }>('GET', '/v1/audit-events?name=CameraControl');
      return events.find(({ record }) => record.requestParameters['outcome'] === 'granted');
    });
  });

  it('that falls silent after its start stops moving it', async () => {
    const [asking, seen] = [await call(), await call()];
    await watches(asking);
    ask(asking, { type: 'start', actions: ACTIONS.zoomIn, timeout: 400 });
    const [start, stop] = [await until(seen, 'start'), await until(seen, 'stop')];
    expect(stop.at - start.at).toBeGreaterThan(0.3);
    expect(stop.at - start.at).toBeLessThan(1);
    expect(await decisions('ended', 'timeout')).toBe(1);
  });

  it('that leaves stops moving it', async () => {
    const [asking, seen] = [await call(), await call()];
    await watches(asking);
    ask(asking, { type: 'start', actions: ACTIONS.tiltUp, timeout: 800 });
    await until(seen, 'start');
    await rooms.shift()!.hangUp();
    await until(seen, 'stop');
  });

  it('is stopped by the policy, not by its timeout, when the policy is switched off, and its line is removed', async () => {
    const [asking, seen] = [await call(), await call()];
    await watches(asking);
    ask(asking, { type: 'start', actions: ACTIONS.panRight, timeout: 800 });
    await until(seen, 'start');
    const line = asking.stream('camera', 'application')!.rtp!;
    await policy('off');
    await until(seen, 'stop');
    await eventually(async () =>
      asking.reinvites.some((sdp) => /m=application 0 RTP\/AVP 100/.test(sdp)) ? true : undefined,
    );
    const before = kinds(seen).length;
    ask(asking, { type: 'start', actions: ACTIONS.panRight, timeout: 800 }, line);
    await seen.rtp.video.more(MARKER);
    expect(kinds(seen)).toHaveLength(before);
    expect(await decisions('ended', 'policy')).toBe(1);
  });

  it('is answered with port 0 if the policy is off already, and gets no camera', async () => {
    await policy('off');
    const [asking, seen] = [await call(), await call()];
    expect(asking.stream('camera', 'application')).toBeUndefined();
    await watches(asking);
    expect(seen.rtp.camera.received).toEqual([]);
  });

  it('that is not a host moves no camera if only hosts may', async () => {
    await policy('host');
    const hostPin = /host (\d{13})/.exec(gateway.output().told)![1]!;
    const [asking, seen] = [await call(), await call({ dial: hostPin })];
    await Promise.all([watches(asking), watches(seen)]);
    ask(asking, { type: 'start', actions: ACTIONS.panLeft, timeout: 800 });
    await eventually(async () => ((await decisions('denied', 'host-only')) > 0 ? true : undefined));
    expect(kinds(seen)).toEqual([]);
    ask(seen, { type: 'start', actions: ACTIONS.panLeft, timeout: 800 });
    await until(asking, 'start');
  });
});

it('leaves nothing behind', async () => {
  expect((await gateway.idle()).get('roomgate_errors_total')).toBe(0);
});
