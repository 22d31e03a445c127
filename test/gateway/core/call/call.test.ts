import { describe, expect, it } from 'vitest';
import {
  newCall,
  step,
  type CallContext,
  type CallEffect,
  type CallEvent,
  type CallState,
} from '../../../../gateway/core/call/call.ts';
import { commonMode } from '../../../../gateway/core/meeting/bandwidth.ts';
import { IVR_DEFAULTS } from '../../../../gateway/core/call/ivr.ts';
import type { LegEvent, LegInfo } from '../../../../gateway/core/leg.ts';
import { Secret } from '../../../../base/secret.ts';
import type { DeviceMatch } from '../../../../registry/port.ts';
import { audioStream, h264, offerOf, videoStream } from '../../../fakes/descriptions.ts';

const context: CallContext = {
  audio: ['G722', 'PCMA', 'PCMU'],
  video: true,
  dtls: true,
  maxVideoBitrate: 1_400_000,
  isOurs: (host) => host === 'meet.chime.in',
  ivr: IVR_DEFAULTS,
  hostTimeout: 600_000,
};
const info: LegInfo = {
  callId: 'c1',
  protocol: 'sip',
  direction: 'inbound',
  dialled: { user: new Secret('0123456789'), host: 'meet.chime.in' },
  source: { address: '192.0.2.7', port: 5060 },
  family: 4,
};
const profile = { supported: true, audio: 'both', video: 'both', screen: 'both' } as const;
const device: DeviceMatch = {
  rule: 'default',
  ruleId: 'default',
  vendor: 'other',
  model: 'other',
  firmwareLine: 'other',
  evidence: '',
  sip: profile,
  h323: profile,
};
const meeting = {
  meetingId: 'm1',
  accountId: 'a1',
  role: 'attendee',
  waitsForHost: false,
  policies: {
    remoteControl: 'on',
    farEndCameraControl: 'on',
    contentFromDevices: 'on',
    minimumEncryption: 'none',
    contentFloor: 'newest-wins',
  },
} as const;
const local = { audio: { address: '192.0.2.1', port: 20_000 }, video: { address: '192.0.2.1', port: 20_002 } };
const offer = offerOf(audioStream(['G722']), videoStream());

const leg = (event: LegEvent): CallEvent => ({ type: 'leg', event });
const incoming = leg({ type: 'incoming', info, offer });
const delayed = leg({ type: 'incoming', info, offer: undefined });
const resolved: CallEvent = { type: 'resolved', resolution: { outcome: 'meeting', device, meeting } };
const joined: CallEvent = { type: 'joined', place: 'current', local, waiting: false };
const established = leg({ type: 'established' });
const hungUp = leg({ type: 'ended', reason: 'hung-up' });
const workerLost: CallEvent = { type: 'media', place: 'current', event: { type: 'closed', reason: 'worker-lost' } };
const transfer = leg({ type: 'transferRequested', dialled: { user: new Secret('5555555555'), host: 'meet.chime.in' } });

/** Runs the events, one millisecond apart; returns the last state and the effects of the last event by name. */
function run(...events: readonly CallEvent[]): {
  readonly state: CallState;
  readonly effects: readonly string[];
  readonly all: readonly CallEffect[];
} {
  let state = newCall();
  let last: readonly CallEffect[] = [];
  const all: CallEffect[] = [];
  let now = 1000;
  for (const event of events) {
    [state, last] = step(state, event, now++, context);
    all.push(...last);
  }
  return { state, effects: last.filter(({ type }) => type !== 'fact' && type !== 'timer').map(nameOf), all };
}

function nameOf(effect: CallEffect): string {
  if (effect.type === 'command') {
    const { command } = effect;
    if ('reason' in command) return `${command.type} ${command.reason}`;
    return command.type === 'reportTransfer' ? `reportTransfer ${command.outcome}` : command.type;
  }
  if (effect.type === 'finish') return `finish ${effect.reason}`;
  return 'place' in effect ? `${effect.type} ${effect.place}` : effect.type;
}

const up = [incoming, resolved, joined, established] as const;

