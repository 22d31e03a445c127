/** Who is in a meeting, who waits for its host, and who is muted. Pure: what media and calls do about it follows from the effects. */
import type { EndReason } from './reason.ts';
import type { VideoMode } from './h264-choice.ts';
import { planRoom, samePlan, type MemberPlan, type MemberVideo, type PlanMember } from './room-plan.ts';

export type Role = 'attendee' | 'host';

export interface RoomMember extends PlanMember {
  readonly role: Role;
  /** Takes part in nothing until the host is there, or lets it in. */
  readonly waiting: boolean;
  readonly muted: boolean;
  /** What it was told last that it may send. */
  readonly plan?: MemberPlan;
}

export interface RoomState {
  readonly meetingId: string;
  readonly capacity: number;
  /** By call. A call that moves holds its old place until it has the new one. */
  readonly members: ReadonlyMap<string, RoomMember>;
}

export type RoomEvent =
  | { readonly type: 'join'; readonly member: string; readonly role: Role; readonly waitsForHost: boolean }
  /** What is agreed about its picture, or has changed. */
  | { readonly type: 'agreed'; readonly member: string; readonly video: MemberVideo }
  | { readonly type: 'sendLimit'; readonly member: string; readonly bitrate: number }
  /** What there is for each one's call, bit/s. */
  | { readonly type: 'budgets'; readonly budgets: ReadonlyMap<string, number> }
  | { readonly type: 'leave'; readonly member: string }
  | { readonly type: 'admit'; readonly member: string }
  | { readonly type: 'mute'; readonly member: string; readonly muted: boolean | 'toggle'; readonly by: 'self' | 'host' }
  /** All but the hosts. */
  | { readonly type: 'muteAll' };

/** What a member is told of its own place. */
export type RoomNotice =
  | { readonly type: 'admitted' }
  | { readonly type: 'muted'; readonly muted: boolean; readonly by: 'self' | 'host' }
  /** What all others decode. */
  | { readonly type: 'mode'; readonly mode: VideoMode };

export type RoomEffect =
  | { readonly type: 'admit'; readonly member: string; readonly waiting: boolean }
  | { readonly type: 'refuse'; readonly member: string; readonly reason: EndReason }
  /** What it may send from now on. */
  | { readonly type: 'plan'; readonly member: string; readonly plan: MemberPlan }
  | { readonly type: 'tell'; readonly member: string; readonly notice: RoomNotice }
  /** Nobody is left: its media and its entry in the table go. */
  | { readonly type: 'close' };

type RoomStep = readonly [RoomState, readonly RoomEffect[]];

export const newRoom = (meetingId: string, capacity: number): RoomState => ({ meetingId, capacity, members: new Map() });

export function stepRoom(state: RoomState, event: RoomEvent): RoomStep {
  const [next, effects] = move(state, event);
  if (next === state) return [next, effects];
  const [planned, told] = replan(next);
  return [planned, [...effects, ...told]];
}

/** Whoever may send otherwise than before is told; those who wait send to nobody. */
function replan(state: RoomState): RoomStep {
  const plans = planRoom(new Map([...state.members].filter(([, { waiting }]) => !waiting)));
  const effects: RoomEffect[] = [];
  const members = new Map(state.members);
  for (const [member, plan] of plans) {
    const known = state.members.get(member)!;
    if (samePlan(known.plan, plan)) continue;
    effects.push({ type: 'plan', member, plan });
    members.set(member, { ...known, plan });
  }
  return [effects.length === 0 ? state : { ...state, members }, effects];
}

function move(state: RoomState, event: RoomEvent): RoomStep {
  switch (event.type) {
    case 'join':
      return onJoin(state, event);
    case 'leave': {
      if (!state.members.has(event.member)) return [state, []];
      const members = new Map([...state.members].filter(([other]) => other !== event.member));
      return [{ ...state, members }, members.size === 0 ? [{ type: 'close' }] : []];
    }
    case 'agreed':
      return [put(state, event.member, { video: event.video }), []];
    case 'sendLimit':
      return [put(state, event.member, { sendLimit: event.bitrate }), []];
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

function put(state: RoomState, member: string, values: PlanMember): RoomState {
  const known = state.members.get(member);
  return known === undefined ? state : { ...state, members: new Map(state.members).set(member, { ...known, ...values }) };
}

function onJoin(state: RoomState, { member, role, waitsForHost }: Extract<RoomEvent, { type: 'join' }>): RoomStep {
  if (state.members.has(member)) return [state, []];
  if (state.members.size >= state.capacity) return [state, [{ type: 'refuse', member, reason: 'meeting-full' }]];
  const hostIsHere = [...state.members.values()].some((other) => other.role === 'host');
  const waiting = waitsForHost && role === 'attendee' && !hostIsHere;
  const members = new Map(state.members).set(member, { role, waiting, muted: false });
  const admitted: RoomEffect = { type: 'admit', member, waiting };
  if (role !== 'host') return [{ ...state, members }, [admitted]];
  const [next, effects] = letIn({ ...state, members }, () => true);
  return [next, [admitted, ...effects]];
}

type Which = (id: string, member: RoomMember) => boolean;

function letIn(state: RoomState, which: Which): RoomStep {
  return change(state, (id, member) => (member.waiting && which(id, member) ? { ...member, waiting: false } : member), () => ({ type: 'admitted' }));
}

function mute(state: RoomState, which: Which, muted: boolean | 'toggle', by: 'self' | 'host'): RoomStep {
  const after = (id: string, member: RoomMember): RoomMember => {
    const wanted = muted === 'toggle' ? !member.muted : muted;
    return which(id, member) && member.muted !== wanted ? { ...member, muted: wanted } : member;
  };
  return change(state, after, (member) => ({ type: 'muted', muted: member.muted, by }));
}

function change(state: RoomState, after: (id: string, member: RoomMember) => RoomMember, notice: (member: RoomMember) => RoomNotice): RoomStep {
  const members = new Map([...state.members].map(([id, member]) => [id, after(id, member)]));
  const changed = [...members].filter(([id, member]) => state.members.get(id) !== member);
  return [{ ...state, members }, changed.map(([member, now]) => ({ type: 'tell', member, notice: notice(now) }))];
}
