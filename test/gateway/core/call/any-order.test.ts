/**
 * Random events in random order: the call gives its places back, ends exactly once, and does nothing afterwards.
 */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { commonMode } from '../../../../gateway/core/meeting/bandwidth.ts';
import {
  newCall,
  step,
  type CallContext,
  type CallEffect,
  type CallEvent,
} from '../../../../gateway/core/call/call.ts';
import { IVR_DEFAULTS } from '../../../../gateway/core/call/ivr.ts';
import type { LegEvent, LegInfo } from '../../../../gateway/core/leg.ts';
import { Pin, Secret } from '../../../../base/secret.ts';
import type { MemberEvent } from '../../../../media/port.ts';
import type { DeviceMatch } from '../../../../registry/port.ts';
import { audioStream, h264, offerOf, videoStream } from '../../../fakes/descriptions.ts';

const context: CallContext = {
  audio: ['G722', 'PCMU'],
  video: true,
  dtls: true,
  maxVideoBitrate: 1_400_000,
  isOurs: (host) => host === 'meet.chime.in',
  ivr: IVR_DEFAULTS,
  hostTimeout: 60_000,
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
const meetings = (['attendee', 'host'] as const).map((role) => ({
  meetingId: role,
  accountId: 'a',
  role,
  waitsForHost: true,
  policies: {
    remoteControl: 'on' as const,
    farEndCameraControl: 'on' as const,
    contentFromDevices: 'on' as const,
    minimumEncryption: 'none' as const,
    contentFloor: 'newest-wins' as const,
  },
}));
const local = { audio: { address: '192.0.2.1', port: 20_000 }, video: { address: '192.0.2.1', port: 20_002 } };
const offer = offerOf(audioStream(['G722']), videoStream());
const weak = offerOf(audioStream(['PCMU']), videoStream([h264(0x42_80_0d, 0)]));
const modes = [commonMode([]), commonMode([h264(0x42_80_0d, 0).h264])];

const incoming = (protocol: LegInfo['protocol']): CallEvent[] =>
  [offer, undefined].map((offered) => {
    const dialled = { user: new Secret('0123456789'), host: 'meet.chime.in' };
    const info: LegInfo = {
      callId: 'c',
      protocol,
      direction: 'inbound',
      dialled,
      source: { address: '192.0.2.7', port: 5060 },
      family: 4,
    };
    return { type: 'leg', event: { type: 'incoming', info, offer: offered } };
  });

const LEG: readonly LegEvent[] = [
  { type: 'mediaOffered', offer },
  { type: 'mediaOffered', offer: weak },
  { type: 'mediaOffered', offer: undefined },
  { type: 'mediaAnswered', answer: offer },
  { type: 'mediaAnswered', answer: offerOf() },
  { type: 'mediaRefused' },
  { type: 'established' },
  { type: 'established' },
  { type: 'keyframeRequested' },
  { type: 'alive' },
  { type: 'badMedia', initial: false },
  { type: 'transferRequested', dialled: { user: new Secret('5555555555'), host: 'meet.chime.in' } },
  ...[...'0123456789*#'].map((digit): LegEvent => ({ type: 'digit', digit, way: 'info' })),
];
const MEDIA: readonly MemberEvent[] = [
  { type: 'silent', since: 10_000 },
  { type: 'heard' },
  { type: 'keyframeWanted', kind: 'video' },
  { type: 'modeTooHigh' },
  { type: 'rateLimitWanted', kind: 'video', bitrate: 184_000 },
  { type: 'sendLimit', kind: 'video', bitrate: 100_000 },
  { type: 'closed', reason: 'worker-lost' },
  ...[...'0123456789*#'].map((digit): MemberEvent => ({ type: 'digit', digit, way: 'rtp' })),
];

const joins = (where: 'current' | 'next'): CallEvent[] => [
  ...[true, false].flatMap((waiting) =>
    modes.map((mode): CallEvent => ({ type: 'joined', place: where, local, waiting, plan: { mode, rate: 450_000 } })),
  ),
  { type: 'joinFailed', place: where, reason: 'meeting-full' },
];
const answers: CallEvent[] = [offer, weak, offerOf()].map((answer): CallEvent => ({
  type: 'leg',
  event: { type: 'mediaAnswered', answer },
}));

/** Possible answers to an effect. */
function responses(effect: CallEffect): readonly CallEvent[] {
  switch (effect.type) {
    case 'resolve':
      return [
        ...meetings.map((meeting): CallEvent => ({
          type: 'resolved',
          resolution: { outcome: 'meeting', device, meeting },
        })),
        { type: 'resolved', resolution: { outcome: 'entry', device } },
        { type: 'resolved', resolution: { outcome: 'entry', device, dialled: { pin: new Pin('0123456789') } } },
        { type: 'resolved', resolution: { outcome: 'refused', device, reason: 'unknown-pin' } },
      ];
    case 'join':
      return joins(effect.place);
    case 'checkPin':
      return [
        ...meetings.map((meeting): CallEvent => ({ type: 'checked', outcome: { type: 'meeting', meeting } })),
        { type: 'checked', outcome: { type: 'wrong' } },
        { type: 'checked', outcome: { type: 'passcode-needed' } },
        { type: 'checked', outcome: { type: 'refused', reason: 'meeting-locked' } },
      ];
    case 'enter':
      return [
        { type: 'entered', waiting: true },
        { type: 'entered', waiting: false },
        { type: 'enteredElsewhere' },
        { type: 'enterFailed', reason: 'meeting-full' },
      ];
    case 'say':
      return [{ type: 'said' }];
    case 'timer':
      return effect.ms === undefined ? [] : [{ type: 'timer', timer: effect.timer }];
    case 'toggleLock':
      return [{ type: 'lockChanged', locked: true }];
    case 'command':
      if (effect.command.type === 'accept') return [{ type: 'leg', event: { type: 'established' } }, ...answers];
      return effect.command.type === 'offerMedia' ? [...answers, { type: 'leg', event: { type: 'mediaRefused' } }] : [];
    default:
      return [];
  }
}

/** Unsolicited events, above all digits. */
const SPONTANEOUS: readonly CallEvent[] = [
  ...[...'11111111########'].map((digit): CallEvent => ({
    type: 'media',
    place: 'current',
    event: { type: 'digit', digit, way: 'in-band' },
  })),
  ...LEG.map((event): CallEvent => ({ type: 'leg', event })),
  ...(['current', 'next'] as const).flatMap((where) =>
    MEDIA.map((event): CallEvent => ({ type: 'media', place: where, event })),
  ),
  { type: 'meeting', notice: { type: 'admitted' } },
  { type: 'meeting', notice: { type: 'muted', muted: true, by: 'host' } },
  ...modes.map((mode): CallEvent => ({ type: 'meeting', notice: { type: 'mode', mode } })),
];

/** Places held after these effects, at most one of each name. */
function place(held: ReadonlySet<string>, effect: CallEffect): ReadonlySet<string> {
  const next = new Set(held);
  if (effect.type === 'join') {
    expect(held.has(effect.place)).toBe(false);
    next.add(effect.place);
  }
  if (effect.type === 'leave') next.delete(effect.place);
  if (effect.type === 'promote') {
    expect(held.has('next')).toBe(true);
    return new Set(['current']);
  }
  return next;
}

interface Choice {
  /** A pending answer, or an unsolicited event. */
  readonly due: boolean;
  readonly which: number;
  readonly after: number;
}

const choice: fc.Arbitrary<Choice> = fc.record({
  due: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
  which: fc.nat(10_000),
  after: fc.integer({ min: 0, max: 20_000 }),
});

it.each(['sip', 'h323'] as const)('a call over %s', (protocol) => {
  const reached = new Set<string>();
  const property = (begin: CallEvent, choices: readonly Choice[]): void => {
    let state = newCall();
    let held: ReadonlySet<string> = new Set();
    let due: (readonly CallEvent[])[] = [];
    let [now, finished] = [1000, 0];
    const happen = (event: CallEvent): void => {
      if (event.type === 'joinFailed') held = new Set([...held].filter((name) => name !== event.place));
      const over = state.kind === 'ended';
      const [next, effects] = step(state, event, now, context);
      if (over) expect(effects).toEqual([]);
      state = next;
      reached.add(
        state.kind === 'moving'
          ? `${state.kind} ${state.move.cause} ${state.move.stage}`
          : 'running' in state
            ? `${state.kind} ${state.running.presence.kind}`
            : state.kind,
      );
      for (const effect of effects) {
        held = place(held, effect);
        if (effect.type === 'finish') finished++;
        if (responses(effect).length > 0) due.push(responses(effect));
      }
    };
    happen(begin);
    for (const { due: answers, which, after } of choices) {
      now += after;
      const options = answers ? due.shift() : undefined;
      happen((options ?? SPONTANEOUS)[which % (options ?? SPONTANEOUS).length]!);
      // A place that was given up is never mentioned again.
      due = due.filter(([first]) => first?.type !== 'joined' || held.has(first.place));
    }
    happen({ type: 'leg', event: { type: 'ended', reason: 'hung-up' } });
    happen({ type: 'endRequested', reason: 'shutdown' });
    expect([state.kind, finished, [...held]]).toEqual(['ended', 1, []]);
  };
  fc.assert(
    fc.property(fc.constantFrom(...incoming(protocol)), fc.array(choice, { minLength: 60, maxLength: 120 }), property),
    { numRuns: 1500, seed: 7 },
  );
  // Every state was visited.
  const everywhere = [
    'resolving',
    'joining',
    'answered entry',
    'active entry',
    'active entering',
    'active waiting',
    'active present',
    'moving entry offering',
    'moving worker-lost offering',
    'moving transfer resolving',
    'moving transfer offering',
  ];
  expect(everywhere.filter((name) => !reached.has(name))).toEqual([]);
});
