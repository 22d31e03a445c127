/**
 * One live meeting: its participants, floor, cameras and remote control, under the policies of the host's account.
 * Pure. Composes the machines of `roster.ts`, `camera.ts` and `remote-control.ts`.
 *
 * Requests that depend on the policies wait until the policies have been read; later requests keep their order:
 *
 *   request ─▶ pending ─▶ effect readPolicies ─▶ event policiesRead ─▶ decided
 */
import type { MeetingPolicies } from '../../../registry/port.ts';
import {
  newCameras,
  nextTimeout,
  stepCamera,
  type CameraEffect,
  type CameraEvent,
  type CameraReason,
  type CameraRequest,
  type CameraState,
} from './camera.ts';
import type { FloorDecision, FloorEvent, FloorReason } from './floor.ts';
import type { Meeting } from './messages.ts';
import {
  ANSWER_TIME,
  newRemoteControl,
  stepRemoteControl,
  type RemoteControlDecision,
  type RemoteControlEvent,
  type RemoteControlReason,
  type RemoteControlState,
} from './remote-control.ts';
import { newRoster, stepRoster, type RosterEffect, type RosterEvent, type RosterState } from './roster.ts';

/** A request whose turn has not come yet. */
type Pending =
  | { readonly type: 'floorWanted'; readonly participant: string; readonly wants: boolean }
  | { readonly type: 'cameraAsked'; readonly participant: string; readonly request: CameraRequest };

export interface LiveMeetingState {
  readonly meetingId: string;
  readonly accountId: string;
  /** Policies of the host's account as last read. */
  readonly policies: MeetingPolicies;
  readonly roster: RosterState;
  readonly cameras: CameraState;
  readonly remote: RemoteControlState;
  readonly pending: readonly Pending[];
  /** Number of pending requests that the policies now being read are for; 0 while none are being read. */
  readonly reading: number;
}

export type LiveMeetingEvent =
  | RosterEvent
  | Pending
  /** The participant has its media: it is told how the meeting stands. */
  | { readonly type: 'arrived'; readonly participant: string }
  /** Policies read for pending requests; `undefined` if the meeting no longer exists. */
  | { readonly type: 'policiesRead'; readonly policies: MeetingPolicies | undefined }
  /** The policies cannot be read: the requests that wait for them are dropped. */
  | { readonly type: 'policiesUnreadable' }
  /** An administrator changed the policies. */
  | { readonly type: 'policiesChanged'; readonly policies: MeetingPolicies }
  /** The participant's device sees the picture of `sees`. */
  | { readonly type: 'sees'; readonly participant: string; readonly sees: string | undefined }
  /** The participant's device accepts requests for its camera, or no longer does. */
  | { readonly type: 'cameraReachable'; readonly participant: string; readonly reachable: boolean }
  | { readonly type: 'remoteControl'; readonly event: RemoteControlEvent }
  | { readonly type: 'timer'; readonly timer: MeetingTimer };

/** `camera`: the next movement that runs out. `remoteControl`: the time to answer a request for control. */
export type MeetingTimer = 'camera' | 'remoteControl';

/** A decision, for metrics, the log and the audit log. */
export interface ControlDecision {
  readonly control: 'content' | 'camera' | 'remote-control';
  readonly outcome:
    | FloorDecision['outcome']
    | Extract<CameraEffect, { type: 'decision' }>['outcome']
    | RemoteControlDecision['outcome'];
  readonly reason: FloorReason | CameraReason | RemoteControlReason;
  /** Participant that asked. */
  readonly participant: string | undefined;
  /** Call whose camera or computer it is about. */
  readonly about?: string;
}

export type LiveMeetingEffect =
  | Exclude<RosterEffect, { type: 'floor' }>
  | { readonly type: 'readPolicies' }
  | { readonly type: 'moveCamera'; readonly participant: string; readonly request: CameraRequest }
  | { readonly type: 'decided'; readonly decision: ControlDecision }
  | { readonly type: 'remoteDecided'; readonly decision: RemoteControlDecision }
  /** Remote control ended: the bandwidth reserved for it at these calls is free again. */
  | { readonly type: 'returnBandwidth'; readonly calls: readonly string[] }
  /** Starts the timer, ms from now, or stops it. */
  | { readonly type: 'timer'; readonly timer: MeetingTimer; readonly ms: number | undefined };

type Step = readonly [LiveMeetingState, readonly LiveMeetingEffect[]];

/** Requests that may wait for the policies; what a device sends beyond is dropped. */
const MOST_PENDING = 200;

export const newLiveMeeting = (
  { meetingId, accountId, policies }: Omit<Meeting, 'role' | 'waitsForHost'>,
  capacity: number,
): LiveMeetingState => ({
  meetingId,
  accountId,
  policies,
  roster: newRoster(meetingId, capacity, { rule: policies.contentFloor, open: policies.contentFromDevices === 'on' }),
  cameras: newCameras(policies.farEndCameraControl),
  remote: newRemoteControl(),
  pending: [],
  reading: 0,
});

