/** A room moved from one meeting to another while its call goes on (REFER, H.450.2): the `moving` state. */
import type { CallContext, CallEffect, CallEvent, CallState, Move, Step } from './call-types.ts';
import { parseDialled, type Dialled } from './dial-string.ts';
import { agreeOnAnswer, makeOffer } from './negotiation.ts';
import type { EndReason } from './reason.ts';

type Active = Extract<CallState, { kind: 'active' }>;
type Moving = Extract<CallState, { kind: 'moving' }>;

export function startMove(state: Active, dialled: Dialled, context: CallContext): Step {
  const target = parseDialled(dialled, context.isOurs);
  return [
    { kind: 'moving', facts: state.facts, running: state.running, move: { stage: 'resolving' } },
    [
      { type: 'command', command: { type: 'acceptTransfer' } },
      { type: 'resolve', target },
    ],
  ];
}

/** Undefined: not an event of the move, so the call's own handling applies. */
export function moveOnEvent(state: Moving, event: CallEvent): Step | undefined {
  const { move } = state;
  if (event.type === 'resolved' && move.stage === 'resolving') return onResolved(state, event);
  if (event.type === 'joined' && event.place === 'next' && move.stage === 'joining') return onJoined(state, move, event);
  if (event.type === 'joinFailed' && event.place === 'next') return giveUp(state, event.reason, false);
  if (event.type === 'media' && event.place === 'next' && event.event.type === 'closed') return giveUp(state, 'media-lost', true);
  if (event.type !== 'leg' || move.stage !== 'offering') return undefined;
  if (event.event.type === 'mediaRefused') return giveUp(state, 'no-common-codec', true);
  return event.event.type === 'mediaAnswered' ? onAnswered(state, move, event.event.answer) : undefined;
}

function giveUp(state: Moving, reason: EndReason, leave: boolean): Step {
  const effects: CallEffect[] = leave ? [{ type: 'leave', place: 'next' }] : [];
  effects.push({ type: 'command', command: { type: 'reportTransfer', outcome: reason } });
  return [{ kind: 'active', facts: state.facts, running: state.running }, effects];
}

function onResolved(state: Moving, { resolution }: Extract<CallEvent, { type: 'resolved' }>): Step {
  if (!resolution.ok) return giveUp(state, resolution.reason, false);
  const kinds = (['audio', 'video'] as const).filter((kind) => state.running.local[kind] !== undefined);
  return [
    { ...state, move: { stage: 'joining', meeting: resolution.meeting } },
    [{ type: 'join', place: 'next', meetingId: resolution.meeting.meetingId, kinds }],
  ];
}

function onJoined(state: Moving, move: Extract<Move, { stage: 'joining' }>, { local }: Extract<CallEvent, { type: 'joined' }>): Step {
  const offered = makeOffer(local, state.running.abilities);
  return [
    { ...state, move: { stage: 'offering', meeting: move.meeting, local, offered } },
    [{ type: 'command', command: { type: 'offerMedia', media: offered } }],
  ];
}

type Answer = Extract<Extract<CallEvent, { type: 'leg' }>['event'], { type: 'mediaAnswered' }>['answer'];

function onAnswered(state: Moving, move: Extract<Move, { stage: 'offering' }>, answer: Answer): Step {
  const agreement = agreeOnAnswer(move.offered, answer, state.running.abilities);
  if (agreement === undefined) return giveUp(state, 'no-common-codec', true);
  return [
    {
      kind: 'active',
      facts: { ...state.facts, meeting: move.meeting },
      running: { abilities: state.running.abilities, local: move.local },
    },
    [
      { type: 'agree', place: 'next', streams: agreement.streams },
      { type: 'promote' },
      { type: 'command', command: { type: 'reportTransfer', outcome: 'done' } },
    ],
  ];
}
