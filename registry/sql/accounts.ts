/** Accounts on SQL. */
import { randomUUID } from 'node:crypto';
import { deleteMeetingsOf, type Meeting } from './meetings.ts';
import { contains, StaleError, type Expected, type Page, type Store } from './store.ts';
import type { Row } from './tables.ts';

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly type: 'Team' | 'Enterprise';
  readonly createdAt: number;
  readonly version: number;
}

/** The Policies page: rules for meetings that the account's users host, and for its devices. */
export interface AccountSettings {
  /** Control of shared computers. */
  readonly remoteControl: 'on' | 'off';
  readonly farEndCameraControl: 'on' | 'host' | 'off';
  readonly contentFromDevices: 'on' | 'off';
  readonly unregisteredDevices: 'allow' | 'limit' | 'refuse';
  readonly minimumEncryption: 'none' | 'optional' | 'required';
}

const toAccount = ({ id, name, type, created_at, version }: Row<'account'>): Account => ({
  id,
  name,
  type,
  createdAt: created_at,
  version,
});
const toSettings = (row: Row<'account'>): AccountSettings => ({
  remoteControl: row.remote_control,
  farEndCameraControl: row.far_end_camera_control,
  contentFromDevices: row.content_from_devices,
  unregisteredDevices: row.unregistered_devices,
  minimumEncryption: row.minimum_encryption,
});

export async function createAccount(
  store: Store,
  name: string,
  now: number,
  type: Account['type'] = 'Team',
): Promise<Account> {
  return toAccount(
    await store
      .insertInto('account')
      .values({ id: randomUUID(), name, type, created_at: now })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
}

/** `name`: a part of the name, case-insensitive; `only`: the id of the only account to list. */
export async function listAccounts(
  store: Store,
  { after, limit }: Page,
  { name, only }: { readonly name?: string; readonly only?: string } = {},
): Promise<readonly Account[]> {
  let query = store
    .selectFrom('account')
    .selectAll()
    .where('id', '>', after ?? '')
    .orderBy('id')
    .limit(limit);
  if (only !== undefined) query = query.where('id', '=', only);
  if (name !== undefined) query = query.where(({ ref }) => contains(ref('name'), name));
  return (await query.execute()).map(toAccount);
}

async function rowOf(store: Store, id: string): Promise<Row<'account'> | undefined> {
  return store.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function getAccount(store: Store, id: string): Promise<Account | undefined> {
  const row = await rowOf(store, id);
  return row && toAccount(row);
}

export async function getSettings(
  store: Store,
  id: string,
): Promise<(AccountSettings & { readonly version: number }) | undefined> {
  const row = await rowOf(store, id);
  return row && { ...toSettings(row), version: row.version };
}

/** Rejects with `StaleError`. The account must exist. */
export async function updateAccount(
  store: Store,
  id: string,
  expected: Expected,
  change: Partial<AccountSettings> & { readonly name?: string },
): Promise<Account & AccountSettings> {
  const values = {
    ...(change.name !== undefined && { name: change.name }),
    ...(change.remoteControl !== undefined && { remote_control: change.remoteControl }),
    ...(change.farEndCameraControl !== undefined && { far_end_camera_control: change.farEndCameraControl }),
    ...(change.contentFromDevices !== undefined && { content_from_devices: change.contentFromDevices }),
    ...(change.unregisteredDevices !== undefined && { unregistered_devices: change.unregisteredDevices }),
    ...(change.minimumEncryption !== undefined && { minimum_encryption: change.minimumEncryption }),
  };
  let query = store
    .updateTable('account')
    .set((eb) => ({ ...values, version: eb('version', '+', 1) }))
    .where('id', '=', id);
  if (expected !== '*') query = query.where('version', '=', expected);
  const row = await query.returningAll().executeTakeFirst();
  if (row === undefined) throw new StaleError();
  return { ...toAccount(row), ...toSettings(row) };
}

/**
 * Deletes an account and returns its deleted meetings, or the reason why it must be kept. The guide: not before all
 * users are removed, and not while it is an enterprise account.
 */
export async function deleteAccount(
  store: Store,
  id: string,
): Promise<'enterprise' | 'users' | 'devices' | readonly Meeting[]> {
  const row = await rowOf(store, id);
  if (row?.type === 'Enterprise') return 'enterprise';
  for (const [table, reason] of [
    ['user', 'users'],
    ['device', 'devices'],
  ] as const) {
    if (
      (await store.selectFrom(table).select('id').where('account_id', '=', id).limit(1).executeTakeFirst()) !==
      undefined
    )
      return reason;
  }
  const meetings = await deleteMeetingsOf(store, id);
  await store.deleteFrom('api_key').where('account_id', '=', id).execute();
  await store.deleteFrom('account').where('id', '=', id).execute();
  return meetings;
}
