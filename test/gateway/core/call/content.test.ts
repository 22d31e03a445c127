/** Shared content in one call: its own device's, and that of others. */
import { describe, expect, it } from 'vitest';
import {
  newCall,
  step,
  type CallContext,
  type CallEffect,
  type CallEvent,
  type CallState,
} from '../../../../gateway/core/call/call.ts';
import { IVR_DEFAULTS } from '../../../../gateway/core/call/ivr.ts';
import type { LegEvent, LegInfo } from '../../../../gateway/core/leg.ts';
import type { FloorDecision } from '../../../../gateway/core/meeting/floor.ts';
import { Secret } from '../../../../base/secret.ts';
import type { MediaDescription, StreamDescription } from '../../../../media/port.ts';
import type { DeviceMatch, MediaDirection, ProtocolProfile } from '../../../../registry/port.ts';
import { audioStream, h264, offerOf, videoStream } from '../../../fakes/descriptions.ts';

const context: CallContext = {
  audio: ['G722'],
  video: true,
  dtls: true,
  maxVideoBitrate: 1_400_000,
  isOurs: () => true,
  ivr: IVR_DEFAULTS,
  hostTimeout: 60_000,
};
const info = (protocol: 'sip' | 'h323'): LegInfo => ({
  callId: 'c',
  protocol,
  direction: 'inbound',
  dialled: { user: new Secret('1234567890'), host: 'meet.chime.in' },
  source: { address: '192.0.2.7', port: 5060 },
  family: 4,
});
const policies = {
  remoteControl: 'on',
  farEndCameraControl: 'on',
  contentFromDevices: 'on',
  minimumEncryption: 'none',
  contentFloor: 'newest-wins',
} as const;
const meeting = { meetingId: 'm', accountId: 'a', role: 'attendee', waitsForHost: false, policies } as const;
const at = (port: number) => ({ address: '192.0.2.1', port });
const all = { audio: at(20_000), video: at(20_002), content: at(20_004), camera: at(20_006) };
const { content: _content, camera: _camera, ...plain } = all;

const floor: StreamDescription = {
  kind: 'application',
  role: 'floor',
  direction: 'sendrecv',
  rtp: at(4004),
  codecs: [],
  feedback: { nack: false, pli: false, fir: false, tmmbr: false },
  floor: { protocol: 'UDP/BFCP', attributes: ['floorctrl:c-s'] },
};
const slides = (more: Partial<StreamDescription> = {}) =>
  videoStream([h264(0x42_80_1f, 1)], {
    role: 'content',
    rtp: { address: '192.0.2.7', port: 4006 },
    label: '12',
    ...more,
  });
const cisco = offerOf(audioStream(['G722']), videoStream(), floor, slides());
const hdx = offerOf(audioStream(['G722']), videoStream(), floor);

const device = (screen: MediaDirection): DeviceMatch => {
  const profile: ProtocolProfile = { supported: true, audio: 'both', video: 'both', screen };
  return {
    rule: 'model',
    ruleId: 'x',
    vendor: 'x',
    model: 'x',
    firmwareLine: 'x',
    evidence: '',
    sip: profile,
    h323: profile,
  };
};
const leg = (event: LegEvent): CallEvent => ({ type: 'leg', event });
const shown = (on: boolean): CallEvent => ({ type: 'meeting', notice: { type: 'content', shown: on } });
const decided = (outcome: FloorDecision['outcome']): CallEvent => ({
  type: 'meeting',
  notice: { type: 'floor', decision: { participant: 'x', outcome, reason: 'asked' } },
});
const accepted = (value: boolean) => leg({ type: 'contentAccepted', accepted: value });

interface Setup {
  readonly offer?: MediaDescription;
  readonly local?: object;
  readonly screen?: MediaDirection;
  readonly protocol?: 'sip' | 'h323';
  readonly joinedShown?: boolean;
}

