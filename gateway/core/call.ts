/**
 * One call, from the room's INVITE or SETUP to its end. Pure: `step` says the next state and what is to be done.
 *
 *   new ─▶ resolving ─▶ joining ─▶ answered ─▶ active ◀─▶ moving
 *             └────────────┴───────────┴──────────┴──────────┴───▶ ended
 */
import type { MediaDescription } from '../../media/index.ts';
import type { DeviceMatch } from '../../registry/index.ts';
import type { CallContext, CallEffect, CallEvent, CallFact, CallFacts, CallState, Resolution, Running, Step } from './call-types.ts';
import { moveOnEvent, startMove } from './call-move.ts';
import { parseDialled } from './dial-string.ts';
import type { LegCommand, LegEvent } from './leg.ts';
import { agreeOnAnswer, answerOffer, makeOffer, usableKinds, type Agreement, type LocalAddresses, type MediaAbilities } from './negotiation.ts';
import type { EndReason } from './reason.ts';

export type * from './call-types.ts';

type Live = Exclude<CallState, { kind: 'new' | 'ended' }>;
type Up = Extract<CallState, { kind: 'answered' | 'active' | 'moving' }>;

const command = (value: LegCommand): CallEffect => ({ type: 'command', command: value });
const fact = (value: CallFact): CallEffect => ({ type: 'fact', fact: value });
const stay = (state: CallState): Step => [state, []];

export const newCall = (): CallState => ({ kind: 'new' });

/** `now` is Unix ms. */
export function step(state: CallState, event: CallEvent, now: number, context: CallContext): Step {
  if (state.kind === 'ended') return stay(state);
  if (state.kind === 'new') return onNew(state, event, now, context);
  const ending = endOf(event);
  if (ending !== undefined) return end(state, ending.reason, ending.byUs);
  if (event.type === 'leg' && event.event.type === 'identified') {
    const { vendor } = event.event;
    return [{ ...state, facts: { ...state.facts, vendor } }, [{ type: 'findDevice', vendor }]];
  }
  if (event.type === 'deviceFound') return onDeviceFound(state, event.device);
  switch (state.kind) {
    case 'resolving':
      return event.type === 'resolved' ? onResolved(state, event.resolution, context) : stay(state);
    case 'joining':
      return onJoining(state, event, now);
    case 'answered':
    case 'active':
    case 'moving':
      return onUp(state, event, now, context);
    default:
      return state satisfies never;
  }
}

/** Events that end a call in whatever state it is. */
function endOf(event: CallEvent): { readonly reason: EndReason; readonly byUs: boolean } | undefined {
  if (event.type === 'endRequested') return { reason: event.reason, byUs: true };
  if (event.type === 'leg' && event.event.type === 'ended') return { reason: event.event.reason, byUs: false };
  if (event.type === 'leg' && event.event.type === 'badMedia' && event.event.initial) return { reason: 'bad-offer', byUs: true };
  if (event.type === 'joinFailed' && event.place === 'current') return { reason: event.reason, byUs: true };
  if (event.type === 'media' && event.place === 'current' && event.event.type === 'closed') {
    return { reason: event.event.reason === 'worker-lost' ? 'media-lost' : 'meeting-over', byUs: true };
  }
  return undefined;
}

function end(state: Live, reason: EndReason, byUs: boolean): Step {
  const answered = state.kind !== 'resolving' && state.kind !== 'joining';
  const effects: CallEffect[] = [];
  if (byUs) effects.push(command({ type: answered ? 'end' : 'reject', reason }));
  if (state.kind === 'moving' && state.move.stage !== 'resolving') effects.push({ type: 'leave', place: 'next' });
  if (state.kind !== 'resolving') effects.push({ type: 'leave', place: 'current' });
  effects.push({ type: 'finish', facts: state.facts, reason });
  return [{ kind: 'ended', facts: state.facts, reason }, effects];
}

