/** Who shares in a meeting, and who controls a shared computer, as operations of the API: each after the account's policies as they are at that moment. */
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
import { none, ofMeeting } from './participants.operations.ts';
import type { RemoteControlAction } from './meeting-control.ts';
import type { Meetings } from './meetings.ts';
import { seatOf, sharerOf, type Entry, type RemoteControlRecord, type Seat } from './participant.ts';

type Rooms = Pick<Meetings, 'entryOf' | 'control'>;
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

/** The guide's words. */
const NO_CONTROL = 'remote control is not available';
const NO_SHARING = 'sharing is not available';
const REFUSALS: Partial<Record<RemoteControlReason, string>> = {
  'nothing-shared': 'Nobody else shares a screen',
  busy: 'Somebody is in control already, or has asked',
  'no-bandwidth': 'There is not enough bandwidth for remote control',
};

async function policiesOf(trx: Trx, meeting: string): Promise<MeetingPolicies> {
  return (await policiesOfMeeting(trx, meeting)) ?? none();
}

/** Whoever waits for the host takes part in nothing. */
function participantOf(
  meetings: Rooms,
  meeting: string,
  callId: string,
): { readonly entry: Entry; readonly seat: Seat } {
  const entry = meetings.entryOf(meeting);
  const seat = entry && seatOf(entry, callId);
  if (entry === undefined || seat === undefined) return none();
  if (seat.standing?.waiting === true) throw new Problem('conflict', 'It waits for the host', '/callId');
  return { entry, seat };
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

/** Gives the floor; throws `Problem` when that may not be. */
async function giveFloor(
  meetings: Rooms,
  trx: Trx,
  meeting: string,
  callId: string,
): Promise<{ readonly holder: string; readonly rule: MeetingPolicies['contentFloor'] }> {
  const policies = await policiesOf(trx, meeting);
  const { entry, seat } = participantOf(meetings, meeting, callId);
  meetings.control.policiesChanged(entry, policies);
  meetings.control.setFloor(entry, { type: 'give', member: seat.id });
  if (sharerOf(entry) !== callId) throw new Problem('forbidden', NO_SHARING);
  return { holder: callId, rule: policies.contentFloor };
}

/** Throws `Problem` when nothing came of it. */
async function controlled(
  meetings: Rooms,
  trx: Trx,
  meeting: string,
  action: RemoteControlAction,
): Promise<ReturnType<typeof shownState>> {
  const policies = await policiesOf(trx, meeting);
  const { entry } = participantOf(meetings, meeting, action.callId);
  const decision = meetings.control.remoteControl(entry, action, policies);
  if (policies.remoteControl === 'off') throw new Problem('forbidden', NO_CONTROL);
  throwRefusal(decision);
  return shownState(entry.remote);
}

function throwRefusal(decision: RemoteControlDecision | undefined): void {
  if (decision === undefined) throw new Problem('conflict', 'There is nothing that this call could answer or end');
  const words = REFUSALS[decision.reason];
  if (words !== undefined) throw new Problem('conflict', words);
}

const floorOperations = (meetings: Rooms): readonly Operation[] => [
  operation({
    name: 'GetContentFloor',
    method: 'GET',
    path: '/v1/meetings/:meeting/floor',
    summary: 'Who shares now, and what becomes of it when another wants to',
    status: 200,
    ...ofMeeting,
    result: Floor,
    run: async ({ trx }, { params }) => {
      const { contentFloor } = await policiesOf(trx, params.meeting);
      const entry = meetings.entryOf(params.meeting);
      return { holder: (entry && sharerOf(entry)) ?? null, rule: contentFloor };
    },
  }),
  operation({
    name: 'UpdateContentFloor',
    id: 'GiveContentFloor',
    method: 'PUT',
    path: '/v1/meetings/:meeting/floor',
    summary: 'Gives the floor to one, whoever has it',
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
    summary: 'Takes the floor from whoever has it',
    status: 204,
    ...ofMeeting,
    run: async ({ after }, { params }) => {
      after(() => {
        const entry = meetings.entryOf(params.meeting);
        if (entry !== undefined) meetings.control.setFloor(entry, { type: 'take' });
      });
      return undefined;
    },
  }),
];

const ANSWERS = [
  { type: 'grant', id: 'GrantRemoteControl', summary: 'Whoever shares lets the one who asked control the computer' },
  { type: 'deny', id: 'DenyRemoteControl', summary: 'Whoever shares does not let the one who asked' },
  { type: 'release', id: 'ReleaseRemoteControl', summary: 'Either of the two ends it' },
] as const;

const remoteOperations = (meetings: Rooms): readonly Operation[] => [
  operation({
    name: 'GetRemoteControl',
    method: 'GET',
    path: '/v1/meetings/:meeting/remote-control',
    summary: 'Who controls a shared computer, and what was decided',
    status: 200,
    ...ofMeeting,
    query: After,
    result: Type.Object({ ...State, events: Type.Array(Decision) }),
    run: async (_, { params, query: { after = '0' } }) => {
      const { remote, remoteEvents } = meetings.entryOf(params.meeting) ?? {
        remote: { kind: 'idle' } as const,
        remoteEvents: [],
      };
      return {
        ...shownState(remote),
        events: remoteEvents.filter(({ seq }) => seq > Number(after)).map(shownDecision),
      };
    },
  }),
  operation({
    name: 'RequestRemoteControl',
    method: 'POST',
    path: '/v1/meetings/:meeting/remote-control',
    summary: 'Asks whoever shares for control of the computer',
    status: 202,
    ...ofMeeting,
    body: Call,
    result: Type.Object(State),
    run: ({ trx }, { params, body }) =>
      controlled(meetings, trx, params.meeting, { type: 'request', callId: body.callId }),
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
      run: ({ trx }, { params, body }) => controlled(meetings, trx, params.meeting, { type, callId: body.callId }),
    }),
  ),
];

export const controlOperations = (meetings: Rooms): readonly Operation[] => [
  ...floorOperations(meetings),
  ...remoteOperations(meetings),
];