describe('a call', () => {
  it.each<[string, readonly CallEvent[], CallState['kind'], readonly string[]]>([
    ['new -> resolving on incoming', [incoming], 'resolving', ['resolve']],
    ['resolving -> joining on resolved', [incoming, resolved], 'joining', ['join current']],
    ['joining -> answered on joined', [incoming, resolved, joined], 'answered', ['agree current', 'accept']],
    ['answered -> active on established', up, 'active', []],
    ['active -> ended on hang-up', [...up, hungUp], 'ended', ['leave current', 'finish hung-up']],
    [
      'active -> ended on drain',
      [...up, { type: 'endRequested', reason: 'shutdown' }],
      'ended',
      ['end shutdown', 'leave current', 'finish shutdown'],
    ],
    [
      'resolving -> ended on an unknown PIN',
      [incoming, { type: 'resolved', resolution: { outcome: 'refused', device, reason: 'unknown-pin' } }],
      'ended',
      ['reject unknown-pin', 'finish unknown-pin'],
    ],
    [
      'resolving -> ended on cancel',
      [incoming, leg({ type: 'ended', reason: 'cancelled' })],
      'ended',
      ['finish cancelled'],
    ],
    [
      'joining -> ended on cancel gives the place up',
      [incoming, resolved, leg({ type: 'ended', reason: 'cancelled' })],
      'ended',
      ['leave current', 'finish cancelled'],
    ],
    [
      'joining -> ended on no ports',
      [incoming, resolved, { type: 'joinFailed', place: 'current', reason: 'out-of-ports' }],
      'ended',
      ['reject out-of-ports', 'leave current', 'finish out-of-ports'],
    ],
    [
      'answered -> ended when it is never acknowledged',
      [incoming, resolved, joined, leg({ type: 'ended', reason: 'no-ack' })],
      'ended',
      ['leave current', 'finish no-ack'],
    ],
    [
      'answered -> ended when the worker is lost',
      [incoming, resolved, joined, workerLost],
      'ended',
      ['end media-lost', 'leave current', 'finish media-lost'],
    ],
    [
      'active -> ended when the meeting closes',
      [...up, { type: 'media', place: 'current', event: { type: 'closed', reason: 'bridge-closed' } }],
      'ended',
      ['end meeting-over', 'leave current', 'finish meeting-over'],
    ],
    [
      'resolving -> ended on an unreadable media description',
      [incoming, leg({ type: 'badMedia', initial: true })],
      'ended',
      ['reject bad-offer', 'finish bad-offer'],
    ],
    ['answered, delayed offer: ours goes out', [delayed, resolved, joined], 'answered', ['accept']],
    [
      'answered, delayed offer: the answer starts the media',
      [delayed, resolved, joined, leg({ type: 'mediaAnswered', answer: offer })],
      'answered',
      ['agree current'],
    ],
    [
      'answered -> ended when our offer is acknowledged without an answer',
      [delayed, resolved, joined, established],
      'ended',
      ['end no-answer-to-offer', 'leave current', 'finish no-answer-to-offer'],
    ],
    [
      'answered -> ended when the answer accepts nothing',
      [delayed, resolved, joined, leg({ type: 'mediaAnswered', answer: offerOf() })],
      'ended',
      ['end no-common-codec', 'leave current', 'finish no-common-codec'],
    ],
    [
      'active, a new offer is answered',
      [...up, leg({ type: 'mediaOffered', offer })],
      'active',
      ['agree current', 'answerMedia'],
    ],
    [
      'active, a request for our offer is answered with it',
      [...up, leg({ type: 'mediaOffered', offer: undefined })],
      'active',
      ['answerMedia'],
    ],
    [
      'active, an offer without usable media is refused and the call continues',
      [...up, leg({ type: 'mediaOffered', offer: offerOf(audioStream([])) })],
      'active',
      ['rejectMedia no-common-codec'],
    ],
    [
      'active, an unreadable offer is refused',
      [...up, leg({ type: 'badMedia', initial: false })],
      'active',
      ['rejectMedia bad-offer'],
    ],
    [
      'active, the device’s request for a keyframe goes to the meeting',
      [...up, leg({ type: 'keyframeRequested' })],
      'active',
      ['requestKeyframe'],
    ],
    [
      'active, the meeting’s request for a keyframe goes to the device',
      [...up, { type: 'media', place: 'current', event: { type: 'keyframeWanted', kind: 'video' } }],
      'active',
      ['requestKeyframe'],
    ],
    ['ended, nothing moves it', [...up, hungUp, established, joined], 'ended', []],
  ])('%s', (_name, events, kind, effects) => {
    const result = run(...events);
    expect(result.state.kind).toBe(kind);
    expect(result.effects).toEqual(effects);
  });

  it('is refused with the supported protocol if the device is not supported over SIP', () => {
    const unsupported: DeviceMatch = { ...device, sip: { ...profile, supported: false } };
    const { effects } = run(incoming, {
      type: 'resolved',
      resolution: { outcome: 'meeting', device: unsupported, meeting },
    });
    expect(effects).toEqual(['reject device-not-supported', 'finish device-not-supported']);
  });

  it('that identifies itself late keeps the device known to the registry', () => {
    const known = { id: 'd1', accountId: 'a1', proven: true };
    const later: CallEvent = { type: 'deviceFound', device: { ...device, rule: 'model', model: 'SX20' } };
    const found = (first: DeviceMatch) => {
      const { state } = run(
        incoming,
        { type: 'resolved', resolution: { outcome: 'meeting', device: first, meeting } },
        joined,
        established,
        later,
      );
      return 'facts' in state ? state.facts?.device : undefined;
    };
    expect(found({ ...device, device: known })).toMatchObject({ rule: 'model', model: 'SX20', device: known });
    expect(found({ ...device, rule: 'device', device: known })).toMatchObject({
      rule: 'device',
      model: 'other',
      device: known,
    });
  });

  it('reports the time to answer and the running streams', () => {
    const { all, state } = run(...up);
    expect(all).toContainEqual({ type: 'fact', fact: { type: 'answered', afterMs: 2 } });
    expect(all).toContainEqual({ type: 'fact', fact: { type: 'codecChosen', kind: 'audio', name: 'G722' } });
    expect(state).toMatchObject({ facts: { audioCodec: 'G722', videoCodec: 'H264', answeredAt: 1002 } });
  });

  it('never prints the dialled address', () => {
    expect(JSON.stringify(run(...up))).not.toContain('0123456789');
  });
});