function onNew(state: CallState, event: CallEvent, now: number, context: CallContext): Step {
  if (event.type === 'endRequested') return [{ kind: 'ended', facts: undefined, reason: event.reason }, []];
  if (event.type !== 'leg' || event.event.type !== 'incoming') return stay(state);
  const { info, offer } = event.event;
  const facts: CallFacts = { info, startedAt: now, ...(info.vendor && { vendor: info.vendor }) };
  const target = parseDialled(info.dialled, context.isOurs);
  const effects: CallEffect[] = [{ type: 'resolve', target }];
  if (offer !== undefined) effects.unshift(fact({ type: 'codecsOffered', names: codecNames(offer) }));
  return [{ kind: 'resolving', facts, offer }, effects];
}

const codecNames = (offer: MediaDescription): readonly string[] => [
  ...new Set(offer.streams.flatMap(({ codecs }) => codecs.flatMap((codec) => ('name' in codec ? [codec.name] : [])))),
];

/** A room that says only in mid-call what it is: recorded, and ended when it is none that may be here. What runs goes on as it was agreed. */
function onDeviceFound(state: Live, device: DeviceMatch): Step {
  const known = state.facts.device;
  if (state.kind === 'resolving' || known?.rule === 'model' || device.rule === 'default') return stay(state);
  const next = { ...state, facts: { ...state.facts, device } };
  return device[state.facts.info.protocol].supported ? stay(next) : end(next, 'device-not-supported', true);
}

function abilitiesFor(device: DeviceMatch, facts: CallFacts, context: CallContext): MediaAbilities {
  const { audio, video } = device[facts.info.protocol];
  return { audio: context.audio, video: context.video, maxVideoBitrate: context.maxVideoBitrate, device: { audio, video } };
}

function onResolved(state: Extract<CallState, { kind: 'resolving' }>, resolution: Resolution, context: CallContext): Step {
  const { device } = resolution;
  const known: CallFacts = { ...state.facts, device };
  const refused = { ...state, facts: known };
  if (!device[known.info.protocol].supported) return end(refused, 'device-not-supported', true);
  if (!resolution.ok) return end(refused, resolution.reason, true);
  const abilities = abilitiesFor(device, known, context);
  const kinds = usableKinds(state.offer, abilities);
  if (kinds.length === 0) return end(refused, 'no-common-codec', true);
  const facts: CallFacts = { ...known, meeting: resolution.meeting };
  return [
    { kind: 'joining', facts, offer: state.offer, abilities, profile: device[known.info.protocol] },
    [{ type: 'join', place: 'current', meetingId: resolution.meeting.meetingId, kinds }],
  ];
}

function onJoining(state: Extract<CallState, { kind: 'joining' }>, event: CallEvent, now: number): Step {
  if (event.type !== 'joined') return stay(state);
  const { abilities } = state;
  const answered: CallFacts = { ...state.facts, answeredAt: now };
  const told = fact({ type: 'answered', afterMs: now - answered.startedAt });
  const accept = (media: MediaDescription): CallEffect => command({ type: 'accept', media, profile: state.profile });
  if (state.offer === undefined) {
    const offered = makeOffer(event.local, abilities);
    const running: Running = { abilities, local: event.local, offered };
    return [{ kind: 'answered', facts: answered, running }, [accept(offered), told]];
  }
  const agreement = answerOffer(state.offer, event.local, abilities);
  if (agreement === undefined) return end(state, 'no-common-codec', true);
  const running: Running = { abilities, local: event.local };
  return [
    { kind: 'answered', facts: withCodecs(answered, agreement), running },
    [...agreeEffects(agreement), accept(agreement.description), told],
  ];
}

function withCodecs(facts: CallFacts, agreement: Agreement): CallFacts {
  const name = (kind: string): string | undefined => agreement.streams.find((stream) => stream.kind === kind)?.sendCodec.name;
  const [audioCodec, videoCodec] = [name('audio'), name('video')];
  return { ...facts, ...(audioCodec && { audioCodec }), ...(videoCodec && { videoCodec }) };
}

