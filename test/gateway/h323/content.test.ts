/** Shared screens (H.239) and far-end cameras (H.323 Annex Q) in whole calls, with a device that supports both. */
import { describe, expect, it } from 'vitest';
import type { LegCommand } from '../../../gateway/core/leg.ts';
import { toH245Address } from '../../../gateway/h323/address.ts';
import { response } from '../../../gateway/h323/h245/message.ts';
import type { MediaDescription, StreamDescription } from '../../../media/port.ts';
import {
  ALL,
  CAMERA_AT,
  CONTENT_AT,
  contentCall,
  contentStream,
  OUR_CAMERA,
  OUR_CONTENT,
  type ContentCall,
} from './content.ts';
import { Harness, OURS, PROFILE } from './harness.ts';
import { H323_SHAPES } from './shapes.ts';

const floor = (decision: 'granted' | 'denied' | 'revoked'): LegCommand => ({ type: 'floor', decision });
const show = (on: boolean): LegCommand => ({ type: 'showContent', on });
const next = (address: { readonly address: string; readonly port: number }) => ({ ...address, port: address.port + 1 });

/** Runs the call until the device shares its screen. */
async function sharing(call: ContentCall): Promise<void> {
  call.room.askForToken();
  await call.harness.pass(20);
  await call.command(floor('granted'));
  call.room.openContent();
  await call.harness.pass(20);
  call.told();
}

const types = (call: ContentCall): readonly string[] =>
  call.room.h239.map(({ type }) => type.replace('presentationToken', ''));
const main = (call: ContentCall): readonly StreamDescription[] =>
  call.harness.media()?.streams.filter(({ role }) => role === 'main') ?? [];

describe.each(H323_SHAPES)('a device with media %s', (shape) => {
  it('shares its screen once it has the floor, until it stops', async () => {
    const call = await contentCall({ shape });
    const before = main(call);
    call.room.askForToken();
    await call.harness.pass(20);
    expect([call.told(), call.room.token]).toEqual([['floorRequested'], undefined]);
    await call.command(floor('granted'));
    expect(call.room.token).toBe('acknowledged');
    call.room.openContent();
    await call.harness.pass(20);
    expect(call.room.contentTo).toEqual({ rtp: OUR_CONTENT, rtcp: next(OUR_CONTENT) });
    expect(call.told()).toEqual(['mediaOffered ==>=']);
    expect(call.stream('content')).toMatchObject({
      kind: 'video',
      direction: 'sendonly',
      rtcp: next(CONTENT_AT),
      sends: [{ name: 'H264', payloadType: call.room.payloadType, h264: { packetizationMode: 1 } }],
    });
    call.room.releaseToken();
    call.room.closeContent();
    await call.harness.pass(20);
    expect(call.told()).toEqual(['floorReleased', 'mediaOffered ==.=']);
    expect([main(call), call.harness.faults]).toEqual([before, []]);
  });

  it('is shown a screen until the sharing stops', async () => {
    const call = await contentCall({ shape });
    const before = main(call);
    await call.command(show(true));
    expect(call.told()).toEqual(['mediaOffered ==<=', 'contentAccepted true']);
    expect(call.room.shown).toMatchObject({ session: 32, payloadType: 99, rtcp: next(OUR_CONTENT) });
    expect(call.room.h239).toEqual([
      { type: 'presentationTokenIndicateOwner', label: 0, channel: call.room.shown?.number },
    ]);
    expect(call.stream('content')).toMatchObject({
      kind: 'video',
      direction: 'recvonly',
      rtp: CONTENT_AT,
      rtcp: next(CONTENT_AT),
      codecs: [{ name: 'H264', payloadType: 99 }],
    });
    await call.command(show(false));
    expect([call.room.shown, types(call), call.stream('content')?.direction]).toEqual([
      undefined,
      ['IndicateOwner', 'Release'],
      'inactive',
    ]);
    expect([main(call), call.harness.faults]).toEqual([before, []]);
  });

  it('has a camera that others can move, and can move other cameras', async () => {
    const call = await contentCall({ shape });
    expect(call.room.cameraTo).toEqual({ rtp: OUR_CAMERA, payloadType: 100 });
    expect(call.stream('camera')).toMatchObject({
      kind: 'application',
      direction: 'sendrecv',
      rtp: CAMERA_AT,
      codecs: [{ name: 'H224', payloadType: 107 }],
      sends: [{ name: 'H224', payloadType: 100 }],
    });
    expect(Object.keys(call.stream('camera')?.codecs[0] ?? {})).not.toContain('form');
  });

  it('leaves nothing behind if it hangs up while sharing', async () => {
    const call = await contentCall({ shape });
    await sharing(call);
    call.room.room.hangUp();
    await call.harness.pass(3000);
    expect([call.told().at(-1), call.harness.endpoint.stats().calls]).toEqual(['ended', 0]);
    await call.harness.endpoint.close();
    expect([call.harness.clock.pending, call.harness.network.open.size, call.harness.faults]).toEqual([0, 0, []]);
  });
});

