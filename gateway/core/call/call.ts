/**
 * One call, from the device's INVITE or SETUP to its end. Pure: `step` returns the next state and the effects.
 *
 *   new ─▶ resolving ─▶ joining ─▶ answered ─▶ active ◀─▶ moving
 *             └────────────┴───────────┴──────────┴──────────┴───▶ ended
 */
import type { ClosedReason, MediaDescription, PictureName } from '../../../media/port.ts';
import type { DeviceMatch } from '../../../registry/port.ts';
import { agreeEffects, keepAgreement, withCodecs } from './agree.ts';
import { endCall } from './end.ts';
import type {
  CallContext,
  CallEffect,
  CallEvent,
  CallFact,
  CallFacts,
  CallState,
  Destination,
  Live,
  Meeting,
  Resolution,
  Running,
  Step,
  Up,
} from './types.ts';
import {
  afterAnswer,
  afterOffer,
  NO_CONTENT,
  onContentAccepted,
  onContentShown,
  onFloorDecision,
  onFloorReleased,
  onFloorRequested,
} from './content.ts';
import { onAnswer, onCameraPolicy, onOffer, toldOf, withoutOffer } from './media.ts';
import { moveOnEvent, startMoveTo, startTransfer } from './move.ts';
import { enterLobby, onLobbyEstablished, enterMeeting, onDigit, onPresenceEvent, present } from './presence.ts';
import { onMode, onModeTooHigh, onRatesTimer, onRateWanted, withPlan } from './rates.ts';
import { onAlive, onHeard, onSilenceTimer, onSilent } from './silence.ts';
import { parseDialled } from '../dial-string.ts';
import { NO_PRESSES } from './digits.ts';
import type { LegCommand, LegEvent } from '../leg.ts';
import { UNKNOWN_MEETING } from '../media/security.ts';
import { answerOffer } from '../media/answer.ts';
import { dtlsCodecs, usableKinds, whyNothing } from '../media/choose.ts';
import { makeOffer } from '../media/offer.ts';
import type { MediaAbilities } from '../media/abilities.ts';
import type { EndReason } from '../reason.ts';
import type { MeetingNotice } from '../meeting/messages.ts';

export type * from './types.ts';

const command = (value: LegCommand): CallEffect => ({ type: 'command', command: value });
const fact = (value: CallFact): CallEffect => ({ type: 'fact', fact: value });
const stay = (state: CallState): Step => [state, []];

export const newCall = (): CallState => ({ kind: 'new' });