/** An established call, and the commands and effects of later events, by name. */
function up(
  { offer = cisco, local = all, screen = 'both', protocol = 'sip', joinedShown = false }: Setup,
  ...events: readonly CallEvent[]
) {
  let state: CallState = newCall();
  let effects: readonly CallEffect[] = [];
  const begin: readonly CallEvent[] = [
    leg({ type: 'incoming', info: info(protocol), offer }),
    { type: 'resolved', resolution: { outcome: 'meeting', device: device(screen), meeting } },
    { type: 'joined', place: 'current', local, waiting: false, shown: joinedShown },
    leg({ type: 'established' }),
  ];
  for (const event of [...begin, ...events]) [state, effects] = step(state, event, 1000, context);
  return { state, names: effects.map(nameOf), record: state.kind === 'active' ? state.facts.content : undefined };
}

function nameOf(effect: CallEffect): string {
  if (effect.type === 'contentView') return `view ${effect.view}`;
  if (effect.type === 'floor') return effect.wants ? 'want floor' : 'leave floor';
  if (effect.type === 'requestKeyframe') return `keyframe of ${effect.kind}`;
  if (effect.type === 'fact') return effect.fact.type;
  if (effect.type !== 'command') return effect.type;
  const { command } = effect;
  if (command.type === 'floor') return `floor ${command.decision}`;
  return command.type === 'showContent' ? `show ${command.on ? 'on' : 'off'}` : command.type;
}

describe('a device that shares', () => {
  it.each<[string, Setup, readonly CallEvent[], readonly string[], readonly string[] | undefined]>([
    ['active -> asks the meeting on floorRequested', {}, [leg({ type: 'floorRequested' })], ['want floor'], undefined],
    [
      'active -> tells the room on granted, and notes it',
      {},
      [leg({ type: 'floorRequested' }), decided('granted')],
      ['floor granted'],
      ['sent'],
    ],
    ['active -> tells the device on denied', {}, [decided('denied')], ['floor denied'], undefined],
    ['active -> tells the room on revoked', {}, [decided('granted'), decided('revoked')], ['floor revoked'], ['sent']],
    ['active -> tells nobody of its own release', {}, [decided('granted'), decided('released')], [], ['sent']],
    ['active -> leaves the floor on floorReleased', {}, [leg({ type: 'floorReleased' })], ['leave floor'], undefined],
    [
      'active -> denies one whose profile has no screen from it',
      { screen: 'to-device' },
      [leg({ type: 'floorRequested' })],
      ['floor denied'],
      undefined,
    ],
  ])('%s', (_name, setup, events, names, record) => {
    const done = up(setup, ...events);
    expect([done.names, done.record]).toEqual([names, record]);
  });
});

