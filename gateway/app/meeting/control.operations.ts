/** API operations for shared content and the control of a shared computer. Each reads the account's policies first. */
import { Type } from 'typebox';
import {
  closed,
  OneOf,
  operation,
  OrNull,
  policiesOfMeeting,
  Problem,
  Time,
  type MeetingPolicies,
  type Operation,
} from '../../../registry/index.ts';
import type {
  RemoteControlDecision,
  RemoteControlReason,
  RemoteControlState,
} from '../../core/meeting/remote-control.ts';
import { ofMeeting, throwNotFound } from './participants.operations.ts';
import type { LiveMeeting, RemoteControlAction, RemoteControlRecord } from './live-meeting.ts';
import type { Meetings } from './meetings.ts';

type LiveMeetings = Pick<Meetings, 'live'>;
type Trx = Parameters<NonNullable<Operation['run']>>[0]['trx'];

const Call = Type.Object({ callId: Type.String({ maxLength: 128 }) }, closed);
const Floor = Type.Object({ holder: OrNull(Type.String()), rule: OneOf('newest-wins', 'first-holds') });
const State = {
  state: OneOf('idle', 'asked', 'granted'),
  controller: OrNull(Type.String()),
  sharer: OrNull(Type.String()),
};
const Decision = Type.Object({
  seq: Type.Integer(),
  decidedAt: Time,
  outcome: Type.String(),
  reason: Type.String(),
  controller: Type.String(),
  sharer: OrNull(Type.String()),
});
const After = Type.Object(
  { after: Type.Optional(Type.String({ pattern: '^\\d{1,15}$', description: "a decision's `seq`" })) },
  closed,
);

/** Words of the administration guide. */
const NO_CONTROL = 'remote control is not available';
const NO_SHARING = 'sharing is not available';
const REFUSALS: Partial<Record<RemoteControlReason, string>> = {
  'nothing-shared': 'No other participant shares a screen',
  busy: 'Another participant has control, or has asked for it',
  'no-bandwidth': 'There is not enough bandwidth for remote control',
};

async function policiesOf(trx: Trx, meeting: string): Promise<MeetingPolicies> {
  return (await policiesOfMeeting(trx, meeting)) ?? throwNotFound();
}

/** A participant that waits for the host does not take part. */
function participantOf(
  meetings: LiveMeetings,
  meetingId: string,
  callId: string,
): { readonly meeting: LiveMeeting; readonly participant: string } {
  const meeting = meetings.live(meetingId);
  const participant = meeting?.participantOf(callId);
  if (meeting === undefined || participant === undefined) return throwNotFound();
  if (meeting.standingOf(participant)?.waiting === true)
    throw new Problem('conflict', 'The participant waits for the host', '/callId');
  return { meeting, participant };
}

const shownState = (
  remote: RemoteControlState,
): { readonly state: RemoteControlState['kind']; readonly controller: string | null; readonly sharer: string | null } =>
  remote.kind === 'idle'
    ? { state: 'idle', controller: null, sharer: null }
    : { state: remote.kind, controller: remote.controller, sharer: remote.sharer };
const shownDecision = ({ at, sharer, ...decision }: RemoteControlRecord) => ({
  ...decision,
  decidedAt: at,
  sharer: sharer ?? null,
});

/** Throws `Problem` if the floor cannot be given. */
async function giveFloor(
  meetings: LiveMeetings,
  trx: Trx,
  meetingId: string,
  callId: string,
): Promise<{ readonly holder: string; readonly rule: MeetingPolicies['contentFloor'] }> {
  const policies = await policiesOf(trx, meetingId);
  const { meeting, participant } = participantOf(meetings, meetingId, callId);
  meeting.handle({ type: 'policiesChanged', policies });
  meeting.setFloor({ type: 'give', participant });
  if (meeting.sharer !== callId) throw new Problem('forbidden', NO_SHARING);
  return { holder: callId, rule: policies.contentFloor };
}