describe('the first answer', () => {
  it('covers audio or video, and waits for neither a screen nor a camera', async () => {
    const call = await contentCall();
    const [answer] =
      call.harness.legs[0]?.events.flatMap((event) => (event.type === 'mediaAnswered' ? [event.answer] : [])) ?? [];
    expect(answer?.streams.map(({ role }) => role)).toEqual(['main', 'main', 'content', 'camera']);
    expect(answer?.streams.slice(2).map(({ direction, rtp }) => [direction, rtp])).toEqual([
      ['inactive', undefined],
      ['inactive', undefined],
    ]);
  });
});

describe('a fast connect call', () => {
  it.each([
    ['both', 'recvonly'],
    ['to-device', 'recvonly'],
    ['from-device', 'inactive'],
    ['none', 'inactive'],
  ] as const)('whose profile says %s for the screen is offered one accordingly', async (screen, direction) => {
    // The domain answers streams that fast connect cannot propose with inactive ones that reserve their places.
    const streams = ALL.streams.map((stream): StreamDescription =>
      stream.role === 'main' ? stream : { ...stream, direction: 'inactive' },
    );
    const call = await contentCall({ shape: 'fast tunnelled' }, { streams }, { ...PROFILE, screen });
    expect(call.harness.legs[0]?.events[0]).toMatchObject({
      type: 'incoming',
      offer: {
        streams: [{}, {}, { role: 'content', direction: 'inactive' }, { role: 'camera', direction: 'inactive' }],
      },
    });
    expect(call.room.cameraTo).toEqual({ rtp: OUR_CAMERA, payloadType: 100 });
    call.told();
    await call.command(show(true));
    expect([call.stream('content')?.direction, call.told().at(-1)]).toEqual([
      direction,
      `contentAccepted ${direction === 'recvonly'}`,
    ]);
  });
});

describe('a device that wants to share', () => {
  it('is rejected if the meeting denies it, for both its request and its channel', async () => {
    const call = await contentCall();
    call.room.askForToken();
    call.room.openContent();
    await call.harness.pass(20);
    expect([call.told(), call.room.contentTo]).toEqual([['floorRequested'], undefined]);
    await call.command(floor('denied'));
    expect([call.room.token, call.room.isRefused, call.told()]).toEqual(['rejected', true, []]);
  });

  it('without a token request counts as having requested it by opening its channel', async () => {
    const call = await contentCall();
    call.room.openContent();
    await call.harness.pass(20);
    expect([call.told(), call.room.contentTo]).toEqual([['floorRequested'], undefined]);
    await call.command(floor('granted'));
    expect([call.told(), call.room.contentTo?.rtp, types(call)]).toEqual([['mediaOffered ==>='], OUR_CONTENT, []]);
    call.room.closeContent();
    await call.harness.pass(20);
    expect(call.told()).toEqual(['mediaOffered ==.=', 'floorReleased']);
  });

  it('without a token request is rejected if the meeting denies it', async () => {
    const call = await contentCall();
    call.room.openContent();
    await call.harness.pass(20);
    await call.command(floor('denied'));
    expect([call.room.isRefused, call.room.contentTo, call.told()]).toEqual([true, undefined, ['floorRequested']]);
  });

  it('and withdraws its request before the answer', async () => {
    const call = await contentCall();
    call.room.askForToken();
    call.room.releaseToken();
    await call.harness.pass(20);
    await call.command(floor('granted'));
    expect([call.told(), call.room.token]).toEqual([['floorRequested', 'floorReleased'], undefined]);
  });

  it('is reported as released once, whichever message comes first, and may share again', async () => {
    const call = await contentCall();
    for (const stop of [
      () => (call.room.closeContent(), call.room.releaseToken()),
      () => (call.room.releaseToken(), call.room.closeContent()),
      () => call.room.closeContent(),
    ]) {
      await sharing(call);
      stop();
      await call.harness.pass(20);
      expect(call.told().filter((word) => word !== 'mediaOffered ==.=')).toEqual(['floorReleased']);
    }
  });

  it('gets keyframe requests and a rate for its screen and for its main video, each on the right channel', async () => {
    const call = await contentCall();
    await sharing(call);
    const heard = call.room.room.heard.length;
    await call.command({ type: 'requestKeyframe', kind: 'content' });
    await call.command({ type: 'requestKeyframe' });
    await call.command({ type: 'limitBitrate', kind: 'content', bitrate: 320_000 });
    await call.command({ type: 'limitBitrate', bitrate: 1_000_000 });
    const [screen, picture, slow, fast] = call.room.room.heard
      .slice(heard)
      .map((message) => ('command' in message ? message.command : undefined));
    const numbers = [screen, picture].map((command) =>
      command !== undefined && 'miscellaneousCommand' in command
        ? command.miscellaneousCommand.logicalChannelNumber
        : undefined,
    );
    expect([numbers[0], numbers[1] === numbers[0]]).toEqual([901, false]);
    expect(slow).toEqual({
      flowControlCommand: { scope: { logicalChannelNumber: 901 }, restriction: { maximumBitRate: 3200 } },
    });
    expect(fast).toEqual({
      flowControlCommand: { scope: { logicalChannelNumber: numbers[1] }, restriction: { maximumBitRate: 10_000 } },
    });
  });
});