/** The call that shares content now. */
export const sharerOf = ({ roster: { floor, participants } }: LiveMeetingState): string | undefined =>
  floor.holder === undefined ? undefined : participants.get(floor.holder)?.callId;

/** `now` in ms, monotonic. */
export function stepLiveMeeting(state: LiveMeetingState, event: LiveMeetingEvent, now: number): Step {
  switch (event.type) {
    case 'floorWanted':
    case 'cameraAsked':
      return state.pending.length >= MOST_PENDING
        ? [state, []]
        : drain({ ...state, pending: [...state.pending, event] }, now);
    case 'policiesRead':
      return onPoliciesRead(state, event.policies, now);
    case 'policiesUnreadable':
      return drain({ ...state, pending: state.pending.slice(state.reading), reading: 0 }, now);
    case 'policiesChanged':
      return applyPolicies(state, event.policies, now);
    case 'arrived':
      return onArrived(state, event.participant);
    case 'sees':
      return onRoster(state, { type: 'camera', participant: event.participant, camera: { sees: event.sees } });
    case 'cameraReachable':
      return onRoster(state, {
        type: 'camera',
        participant: event.participant,
        camera: { reachable: event.reachable },
      });
    case 'remoteControl':
      return onRemoteControl(state, event.event);
    case 'timer':
      return event.timer === 'camera'
        ? onCamera(state, { type: 'timeout' }, now)
        : onRemoteControl(state, { type: 'timeout' });
    case 'leave':
      return onLeave(state, event.participant, now);
    default:
      return onRoster(state, event);
  }
}

/** Runs steps one after the other, each on the state that the one before left. */
function inTurn(state: LiveMeetingState, ...steps: readonly ((state: LiveMeetingState) => Step)[]): Step {
  const effects: LiveMeetingEffect[] = [];
  let current = state;
  for (const step of steps) {
    const [next, more] = step(current);
    current = next;
    effects.push(...more);
  }
  return [current, effects];
}

/**
 * The roster's own events. A shared computer can only be controlled while it is shared, so the floor ends remote
 * control.
 */
function onRoster(state: LiveMeetingState, event: RosterEvent): Step {
  const [roster, effects] = stepRoster(state.roster, event);
  const own = effects.map((effect): LiveMeetingEffect => (effect.type === 'floor' ? decided(effect) : effect));
  const moved = effects.some(({ type }) => type === 'present');
  return inTurn(
    { ...state, roster },
    (next) => [next, own],
    (next) => (moved ? endRemoteOfFormerSharer(next) : [next, []]),
  );
}

const decided = ({
  decision: { participant, outcome, reason },
}: Extract<RosterEffect, { type: 'floor' }>): LiveMeetingEffect => ({
  type: 'decided',
  decision: { control: 'content', outcome, reason, participant },
});

const endRemoteOfFormerSharer = (state: LiveMeetingState): Step =>
  state.remote.kind !== 'idle' && state.remote.sharer !== sharerOf(state)
    ? onRemoteControl(state, { type: 'gone', participant: state.remote.sharer })
    : [state, []];

/** Replays the notices that could not be delivered before the participant had its media. */
function onArrived(state: LiveMeetingState, participant: string): Step {
  const standing = state.roster.participants.get(participant);
  if (standing === undefined) return [state, []];
  const { plan, muted, shown } = standing;
  const notices: LiveMeetingEffect[] = [];
  if (plan !== undefined) notices.push({ type: 'plan', participant, plan });
  if (muted) notices.push({ type: 'tell', participant, notice: { type: 'muted', muted, by: 'host' } });
  if (shown === true) notices.push({ type: 'tell', participant, notice: { type: 'content', shown } });
  if (state.cameras.policy === 'off')
    notices.push({ type: 'tell', participant, notice: { type: 'camera', allowed: false } });
  return [state, notices];
}

function onLeave(state: LiveMeetingState, participant: string, now: number): Step {
  const callId = state.roster.participants.get(participant)?.callId;
  return inTurn(
    state,
    (next) => onCamera(next, { type: 'leave', participant }, now),
    (next) => (callId === undefined ? [next, []] : onRemoteControl(next, { type: 'gone', participant: callId })),
    (next) => onRoster(next, { type: 'leave', participant }),
  );
}

/** Continuing or stopping a movement was allowed when it began; a change of policy stops it by itself. */
const asksPolicies = (request: Pending): boolean =>
  request.type === 'floorWanted'
    ? request.wants
    : request.request.type !== 'continue' && request.request.type !== 'stop';

/** Handles pending requests up to the first one that needs the policies read. */
function drain(state: LiveMeetingState, now: number): Step {
  const [next, ...later] = state.pending;
  if (next === undefined || state.reading > 0) return [state, []];
  if (asksPolicies(next)) return [{ ...state, reading: state.pending.length }, [{ type: 'readPolicies' }]];
  return inTurn(
    { ...state, pending: later },
    (current) => perform(current, next, now),
    (after) => drain(after, now),
  );
}

