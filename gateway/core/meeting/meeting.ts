/** Who is in a meeting, who waits for its host, and who is muted. Pure: what media and calls do about it follows from the effects. */
import type { PictureName } from '../../../media/port.ts';
import type { EndReason } from '../reason.ts';
import type { VideoMode } from '../media/h264-choice.ts';
import { newFloor, stepFloor, type FloorDecision, type FloorEvent, type FloorRule, type FloorState } from './floor.ts';
import { retellContent } from './content.ts';
import { planMeeting, samePlan, type MemberPlan, type MemberVideo, type PlanMember } from './plan.ts';

export type Role = 'attendee' | 'host';

export interface ParticipantState extends PlanMember {
  readonly role: Role;
  /** Takes part in nothing until the host is there, or lets it in. */
  readonly waiting: boolean;
  readonly muted: boolean;
  /** What it was told last that it may send. */
  readonly plan?: MemberPlan;
  /** It was told that somebody else shares. */
  readonly shown?: boolean;
  /** Bit/s of content: what it was told that it may send; what its device takes, by what is agreed and by RTCP. */
  readonly contentRate?: number;
  readonly contentTakes?: number | undefined;
  readonly contentLimit?: number;
}

export interface MeetingState {
  readonly meetingId: string;
  readonly capacity: number;
  /** By call. A call that moves holds its old place until it has the new one. */
  readonly members: ReadonlyMap<string, ParticipantState>;
  readonly floor: FloorState;
}

export type MeetingEvent =
  | { readonly type: 'join'; readonly member: string; readonly role: Role; readonly waitsForHost: boolean }
  /** What is agreed about its picture, or has changed. */
  | { readonly type: 'agreed'; readonly member: string; readonly video: MemberVideo; readonly contentTakes?: number }
  | { readonly type: 'sendLimit'; readonly member: string; readonly kind: PictureName; readonly bitrate: number }
  | { readonly type: 'floor'; readonly event: FloorEvent }
  /** What there is for each one's call, bit/s. */
  | { readonly type: 'budgets'; readonly budgets: ReadonlyMap<string, number> }
  | { readonly type: 'leave'; readonly member: string }
  | { readonly type: 'admit'; readonly member: string }
  | { readonly type: 'mute'; readonly member: string; readonly muted: boolean | 'toggle'; readonly by: 'self' | 'host' }
  /** All but the hosts. */
  | { readonly type: 'muteAll' };

/** What a member is told of its own place. */
export type MeetingNotice =
  | { readonly type: 'admitted' }
  | { readonly type: 'muted'; readonly muted: boolean; readonly by: 'self' | 'host' }
  /** What all others decode. */
  | { readonly type: 'mode'; readonly mode: VideoMode }
  /** About its own wish to share. */
  | { readonly type: 'floor'; readonly decision: FloorDecision }
  /** Somebody else shares, or nobody does any more. */
  | { readonly type: 'content'; readonly shown: boolean }
  /** Cameras may be controlled in the meeting, or may not any more. */
  | { readonly type: 'camera'; readonly allowed: boolean };

export type MeetingEffect =
  | { readonly type: 'admit'; readonly member: string; readonly waiting: boolean }
  | { readonly type: 'refuse'; readonly member: string; readonly reason: EndReason }
  /** What it may send from now on. */
  | { readonly type: 'plan'; readonly member: string; readonly plan: MemberPlan }
  | { readonly type: 'tell'; readonly member: string; readonly notice: MeetingNotice }
  | { readonly type: 'floor'; readonly decision: FloorDecision }
  /** Whose content goes to the others from now on. */
  | { readonly type: 'present'; readonly member: string | undefined }
  /** How much content it may send. */
  | { readonly type: 'contentRate'; readonly member: string; readonly rate: number }
  /** Nobody is left: its media and its entry in the table go. */
  | { readonly type: 'close' };

type MeetingStep = readonly [MeetingState, readonly MeetingEffect[]];

export interface FloorSettings {
  readonly rule?: FloorRule;
  readonly open?: boolean;
}

export const newMeeting = (meetingId: string, capacity: number, { rule, open }: FloorSettings = {}): MeetingState => ({
  meetingId,
  capacity,
  members: new Map(),
  floor: newFloor(rule, open),
});

export function stepMeeting(state: MeetingState, event: MeetingEvent): MeetingStep {
  const [next, effects] = move(state, event);
  if (next === state) return [next, effects];
  const [planned, told] = replan(next);
  const [retold, shown] = retellContent(planned);
  return [retold, [...effects, ...told, ...shown]];
}