describe('a device that is shown content', () => {
  it.each<[string, Setup, readonly CallEvent[], readonly string[], readonly string[] | undefined]>([
    ['is asked to accept it as content', {}, [shown(true)], ['show on'], undefined],
    ['sees it there once it has accepted', {}, [shown(true), accepted(true)], ['view own'], ['channel']],
    ['sees it in its main picture when it refuses', {}, [shown(true), accepted(false)], ['view main'], ['main-video']],
    [
      'sees it in its main picture when it has no way for it',
      { offer: offerOf(audioStream(['G722']), videoStream()), local: plain },
      [shown(true)],
      ['view main'],
      ['main-video'],
    ],
    [
      'sees it in its main picture when its profile has screens from it only',
      { screen: 'from-device' },
      [shown(true)],
      ['view main'],
      ['main-video'],
    ],
    [
      'sees it in its main picture when its own line takes less than any content',
      { offer: offerOf(audioStream(['G722']), videoStream(), floor, slides({ maxBitrate: 64_000 })) },
      [shown(true)],
      ['view main'],
      ['main-video'],
    ],
    [
      'goes on to see the speaker when its main picture takes less as well',
      { offer: offerOf(audioStream(['G722']), videoStream(undefined, { maxBitrate: 256_000 })), local: plain },
      [shown(true)],
      ['view none'],
      undefined,
    ],
    [
      'sees the speaker again when nobody shares any more',
      {},
      [shown(true), accepted(true), shown(false)],
      ['view none', 'show off'],
      ['channel'],
    ],
    ['is told nothing if it was shown none', {}, [shown(false)], [], undefined],
    ['is ignored if no participant shares', {}, [accepted(true)], [], undefined],
    [
      'is offered a line for it where it has one for the floor alone',
      { offer: hdx },
      [shown(true)],
      ['offerMedia'],
      undefined,
    ],
    [
      'is offered one that runs where its own is at rest',
      { offer: offerOf(audioStream(['G722']), videoStream(), floor, slides({ direction: 'inactive' })) },
      [shown(true)],
      ['offerMedia'],
      undefined,
    ],
    [
      'sees it in its main picture when it refuses that offer',
      { offer: hdx },
      [shown(true), leg({ type: 'mediaRefused' })],
      ['view main'],
      ['main-video'],
    ],
    [
      'over H.323 is offered nothing: the leg opens a channel',
      { protocol: 'h323', offer: offerOf(audioStream(['G722']), videoStream()) },
      [shown(true)],
      ['show on'],
      undefined,
    ],
  ])('%s', (_name, setup, events, names, record) => {
    const done = up(setup, ...events);
    expect([done.names, done.record]).toEqual([names, record]);
  });

  it('accepts the line that we add: it is asked then, and the line stays in later offers', () => {
    const answer = offerOf(audioStream(['G722']), videoStream(), floor, slides());
    const done = up({ offer: hdx }, shown(true), leg({ type: 'mediaAnswered', answer }));
    expect(done.names).toEqual(['agree', 'show on']);
    const later = up(
      { offer: hdx },
      shown(true),
      leg({ type: 'mediaAnswered', answer }),
      leg({ type: 'mediaOffered', offer: undefined }),
    );
    const { running } = later.state as Extract<CallState, { kind: 'active' }>;
    expect(running.offered?.streams.map(({ role, direction }) => [role, direction])).toEqual([
      ['main', 'sendrecv'],
      ['main', 'sendrecv'],
      ['floor', 'sendrecv'],
      ['content', 'sendrecv'],
    ]);
  });

  it('answers that line with port 0: content is in the main video', () => {
    const answer = offerOf(audioStream(['G722']), videoStream(), floor, { ...slides(), rtp: undefined } as never);
    expect(up({ offer: hdx }, shown(true), leg({ type: 'mediaAnswered', answer })).names).toEqual([
      'agree',
      'view main',
    ]);
  });

  it('requests keyframes of all its streams by INFO, which names no stream', () => {
    const asks = (setup: Setup, kind?: 'video' | 'content') =>
      up(setup, shown(true), accepted(true), leg({ type: 'keyframeRequested', ...(kind && { kind }) })).names;
    expect([asks({}), asks({}, 'content'), asks({ protocol: 'h323' })]).toEqual([
      ['keyframe of video', 'keyframe of content', 'keyframe'],
      ['keyframe of content', 'keyframe'],
      ['keyframe of video', 'keyframe'],
    ]);
  });

  it('that joins while a participant shares is told once the call is established', () =>
    expect(up({ joinedShown: true }).names).toEqual(['show on']));
});

