import { Type } from 'typebox';
import * as meetings from '../sql/meetings.ts';
import type { Transaction } from '../sql/database.ts';
import type { Keys } from '../sql/store.ts';
import { getUser } from '../sql/users.ts';
import { OfAccount, ownAccount } from './accounts.operations.ts';
import { operation, type Operation } from './operation.ts';
import { Problem } from './problem.ts';
import { closed, Name, OneOf, OrNull, PageFields, pageOf, Time, timeWith, Uuid } from './types.ts';

const StartsAt = timeWith('planned start, only informative: its PINs work before that, too');
const EndsAt = timeWith('planned end, only informative: calls do not end then, and its PINs keep working');
const ExpiresAt = timeWith('from this time on its PINs stop working; absent: never');
const ContentFloor = OneOf('newest-wins', 'first-holds');
const Meeting = Type.Object({
  id: Uuid,
  accountId: Uuid,
  hostUserId: OrNull(Uuid),
  kind: OneOf('personal', 'scheduled'),
  title: Type.String(),
  locked: Type.Boolean(),
  ended: Type.Boolean(),
  hasPasscode: Type.Boolean(),
  waitForHost: Type.Boolean(),
  startsAt: OrNull(StartsAt),
  endsAt: OrNull(EndsAt),
  expiresAt: OrNull(ExpiresAt),
  contentFloor: ContentFloor,
  createdAt: Time,
  version: Type.Integer(),
});
const Passcode = Type.String({ pattern: '^[0-9]{4,20}$' });
const NewMeeting = Type.Object(
  {
    title: Name,
    hostUserId: Type.Optional(Uuid),
    passcode: Type.Optional(Passcode),
    waitForHost: Type.Optional(Type.Boolean()),
    startsAt: Type.Optional(StartsAt),
    endsAt: Type.Optional(EndsAt),
    expiresAt: Type.Optional(ExpiresAt),
    contentFloor: Type.Optional(ContentFloor),
  },
  closed,
);
const MeetingChange = Type.Object(
  {
    title: Type.Optional(Name),
    locked: Type.Optional(Type.Boolean()),
    ended: Type.Optional(Type.Boolean()),
    waitForHost: Type.Optional(Type.Boolean()),
    passcode: Type.Optional(Type.String({ pattern: '^(?:[0-9]{4,20})?$', description: 'empty: removes the passcode' })),
    startsAt: Type.Optional(OrNull(StartsAt)),
    endsAt: Type.Optional(OrNull(EndsAt)),
    expiresAt: Type.Optional(OrNull(ExpiresAt)),
    contentFloor: Type.Optional(ContentFloor),
  },
  { ...closed, minProperties: 1 },
);
const Role = OneOf('attendee', 'host');
/** No body: a PIN for attendees. */
const NewPin = OrNull(Type.Object({ role: Role }, closed));
export const OfMeeting = Type.Object({ meeting: Uuid });

/** The account that owns the meeting. */
export const meetingOwner = async (trx: Transaction, meeting: string): Promise<string | undefined> =>
  (await meetings.getMeeting(trx, meeting))?.accountId;
const ownerOfMeeting: NonNullable<Operation<typeof OfMeeting>['owner']> = (trx, { params }) =>
  meetingOwner(trx, params.meeting);

type Times = { readonly [time in 'startsAt' | 'endsAt']?: number | null | undefined };

/** `before`: values that stay unless changed. */
function inOrder({ startsAt, endsAt }: Times, before: Times = {}): void {
  const [start, end] = [
    startsAt === undefined ? before.startsAt : startsAt,
    endsAt === undefined ? before.endsAt : endsAt,
  ];
  if (typeof start === 'number' && typeof end === 'number' && end <= start)
    throw new Problem('bad-request', 'The end must be after the start', endsAt === undefined ? '/startsAt' : '/endsAt');
}

