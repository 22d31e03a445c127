/** API operations for the participants of a live meeting, and what its host may do with them. */
import { Type } from 'typebox';
import { closed, meetingOwner, OfMeeting, OneOf, operation, Problem, type Operation } from '../../../registry/index.ts';
import type { Dispatch } from '../call/dispatch.ts';
import type { Meetings } from './meetings.ts';

export interface Moderation {
  readonly meetings: Meetings;
  readonly dispatch: Dispatch;
}

const OfParticipant = Type.Object({ ...OfMeeting.properties, call: Type.String({ maxLength: 128 }) });
const Participant = Type.Object({
  callId: Type.String(),
  role: OneOf('attendee', 'host'),
  waiting: Type.Boolean(),
  muted: Type.Boolean(),
  sharing: Type.Boolean(),
});
const Change = Type.Object(
  { muted: Type.Optional(Type.Boolean()), waiting: Type.Optional(Type.Literal(false)) },
  { ...closed, minProperties: 1 },
);
export const ofMeeting = {
  params: OfMeeting,
  owner: (trx, { params }) => meetingOwner(trx, params.meeting),
} satisfies Partial<Operation<typeof OfMeeting>>;
const ofParticipant = {
  params: OfParticipant,
  owner: (trx, { params }) => meetingOwner(trx, params.meeting),
} satisfies Partial<Operation<typeof OfParticipant>>;

export const throwNotFound = (): never => {
  throw new Problem('not-found', 'The participant is not in this meeting');
};

export const participantOperations = ({ meetings, dispatch }: Moderation): readonly Operation[] => [
  operation({
    name: 'ListParticipants',
    method: 'GET',
    path: '/v1/meetings/:meeting/participants',
    summary: 'Lists the participants of the live meeting',
    status: 200,
    ...ofMeeting,
    result: Type.Object({ participants: Type.Array(Participant) }),
    run: async (_, { params }) => ({
      participants: meetings
        .participants(params.meeting)
        .map(({ callId, role, waiting, muted, sharing }) => ({ callId, role, waiting, muted, sharing })),
    }),
  }),
  operation({
    name: 'UpdateParticipant',
    method: 'PATCH',
    path: '/v1/meetings/:meeting/participants/:call',
    summary: 'Mutes, unmutes or admits a participant',
    status: 204,
    ...ofParticipant,
    body: Change,
    run: async ({ after }, { params, body }) => {
      if (!meetings.participants(params.meeting).some(({ callId }) => callId === params.call)) throwNotFound();
      after(() => {
        if (body.waiting === false) meetings.live(params.meeting)?.moderate(params.call, { type: 'admit' });
        if (body.muted !== undefined)
          meetings.live(params.meeting)?.moderate(params.call, { type: 'mute', muted: body.muted });
      });
      return undefined;
    },
  }),
  operation({
    name: 'RemoveParticipant',
    method: 'DELETE',
    path: '/v1/meetings/:meeting/participants/:call',
    summary: "Ends the participant's call",
    status: 204,
    ...ofParticipant,
    run: async ({ after }, { params }) => {
      if (!meetings.participants(params.meeting).some(({ callId }) => callId === params.call)) throwNotFound();
      after(() => void dispatch.remove(params.meeting, params.call));
      return undefined;
    },
  }),
  operation({
    name: 'MuteAllParticipants',
    method: 'POST',
    path: '/v1/meetings/:meeting/mute-all',
    summary: 'Mutes all participants but the hosts',
    status: 204,
    ...ofMeeting,
    run: async ({ after }, { params }) => {
      after(() => meetings.live(params.meeting)?.handle({ type: 'muteAll' }));
      return undefined;
    },
  }),
];