/** Whoever may send otherwise than before is told; those who wait send to nobody. */
function replan(state: MeetingState): MeetingStep {
  const plans = planMeeting(new Map([...state.members].filter(([, { waiting }]) => !waiting)));
  const effects: MeetingEffect[] = [];
  const members = new Map(state.members);
  for (const [member, plan] of plans) {
    const known = state.members.get(member)!;
    if (samePlan(known.plan, plan)) continue;
    effects.push({ type: 'plan', member, plan });
    members.set(member, { ...known, plan });
  }
  return [effects.length === 0 ? state : { ...state, members }, effects];
}

function move(state: MeetingState, event: MeetingEvent): MeetingStep {
  switch (event.type) {
    case 'join':
      return onJoin(state, event);
    case 'leave': {
      if (!state.members.has(event.member)) return [state, []];
      const [freed, effects] = onFloor(state, { type: 'leave', member: event.member });
      const members = new Map([...state.members].filter(([other]) => other !== event.member));
      return [{ ...freed, members }, [...effects, ...(members.size === 0 ? [{ type: 'close' } as const] : [])]];
    }
    case 'agreed':
      return [put(state, event.member, { video: event.video, contentTakes: event.contentTakes }), []];
    case 'sendLimit':
      return [
        put(
          state,
          event.member,
          event.kind === 'content' ? { contentLimit: event.bitrate } : { sendLimit: event.bitrate },
        ),
        [],
      ];
    case 'floor':
      return onFloor(state, event.event);
    case 'budgets':
      return [[...event.budgets].reduce((next, [member, budget]) => put(next, member, { budget }), state), []];
    case 'admit':
      return letIn(state, (member) => member === event.member);
    case 'mute':
      return mute(state, (member) => member === event.member, event.muted, event.by);
    case 'muteAll':
      return mute(state, (_, { role }) => role === 'attendee', true, 'host');
    default:
      return event satisfies never;
  }
}

/** Who is not there, or waits for the host, has no part in it. */
function onFloor(state: MeetingState, event: FloorEvent): MeetingStep {
  if (event.type === 'request' || event.type === 'give') {
    const member = state.members.get(event.member);
    if (member === undefined) return [state, []];
    if (member.waiting) return [state, decided({ member: event.member, outcome: 'denied', reason: 'not-admitted' })];
  }
  const [floor, decisions] = stepFloor(state.floor, event);
  const effects = decisions.flatMap(decided);
  const moved: readonly MeetingEffect[] =
    floor.holder === state.floor.holder ? [] : [{ type: 'present', member: floor.holder }];
  return [{ ...state, floor }, [...effects, ...moved]];
}

const decided = (decision: FloorDecision): readonly MeetingEffect[] => [
  { type: 'floor', decision },
  { type: 'tell', member: decision.member, notice: { type: 'floor', decision } },
];

function put(state: MeetingState, member: string, values: Partial<ParticipantState>): MeetingState {
  const known = state.members.get(member);
  return known === undefined
    ? state
    : { ...state, members: new Map(state.members).set(member, { ...known, ...values }) };
}

function onJoin(
  state: MeetingState,
  { member, role, waitsForHost }: Extract<MeetingEvent, { type: 'join' }>,
): MeetingStep {
  if (state.members.has(member)) return [state, []];
  if (state.members.size >= state.capacity) return [state, [{ type: 'refuse', member, reason: 'meeting-full' }]];
  const hostIsHere = [...state.members.values()].some((other) => other.role === 'host');
  const waiting = waitsForHost && role === 'attendee' && !hostIsHere;
  const members = new Map(state.members).set(member, { role, waiting, muted: false });
  const admitted: MeetingEffect = { type: 'admit', member, waiting };
  if (role !== 'host') return [{ ...state, members }, [admitted]];
  const [next, effects] = letIn({ ...state, members }, () => true);
  return [next, [admitted, ...effects]];
}

type Which = (id: string, member: ParticipantState) => boolean;

function letIn(state: MeetingState, which: Which): MeetingStep {
  return change(
    state,
    (id, member) => (member.waiting && which(id, member) ? { ...member, waiting: false } : member),
    () => ({ type: 'admitted' }),
  );
}

function mute(state: MeetingState, which: Which, muted: boolean | 'toggle', by: 'self' | 'host'): MeetingStep {
  const after = (id: string, member: ParticipantState): ParticipantState => {
    const wanted = muted === 'toggle' ? !member.muted : muted;
    return which(id, member) && member.muted !== wanted ? { ...member, muted: wanted } : member;
  };
  return change(state, after, (member) => ({ type: 'muted', muted: member.muted, by }));
}

function change(
  state: MeetingState,
  after: (id: string, member: ParticipantState) => ParticipantState,
  notice: (member: ParticipantState) => MeetingNotice,
): MeetingStep {
  const members = new Map([...state.members].map(([id, member]) => [id, after(id, member)]));
  const changed = [...members].filter(([id, member]) => state.members.get(id) !== member);
  return [{ ...state, members }, changed.map(([member, now]) => ({ type: 'tell', member, notice: notice(now) }))];
}