describe('a transfer', () => {
  const other = { ...meeting, meetingId: 'm2' };
  const moved: CallEvent = { type: 'resolved', resolution: { outcome: 'meeting', device, meeting: other } };
  const nextPlace: CallEvent = {
    type: 'joined',
    place: 'next',
    local: { audio: { address: '192.0.2.1', port: 20_100 } },
    waiting: false,
  };

  it.each<[string, readonly CallEvent[], CallState['kind'], readonly string[]]>([
    ['active -> moving on a request', [...up, transfer], 'moving', ['acceptTransfer', 'resolve']],
    ['moving: the place is taken', [...up, transfer, moved], 'moving', ['join next']],
    ['moving: the new sockets are offered', [...up, transfer, moved, nextPlace], 'moving', ['offerMedia']],
    [
      'moving -> active on the answer',
      [...up, transfer, moved, nextPlace, leg({ type: 'mediaAnswered', answer: offer })],
      'active',
      ['agree next', 'promote', 'reportTransfer done'],
    ],
    [
      'moving -> active on an unknown PIN',
      [...up, transfer, { type: 'resolved', resolution: { outcome: 'refused', device, reason: 'unknown-pin' } }],
      'active',
      ['reportTransfer unknown-pin'],
    ],
    [
      'moving -> active when the new meeting is full',
      [...up, transfer, moved, { type: 'joinFailed', place: 'next', reason: 'meeting-full' }],
      'active',
      ['reportTransfer meeting-full'],
    ],
    [
      'moving -> active when our offer is refused',
      [...up, transfer, moved, nextPlace, leg({ type: 'mediaRefused' })],
      'active',
      ['leave next', 'reportTransfer no-common-codec'],
    ],
    [
      'moving -> ended on hang-up gives both places up',
      [...up, transfer, moved, hungUp],
      'ended',
      ['leave next', 'leave current', 'finish hung-up'],
    ],
    [
      'moving: an offer of the device is answered as usual',
      [...up, transfer, moved, leg({ type: 'mediaOffered', offer })],
      'moving',
      ['agree current', 'answerMedia'],
    ],
  ])('%s', (_name, events, kind, effects) => {
    const result = run(...events);
    expect(result.state.kind).toBe(kind);
    expect(result.effects).toEqual(effects);
  });

  it('moves the call into the other meeting', () => {
    const { state } = run(...up, transfer, moved, nextPlace, leg({ type: 'mediaAnswered', answer: offer }));
    expect(state).toMatchObject({ facts: { meeting: other } });
  });
});

const entry: CallEvent = { type: 'resolved', resolution: { outcome: 'entry', device } };
const inLobby: CallEvent = { ...joined, waiting: true } as CallEvent;
const keyed = (digits: string): readonly CallEvent[] =>
  [...digits].map((digit) => ({ type: 'media', place: 'current', event: { type: 'digit', digit, way: 'rtp' } }));
