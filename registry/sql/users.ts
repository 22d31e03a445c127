/**
 * Users on SQL: invitation, registration, licence, personal meeting PIN. The terms are those of the administration
 * guide.
 */
import { randomUUID } from 'node:crypto';
import { unseal } from '../sealed.ts';
import { deleteMeeting, deletePins, insertMeeting, insertPin, type Meeting } from './meetings.ts';
import { StaleError, type Expected, type Keys, type Page, type Store } from './store.ts';
import type { Row } from './tables.ts';

export type License = 'Plus' | 'Pro' | 'ProTrial';

/** The User details page. Times are Unix ms. */
export interface User {
  readonly id: string;
  readonly accountId: string;
  readonly displayName: string;
  readonly email: string;
  readonly registration: 'Registered' | 'Unregistered' | 'Suspended';
  readonly license: License;
  readonly invited: number | null;
  readonly joined: number | null;
  readonly privacySetting: 'Public' | 'Private';
  readonly version: number;
}

/** ms from joining. */
const TRIAL = 30 * 24 * 3600 * 1000;

/** ProTrial for 30 days from joining, then Plus, unless an admin has set a licence. */
export function licenseOf({ license, joined_at }: Pick<Row<'user'>, 'license' | 'joined_at'>, now: number): License {
  if (license !== null) return license;
  return joined_at !== null && now - joined_at < TRIAL ? 'ProTrial' : 'Plus';
}

const toUser = (row: Row<'user'>, now: number): User => ({
  id: row.id,
  accountId: row.account_id,
  displayName: row.display_name,
  email: row.email,
  registration: row.registration,
  license: licenseOf(row, now),
  invited: row.invited_at,
  joined: row.joined_at,
  privacySetting: row.privacy,
  version: row.version,
});

/**
 * Undefined: the account already has a user with this address. An `invited` user has no personal PIN before
 * accepting the invitation.
 */