/** Throws `Problem` if the action is refused or changes nothing. */
async function control(
  meetings: LiveMeetings,
  trx: Trx,
  meetingId: string,
  action: RemoteControlAction,
): Promise<ReturnType<typeof shownState>> {
  const policies = await policiesOf(trx, meetingId);
  const { meeting } = participantOf(meetings, meetingId, action.callId);
  const decision = meeting.remoteControl(action, policies);
  if (policies.remoteControl === 'off') throw new Problem('forbidden', NO_CONTROL);
  throwRefusal(decision);
  return shownState(meeting.state.remote);
}

function throwRefusal(decision: RemoteControlDecision | undefined): void {
  if (decision === undefined) throw new Problem('conflict', 'This call has no request to answer and no control to end');
  const words = REFUSALS[decision.reason];
  if (words !== undefined) throw new Problem('conflict', words);
}

const floorOperations = (meetings: LiveMeetings): readonly Operation[] => [
  operation({
    name: 'GetContentFloor',
    method: 'GET',
    path: '/v1/meetings/:meeting/floor',
    summary: 'Shows which call shares content, and the rule for a second one that wants to',
    status: 200,
    ...ofMeeting,
    result: Floor,
    run: async ({ trx }, { params }) => {
      const { contentFloor } = await policiesOf(trx, params.meeting);
      return { holder: meetings.live(params.meeting)?.sharer ?? null, rule: contentFloor };
    },
  }),
  operation({
    name: 'UpdateContentFloor',
    id: 'GiveContentFloor',
    method: 'PUT',
    path: '/v1/meetings/:meeting/floor',
    summary: 'Gives the floor to one call, even if another has it',
    status: 200,
    ...ofMeeting,
    body: Call,
    result: Floor,
    run: ({ trx }, { params, body }) => giveFloor(meetings, trx, params.meeting, body.callId),
  }),
  operation({
    name: 'UpdateContentFloor',
    id: 'TakeContentFloor',
    method: 'DELETE',
    path: '/v1/meetings/:meeting/floor',
    summary: 'Takes the floor from the call that has it',
    status: 204,
    ...ofMeeting,
    run: async ({ after }, { params }) => {
      after(() => meetings.live(params.meeting)?.setFloor({ type: 'take' }));
      return undefined;
    },
  }),
];

const ANSWERS = [
  { type: 'grant', id: 'GrantRemoteControl', summary: 'Grants the request for control, as the call that shares' },
  { type: 'deny', id: 'DenyRemoteControl', summary: 'Denies the request for control, as the call that shares' },
  { type: 'release', id: 'ReleaseRemoteControl', summary: 'Ends the control, as either of the two calls' },
] as const;

const remoteOperations = (meetings: LiveMeetings): readonly Operation[] => [
  operation({
    name: 'GetRemoteControl',
    method: 'GET',
    path: '/v1/meetings/:meeting/remote-control',
    summary: 'Shows which call controls a shared computer, and the decisions about it',
    status: 200,
    ...ofMeeting,
    query: After,
    result: Type.Object({ ...State, events: Type.Array(Decision) }),
    run: async (_, { params, query: { after = '0' } }) => {
      const meeting = meetings.live(params.meeting);
      return {
        ...shownState(meeting?.state.remote ?? { kind: 'idle' }),
        events: (meeting?.records ?? []).filter(({ seq }) => seq > Number(after)).map(shownDecision),
      };
    },
  }),
  operation({
    name: 'RequestRemoteControl',
    method: 'POST',
    path: '/v1/meetings/:meeting/remote-control',
    summary: 'Asks the call that shares for control of its computer',
    status: 202,
    ...ofMeeting,
    body: Call,
    result: Type.Object(State),
    run: ({ trx }, { params, body }) =>
      control(meetings, trx, params.meeting, { type: 'request', callId: body.callId }),
  }),
  ...ANSWERS.map(({ type, id, summary }) =>
    operation({
      name: 'UpdateRemoteControl',
      id,
      method: 'POST',
      path: `/v1/meetings/:meeting/remote-control/${type}`,
      summary,
      status: 200,
      ...ofMeeting,
      body: Call,
      result: Type.Object(State),
      run: ({ trx }, { params, body }) => control(meetings, trx, params.meeting, { type, callId: body.callId }),
    }),
  ),
];

export const controlOperations = (meetings: LiveMeetings): readonly Operation[] => [
  ...floorOperations(meetings),
  ...remoteOperations(meetings),
];