describe('offers that are pending when content is shared', () => {
  const line = { ...floor };
  const hdxAnswer = (...more: readonly StreamDescription[]) =>
    offerOf(audioStream(['G722']), videoStream(), line, ...more);
  const offered = leg({ type: 'mediaOffered', offer: undefined });
  const camera: StreamDescription = {
    kind: 'application',
    role: 'camera',
    direction: 'sendrecv',
    rtp: at(4008),
    codecs: [{ kind: 'data', name: 'H224', payloadType: 100, clockRate: 4800 }],
    feedback: { nack: false, pli: false, fir: false, tmmbr: false },
  };
  const cameras = (allowed: boolean): CallEvent => ({ type: 'meeting', notice: { type: 'camera', allowed } });
  const runningOf = ({ state }: ReturnType<typeof up>) => (state as Extract<CallState, { kind: 'active' }>).running;

  it('come first: the content line is offered after them', () => {
    expect(up({ offer: hdx }, offered, shown(true)).names).toEqual([]);
    expect(up({ offer: hdx }, offered, shown(true), leg({ type: 'mediaAnswered', answer: hdxAnswer() })).names).toEqual(
      ['agree', 'offerMedia'],
    );
    expect(up({ offer: hdx }, offered, shown(true), leg({ type: 'mediaRefused' })).names).toEqual(['offerMedia']);
  });

  it('an offer that only repeats an inactive content line is not about content', () => {
    const resting = slides({ direction: 'inactive' });
    const done = up(
      { offer: hdxAnswer(resting) },
      offered,
      shown(true),
      leg({ type: 'mediaAnswered', answer: hdxAnswer(resting) }),
    );
    expect(done.names).toEqual(['agree', 'offerMedia']);
  });

  it('keep a refused line in its place (RFC 3264 §8)', () => {
    const answer = hdxAnswer({ ...slides(), rtp: undefined } as never);
    const later = up({ offer: hdx }, shown(true), leg({ type: 'mediaAnswered', answer }), offered);
    expect(runningOf(later).offered?.streams.map(({ role, rtp }) => [role, rtp !== undefined])).toEqual([
      ['main', true],
      ['main', true],
      ['floor', false],
      ['content', false],
    ]);
    const again = up({ offer: hdx }, shown(true), leg({ type: 'mediaAnswered', answer }), shown(false), shown(true));
    expect(again.names).toEqual(['offerMedia']);
    expect(runningOf(again).offered?.streams.map(({ role, rtp }) => [role, rtp?.port])).toEqual([
      ['main', 20_000],
      ['main', 20_002],
      ['floor', undefined],
      ['content', 20_004],
    ]);
  });

  it('do not lose a change of the camera policy', () => {
    const withCamera = { ...cisco, streams: [...cisco.streams, camera] };
    const done = up({ offer: withCamera }, offered, cameras(false));
    expect(done.names).toEqual(['timer']);
    const told = up(
      { offer: withCamera },
      offered,
      cameras(false),
      leg({ type: 'mediaAnswered', answer: withCamera }),
      { type: 'timer', timer: 'rates' },
    );
    expect(told.names).toEqual(['offerMedia']);
    expect(runningOf(told).offered?.streams[4]?.rtp).toBeUndefined();
    expect(
      up(
        { offer: withCamera },
        offered,
        cameras(false),
        cameras(true),
        leg({ type: 'mediaAnswered', answer: withCamera }),
        { type: 'timer', timer: 'rates' },
      ).names,
    ).toEqual([]);
  });
});

describe('an offer of a device that is shown content', () => {
  const without = offerOf(audioStream(['G722']), videoStream(), floor, { ...slides(), rtp: undefined } as never);
  const offers = (offer: MediaDescription) => leg({ type: 'mediaOffered', offer });

  it('that removes the content line moves content to the main video, and back when the line returns', () => {
    expect(up({}, shown(true), accepted(true), offers(without)).names).toEqual(['agree', 'answerMedia', 'view main']);
    expect(up({}, shown(true), accepted(true), offers(without), offers(cisco)).names).toEqual([
      'agree',
      'answerMedia',
      'show on',
    ]);
  });

  it('that holds everything, or changes nothing, moves nothing', () => {
    const held = offerOf(
      audioStream(['G722'], { direction: 'inactive' }),
      videoStream(undefined, { direction: 'inactive' }),
      floor,
      slides({ direction: 'inactive' }),
    );
    for (const offer of [held, cisco])
      expect(up({}, shown(true), accepted(true), offers(offer)).names).toEqual(['agree', 'answerMedia']);
  });
});