describe('a sharing device whose floor is revoked', () => {
  it('gives up the token, and closes its channel by itself', async () => {
    const call = await contentCall();
    await sharing(call);
    await call.command(floor('revoked'));
    expect(types(call)).toEqual(['Response', 'Request', 'Release']);
    expect([call.room.contentTo, call.told()]).toEqual([undefined, ['mediaOffered ==.=']]);
    await call.harness.pass(6000);
    expect([call.room.room.log.includes('requestChannelClose'), call.told()]).toEqual([false, []]);
  });

  it('is asked to close its channel if it does not do so by itself', async () => {
    const call = await contentCall();
    await sharing(call);
    call.room.manners.close = 'no';
    await call.command(floor('revoked'));
    expect(call.room.contentTo).toBeDefined();
    await call.harness.pass(3020);
    expect([call.room.room.log.filter((name) => name === 'requestChannelClose'), call.room.contentTo]).toEqual([
      ['requestChannelClose'],
      undefined,
    ]);
    expect([types(call), call.told().at(-1)]).toEqual([['Response', 'Request', 'Release'], 'mediaOffered ==.=']);
  });

  it.each([
    ['says no', 'no', 20],
    ['says nothing', 'never', 5020],
  ] as const)('and %s is asked to close its channel, and its screen is no longer used', async (_, manner, after) => {
    const call = await contentCall();
    await sharing(call);
    call.room.manners = { token: manner, channel: 'yes', close: 'never' };
    await call.command(floor('revoked'));
    await call.harness.pass(after);
    expect(call.room.room.log.filter((name) => name === 'requestChannelClose')).toHaveLength(1);
    expect([call.stream('content')?.direction, call.told().at(-1)]).toEqual(['inactive', 'mediaOffered ==.=']);
  });

  it('is shown the screen of another participant once it has given up the token', async () => {
    const call = await contentCall();
    await sharing(call);
    await call.command(floor('revoked'));
    await call.command(show(true));
    expect([types(call).at(-1), call.room.shown?.session, call.room.contentTo, call.told().at(-1)]).toEqual([
      'IndicateOwner',
      32,
      undefined,
      'contentAccepted true',
    ]);
  });

  it('is shown the screen of another participant that shares at the same moment', async () => {
    const call = await contentCall();
    await sharing(call);
    call.harness.legs[0]?.leg.command(floor('revoked'));
    await call.command(show(true));
    expect(types(call)).toEqual(['Response', 'Request', 'IndicateOwner']);
    expect([call.room.shown?.session, call.stream('content')?.direction, call.told().at(-1)]).toEqual([
      32,
      'recvonly',
      'contentAccepted true',
    ]);
  });

  it('may request the floor again, and the meeting decides', async () => {
    const call = await contentCall();
    await sharing(call);
    await call.command(floor('revoked'));
    call.told();
    await sharing(call);
    expect([call.room.contentTo?.rtp, call.stream('content')?.direction]).toEqual([OUR_CONTENT, 'sendonly']);
  });
});

