import { describe, expect, it } from 'vitest';
import { newCall, step, type CallContext, type CallEffect, type CallEvent, type CallState } from '../../../gateway/core/call.ts';
import type { LegEvent, LegInfo } from '../../../gateway/core/leg.ts';
import { Secret } from '../../../gateway/core/secret.ts';
import type { DeviceMatch } from '../../../registry/index.ts';
import { audioStream, offerOf, videoStream } from '../../fakes/descriptions.ts';

const context: CallContext = { audio: ['G722', 'PCMA', 'PCMU'], video: true, maxVideoBitrate: 1_400_000, isOurs: (host) => host === 'meet.chime.in' };
const info: LegInfo = {
  callId: 'c1',
  protocol: 'sip',
  direction: 'inbound',
  dialled: { user: new Secret('0123456789'), host: 'meet.chime.in' },
  source: { address: '192.0.2.7', port: 5060 },
  family: 4,
};
const profile = { supported: true, audio: 'both', video: 'both', screen: 'both' } as const;
const device: DeviceMatch = { rule: 'default', ruleId: 'default', vendor: 'other', model: 'other', firmwareLine: 'other', evidence: '', sip: profile, h323: profile };
const meeting = { meetingId: 'm1', accountId: 'a1', role: 'attendee' } as const;
const local = { audio: { address: '192.0.2.1', port: 20_000 }, video: { address: '192.0.2.1', port: 20_002 } };
const offer = offerOf(audioStream(['G722']), videoStream());

const leg = (event: LegEvent): CallEvent => ({ type: 'leg', event });
const incoming = leg({ type: 'incoming', info, offer });
const delayed = leg({ type: 'incoming', info, offer: undefined });
const resolved: CallEvent = { type: 'resolved', resolution: { ok: true, device, meeting } };
const joined: CallEvent = { type: 'joined', place: 'current', local };
const established = leg({ type: 'established' });
const hungUp = leg({ type: 'ended', reason: 'hung-up' });
const transfer = leg({ type: 'transferRequested', dialled: { user: new Secret('5555555555'), host: 'meet.chime.in' } });

/** Runs the events, one millisecond apart; gives the last state and the effects of the last event, by name. */
function run(...events: readonly CallEvent[]): { readonly state: CallState; readonly effects: readonly string[]; readonly all: readonly CallEffect[] } {
  let state = newCall();
  let last: readonly CallEffect[] = [];
  const all: CallEffect[] = [];
  let now = 1000;
  for (const event of events) {
    [state, last] = step(state, event, now++, context);
    all.push(...last);
  }
  return { state, effects: last.filter(({ type }) => type !== 'fact').map(nameOf), all };
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
    ['active -> ended on drain', [...up, { type: 'endRequested', reason: 'shutdown' }], 'ended', ['end shutdown', 'leave current', 'finish shutdown']],
    ['resolving -> ended on an unknown PIN', [incoming, { type: 'resolved', resolution: { ok: false, device, reason: 'unknown-pin' } }], 'ended', ['reject unknown-pin', 'finish unknown-pin']],
    ['resolving -> ended on cancel', [incoming, leg({ type: 'ended', reason: 'cancelled' })], 'ended', ['finish cancelled']],
    ['joining -> ended on cancel leaves the place', [incoming, resolved, leg({ type: 'ended', reason: 'cancelled' })], 'ended', ['leave current', 'finish cancelled']],
    ['joining -> ended on no ports', [incoming, resolved, { type: 'joinFailed', place: 'current', reason: 'out-of-ports' }], 'ended', ['reject out-of-ports', 'leave current', 'finish out-of-ports']],
    ['answered -> ended when it is never acknowledged', [incoming, resolved, joined, leg({ type: 'ended', reason: 'no-ack' })], 'ended', ['leave current', 'finish no-ack']],
    ['active -> ended when the worker is lost', [...up, { type: 'media', place: 'current', event: { type: 'closed', reason: 'worker-lost' } }], 'ended', ['end media-lost', 'leave current', 'finish media-lost']],
    ['active -> ended when the room closes', [...up, { type: 'media', place: 'current', event: { type: 'closed', reason: 'room-closed' } }], 'ended', ['end meeting-over', 'leave current', 'finish meeting-over']],
    ['resolving -> ended on media that cannot be read', [incoming, leg({ type: 'badMedia', initial: true })], 'ended', ['reject bad-offer', 'finish bad-offer']],
    ['answered, delayed offer: ours goes out', [delayed, resolved, joined], 'answered', ['accept']],
    ['answered, delayed offer: the answer starts the media', [delayed, resolved, joined, leg({ type: 'mediaAnswered', answer: offer })], 'answered', ['agree current']],
    ['answered -> ended when our offer is acknowledged without an answer', [delayed, resolved, joined, established], 'ended', ['end no-answer-to-offer', 'leave current', 'finish no-answer-to-offer']],
    ['answered -> ended when the answer takes nothing', [delayed, resolved, joined, leg({ type: 'mediaAnswered', answer: offerOf() })], 'ended', ['end no-common-codec', 'leave current', 'finish no-common-codec']],
    ['active, a new offer is answered', [...up, leg({ type: 'mediaOffered', offer })], 'active', ['agree current', 'answerMedia']],
    ['active, a wish for our offer gets it', [...up, leg({ type: 'mediaOffered', offer: undefined })], 'active', ['answerMedia']],
    ['active, an offer of nothing is refused and the call goes on', [...up, leg({ type: 'mediaOffered', offer: offerOf(audioStream([])) })], 'active', ['rejectMedia no-common-codec']],
    ['active, an offer that cannot be read is refused', [...up, leg({ type: 'badMedia', initial: false })], 'active', ['rejectMedia bad-offer']],
    ['active, a keyframe for the room is asked of the meeting', [...up, leg({ type: 'keyframeRequested' })], 'active', ['requestKeyframe']],
    ['active, a keyframe of the room is asked of the room', [...up, { type: 'media', place: 'current', event: { type: 'keyframeWanted' } }], 'active', ['requestKeyframe']],
    ['ended, nothing moves it', [...up, hungUp, established, joined], 'ended', []],
  ])('%s', (_name, events, kind, effects) => {
    const result = run(...events);
    expect(result.state.kind).toBe(kind);
    expect(result.effects).toEqual(effects);
  });

  it('is refused with the way that works when the device is not supported over SIP', () => {
    const unsupported: DeviceMatch = { ...device, sip: { ...profile, supported: false } };
    const { effects } = run(incoming, { type: 'resolved', resolution: { ok: true, device: unsupported, meeting } });
    expect(effects).toEqual(['reject device-not-supported', 'finish device-not-supported']);
  });

  it('tells how long the answer took and what runs', () => {
    const { all, state } = run(...up);
    expect(all).toContainEqual({ type: 'fact', fact: { type: 'answered', afterMs: 2 } });
    expect(all).toContainEqual({ type: 'fact', fact: { type: 'codecChosen', kind: 'audio', name: 'G722' } });
    expect(state).toMatchObject({ facts: { audioCodec: 'G722', videoCodec: 'H264', answeredAt: 1002 } });
  });

  it('keeps nothing of what was dialled where it could be printed', () => {
    expect(JSON.stringify(run(...up))).not.toContain('0123456789');
  });
});