const rightPin: CallEvent = { type: 'checked', outcome: { type: 'meeting', meeting } };
const atDoor = [incoming, entry, inLobby, established] as const;
const inside = [
  ...atDoor,
  ...keyed('0123456789#'),
  rightPin,
  { type: 'entered', waiting: false },
] as const satisfies readonly CallEvent[];

describe('a call without a PIN', () => {
  it.each<[string, readonly CallEvent[], CallState['kind'], readonly string[]]>([
    ['gets a place of its own', [incoming, entry], 'joining', ['join current']],
    ['is answered and asked', [incoming, entry, inLobby], 'answered', ['agree current', 'accept', 'say']],
    [
      'without audio is refused',
      [leg({ type: 'incoming', info, offer: offerOf(videoStream()) }), entry],
      'ended',
      ['reject address-incomplete', 'finish address-incomplete'],
    ],
    ['has its PIN looked up', [...atDoor, ...keyed('0123456789#')], 'active', ['checkPin']],
    ['is taken into the meeting', [...atDoor, ...keyed('0123456789#'), rightPin], 'active', ['stopPrompt', 'enter']],
    ['is in', inside, 'active', ['say']],
    [
      'moves if the meeting is on another worker',
      [...inside.slice(0, -1), { type: 'enteredElsewhere' }],
      'moving',
      ['join next'],
    ],
    [
      'hears that the meeting is full',
      [...inside.slice(0, -1), { type: 'enterFailed', reason: 'meeting-full' }],
      'active',
      ['say'],
    ],
    [
      'ends after the announcement',
      [...inside.slice(0, -1), { type: 'enterFailed', reason: 'meeting-full' }, { type: 'said' }],
      'ended',
      ['end meeting-full', 'leave current', 'finish meeting-full'],
    ],
    [
      'ends when the worker dies during PIN entry',
      [...atDoor, workerLost],
      'ended',
      ['end media-lost', 'leave current', 'finish media-lost'],
    ],
    [
      'is asked for the passcode of the dialled PIN',
      [
        incoming,
        { type: 'resolved', resolution: { outcome: 'entry', device, pin: new Secret('0123456789') } },
        inLobby,
        established,
        ...keyed('4711#'),
      ],
      'active',
      ['checkPin'],
    ],
  ])('%s', (_name, events, kind, effects) => {
    const result = run(...events);
    expect(result.state.kind).toBe(kind);
    expect(result.effects).toEqual(effects);
  });

  it('enters no meeting before its PIN is right', () => {
    expect(run(...atDoor).state).not.toHaveProperty('facts.meeting');
    expect(run(...inside).state).toMatchObject({ facts: { meeting } });
  });

  it('counts a digit once that arrives by two ways', () => {
    const twice = [...'0123456789#'].flatMap((digit): CallEvent[] => [
      ...keyed(digit),
      leg({ type: 'digit', digit, way: 'info' }),
    ]);
    const checked = run(...atDoor, ...twice).all.filter((effect) => effect.type === 'checkPin');
    expect(checked.map(({ pin }) => pin.reveal())).toEqual(['0123456789']);
  });

  it('detects digits in the audio only if no other way was agreed', () => {
    const tones = (offered: typeof offer, protocol: 'sip' | 'h323'): unknown => {
      const { all } = run(leg({ type: 'incoming', info: { ...info, protocol }, offer: offered }), entry, inLobby);
      return all
        .flatMap((effect) => (effect.type === 'agree' ? effect.streams : []))
        .find(({ kind }) => kind === 'audio')?.detectTones;
    };
    const events = { kind: 'telephone-event', payloadType: 101, clockRate: 8000 } as const;
    const plain = audioStream(['PCMU']);
    expect(tones(offerOf(plain), 'sip')).toBe(true);
    expect(tones(offerOf({ ...plain, codecs: [...plain.codecs, events] }), 'sip')).toBeUndefined();
    expect(tones(offerOf(plain), 'h323')).toBeUndefined();
  });
});

describe('keys in the meeting', () => {
  const host = { ...meeting, role: 'host' } as const;
  const asHost = [
    incoming,
    { type: 'resolved', resolution: { outcome: 'meeting', device, meeting: host } },
    joined,
    established,
  ] as const satisfies readonly CallEvent[];
  it.each<[string, readonly CallEvent[], string, readonly string[]]>([
    ['*6 mutes', up, '*6', ['mute']],
    ['*7 unmutes', up, '*7', ['mute']],
    ['*97 is for hosts', up, '*97', ['say']],
    ['*97 mutes all others', asHost, '*97', ['muteAll', 'say']],
    ['*4 is for hosts', up, '*4', ['say']],
    ['*4 locks', asHost, '*4', ['toggleLock']],
    ['*0 lists the commands', up, '*0', ['say']],
    ['## ends', up, '##', ['end hung-up', 'leave current', 'finish hung-up']],
    ['1 does nothing', up, '1', []],
  ])('%s', (_name, before, digits, effects) => expect(run(...before, ...keyed(digits)).effects).toEqual(effects));
});

