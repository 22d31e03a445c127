/**
 * A call that continues with other sockets, in the state `moving`: its device moves to another meeting (REFER), its
 * PIN leads to another media worker, or its media worker died.
 */
import type {
  CallContext,
  CallEffect,
  CallEvent,
  CallState,
  Meeting,
  Move,
  MoveCause,
  Running,
  Step,
} from './types.ts';
import { agreeEffects, keepAgreement, withCodecs } from './agree.ts';
import { endCall } from './end.ts';
import { nextOffer, toldOf } from './media.ts';
import { sharesElsewhere } from './content.ts';
import { withPlan } from './rates.ts';
import { enterMeeting } from './presence.ts';
import { parseDialled, type Dialled } from '../dial-string.ts';
import { meets, ruleIn } from '../media/security.ts';
import { agreeOnAnswer } from '../media/offer.ts';
import type { LocalAddresses } from '../media/abilities.ts';
import type { EndReason } from '../reason.ts';

type Active = Extract<CallState, { kind: 'active' }>;
type Moving = Extract<CallState, { kind: 'moving' }>;

/** Moves to another meeting at the device's request. */
export function startTransfer(state: Active, dialled: Dialled, context: CallContext): Step {
  // A device keeps its DTLS connection if the fingerprint is unchanged, and a media worker's fingerprint is: it
  // would talk to sockets that do not know it.
  if (state.running.local.dtls !== undefined) {
    return [
      state,
      [
        { type: 'command', command: { type: 'acceptTransfer' } },
        ...told({ cause: 'transfer', stage: 'resolving' }, 'no-common-encryption'),
      ],
    ];
  }
  const target = parseDialled(dialled, context.isOurs);
  return [
    { kind: 'moving', facts: state.facts, running: state.running, move: { cause: 'transfer', stage: 'resolving' } },
    [
      { type: 'command', command: { type: 'acceptTransfer' } },
      { type: 'resolve', target, proven: true },
    ],
  ];
}

/** Moves to a known meeting. */
export function startMoveTo(state: Active, meeting: Meeting, cause: MoveCause): Step {
  const move: Move = { cause, stage: 'joining', meeting };
  return [{ kind: 'moving', facts: state.facts, running: state.running, move }, [joinNext(state.running, meeting)]];
}

function joinNext({ local, original }: Running, meeting: Meeting): CallEffect {
  const dtls = local.dtls && original?.streams.flatMap(({ receiveCodecs }) => receiveCodecs.slice(0, 1));
  return { type: 'join', place: 'next', meeting, kinds: kindsOf(local), ...(dtls && { dtls }) };
}

const kindsOf = (local: LocalAddresses) =>
  (['audio', 'video', 'content', 'camera'] as const).filter((kind) => local[kind] !== undefined);

/** Returns undefined for an event that does not concern the move; the call's own handling applies. */
export function moveOnEvent(state: Moving, event: CallEvent, now: number): Step | undefined {
  const { move } = state;
  if (event.type === 'resolved' && move.stage === 'resolving') return onResolved(state, event);
  if (event.type === 'joined' && event.place === 'next' && move.stage === 'joining')
    return onJoined(state, move, event);
  if (event.type === 'joinFailed' && event.place === 'next') return giveUp(state, event.reason, false);
  if (event.type === 'media' && event.place === 'next' && event.event.type === 'closed')
    return giveUp(state, 'media-lost', true);
  if (event.type !== 'leg' || move.stage !== 'offering') return undefined;
  if (event.event.type === 'mediaRefused') return giveUp(state, 'no-common-codec', true);
  return event.event.type === 'mediaAnswered' ? onAnswered(state, move, event.event.answer, now) : undefined;
}

const told = ({ cause }: Move, outcome: 'done' | EndReason): readonly CallEffect[] => [
  ...(cause === 'transfer' ? ([{ type: 'command', command: { type: 'reportTransfer', outcome } }] as const) : []),
  { type: 'fact', fact: { type: 'move', cause, outcome } },
];

/** A failed transfer leaves the call where it was; the other kinds of moves have no place to return to. */
function giveUp(state: Moving, reason: EndReason, leave: boolean): Step {
  const { cause } = state.move;
  if (cause !== 'transfer') {
    const [ended, effects] = endCall(state, cause === 'worker-lost' ? 'media-lost' : reason, true);
    return [ended, [...told(state.move, reason), ...effects]];
  }
  const effects: CallEffect[] = leave ? [{ type: 'leave', place: 'next' }] : [];
  return [{ kind: 'active', facts: state.facts, running: state.running }, [...effects, ...told(state.move, reason)]];
}

function onResolved(state: Moving, { resolution }: Extract<CallEvent, { type: 'resolved' }>): Step {
  if (resolution.outcome !== 'meeting')
    return giveUp(state, resolution.outcome === 'entry' ? 'address-incomplete' : resolution.reason, false);
  const { meeting } = resolution;
  if (!meets(ruleIn(state.running.abilities.encryption, meeting.policies), state.facts.encryption))
    return giveUp(state, 'encryption-required', false);
  return [
    { ...state, move: { cause: state.move.cause, stage: 'joining', meeting } },
    [joinNext(state.running, meeting)],
  ];
}

function onJoined(
  state: Moving,
  move: Extract<Move, { stage: 'joining' }>,
  { local, waiting, plan }: Extract<CallEvent, { type: 'joined' }>,
): Step {
  const { policies } = move.meeting;
  const before = withPlan(state.running.abilities, plan);
  const abilities = {
    ...before,
    camera: policies.farEndCameraControl !== 'off',
    encryption: ruleIn(before.encryption, policies),
  };
  const offered = nextOffer({ ...state.running, abilities }, local, state.facts);
  return [
    {
      ...state,
      move: { cause: move.cause, stage: 'offering', meeting: move.meeting, local, waiting, abilities, offered },
    },
    [{ type: 'command', command: { type: 'offerMedia', media: offered } }],
  ];
}

type Answer = Extract<Extract<CallEvent, { type: 'leg' }>['event'], { type: 'mediaAnswered' }>['answer'];

function onAnswered(state: Moving, move: Extract<Move, { stage: 'offering' }>, answer: Answer, now: number): Step {
  const { local, abilities } = move;
  const agreement = agreeOnAnswer(move.offered, answer, abilities);
  if (agreement === undefined) return giveUp(state, 'no-common-codec', true);
  const original = state.running.original ?? keepAgreement(agreement);
  const active: Active = {
    kind: 'active',
    facts: { ...withCodecs(state.facts, agreement), meeting: move.meeting },
    running: { ...state.running, local, abilities, original, told: toldOf(abilities) },
  };
  const [entered, effects] = enterMeeting(active, move.waiting, now);
  const [next, shared] = sharesElsewhere(entered, move.cause === 'worker-lost');
  return [
    next,
    [
      ...agreeEffects(state.facts, agreement, original, 'next'),
      { type: 'promote' },
      ...told(move, 'done'),
      ...effects,
      ...shared,
    ],
  ];
}