/** `now`: Unix ms. */
export function step(state: CallState, event: CallEvent, now: number, context: CallContext): Step {
  if (state.kind === 'ended') return stay(state);
  if (state.kind === 'new') return onNew(state, event, now, context);
  const ending = endOf(state, event);
  if (ending !== undefined) return endCall(state, ending.reason, ending.byUs);
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

/** Events that end a call in any state. */
function endOf(state: Live, event: CallEvent): { readonly reason: EndReason; readonly byUs: boolean } | undefined {
  if (event.type === 'endRequested') return { reason: event.reason, byUs: true };
  if (event.type === 'leg' && event.event.type === 'ended') return { reason: event.event.reason, byUs: false };
  if (event.type === 'leg' && event.event.type === 'badMedia' && event.event.initial)
    return { reason: 'bad-offer', byUs: true };
  if (event.type === 'joinFailed' && event.place === 'current') return { reason: event.reason, byUs: true };
  if (
    event.type === 'media' &&
    event.place === 'current' &&
    event.event.type === 'closed' &&
    !outlivesWorker(state, event.event.reason)
  ) {
    return { reason: REASON_OF_CLOSED_MEDIA[event.event.reason], byUs: true };
  }
  return undefined;
}

const REASON_OF_CLOSED_MEDIA: Readonly<Record<ClosedReason, EndReason>> = {
  'bridge-closed': 'meeting-over',
  'worker-lost': 'media-lost',
  fault: 'internal-error',
};

/** A call in a meeting continues with another media worker. */
const outlivesWorker = (state: Live, reason: ClosedReason): boolean =>
  reason === 'worker-lost' &&
  ((state.kind === 'active' && state.facts.meeting !== undefined && state.running.presence.kind !== 'entry') ||
    (state.kind === 'moving' && state.move.cause !== 'transfer'));

function onNew(state: CallState, event: CallEvent, now: number, context: CallContext): Step {
  if (event.type === 'endRequested') return [{ kind: 'ended', facts: undefined, reason: event.reason }, []];
  if (event.type !== 'leg' || event.event.type !== 'incoming') return stay(state);
  const { info, offer } = event.event;
  const facts: CallFacts = { info, startedAt: now, ...(info.vendor && { vendor: info.vendor }) };
  const target = parseDialled(info.dialled, context.isOurs);
  const effects: CallEffect[] = [{ type: 'resolve', target, proven: info.provenSource === true }];
  if (offer !== undefined) effects.unshift(fact({ type: 'codecsOffered', names: codecNames(offer) }));
  return [{ kind: 'resolving', facts, offer }, effects];
}

const codecNames = (offer: MediaDescription): readonly string[] => [
  ...new Set(offer.streams.flatMap(({ codecs }) => codecs.flatMap((codec) => ('name' in codec ? [codec.name] : [])))),
];

/**
 * Handles a device that identifies itself only in mid-call: records it, and ends the call if the device is not
 * permitted. Running media stays as agreed.
 */
function onDeviceFound(state: Live, device: DeviceMatch): Step {
  const known = state.facts.device;
  if (state.kind === 'resolving' || known?.rule === 'model' || known?.rule === 'device' || device.rule === 'default')
    return stay(state);
  const next = {
    ...state,
    facts: { ...state.facts, device: { ...device, ...(known?.device && { device: known.device }) } },
  };
  return device[state.facts.info.protocol].supported ? stay(next) : endCall(next, 'device-not-supported', true);
}

/** `meeting`: undefined while unknown. For an unknown device, its own offer says more about screens than a default. */
function abilitiesFor(
  device: DeviceMatch,
  facts: CallFacts,
  context: CallContext,
  meeting: Meeting | undefined,
): MediaAbilities {
  const { protocol } = facts.info;
  const { audio, video, screen, audioCodecs, packetizationModes } = device[protocol];
  const worthOffering = {
    ...(audioCodecs && { audio: audioCodecs }),
    ...(packetizationModes && packetizationModes.length > 0 && { packetizationModes }),
  };
  return {
    audio: context.audio,
    video: context.video,
    maxVideoBitrate: context.maxVideoBitrate,
    device: { audio, video, screen: device.rule === 'default' ? 'both' : screen },
    camera: (meeting?.policies.farEndCameraControl ?? 'on') !== 'off',
    encryption: {
      minimum: meeting?.policies.minimumEncryption ?? UNKNOWN_MEETING,
      protectedSignalling: facts.info.protectedSignalling === true,
      dtls: context.dtls,
    },
    worthOffering,
    ...(protocol === 'h323' && { openEnded: true }),
  };
}

function onResolved(
  state: Extract<CallState, { kind: 'resolving' }>,
  resolution: Resolution,
  context: CallContext,
): Step {
  const { device } = resolution;
  const known: CallFacts = { ...state.facts, device };
  const profile = device[known.info.protocol];
  const refused = { ...state, facts: known };
  if (!profile.supported) return endCall(refused, 'device-not-supported', true);
  if (resolution.outcome === 'refused') return endCall(refused, resolution.reason, true);
  const abilities = abilitiesFor(
    device,
    known,
    context,
    resolution.outcome === 'meeting' ? resolution.meeting : undefined,
  );
  const kinds = usableKinds(state.offer, abilities);
  const dtls = dtlsCodecs(state.offer, kinds, abilities);
  if (kinds.length === 0) return endCall(refused, whyNothing(state.offer, abilities), true);
  // H.235 is not supported, and keys sent unencrypted would protect nothing.
  const { minimum, protectedSignalling } = abilities.encryption;
  const exposed = abilities.openEnded === true || (state.offer === undefined && !protectedSignalling);
  if (minimum === 'required' && exposed && resolution.outcome === 'meeting')
    return endCall(refused, 'encryption-required', true);
  // Without audio in both directions a PIN cannot be requested.
  if (resolution.outcome === 'entry' && !kinds.includes('audio')) return endCall(refused, 'address-incomplete', true);
  const to: Destination =
    resolution.outcome === 'meeting'
      ? { kind: 'meeting', meeting: resolution.meeting }
      : {
          kind: 'lobby',
          ...('pin' in resolution && resolution.pin && { pin: resolution.pin }),
          ...('dialled' in resolution && { dialled: resolution.dialled }),
        };
  const meeting = to.kind === 'meeting' ? to.meeting : undefined;
  return [
    { kind: 'joining', facts: { ...known, ...(meeting && { meeting }) }, offer: state.offer, abilities, profile, to },
    [{ type: 'join', place: 'current', meeting, kinds, ...(dtls && { dtls }) }],
  ];
}

function onJoining(state: Extract<CallState, { kind: 'joining' }>, event: CallEvent, now: number): Step {
  if (event.type !== 'joined') return stay(state);
  const { profile, to } = state;
  const answered: CallFacts = { ...state.facts, answeredAt: now };
  const told = fact({ type: 'answered', afterMs: now - answered.startedAt });
  const accept = (media: MediaDescription): CallEffect => command({ type: 'accept', media, profile });
  const abilities = withPlan(state.abilities, event.plan);
  const base = {
    abilities,
    local: event.local,
    presence: present,
    presses: NO_PRESSES,
    content: event.shown === true ? { ...NO_CONTENT, shown: true } : NO_CONTENT,
    told: toldOf(abilities),
  };
  const arrive = (facts: CallFacts, running: Running): readonly [Up, readonly CallEffect[]] => {
    const up: Up = { kind: 'answered', facts, running };
    return to.kind === 'lobby' ? enterLobby(up, to) : enterMeeting(up, event.waiting, now);
  };
  if (state.offer === undefined) {
    const offered = makeOffer(event.local, abilities);
    const [next, effects] = arrive(answered, { ...base, offered });
    return [next, [accept(offered), told, ...effects]];
  }
  const agreement = answerOffer(state.offer, event.local, abilities);
  if (agreement === undefined) return endCall(state, whyNothing(state.offer, abilities), true);
  const [next, effects] = arrive(withCodecs(answered, agreement), { ...base, original: keepAgreement(agreement) });
  return [next, [...agreeEffects(answered, agreement, agreement), accept(agreement.description), told, ...effects]];
}

function onUp(state: Up, event: CallEvent, now: number, context: CallContext): Step {
  if (state.kind === 'moving') {
    const moved = moveOnEvent(state, event, now);
    if (moved !== undefined) return moved;
  }
  if (event.type === 'media') return onMedia(state, event, now, context);
  if (event.type === 'leg') return onLeg(state, event.event, now, context);
  if (event.type === 'enteredElsewhere') return onElsewhere(state);
  if (event.type === 'timer' && event.timer === 'silence')
    return onSilenceTimer(state) ?? endCall(state, 'peer-gone', true);
  if (event.type === 'timer' && event.timer === 'rates') return onRatesTimer(state);
  const noticed = event.type === 'meeting' ? onMeetingNotice(state, event.notice) : undefined;
  if (noticed !== undefined) return noticed;
  return onPresenceEvent(state, event, now, context) ?? stay(state);
}

/** Returns undefined for an event about presence. */
function onMeetingNotice(state: Up, notice: MeetingNotice): Step | undefined {
  switch (notice.type) {
    case 'mode':
      return onMode(state, notice.mode);
    case 'floor':
      return onFloorDecision(state, notice.decision);
    case 'content':
      return onContentShown(state, notice.shown);
    case 'camera':
      return onCameraPolicy(state, notice.allowed);
    default:
      return undefined;
  }
}

/**
 * The PIN leads to another media worker, which needs other sockets. Waits until the call is established: only then
 * can the device be told of them.
 */
function onElsewhere(state: Up): Step {
  const { presence } = state.running;
  return state.kind === 'active' && presence.kind === 'entering'
    ? startMoveTo(state, presence.meeting, 'entry')
    : endCall(state, 'media-lost', true);
}

function onMedia(
  state: Up,
  { event, place }: Extract<CallEvent, { type: 'media' }>,
  now: number,
  context: CallContext,
): Step {
  if (place !== 'current') return stay(state);
  const afterMs = now - state.facts.startedAt;
  switch (event.type) {
    case 'firstMedia':
      return [state, [fact({ type: 'firstMedia', kind: event.kind, way: 'received', afterMs })]];
    case 'firstMediaSent':
      return [state, [fact({ type: 'firstMedia', kind: event.kind, way: 'sent', afterMs })]];
    case 'keyframeWanted':
      return [
        state,
        [command({ type: 'requestKeyframe', kind: event.kind }), fact({ type: 'keyframe', way: 'asked-of-device' })],
      ];
    case 'digit':
      return onDigit(state, event.digit, event.way, now, context);
    case 'silent':
      return onSilent(state);
    case 'heard':
      return onHeard(state);
    case 'closed':
      return state.kind === 'active' && state.facts.meeting !== undefined
        ? startMoveTo(state, state.facts.meeting, 'worker-lost')
        : stay(state);
    case 'modeTooHigh':
      return onModeTooHigh(state);
    case 'rateLimitWanted':
      return event.kind === 'content'
        ? [state, [command({ type: 'limitBitrate', kind: 'content', bitrate: event.bitrate })]]
        : onRateWanted(state, event.bitrate);
    case 'sendLimit':
      return [state, [{ type: 'sendLimit', kind: event.kind, bitrate: event.bitrate }]];
    case 'dtlsFailed':
      return endCall(state, 'encryption-failed', true);
    case 'notAuthentic':
      return [state, [fact({ type: 'notAuthentic', kind: event.kind, failure: event.failure })]];
    case 'played':
    // The runner knows which prompt it was, and reports `said`.
    case 'data':
    case 'sees':
      // Events about cameras, which the runner handles.
      return stay(state);
    default:
      return event satisfies never;
  }
}

function onLeg(state: Up, event: LegEvent, now: number, context: CallContext): Step {
  switch (event.type) {
    case 'established':
      return afterEstablished(onEstablished(state), context);
    case 'mediaOffered':
      return afterOffer(onOffer(state, event.offer));
    case 'mediaAnswered':
      return afterAnswer(onAnswer(state, event.answer), state.running.offered);
    case 'mediaRefused':
      return afterAnswer(stay(withoutOffer(state)), state.running.offered);
    case 'badMedia':
      return [state, [command({ type: 'rejectMedia', reason: 'bad-offer' })]];
    case 'keyframeRequested':
      return [state, [...keyframesFor(state, event.kind), fact({ type: 'keyframe', way: 'asked-by-device' })]];
    case 'transferRequested':
      return state.kind === 'active' ? startTransfer(state, event.dialled, context) : stay(state);
    case 'digit':
      return onDigit(state, event.digit, event.way, now, context);
    case 'alive':
      return onAlive(state);
    case 'floorRequested':
      return onFloorRequested(state);
    case 'floorReleased':
      return onFloorReleased(state);
    case 'contentAccepted':
      return onContentAccepted(state, event.accepted);
    default:
      // All others are handled before (`endOf`, `onNew`).
      return stay(state);
  }
}

/** INFO names no stream (RFC 5168): the request may concern any stream that the device receives. */
function keyframesFor({ facts, running }: Up, kind: PictureName | undefined): readonly CallEffect[] {
  const content = kind === undefined && facts.info.protocol === 'sip' && running.content.view === 'own';
  return [
    { type: 'requestKeyframe', kind: kind ?? 'video' },
    ...(content ? [{ type: 'requestKeyframe', kind: 'content' } as const] : []),
  ];
}

/** The answer to a delayed offer comes before or with the acknowledgement (RFC 3261 §13.2.1), or not at all. */
function onEstablished(state: Up): Step {
  if (state.kind !== 'answered') return stay(state);
  if (state.running.offered !== undefined) return endCall(state, 'no-answer-to-offer', true);
  const active: Up = { ...state, kind: 'active' };
  return active.running.content.shown ? onContentShown(active, true) : stay(active);
}

/** A dialled PIN that waited for the acknowledgement is looked up now. */
function afterEstablished([state, effects]: Step, context: CallContext): Step {
  if (state.kind !== 'active') return [state, effects];
  const [next, more] = onLobbyEstablished(state, context);
  return [next, [...effects, ...more]];
}