describe('a device that waits for the host', () => {
  const waiting = [incoming, resolved, { ...joined, waiting: true } as CallEvent, established] as const;
  const later = (ms: number): CallState => {
    const { state } = run(...waiting);
    return step(state, { type: 'timer', timer: 'prompts' }, 1000 + ms, context)[0];
  };
  it('hears the waiting prompt at once and at every reminder', () => {
    expect(run(incoming, resolved, waiting[2]).effects).toEqual(['agree current', 'accept', 'say']);
    expect(run(...waiting, { type: 'timer', timer: 'prompts' }).effects).toEqual(['say']);
  });
  it('is told when it is admitted', () => {
    const { effects, state } = run(...waiting, { type: 'meeting', notice: { type: 'admitted' } });
    expect(effects).toEqual(['say']);
    expect(state).toMatchObject({ running: { presence: { kind: 'present' } } });
  });
  it('has no key commands', () => expect(run(...waiting, ...keyed('*6')).effects).toEqual([]));
  it('may leave, and is released in the end', () => {
    expect(later(300_000)).toMatchObject({ running: { presence: { kind: 'waiting' } } });
    expect(later(601_000)).toMatchObject({
      running: { presence: { kind: 'entry', ivr: { kind: 'parting', reason: 'host-absent' } } },
    });
  });
});

describe('a device that falls silent', () => {
  const media = (type: 'silent' | 'heard'): CallEvent => ({
    type: 'media',
    place: 'current',
    event: type === 'silent' ? { type, since: 10_000 } : { type },
  });
  const timer: CallEvent = { type: 'timer', timer: 'silence' };
  const alive = leg({ type: 'alive' });
  it.each<[string, readonly CallEvent[], readonly string[]]>([
    ['is probed', [media('silent')], ['probe']],
    ['stays while it answers', [media('silent'), alive], []],
    ['is probed again', [media('silent'), alive, timer], ['probe']],
    ['is gone if it does not answer', [media('silent'), timer], ['end peer-gone', 'leave current', 'finish peer-gone']],
    [
      'is gone when it stops answering',
      [media('silent'), alive, timer, timer],
      ['end peer-gone', 'leave current', 'finish peer-gone'],
    ],
    ['stays if media returns before its answer', [media('silent'), media('heard'), timer], []],
    ['may answer without a probe', [alive], []],
  ])('%s', (_name, events, effects) => expect(run(...up, ...events).effects).toEqual(effects));
});

describe('a meeting whose media worker dies', () => {
  const again: CallEvent = {
    type: 'joined',
    place: 'next',
    local: { audio: { address: '192.0.2.1', port: 20_100 } },
    waiting: false,
  };
  const answered = leg({ type: 'mediaAnswered', answer: offer });
  it.each<[string, readonly CallEvent[], CallState['kind'], readonly string[]]>([
    ['its devices join again', [...up, workerLost], 'moving', ['join next']],
    ['with other sockets', [...up, workerLost, again], 'moving', ['offerMedia']],
    ['and continue', [...up, workerLost, again, answered], 'active', ['agree next', 'promote']],
    [
      'or end without another worker',
      [...up, workerLost, { type: 'joinFailed', place: 'next', reason: 'media-lost' }],
      'ended',
      ['end media-lost', 'leave next', 'leave current', 'finish media-lost'],
    ],
    [
      'or if they refuse the new sockets',
      [...up, workerLost, again, leg({ type: 'mediaRefused' })],
      'ended',
      ['end media-lost', 'leave next', 'leave current', 'finish media-lost'],
    ],
    [
      'also when the second worker dies',
      [...up, workerLost, again, { type: 'media', place: 'next', event: { type: 'closed', reason: 'worker-lost' } }],
      'ended',
      ['end media-lost', 'leave next', 'leave current', 'finish media-lost'],
    ],
    [
      'a room that was being moved elsewhere ends',
      [...up, transfer, workerLost],
      'ended',
      ['end media-lost', 'leave current', 'finish media-lost'],
    ],
  ])('%s', (_name, events, kind, effects) => {
    const result = run(...events);
    expect(result.state.kind).toBe(kind);
    expect(result.effects).toEqual(effects);
  });
});

