import { Type } from 'typebox';
import { accessOf } from '../access/principal.ts';
import { EMAIL } from '../names.ts';
import { getAccount } from '../sql/accounts.ts';
import type { Meeting } from '../sql/meetings.ts';
import type { Keys } from '../sql/store.ts';
import type { Transaction } from '../sql/database.ts';
import * as users from '../sql/users.ts';
import { OfAccount, ownAccount } from './accounts.operations.ts';
import { operation, type Operation } from './operation.ts';
import { Problem } from './problem.ts';
import { closed, Email, Name, OneOf, OrNull, PageFields, pageOf, Text, Time, Uuid } from './types.ts';

const License = OneOf('Plus', 'Pro');
const PrivacySetting = OneOf('Public', 'Private');
/** The fields of the guide's User details page. */
const User = Type.Object({
  id: Uuid,
  accountId: Uuid,
  displayName: Type.String(),
  email: Type.String(),
  registration: OneOf('Registered', 'Unregistered', 'Suspended'),
  license: OneOf('Plus', 'Pro', 'ProTrial'),
  invited: OrNull(Time),
  joined: OrNull(Time),
  privacySetting: PrivacySetting,
  version: Type.Integer(),
});
const Details = Type.Object({
  ...User.properties,
  personalPin: OrNull(Type.String({ description: 'the personal meeting PIN' })),
});
const OfUser = Type.Object({ user: Uuid });
/** The fields that can be changed. */
const UserChange = Type.Object(
  { displayName: Type.Optional(Name), privacySetting: Type.Optional(PrivacySetting), license: Type.Optional(License) },
  { ...closed, minProperties: 1 },
);
const OfUsersAccount = Type.Object({ ...OfAccount.properties, ...OfUser.properties });
const Ids = Type.Object({ users: Type.Array(Uuid, { minItems: 1, maxItems: 100, uniqueItems: true }) }, closed);

const ownerOfUser: NonNullable<Operation<typeof OfUser>['owner']> = async (trx, { params }) =>
  (await users.getUser(trx, params.user, 0))?.accountId;

/** The account named in the path, if the user belongs to it. */
const accountOfUser: NonNullable<Operation<typeof OfUsersAccount>['owner']> = async (trx, { params }) => {
  const user = await users.getUser(trx, params.user, 0);
  return user?.accountId === params.account ? user.accountId : undefined;
};

/** Addresses are separated by semicolons, as on the Invite users page. */
const MOST_INVITED = 100;
const ADDRESS = new RegExp(EMAIL, 'u');

function addressesOf(text: string): readonly string[] {
  const list = [
    ...new Set(
      text
        .split(';')
        .map((each) => each.trim().toLowerCase())
        .filter((each) => each !== ''),
    ),
  ];
  const wrong = list.find((each) => each.length > 254 || !ADDRESS.test(each));
  if (wrong !== undefined)
    throw new Problem(
      'bad-request',
      `"${wrong.slice(0, 100).replaceAll(/[^ -~]/g, '?')}" is not an e-mail address; separate addresses with semicolons`,
      '/emails',
    );
  if (list.length === 0 || list.length > MOST_INVITED)
    throw new Problem('bad-request', `Give 1 to ${MOST_INVITED} e-mail addresses`, '/emails');
  return list;
}

/** Applies a change to each of these users, all of whom must belong to the account. */
async function eachOf(
  trx: Transaction,
  accountId: string,
  ids: readonly string[],
  now: number,
  change: (user: users.User) => Promise<unknown>,
): Promise<void> {
  for (const id of ids) {
    const user = await users.getUser(trx, id, now);
    if (user?.accountId !== accountId) throw new Problem('not-found', `The account has no user ${id}`);
    await change(user);
  }
}

async function typeOf(trx: Transaction, account: string): Promise<'Team' | 'Enterprise'> {
  return (await getAccount(trx, account))?.type ?? 'Team';
}