export async function insertUser(
  store: Store,
  keys: Keys,
  accountId: string,
  { email, displayName, invited }: { readonly email: string; readonly displayName: string; readonly invited: boolean },
  now: number,
): Promise<User | undefined> {
  const row = await store
    .insertInto('user')
    .values({
      id: randomUUID(),
      account_id: accountId,
      email: email.toLowerCase(),
      display_name: displayName,
      created_at: now,
      registration: invited ? 'Unregistered' : 'Registered',
      invited_at: invited ? now : null,
      joined_at: invited ? null : now,
    })
    .onConflict((c) => c.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (!invited) await givePersonalMeeting(store, keys, row, now);
  return toUser(row, now);
}

/** `email`: the whole address, case-insensitive. */
export async function listUsers(
  store: Store,
  { accountId, email }: { readonly accountId?: string; readonly email?: string },
  { after, limit }: Page,
  now: number,
): Promise<readonly User[]> {
  let query = store
    .selectFrom('user')
    .selectAll()
    .where('id', '>', after ?? '')
    .orderBy('id')
    .limit(limit);
  if (accountId !== undefined) query = query.where('account_id', '=', accountId);
  if (email !== undefined) query = query.where('email', '=', email.toLowerCase());
  return (await query.execute()).map((row) => toUser(row, now));
}

export async function getUser(store: Store, id: string, now: number): Promise<User | undefined> {
  const row = await store.selectFrom('user').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toUser(row, now);
}

/**
 * Standing of the person with this e-mail address across all accounts: suspended in any, and last signed out (Unix
 * ms; 0: never).
 */
export async function standingOf(
  store: Store,
  email: string,
): Promise<{ readonly suspended: boolean; readonly loggedOut: number }> {
  const rows = await store
    .selectFrom('user')
    .select(['registration', 'logged_out_at'])
    .where('email', '=', email.toLowerCase())
    .execute();
  return {
    suspended: rows.some(({ registration }) => registration === 'Suspended'),
    loggedOut: Math.max(0, ...rows.map(({ logged_out_at }) => logged_out_at ?? 0)),
  };
}

export interface UserChange {
  readonly displayName?: string;
  readonly registration?: User['registration'];
  /** Ends a ProTrial. */
  readonly license?: 'Plus' | 'Pro';
  readonly privacySetting?: User['privacySetting'];
  readonly joined?: number;
  readonly loggedOut?: number;
}

/** Rejects with `StaleError`; the user must exist. */
export async function updateUser(
  store: Store,
  id: string,
  expected: Expected,
  change: UserChange,
  now: number,
): Promise<User> {
  const values = {
    ...(change.displayName !== undefined && { display_name: change.displayName }),
    ...(change.registration !== undefined && { registration: change.registration }),
    ...(change.license !== undefined && { license: change.license }),
    ...(change.privacySetting !== undefined && { privacy: change.privacySetting }),
    ...(change.joined !== undefined && { joined_at: change.joined }),
    ...(change.loggedOut !== undefined && { logged_out_at: change.loggedOut }),
  };
  let query = store
    .updateTable('user')
    .set((eb) => ({ ...values, version: eb('version', '+', 1) }))
    .where('id', '=', id);
  if (expected !== '*') query = query.where('version', '=', expected);
  const row = await query.returningAll().executeTakeFirst();
  if (row === undefined) throw new StaleError();
  return toUser(row, now);
}

/** Accepts the invitation: the user is registered, on trial, with a personal meeting PIN. */
export async function joinUser(store: Store, keys: Keys, id: string, now: number): Promise<User> {
  const user = await updateUser(store, id, '*', { registration: 'Registered', joined: now }, now);
  await givePersonalMeeting(store, keys, { id, account_id: user.accountId, display_name: user.displayName }, now);
  return user;
}

/**
 * Disassociates the user from the account: the personal meeting and PIN are deleted, and meetings that the user
 * hosts have no host any more. Returns the deleted meeting, marked as ended.
 */
export async function removeUser(store: Store, id: string): Promise<Meeting | undefined> {
  const personal = await personalMeeting(store, id);
  const meeting = personal === undefined ? undefined : await deleteMeeting(store, personal);
  await store.updateTable('meeting').set({ host_user_id: null }).where('host_user_id', '=', id).execute();
  await store.deleteFrom('user').where('id', '=', id).execute();
  return meeting;
}

async function personalMeeting(store: Store, userId: string): Promise<string | undefined> {
  return (
    await store
      .selectFrom('meeting')
      .select('id')
      .where('host_user_id', '=', userId)
      .where('kind', '=', 'personal')
      .executeTakeFirst()
  )?.id;
}

async function givePersonalMeeting(
  store: Store,
  keys: Keys,
  user: Pick<Row<'user'>, 'id' | 'account_id' | 'display_name'>,
  now: number,
): Promise<void> {
  const meeting = await insertMeeting(
    store,
    keys,
    user.account_id,
    { title: user.display_name, kind: 'personal', hostUserId: user.id },
    now,
  );
  await insertPin(store, keys, meeting.id, 'attendee', true);
}

/** Undefined: the user has no personal PIN yet. */
export async function personalPin(store: Store, keys: Keys, userId: string): Promise<string | undefined> {
  const meeting = await personalMeeting(store, userId);
  if (meeting === undefined) return undefined;
  const row = await store
    .selectFrom('pin')
    .select('sealed')
    .where('meeting_id', '=', meeting)
    .where('sealed', 'is not', null)
    .executeTakeFirst();
  return row?.sealed ? unseal(keys.sealing, meeting, row.sealed)?.reveal() : undefined;
}

/**
 * Replaces the personal PIN; the old one stops working at once. Undefined: the user has no personal meeting yet.
 * Rejects with `StaleError`; the user must exist.
 */
export async function resetPersonalPin(
  store: Store,
  keys: Keys,
  userId: string,
  expected: Expected,
  now: number,
): Promise<{ readonly pin: string; readonly version: number } | undefined> {
  const meeting = await personalMeeting(store, userId);
  if (meeting === undefined) return undefined;
  const { version } = await updateUser(store, userId, expected, {}, now);
  await deletePins(store, meeting);
  return { pin: await insertPin(store, keys, meeting, 'attendee', true), version };
}