describe('a device that is shown a screen', () => {
  it.each([
    ['says no', 'no'],
    ['says nothing', 'never'],
  ] as const)('and %s to the channel counts as not accepting it', async (_, channel) => {
    const call = await contentCall();
    call.room.manners.channel = channel;
    await call.command(show(true));
    await call.harness.pass(5000);
    const verdicts = (): readonly string[] => call.told().filter((word) => word !== 'mediaOffered ==.=');
    expect([verdicts(), call.stream('content')?.direction]).toEqual([['contentAccepted false'], 'inactive']);
    await call.harness.pass(40_000);
    expect(verdicts()).toEqual([]);
    await call.command(show(false));
    expect([verdicts(), call.harness.faults]).toEqual([[], []]);
  });

  it('and accepts late still counts as accepting it', async () => {
    const call = await contentCall();
    call.room.manners.channel = 'never';
    await call.command(show(true));
    await call.harness.pass(6000);
    expect(call.told()).toEqual(['contentAccepted false']);
    const [number] = call.room.room.heard
      .flatMap((message) =>
        'request' in message && 'openLogicalChannel' in message.request
          ? [message.request.openLogicalChannel.forwardLogicalChannelNumber]
          : [],
      )
      .slice(-1);
    call.room.say(
      response({
        openLogicalChannelAck: {
          forwardLogicalChannelNumber: number ?? 0,
          forwardMultiplexAckParameters: {
            h2250LogicalChannelAckParameters: { mediaChannel: toH245Address(CONTENT_AT) },
          },
        },
      }),
    );
    await call.harness.pass(20);
    expect(call.told()).toEqual(['mediaOffered ==<=', 'contentAccepted true']);
  });

  it.each<[string, MediaDescription]>([
    ['we have no screen', OURS],
    ['its profile only permits sharing', { streams: [...OURS.streams, contentStream({ direction: 'recvonly' })] }],
  ])('does not accept it if %s', async (_, media) => {
    const call = await contentCall({}, media);
    await call.command(show(true));
    expect([call.told(), types(call)]).toEqual([['contentAccepted false'], []]);
  });

  it('does not accept it, at once, if it has no H.239', async () => {
    const harness = new Harness();
    harness.answer = (event) =>
      event.type === 'incoming' ? { type: 'accept', media: ALL, profile: PROFILE } : undefined;
    await harness.endpoint.listen();
    const room = harness.room();
    await harness.pass(100);
    harness.legs[0]?.leg.command(show(true));
    await harness.pass(20);
    expect([harness.legs[0]?.events.at(-1), room.log.filter((name) => name.startsWith('generic'))]).toEqual([
      { type: 'contentAccepted', accepted: false },
      [],
    ]);
    expect(harness.media()?.streams.map(({ direction }) => direction)).toEqual([
      'sendrecv',
      'sendrecv',
      'inactive',
      'inactive',
    ]);
  });

  it('waits for it until H.245 is ready', async () => {
    const call = await contentCall({ shape: 'fast tunnelled', waits: true });
    await call.command(show(true));
    expect(call.told()).toEqual([]);
    call.room.room.session.start();
    call.room.room.flush();
    await call.harness.pass(60);
    expect(call.told().at(-1)).toBe('contentAccepted true');
  });

  it('may request the floor, and the meeting decides', async () => {
    const call = await contentCall();
    await call.command(show(true));
    call.told();
    call.room.askForToken();
    await call.harness.pass(20);
    await call.command(floor('denied'));
    expect([call.room.token, call.room.shown?.session, call.told()]).toEqual(['rejected', 32, ['floorRequested']]);
    call.room.askForToken();
    await call.harness.pass(20);
    await call.command(floor('granted'));
    await call.command(show(false));
    call.room.openContent();
    await call.harness.pass(20);
    expect([call.room.token, call.room.shown, call.room.contentTo?.rtp, call.stream('content')?.direction]).toEqual([
      'acknowledged',
      undefined,
      OUR_CONTENT,
      'sendonly',
    ]);
    expect(types(call).filter((type) => type === 'Release')).toEqual([]);
  });

  it('requests keyframes for it and for its main video', async () => {
    const call = await contentCall();
    await call.command(show(true));
    call.told();
    call.room.askForKeyframe();
    call.room.room.session.requestKeyframe();
    call.room.room.flush();
    await call.harness.pass(20);
    expect(call.told()).toEqual(['keyframeRequested content', 'keyframeRequested']);
  });

  it('is shown it again after the media moved to other sockets', async () => {
    const call = await contentCall();
    await call.command(show(true));
    call.told();
    const moved = {
      streams: ALL.streams.map((stream) => ({
        ...stream,
        rtp: { address: '10.0.0.1', port: (stream.rtp?.port ?? 0) + 1000 },
      })),
    };
    await call.command({ type: 'offerMedia', media: moved });
    await call.harness.pass(300);
    expect([call.stream('content')?.direction, call.room.shown?.rtcp, call.room.cameraTo?.rtp.port]).toEqual([
      'recvonly',
      { address: '10.0.0.1', port: 21_005 },
      21_006,
    ]);
    expect(call.told().filter((word) => word.startsWith('contentAccepted false'))).toEqual([]);
  });
});
