import { Type } from 'typebox';
import * as accounts from '../sql/accounts.ts';
import type { Meeting } from '../sql/meetings.ts';
import { operation, type Operation } from './operation.ts';
import { Problem } from './problem.ts';
import { closed, Name, OneOf, PageFields, pageOf, Text, Time, Uuid } from './types.ts';

const AccountType = OneOf('Team', 'Enterprise');
const Account = Type.Object({ id: Uuid, name: Name, type: AccountType, createdAt: Time, version: Type.Integer() });
const Settings = {
  remoteControl: OneOf('on', 'off'),
  farEndCameraControl: OneOf('on', 'host', 'off'),
  contentFromDevices: OneOf('on', 'off'),
  unregisteredDevices: OneOf('allow', 'limit', 'refuse'),
  minimumEncryption: OneOf('none', 'optional', 'required'),
};
const AccountSettings = Type.Object({ ...Settings, version: Type.Integer() });
export const OfAccount = Type.Object({ account: Uuid });

/** The account named in the path, if it exists. */
export const ownAccount: NonNullable<Operation<typeof OfAccount>['owner']> = async (trx, { params }) =>
  (await accounts.getAccount(trx, params.account))?.id;

const KEEPS = {
  enterprise: 'Delete the claimed domains first: an enterprise account cannot be deleted',
  users: 'Remove all users first',
  devices: 'Delete its devices first',
} as const;

/** `onSettings`: the Policies page of an account was changed; `onMeeting`: a meeting was deleted with its account. */
export const accountOperations = (
  onSettings: ((accountId: string) => void) | undefined,
  onMeeting: ((meeting: Meeting) => void) | undefined,
): readonly Operation[] => [
  operation({
    name: 'ListAccounts',
    method: 'GET',
    path: '/v1/accounts',
    summary: 'Lists accounts, optionally by part of their name',
    status: 200,
    scoped: true,
    query: Type.Object({ ...PageFields, name: Type.Optional(Text(100)) }, closed),
    result: Type.Object({ accounts: Type.Array(Account) }),
    run: async ({ trx, principal }, { query }) => ({
      accounts: [
        ...(await accounts.listAccounts(trx, pageOf(query), {
          ...(query.name !== undefined && { name: query.name }),
          ...(principal.accountId !== undefined && { only: principal.accountId }),
        })),
      ],
    }),
  }),
  operation({
    name: 'CreateAccount',
    method: 'POST',
    path: '/v1/accounts',
    summary:
      'Creates an account: Team (users are invited and removed) by default, or Enterprise (users are suspended and activated)',
    status: 201,
    body: Type.Object({ name: Name, type: Type.Optional(AccountType) }, closed),
    result: Account,
    run: ({ trx, now }, { body }) => accounts.createAccount(trx, body.name, now, body.type),
  }),
  operation({
    name: 'GetAccount',
    method: 'GET',
    path: '/v1/accounts/:account',
    summary: 'An account',
    status: 200,
    params: OfAccount,
    result: Account,
    owner: ownAccount,
    run: ({ trx }, { params }) => accounts.getAccount(trx, params.account),
  }),
  operation({
    name: 'RenameAccount',
    method: 'PATCH',
    path: '/v1/accounts/:account',
    summary: 'Renames an account; the name appears in invitations',
    status: 200,
    versioned: true,
    params: OfAccount,
    body: Type.Object({ name: Name }, closed),
    result: Account,
    owner: ownAccount,
    run: ({ trx, version = '*' }, { params, body }) => accounts.updateAccount(trx, params.account, version, body),
  }),
  operation({
    name: 'DeleteAccount',
    method: 'DELETE',
    path: '/v1/accounts/:account',
    summary: 'Deletes a team account without users and devices',
    status: 204,
    params: OfAccount,
    owner: ownAccount,
    run: async ({ trx, after }, { params }) => {
      const gone = await accounts.deleteAccount(trx, params.account);
      if (typeof gone === 'string') throw new Problem('conflict', KEEPS[gone]);
      after(() => gone.forEach((meeting) => onMeeting?.(meeting)));
      return undefined;
    },
  }),
  operation({
    name: 'GetAccountSettings',
    method: 'GET',
    path: '/v1/accounts/:account/settings',
    summary: 'The Policies page',
    status: 200,
    params: OfAccount,
    result: AccountSettings,
    owner: ownAccount,
    run: ({ trx }, { params }) => accounts.getSettings(trx, params.account),
  }),
  operation({
    name: 'UpdateAccountSettings',
    method: 'PATCH',
    path: '/v1/accounts/:account/settings',
    summary: 'Changes policies',
    status: 200,
    versioned: true,
    params: OfAccount,
    body: Type.Partial(Type.Object(Settings, closed), { ...closed, minProperties: 1 }),
    result: AccountSettings,
    owner: ownAccount,
    run: async ({ trx, version = '*', after }, { params, body }) => {
      await accounts.updateAccount(trx, params.account, version, body as Partial<accounts.AccountSettings>);
      after(() => onSettings?.(params.account));
      return accounts.getSettings(trx, params.account);
    },
  }),
];
