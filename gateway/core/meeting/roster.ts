/**
 * The participants of a meeting: who waits for the host, who is muted. Pure: effects tell media and calls what to
 * do.
 */
import { newFloor, stepFloor, type FloorDecision, type FloorEvent, type FloorRule } from './floor.ts';
import type { MeetingNotice } from './messages.ts';
import { retellContent } from './content.ts';
import { planMeeting, samePlan } from './plan.ts';
import type {
  ParticipantCamera,
  ParticipantState,
  RosterEffect,
  RosterEvent,
  RosterState,
  RosterStep,
} from './roster-types.ts';

export type * from './roster-types.ts';

export interface FloorSettings {
  readonly rule?: FloorRule;
  readonly open?: boolean;
}

export const newRoster = (meetingId: string, capacity: number, { rule, open }: FloorSettings = {}): RosterState => ({
  meetingId,
  capacity,
  participants: new Map(),
  floor: newFloor(rule, open),
});

export function stepRoster(state: RosterState, event: RosterEvent): RosterStep {
  const [next, effects] = move(state, event);
  if (next === state || event.type === 'camera' || event.type === 'leaving') return [next, effects];
  const [planned, told] = replan(next);
  const [retold, shown] = retellContent(planned);
  return [retold, [...effects, ...told, ...shown]];
}

/** Informs members whose limits have changed; waiting members send to no one. */
function replan(state: RosterState): RosterStep {
  const plans = planMeeting(new Map([...state.participants].filter(([, { waiting }]) => !waiting)));
  const effects: RosterEffect[] = [];
  const participants = new Map(state.participants);
  for (const [participant, plan] of plans) {
    const known = state.participants.get(participant)!;
    if (samePlan(known.plan, plan)) continue;
    effects.push({ type: 'plan', participant, plan });
    participants.set(participant, { ...known, plan });
  }
  return [effects.length === 0 ? state : { ...state, participants }, effects];
}

function move(state: RosterState, event: RosterEvent): RosterStep {
  switch (event.type) {
    case 'join':
      return onJoin(state, event);
    case 'leave': {
      if (!state.participants.has(event.participant)) return [state, []];
      const [freed, effects] = onFloor(state, { type: 'leave', participant: event.participant });
      const participants = new Map([...state.participants].filter(([other]) => other !== event.participant));
      return [
        { ...freed, participants },
        [...effects, ...(participants.size === 0 ? [{ type: 'close' } as const] : [])],
      ];
    }
    case 'agreed':
      return [put(state, event.participant, { video: event.video, contentTakes: event.contentTakes }), []];
    case 'sendLimit':
      return [
        put(
          state,
          event.participant,
          event.kind === 'content' ? { contentLimit: event.bitrate } : { sendLimit: event.bitrate },
        ),
        [],
      ];
    case 'camera':
      return [patchCamera(state, event.participant, event.camera), []];
    case 'leaving':
      return [put(state, event.participant, { leaving: true }), []];
    case 'floor':
      return onFloor(state, event.event);
    case 'budgets':
      return [
        [...event.budgets].reduce((next, [participant, budget]) => put(next, participant, { budget }), state),
        [],
      ];
    case 'admit':
      return letIn(state, (participant) => participant === event.participant);
    case 'mute':
      return mute(state, (participant) => participant === event.participant, event.muted, event.by);
    case 'muteAll':
      return mute(state, (_, { role }) => role === 'attendee', true, 'host');
    default:
      return event satisfies never;
  }
}

/** Members that are gone or wait for the host do not take part. */
function onFloor(state: RosterState, event: FloorEvent): RosterStep {
  if (event.type === 'request' || event.type === 'give') {
    const participant = state.participants.get(event.participant);
    if (participant === undefined) return [state, []];
    if (participant.waiting)
      return [state, decided({ participant: event.participant, outcome: 'denied', reason: 'not-admitted' })];
  }
  const [floor, decisions] = stepFloor(state.floor, event);
  const effects = decisions.flatMap(decided);
  const moved: readonly RosterEffect[] =
    floor.holder === state.floor.holder ? [] : [{ type: 'present', participant: floor.holder }];
  return [{ ...state, floor }, [...effects, ...moved]];
}

const decided = (decision: FloorDecision): readonly RosterEffect[] => [
  { type: 'floor', decision },
  { type: 'tell', participant: decision.participant, notice: { type: 'floor', decision } },
];

function put(state: RosterState, participant: string, values: Partial<ParticipantState>): RosterState {
  const known = state.participants.get(participant);
  return known === undefined
    ? state
    : { ...state, participants: new Map(state.participants).set(participant, { ...known, ...values }) };
}

function patchCamera(state: RosterState, participant: string, camera: ParticipantCamera): RosterState {
  return put(state, participant, { camera: { ...state.participants.get(participant)?.camera, ...camera } });
}

function onJoin(
  state: RosterState,
  { participant, callId, role, waitsForHost }: Extract<RosterEvent, { type: 'join' }>,
): RosterStep {
  if (state.participants.has(participant)) return [state, []];
  if (state.participants.size >= state.capacity)
    return [state, [{ type: 'refuse', participant, reason: 'meeting-full' }]];
  const hostIsHere = [...state.participants.values()].some((other) => other.role === 'host');
  const waiting = waitsForHost && role === 'attendee' && !hostIsHere;
  const participants = new Map(state.participants).set(participant, { callId, role, waiting, muted: false });
  const admitted: RosterEffect = { type: 'admit', participant, waiting };
  if (role !== 'host') return [{ ...state, participants }, [admitted]];
  const [next, effects] = letIn({ ...state, participants }, () => true);
  return [next, [admitted, ...effects]];
}

type Which = (id: string, participant: ParticipantState) => boolean;

function letIn(state: RosterState, which: Which): RosterStep {
  return change(
    state,
    (id, participant) =>
      participant.waiting && which(id, participant) ? { ...participant, waiting: false } : participant,
    () => ({ type: 'admitted' }),
  );
}

function mute(state: RosterState, which: Which, muted: boolean | 'toggle', by: 'self' | 'host'): RosterStep {
  const after = (id: string, participant: ParticipantState): ParticipantState => {
    const wanted = muted === 'toggle' ? !participant.muted : muted;
    return which(id, participant) && participant.muted !== wanted ? { ...participant, muted: wanted } : participant;
  };
  return change(state, after, (participant) => ({ type: 'muted', muted: participant.muted, by }));
}

function change(
  state: RosterState,
  after: (id: string, participant: ParticipantState) => ParticipantState,
  notice: (participant: ParticipantState) => MeetingNotice,
): RosterStep {
  const participants = new Map([...state.participants].map(([id, participant]) => [id, after(id, participant)]));
  const changed = [...participants].filter(([id, participant]) => state.participants.get(id) !== participant);
  return [
    { ...state, participants },
    changed.map(([participant, now]) => ({ type: 'tell', participant, notice: notice(now) })),
  ];
}