const agreeEffects = (agreement: Agreement): CallEffect[] => [
  { type: 'agree', place: 'current', streams: agreement.streams },
  ...agreement.streams.map((stream) => fact({ type: 'codecChosen', kind: stream.kind, name: stream.sendCodec.name })),
];

function onUp(state: Up, event: CallEvent, now: number, context: CallContext): Step {
  if (state.kind === 'moving') {
    const moved = moveOnEvent(state, event);
    if (moved !== undefined) return moved;
  }
  if (event.type === 'media') return onMedia(state, event, now);
  return event.type === 'leg' ? onLeg(state, event.event, context) : stay(state);
}

function onMedia(state: Up, { event, place }: Extract<CallEvent, { type: 'media' }>, now: number): Step {
  if (place !== 'current') return stay(state);
  const afterMs = now - state.facts.startedAt;
  switch (event.type) {
    case 'firstMedia':
      return [state, [fact({ type: 'firstMedia', kind: event.kind, way: 'received', afterMs })]];
    case 'firstMediaSent':
      return [state, [fact({ type: 'firstMedia', kind: event.kind, way: 'sent', afterMs })]];
    case 'keyframeWanted':
      return [state, [command({ type: 'requestKeyframe' }), fact({ type: 'keyframe', way: 'asked-of-device' })]];
    case 'digit':
    case 'closed':
      return stay(state);
    default:
      return event satisfies never;
  }
}

function onLeg(state: Up, event: LegEvent, context: CallContext): Step {
  switch (event.type) {
    case 'established':
      return onEstablished(state);
    case 'mediaOffered':
      return onOffer(state, event.offer);
    case 'mediaAnswered':
      return onAnswer(state, event.answer);
    case 'mediaRefused':
      return stay(withoutOffer(state, state.running.local));
    case 'badMedia':
      return [state, [command({ type: 'rejectMedia', reason: 'bad-offer' })]];
    case 'keyframeRequested':
      return [state, [{ type: 'requestKeyframe' }, fact({ type: 'keyframe', way: 'asked-by-device' })]];
    case 'transferRequested':
      return state.kind === 'active' ? startMove(state, event.dialled, context) : stay(state);
    default:
      // Digits are for the PIN entry; the others cannot come here (`endOf`, `onNew`).
      return stay(state);
  }
}

/** The answer to a delayed offer comes before or with the acknowledgement (RFC 3261 §13.2.1), or not at all. */
function onEstablished(state: Up): Step {
  if (state.kind !== 'answered') return stay(state);
  return state.running.offered === undefined ? [{ ...state, kind: 'active' }, []] : end(state, 'no-answer-to-offer', true);
}

function withoutOffer(state: Up, local: LocalAddresses): Up {
  return { ...state, running: { abilities: state.running.abilities, local } };
}

/** A new offer of the room: hold, resume, another address, other codecs; or a request for ours. */
function onOffer(state: Up, offer: MediaDescription | undefined): Step {
  const { abilities, local } = state.running;
  if (offer === undefined) {
    const offered = makeOffer(local, abilities);
    return [{ ...state, running: { ...state.running, offered } }, [command({ type: 'answerMedia', media: offered })]];
  }
  const agreement = answerOffer(offer, local, abilities);
  if (agreement === undefined) return [state, [command({ type: 'rejectMedia', reason: 'no-common-codec' })]];
  return [
    { ...state, facts: withCodecs(state.facts, agreement) },
    [...agreeEffects(agreement), command({ type: 'answerMedia', media: agreement.description })],
  ];
}

/** The answer to an offer of ours. One that takes nothing ends a call that has just begun, and changes no other. */
function onAnswer(state: Up, answer: MediaDescription): Step {
  const { offered, abilities, local } = state.running;
  if (offered === undefined) return stay(state);
  const agreement = agreeOnAnswer(offered, answer, abilities);
  if (agreement === undefined) return state.kind === 'answered' ? end(state, 'no-common-codec', true) : stay(withoutOffer(state, local));
  return [{ ...withoutOffer(state, local), facts: withCodecs(state.facts, agreement) }, agreeEffects(agreement)];
}