describe('a transfer', () => {
  const other = { ...meeting, meetingId: 'm2' };
  const moved: CallEvent = { type: 'resolved', resolution: { ok: true, device, meeting: other } };
  const nextPlace: CallEvent = { type: 'joined', place: 'next', local: { audio: { address: '192.0.2.1', port: 20_100 } } };

  it.each<[string, readonly CallEvent[], CallState['kind'], readonly string[]]>([
    ['active -> moving on a request', [...up, transfer], 'moving', ['acceptTransfer', 'resolve']],
    ['moving: the place is taken', [...up, transfer, moved], 'moving', ['join next']],
    ['moving: the new sockets are offered', [...up, transfer, moved, nextPlace], 'moving', ['offerMedia']],
    ['moving -> active on the answer', [...up, transfer, moved, nextPlace, leg({ type: 'mediaAnswered', answer: offer })], 'active', ['agree next', 'promote', 'reportTransfer done']],
    ['moving -> active on an unknown PIN', [...up, transfer, { type: 'resolved', resolution: { ok: false, device, reason: 'unknown-pin' } }], 'active', ['reportTransfer unknown-pin']],
    ['moving -> active when the new meeting is full', [...up, transfer, moved, { type: 'joinFailed', place: 'next', reason: 'meeting-full' }], 'active', ['reportTransfer meeting-full']],
    ['moving -> active when the offer is refused', [...up, transfer, moved, nextPlace, leg({ type: 'mediaRefused' })], 'active', ['leave next', 'reportTransfer no-common-codec']],
    ['moving -> ended on hang-up leaves both places', [...up, transfer, moved, hungUp], 'ended', ['leave next', 'leave current', 'finish hung-up']],
    ['moving: an offer of the room is answered as ever', [...up, transfer, moved, leg({ type: 'mediaOffered', offer })], 'moving', ['agree current', 'answerMedia']],
  ])('%s', (_name, events, kind, effects) => {
    const result = run(...events);
    expect(result.state.kind).toBe(kind);
    expect(result.effects).toEqual(effects);
  });

  it('puts the call into the other meeting', () => {
    const { state } = run(...up, transfer, moved, nextPlace, leg({ type: 'mediaAnswered', answer: offer }));
    expect(state).toMatchObject({ facts: { meeting: other } });
  });
});