describe('what a room may send', () => {
  const [low, high] = [commonMode([h264(0x42_80_0d, 1).h264]), commonMode([])];
  const mode = (value: typeof low): CallEvent => ({ type: 'meeting', notice: { type: 'mode', mode: value } });
  const media = (event: Extract<CallEvent, { type: 'media' }>['event']): CallEvent => ({
    type: 'media',
    place: 'current',
    event,
  });
  const tooHigh = media({ type: 'modeTooHigh' });
  const timer: CallEvent = { type: 'timer', timer: 'rates' };
  const refused = leg({ type: 'mediaRefused' });
  const upIn = (value: typeof low) => [
    incoming,
    resolved,
    { ...joined, plan: { mode: value, rate: 1_400_000 } } as CallEvent,
    established,
  ];
  const yes = leg({ type: 'mediaAnswered', answer: offer });
  it.each<[string, readonly CallEvent[], readonly string[]]>([
    ['a lower mode alone is told to nobody', [...upIn(high), mode(low)], []],
    ['who sends more than others decode is told', [...upIn(high), mode(low), tooHigh], ['offerMedia']],
    ['and goes on with the answer', [...upIn(high), mode(low), tooHigh, yes], ['agree current']],
    ['once', [...upIn(high), mode(low), tooHigh, yes, tooHigh], []],
    ['is not told again when it refused', [...upIn(high), mode(low), tooHigh, refused, tooHigh], []],
    ['waits while another offer is under way', [...upIn(high), mode(low), tooHigh, mode(high), timer], []],
    ['may send more again after a while', [...upIn(low), mode(high)], []],
    ['is told so then', [...upIn(low), mode(high), timer], ['offerMedia']],
    ['unless somebody weak came meanwhile', [...upIn(low), mode(high), mode(low), timer], []],
    [
      'a rate goes by offer over SIP, not at once',
      [...up, media({ type: 'rateLimitWanted', kind: 'video', bitrate: 184_000 })],
      [],
    ],
    [
      'but when it has held for a while',
      [...up, media({ type: 'rateLimitWanted', kind: 'video', bitrate: 184_000 }), timer],
      ['offerMedia'],
    ],
    [
      'one that went back meanwhile is not told',
      [
        ...up,
        media({ type: 'rateLimitWanted', kind: 'video', bitrate: 184_000 }),
        media({ type: 'rateLimitWanted', kind: 'video', bitrate: 1_400_000 }),
        timer,
      ],
      [],
    ],
    [
      'a rate that is the same is not told',
      [...up, media({ type: 'rateLimitWanted', kind: 'video', bitrate: 1_400_000 })],
      [],
    ],
    [
      'what the device asks by RTCP is the meeting’s affair',
      [...up, media({ type: 'sendLimit', kind: 'video', bitrate: 200_000 })],
      ['sendLimit'],
    ],
  ])('%s', (_name, events, effects) => expect(run(...events).effects).toEqual(effects));

  it('is in the answer already', () => {
    const { all } = run(incoming, resolved, { ...joined, plan: { mode: low, rate: 450_000 } } as CallEvent);
    const [accepted] = all.flatMap((effect) =>
      effect.type === 'command' && effect.command.type === 'accept' ? [effect.command.media.streams[1]] : [],
    );
    expect(accepted).toMatchObject({ maxBitrate: 450_000, codecs: [{ h264: { profileLevelId: 0x42_80_0d } }] });
  });

  it('a rate goes by a command over H.323', () => {
    const room = leg({ type: 'incoming', info: { ...info, protocol: 'h323' }, offer });
    expect(
      run(room, resolved, joined, established, media({ type: 'rateLimitWanted', kind: 'video', bitrate: 184_000 }))
        .effects,
    ).toEqual(['limitBitrate']);
  });

  it('counts what the device said at first, not what it answers to a lowered offer', () => {
    const { all } = run(
      ...upIn(high),
      mode(low),
      tooHigh,
      leg({ type: 'mediaAnswered', answer: offerOf(audioStream(['G722']), videoStream([h264(0x42_80_0d, 1)])) }),
    );
    const agreed = all.filter((effect) => effect.type === 'agree');
    expect(agreed.map(({ video }) => video.receives?.profileLevelId)).toEqual([0x42_80_1f, 0x42_80_1f]);
  });
});
