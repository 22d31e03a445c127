/** The account's `minimumEncryption`, for every way into a meeting. */
import { describe, expect, it } from 'vitest';
import {
  newCall,
  step,
  type CallContext,
  type CallEffect,
  type CallEvent,
  type CallState,
  type Meeting,
} from '../../../../gateway/core/call/call.ts';
import { IVR_DEFAULTS } from '../../../../gateway/core/call/ivr.ts';
import type { LegEvent, LegInfo } from '../../../../gateway/core/leg.ts';
import { Secret } from '../../../../base/secret.ts';
import type { MediaDescription, MediaSecurity, SrtpKey } from '../../../../media/port.ts';
import type { DeviceMatch } from '../../../../registry/port.ts';
import { audioStream, offerOf, videoStream } from '../../../fakes/descriptions.ts';

type Minimum = Meeting['policies']['minimumEncryption'];

const context: CallContext = {
  audio: ['G722'],
  video: true,
  dtls: true,
  maxVideoBitrate: 1_400_000,
  isOurs: () => true,
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
const local = { audio: { address: '192.0.2.1', port: 20_000 }, video: { address: '192.0.2.1', port: 20_002 } };

const key = (fill: string): SrtpKey => ({
  suite: 'AES_CM_128_HMAC_SHA1_80',
  master: fill,
  mkiLength: 0,
  unencryptedRtcp: false,
});
const sdes = (required: boolean): MediaSecurity => ({
  method: 'sdes',
  required,
  choices: [{ tag: 1, theirs: key('theirs'), ours: key('ours') }],
});
const plain = offerOf(audioStream(['G722']), videoStream());
const secured = offerOf(
  audioStream(['G722'], { security: sdes(true) }),
  videoStream(undefined, { security: sdes(true) }),
);
const optional = offerOf(
  audioStream(['G722'], { security: sdes(false) }),
  videoStream(undefined, { security: sdes(false) }),
);
const mixed = offerOf(audioStream(['G722'], { security: sdes(true) }), videoStream());

const meetingOf = (minimumEncryption: Minimum): Meeting => ({
  meetingId: 'm',
  accountId: 'a',
  role: 'attendee',
  waitsForHost: false,
  policies: {
    remoteControl: 'on',
    farEndCameraControl: 'on',
    contentFromDevices: 'on',
    minimumEncryption,
    contentFloor: 'newest-wins',
  },
});
const leg = (event: LegEvent): CallEvent => ({ type: 'leg', event });
const resolved = (minimum: Minimum): CallEvent => ({
  type: 'resolved',
  resolution: { outcome: 'meeting', device, meeting: meetingOf(minimum) },
});
const joined: CallEvent = { type: 'joined', place: 'current', local, waiting: false };
const established = leg({ type: 'established' });

function run(
  offer: MediaDescription | undefined,
  over: Partial<LegInfo>,
  ...events: readonly CallEvent[]
): { readonly state: CallState; readonly all: readonly CallEffect[]; readonly last: readonly CallEffect[] } {
  const info: LegInfo = {
    callId: 'c',
    protocol: 'sip',
    direction: 'inbound',
    dialled: { user: new Secret('0123456789'), host: 'meet.chime.in' },
    source: { address: '192.0.2.7', port: 5060 },
    family: 4,
    protectedSignalling: true,
    ...over,
  };
  let state = newCall();
  const all: CallEffect[] = [];
  let last: readonly CallEffect[] = [];
  for (const event of [leg({ type: 'incoming', info, offer }), ...events]) {
    [state, last] = step(state, event, 1000, context);
    all.push(...last);
  }
  return { state, all, last };
}

const commands = (effects: readonly CallEffect[]): readonly string[] =>
  effects.flatMap((effect) =>
    effect.type === 'command'
      ? ['reason' in effect.command ? `${effect.command.type} ${effect.command.reason}` : effect.command.type]
      : [],
  );
const agreed = (effects: readonly CallEffect[]): readonly string[] =>
  effects.flatMap((effect) =>
    effect.type === 'agree' ? effect.streams.map(({ kind, security }) => `${kind} ${security?.method ?? 'plain'}`) : [],
  );

describe('into a meeting that requires encryption', () => {
  it.each([
    ['plain', plain, {}, ['reject encryption-required']],
    ['with keys sent unencrypted', secured, { protectedSignalling: false }, ['reject encryption-required']],
    ['with keys', secured, {}, ['accept']],
    ['with keys that are optional', optional, {}, ['accept']],
    ['by H.323', undefined, { protocol: 'h323' }, ['reject encryption-required']],
    [
      'without an offer, where anybody could read ours',
      undefined,
      { protectedSignalling: false },
      ['reject encryption-required'],
    ],
  ] as const)('%s', (_, offer, info, expected) => {
    expect(commands(run(offer, info, resolved('required'), joined).all)).toEqual(expected);
  });

  it('unencrypted video beside encrypted audio is refused alone', () => {
    const { all } = run(mixed, {}, resolved('required'), joined);
    expect(agreed(all)).toEqual(['audio sdes']);
  });

  it('after PIN entry: an unencrypted caller hears the reason and is released, an encrypted one enters', () => {
    const at = (offer: MediaDescription): CallState => {
      const entry: CallEvent = { type: 'resolved', resolution: { outcome: 'entry', device } };
      return run(offer, {}, entry, joined, established, {
        type: 'checked',
        outcome: { type: 'meeting', meeting: meetingOf('required') },
      }).state;
    };
    expect(at(plain)).toMatchObject({
      running: { presence: { kind: 'entry', ivr: { kind: 'parting', reason: 'encryption-required' } } },
    });
    const half = offerOf(audioStream(['G722'], { security: sdes(true) }), videoStream());
    expect(at(half)).toMatchObject({
      running: { presence: { kind: 'entry', ivr: { kind: 'parting', reason: 'encryption-required' } } },
    });
    expect(at(optional)).toMatchObject({
      running: { presence: { kind: 'entering' }, abilities: { encryption: { minimum: 'required' } } },
    });
  });

  it('by a transfer: an unencrypted call stays where it is', () => {
    const transfer = leg({
      type: 'transferRequested',
      dialled: { user: new Secret('5555555555'), host: 'meet.chime.in' },
    });
    const { all, state } = run(plain, {}, resolved('none'), joined, established, transfer, resolved('required'));
    expect(commands(all)).toContain('reportTransfer');
    expect(all).toContainEqual({
      type: 'command',
      command: { type: 'reportTransfer', outcome: 'encryption-required' },
    });
    expect(state.kind).toBe('active');
  });

  it('by a delayed offer: ours requires keys, and an answer without keys ends the call', () => {
    const begun = run(undefined, {}, resolved('required'), joined);
    const accept = begun.all.find((effect) => effect.type === 'command' && effect.command.type === 'accept');
    expect(accept).toMatchObject({
      command: {
        media: {
          streams: [{ security: { method: 'sdes', required: true } }, { security: { method: 'sdes', required: true } }],
        },
      },
    });
    expect(
      commands(run(undefined, {}, resolved('required'), joined, leg({ type: 'mediaAnswered', answer: plain })).last),
    ).toEqual(['end encryption-required']);
  });
});

describe('in a meeting that requires encryption', () => {
  const inside = (offer: MediaDescription): ReturnType<typeof run> =>
    run(secured, {}, resolved('required'), joined, established, leg({ type: 'mediaOffered', offer }));

  it('an offer without keys is refused, and the call continues unchanged', () => {
    const { last, state } = inside(plain);
    expect(commands(last)).toEqual(['rejectMedia encryption-required']);
    expect(state.kind).toBe('active');
  });

  it('an offer without keys for video loses the video', () =>
    expect(agreed(inside(mixed).last)).toEqual(['audio sdes']));
});

it('the encryption is reported once, and again when it changes', () => {
  const { all } = run(
    optional,
    {},
    resolved('optional'),
    joined,
    established,
    leg({ type: 'mediaOffered', offer: optional }),
    leg({ type: 'mediaOffered', offer: plain }),
  );
  expect(
    all.flatMap((effect) => (effect.type === 'fact' && effect.fact.type === 'encryption' ? [effect.fact.method] : [])),
  ).toEqual(['sdes', 'none']);
});

it('a failed handshake ends the call with the reason', () => {
  const { last } = run(plain, {}, resolved('none'), joined, established, {
    type: 'media',
    place: 'current',
    event: { type: 'dtlsFailed' },
  });
  expect(commands(last)).toEqual(['end encryption-failed']);
});