/** `onMeeting`: a personal meeting was deleted with its user. */
export const userOperations = (
  keys: Keys,
  onMeeting: ((meeting: Meeting) => void) | undefined,
): readonly Operation[] => [
  operation({
    name: 'ListUsers',
    method: 'GET',
    path: '/v1/accounts/:account/users',
    summary: 'Lists the users of an account, optionally by e-mail address',
    status: 200,
    params: OfAccount,
    query: Type.Object({ ...PageFields, email: Type.Optional(Text(254)) }, closed),
    result: Type.Object({ users: Type.Array(User) }),
    owner: ownAccount,
    run: async ({ trx, now }, { params, query }) => ({
      users: [
        ...(await users.listUsers(
          trx,
          { accountId: params.account, ...(query.email !== undefined && { email: query.email }) },
          pageOf(query),
          now,
        )),
      ],
    }),
  }),
  operation({
    name: 'GetUserByEmail',
    method: 'GET',
    path: '/v1/users',
    summary: 'Lists the users with an e-mail address in all accounts',
    status: 200,
    scoped: true,
    query: Type.Object({ ...PageFields, email: Text(254) }, closed),
    result: Type.Object({ users: Type.Array(User) }),
    run: async ({ trx, now, principal }, { query }) => ({
      users: [
        ...(await users.listUsers(
          trx,
          { email: query.email, ...(principal.accountId !== undefined && { accountId: principal.accountId }) },
          pageOf(query),
          now,
        )),
      ],
    }),
  }),
  operation({
    name: 'GetUser',
    method: 'GET',
    path: '/v1/users/:user',
    summary: 'User details',
    status: 200,
    params: OfUser,
    result: Details,
    owner: ownerOfUser,
    run: async ({ trx, now }, { params }) => {
      const user = await users.getUser(trx, params.user, now);
      return user && { ...user, personalPin: (await users.personalPin(trx, keys, user.id)) ?? null };
    },
  }),
  operation({
    name: 'InviteUsers',
    method: 'POST',
    path: '/v1/accounts/:account/invitations',
    summary: 'Invites users to a team account by e-mail addresses, separated by semicolons',
    status: 201,
    params: OfAccount,
    body: Type.Object({ emails: Type.String({ minLength: 3, maxLength: 30_000 }) }, closed),
    result: Type.Object({ invited: Type.Array(User), known: Type.Array(Type.String()) }),
    owner: ownAccount,
    run: async ({ trx, now }, { params, body }) => {
      const addresses = addressesOf(body.emails);
      if ((await typeOf(trx, params.account)) === 'Enterprise')
        throw new Problem(
          'conflict',
          'Users join an enterprise account through its claimed domains, not by invitation',
        );
      const made = [];
      for (const email of addresses)
        made.push([
          email,
          await users.insertUser(trx, keys, params.account, { email, displayName: email, invited: true }, now),
        ] as const);
      return {
        invited: made.flatMap(([, user]) => user ?? []),
        known: made.flatMap(([email, user]) => (user === undefined ? [email] : [])),
      };
    },
  }),
  operation({
    name: 'InviteUsers',
    id: 'CreateUser',
    method: 'POST',
    path: '/v1/accounts/:account/users',
    summary: 'Creates a user who is registered at once, on trial, with a personal meeting PIN',
    status: 201,
    params: OfAccount,
    body: Type.Object({ email: Email, displayName: Name }, closed),
    result: User,
    owner: ownAccount,
    run: async ({ trx, now }, { params, body }) => {
      const user = await users.insertUser(trx, keys, params.account, { ...body, invited: false }, now);
      if (user === undefined)
        throw new Problem('conflict', 'The account already has a user with this e-mail address', '/email');
      return user;
    },
  }),
  operation({
    name: 'AcceptInvitation',
    method: 'POST',
    path: '/v1/users/:user/accept',
    summary: 'Accepts the invitation: the user is registered, on trial for 30 days',
    status: 200,
    params: OfUser,
    result: User,
    owner: ownerOfUser,
    run: async ({ trx, now }, { params }) => {
      if ((await users.getUser(trx, params.user, now))?.registration !== 'Unregistered')
        throw new Problem('conflict', 'The user has no open invitation');
      return users.joinUser(trx, keys, params.user, now);
    },
  }),
  operation({
    name: 'RemoveUsers',
    method: 'POST',
    path: '/v1/accounts/:account/users/remove',
    summary: 'Removes users from a team account, with their personal PINs',
    status: 204,
    params: OfAccount,
    body: Ids,
    owner: ownAccount,
    run: async ({ trx, now, after }, { params, body }) => {
      if ((await typeOf(trx, params.account)) === 'Enterprise')
        throw new Problem('conflict', 'Users of an enterprise account are suspended, not removed');
      await eachOf(trx, params.account, body.users, now, async ({ id }) => {
        const meeting = await users.removeUser(trx, id);
        after(() => meeting && onMeeting?.(meeting));
      });
      return undefined;
    },
  }),
  ...(['SuspendUsers', 'ActivateUsers'] as const).map((name) =>
    operation({
      name,
      method: 'POST',
      path: `/v1/accounts/:account/users/${name === 'SuspendUsers' ? 'suspend' : 'activate'}`,
      status: 204,
      params: OfAccount,
      body: Ids,
      owner: ownAccount,
      summary:
        name === 'SuspendUsers'
          ? 'Suspends users of an enterprise account: they cannot sign in'
          : 'Reactivates suspended users of an enterprise account',
      run: async ({ trx, now }, { params, body }) => {
        if ((await typeOf(trx, params.account)) === 'Team')
          throw new Problem('conflict', 'Users of a team account are removed, not suspended');
        await eachOf(trx, params.account, body.users, now, ({ id }) =>
          users.updateUser(trx, id, '*', { registration: name === 'SuspendUsers' ? 'Suspended' : 'Registered' }, now),
        );
        return undefined;
      },
    }),
  ),
  operation({
    name: 'UpdateUserLicenses',
    method: 'POST',
    path: '/v1/accounts/:account/users/licenses',
    summary: 'Assigns a licence, which ends a ProTrial',
    status: 204,
    params: OfAccount,
    body: Type.Object({ ...Ids.properties, license: License }, closed),
    owner: ownAccount,
    run: async ({ trx, now }, { params, body }) => {
      await eachOf(trx, params.account, body.users, now, ({ id }) =>
        users.updateUser(trx, id, '*', { license: body.license }, now),
      );
      return undefined;
    },
  }),
  operation({
    name: 'UpdateUser',
    method: 'PATCH',
    path: '/v1/accounts/:account/users/:user',
    summary: 'Changes user details: display name, privacy setting, licence',
    status: 200,
    versioned: true,
    params: OfUsersAccount,
    body: UserChange,
    result: User,
    owner: accountOfUser,
    permits: async ({ principal }, { params, body }) => {
      if (
        body.license === undefined ||
        accessOf(principal, 'chime:UpdateUserLicenses', params.account, false) === 'allowed'
      )
        return;
      throw new Problem('forbidden', `No policy of ${principal.name} allows chime:UpdateUserLicenses here`, '/license');
    },
    run: ({ trx, now, version = '*' }, { params, body }) =>
      users.updateUser(trx, params.user, version, body as users.UserChange, now),
  }),
  operation({
    name: 'ResetPersonalPin',
    method: 'POST',
    path: '/v1/users/:user/personal-pin',
    summary: 'Makes a new personal meeting PIN; the old one stops working at once',
    status: 201,
    versioned: true,
    params: OfUser,
    result: Type.Object({ pin: Type.String(), version: Type.Integer() }),
    owner: ownerOfUser,
    run: async ({ trx, now, version = '*' }, { params }) => {
      const made = await users.resetPersonalPin(trx, keys, params.user, version, now);
      if (made === undefined) throw new Problem('conflict', 'The user has not accepted the invitation yet');
      return made;
    },
  }),
  operation({
    name: 'LogoutUser',
    method: 'POST',
    path: '/v1/users/:user/logout',
    summary: 'Signs the user out of all devices',
    status: 204,
    params: OfUser,
    owner: ownerOfUser,
    run: async ({ trx, now }, { params }) => {
      await users.updateUser(trx, params.user, '*', { loggedOut: now }, now);
      return undefined;
    },
  }),
];