/** `onMeeting`: called with the new state, so that live meetings can follow. */
export const meetingOperations = (
  keys: Keys,
  onMeeting: ((meeting: meetings.Meeting) => void) | undefined,
): readonly Operation[] => [
  operation({
    name: 'ListMeetings',
    method: 'GET',
    path: '/v1/accounts/:account/meetings',
    summary: 'Lists the meetings of an account',
    status: 200,
    params: OfAccount,
    query: Type.Object(PageFields, closed),
    result: Type.Object({ meetings: Type.Array(Meeting) }),
    owner: ownAccount,
    run: async ({ trx }, { params, query }) => ({
      meetings: [...(await meetings.listMeetings(trx, params.account, pageOf(query)))],
    }),
  }),
  operation({
    name: 'CreateMeeting',
    method: 'POST',
    path: '/v1/accounts/:account/meetings',
    summary: 'Creates a scheduled meeting; its PINs are shown only once',
    status: 201,
    params: OfAccount,
    body: NewMeeting,
    result: Type.Object({ ...Meeting.properties, pin: Type.String(), hostPin: Type.String() }),
    owner: ownAccount,
    run: async ({ trx, now }, { params, body }) => {
      inOrder(body);
      if (body.hostUserId !== undefined && (await getUser(trx, body.hostUserId, now))?.accountId !== params.account)
        throw new Problem('not-found', 'The account does not have this user', '/hostUserId');
      const meeting = await meetings.insertMeeting(trx, keys, params.account, body as meetings.NewMeeting, now);
      return {
        ...meeting,
        pin: await meetings.insertPin(trx, keys, meeting.id, 'attendee'),
        hostPin: await meetings.insertPin(trx, keys, meeting.id, 'host'),
      };
    },
  }),
  operation({
    name: 'GetMeeting',
    method: 'GET',
    path: '/v1/meetings/:meeting',
    summary: 'A meeting',
    status: 200,
    params: OfMeeting,
    result: Meeting,
    owner: ownerOfMeeting,
    run: ({ trx }, { params }) => meetings.getMeeting(trx, params.meeting),
  }),
  operation({
    name: 'UpdateMeeting',
    method: 'PATCH',
    path: '/v1/meetings/:meeting',
    summary: 'Locks, ends or changes a meeting; ending it ends its calls',
    status: 200,
    versioned: true,
    params: OfMeeting,
    body: MeetingChange,
    result: Meeting,
    owner: ownerOfMeeting,
    run: async ({ trx, version = '*', after }, { params, body }) => {
      if (body.startsAt !== undefined || body.endsAt !== undefined)
        inOrder(body, await meetings.getMeeting(trx, params.meeting));
      const meeting = await meetings.updateMeeting(trx, keys, params.meeting, version, body as meetings.MeetingChange);
      after(() => onMeeting?.(meeting));
      return meeting;
    },
  }),
  operation({
    name: 'DeleteMeeting',
    method: 'DELETE',
    path: '/v1/meetings/:meeting',
    summary: 'Deletes a scheduled meeting and its PINs',
    status: 204,
    params: OfMeeting,
    owner: ownerOfMeeting,
    run: async ({ trx, after }, { params }) => {
      if ((await meetings.getMeeting(trx, params.meeting))?.kind === 'personal')
        throw new Problem('conflict', 'A personal meeting is deleted together with its user');
      const meeting = await meetings.deleteMeeting(trx, params.meeting);
      after(() => meeting && onMeeting?.(meeting));
      return undefined;
    },
  }),
  operation({
    name: 'ResetMeetingPins',
    id: 'IssueMeetingPin',
    method: 'POST',
    path: '/v1/meetings/:meeting/pins',
    summary: 'Adds a PIN, shown only once',
    status: 201,
    params: OfMeeting,
    body: NewPin,
    result: Type.Object({ pin: Type.String() }),
    owner: ownerOfMeeting,
    run: async ({ trx }, { params, body }) => {
      // The version rises, so that a caller that revokes all PINs must have seen this one.
      await meetings.updateMeeting(trx, keys, params.meeting, '*', {});
      return { pin: await meetings.insertPin(trx, keys, params.meeting, body?.role ?? 'attendee') };
    },
  }),
  operation({
    name: 'ResetMeetingPins',
    method: 'DELETE',
    path: '/v1/meetings/:meeting/pins',
    summary: 'Revokes all PINs of the meeting at once',
    status: 204,
    versioned: true,
    params: OfMeeting,
    owner: ownerOfMeeting,
    run: async ({ trx, version = '*' }, { params }) => {
      await meetings.updateMeeting(trx, keys, params.meeting, version, {});
      await meetings.deletePins(trx, params.meeting);
      return undefined;
    },
  }),
];