describe('a device that is moved while it shares', () => {
  const moved = (...begin: readonly CallEvent[]) => {
    const dialled = { user: new Secret('5555555555'), host: 'meet.chime.in' };
    const events: Record<'transfer' | 'worker-lost', readonly CallEvent[]> = {
      transfer: [
        leg({ type: 'transferRequested', dialled }),
        { type: 'resolved', resolution: { outcome: 'meeting', device: device('both'), meeting } },
      ],
      'worker-lost': [{ type: 'media', place: 'current', event: { type: 'closed', reason: 'worker-lost' } }],
    };
    return (cause: keyof typeof events) =>
      up(
        {},
        ...begin,
        ...events[cause],
        { type: 'joined', place: 'next', local: all, waiting: false },
        leg({ type: 'mediaAnswered', answer: cisco }),
      ).names.filter((name) => / floor|^floor/.test(name));
  };

  it('to another media worker has the floor again', () =>
    expect(moved(decided('granted'))('worker-lost')).toEqual(['want floor']));
  it('to another meeting loses the floor, and is told so', () =>
    expect(moved(decided('granted'))('transfer')).toEqual(['floor revoked']));
  it('requests nothing if it no longer shares', () => {
    for (const over of [decided('revoked'), leg({ type: 'floorReleased' })])
      expect(moved(decided('granted'), over)('worker-lost')).toEqual([]);
  });
  it('is told that it has lost the floor if another participant has it by then', () =>
    expect(up({}, decided('granted'), decided('denied')).names).toEqual(['floor revoked']));
  it('is denied a request during the move', () =>
    expect(
      up(
        {},
        { type: 'media', place: 'current', event: { type: 'closed', reason: 'worker-lost' } },
        leg({ type: 'floorRequested' }),
      ).names,
    ).toEqual(['floor denied']));
});

describe('the agreement', () => {
  const answerOf = (setup: Setup) => {
    const effects: CallEffect[] = [];
    let state: CallState = newCall();
    const { offer = cisco, local = all, screen = 'both' } = setup;
    for (const event of [
      leg({ type: 'incoming', info: info('sip'), offer }),
      { type: 'resolved', resolution: { outcome: 'meeting', device: device(screen), meeting } },
      { type: 'joined', place: 'current', local, waiting: false },
    ] as const) {
      const [next, last] = step(state, event, 1, context);
      state = next;
      effects.push(...last);
    }
    const accept = effects.flatMap((effect) =>
      effect.type === 'command' && effect.command.type === 'accept' ? [effect.command.media] : [],
    )[0];
    const join = effects.find((effect) => effect.type === 'join');
    return { streams: accept?.streams ?? [], kinds: join?.kinds };
  };

  it('has ports for content if there is a content line or a floor line', () => {
    expect(answerOf({}).kinds).toEqual(['audio', 'video', 'content']);
    expect(answerOf({ offer: hdx }).kinds).toEqual(['audio', 'video', 'content']);
    expect(answerOf({ offer: offerOf(audioStream(['G722']), videoStream()) }).kinds).toEqual(['audio', 'video']);
    expect(answerOf({ screen: 'none' }).kinds).toEqual(['audio', 'video']);
  });

  it('answers the floor line for the leg to fill in, and content with the profile’s directions and the guide’s rate', () => {
    expect(answerOf({}).streams.map(({ role, direction, rtp }) => [role, direction, rtp?.port])).toEqual([
      ['main', 'sendrecv', 20_000],
      ['main', 'sendrecv', 20_002],
      ['floor', 'sendrecv', undefined],
      ['content', 'sendrecv', 20_004],
    ]);
    expect(answerOf({}).streams[3]).toMatchObject({ label: '12', maxBitrate: 1_200_000 });
    expect(answerOf({ screen: 'from-device' }).streams[3]?.direction).toBe('recvonly');
    expect(
      answerOf({ screen: 'none' })
        .streams.slice(2)
        .map(({ rtp, floor: line }) => [rtp, line]),
    ).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it('refuses BFCP over DTLS, and accepts TLS', () => {
    const over = (protocol: string) =>
      answerOf({
        offer: offerOf(audioStream(['G722']), videoStream(), {
          ...floor,
          floor: { protocol, attributes: ['fingerprint:sha-1 00'] },
        }),
      }).streams[2]?.floor?.protocol;
    expect(['UDP/TLS/BFCP', 'TCP/DTLS/BFCP', 'TCP/TLS/BFCP'].map(over)).toEqual([undefined, undefined, 'TCP/TLS/BFCP']);
  });
});