/** Requests that came while the policies were being read need newer ones. */
function onPoliciesRead(state: LiveMeetingState, policies: MeetingPolicies | undefined, now: number): Step {
  const ready = state.pending.slice(0, state.reading);
  return inTurn(
    { ...state, pending: state.pending.slice(state.reading), reading: 0 },
    (next) => (policies === undefined ? [next, []] : applyPolicies(next, policies, now)),
    ...ready.map((request) => (next: LiveMeetingState) => perform(next, request, now)),
    (next) => drain(next, now),
  );
}

function perform(state: LiveMeetingState, request: Pending, now: number): Step {
  const { participant } = request;
  const standing = state.roster.participants.get(participant);
  if (standing === undefined || standing.leaving === true) return [state, []];
  if (request.type === 'floorWanted') {
    const event: FloorEvent = { type: request.wants ? 'request' : 'release', participant };
    return onRoster(state, { type: 'floor', event });
  }
  const { sees } = standing.camera ?? {};
  const reachable = sees !== undefined && state.roster.participants.get(sees)?.camera?.reachable === true;
  const controller = { isHost: standing.role === 'host', sees };
  return onCamera(
    state,
    { type: 'request', from: participant, participant: controller, request: request.request, reachable },
    now,
  );
}

/** Applies policies at once, to what is in progress too. */
function applyPolicies(state: LiveMeetingState, policies: MeetingPolicies, now: number): Step {
  const { contentFloor, contentFromDevices, farEndCameraControl: policy, remoteControl } = policies;
  return inTurn(
    { ...state, policies },
    (next) => onRoster(next, { type: 'floor', event: { type: 'rule', rule: contentFloor } }),
    (next) => onRoster(next, { type: 'floor', event: { type: 'policy', open: contentFromDevices === 'on' } }),
    (next) => (policy === next.cameras.policy ? [next, []] : applyCameraPolicy(next, policy, now)),
    (next) => (remoteControl === 'off' ? onRemoteControl(next, { type: 'policyOff' }) : [next, []]),
  );
}

function applyCameraPolicy(state: LiveMeetingState, policy: CameraState['policy'], now: number): Step {
  const { participants } = state.roster;
  const isHost = (id: string): boolean => participants.get(id)?.role === 'host';
  const notices = [...participants.keys()].map((participant): LiveMeetingEffect => ({
    type: 'tell',
    participant,
    notice: { type: 'camera', allowed: policy !== 'off' },
  }));
  return inTurn(
    state,
    (next) => onCamera(next, { type: 'policy', policy, isHost }, now),
    (next) => [next, notices],
  );
}

function onCamera(state: LiveMeetingState, event: CameraEvent, now: number): Step {
  const [cameras, effects] = stepCamera(state.cameras, event, now);
  if (cameras === state.cameras && effects.length === 0) return [state, []];
  const next = nextTimeout(cameras);
  const timer: LiveMeetingEffect = {
    type: 'timer',
    timer: 'camera',
    ms: next === undefined ? undefined : Math.max(1, next - now),
  };
  return [{ ...state, cameras }, [...effects.map((effect) => cameraEffect(state, effect)), timer]];
}

function cameraEffect({ roster }: LiveMeetingState, effect: CameraEffect): LiveMeetingEffect {
  if (effect.type === 'send') return { type: 'moveCamera', participant: effect.to, request: effect.request };
  const { outcome, reason, from, to } = effect;
  const about = to === undefined ? undefined : roster.participants.get(to)?.callId;
  return {
    type: 'decided',
    decision: { control: 'camera', outcome, reason, participant: from, ...(about !== undefined && { about }) },
  };
}

function onRemoteControl(state: LiveMeetingState, event: RemoteControlEvent): Step {
  const { remote: before } = state;
  const [remote, decisions] = stepRemoteControl(before, event);
  const effects: LiveMeetingEffect[] = [];
  if (before.kind === 'granted' && remote.kind === 'idle')
    effects.push({ type: 'returnBandwidth', calls: [before.controller, before.sharer] });
  if (remote !== before)
    effects.push({ type: 'timer', timer: 'remoteControl', ms: remote.kind === 'asked' ? ANSWER_TIME : undefined });
  for (const decision of decisions) effects.push(...remoteDecided(state, decision));
  return [{ ...state, remote }, effects];
}

function remoteDecided({ roster }: LiveMeetingState, decision: RemoteControlDecision): readonly LiveMeetingEffect[] {
  const { outcome, reason, controller, sharer } = decision;
  const participant = [...roster.participants].find(([, { callId }]) => callId === controller)?.[0];
  const about = sharer === undefined ? {} : { about: sharer };
  return [
    { type: 'remoteDecided', decision },
    { type: 'decided', decision: { control: 'remote-control', outcome, reason, participant, ...about } },
  ];
}
