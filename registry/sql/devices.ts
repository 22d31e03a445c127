/** Devices on SQL, as administrators record them. A password is returned only once, by the call that creates it. */
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { driftOf } from '../devices/identify.ts';
import type { Alias } from '../devices/aliases.ts';
import type { DeviceDetails, DialStyle, ImportLine, NewDevice } from '../devices/import.ts';
import type { Override } from '../profiles/list.ts';
import { digestHashes, newPassword } from '../pins.ts';
import { seal } from '../sealed.ts';
import { contains, StaleError, type Expected, type Keys, type Page, type Store } from './store.ts';
import type { NewRow, Row } from './tables.ts';

/** Times are Unix ms. */
export interface Device {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly username: string;
  readonly aliases: readonly Alias[];
  readonly site: string | null;
  readonly room: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly dialStyle: DialStyle | null;
  readonly notes: string | null;
  readonly sourceNetworks: readonly string[];
  readonly override: Override | null;
  readonly createdAt: number;
  readonly version: number;
  readonly state: DeviceState;
}

export interface DeviceState {
  /** Null: not registered. */
  readonly registeredUntil: number | null;
  readonly firmwareSeen: string | null;
  readonly firmwareSeenAt: number | null;
  /** The device runs firmware other than recorded; null: one of the two is unknown. */
  readonly drift: boolean | null;
  readonly lastCall: {
    readonly callId: string;
    readonly endedAt: number;
    readonly result: string;
    readonly reason: string;
  } | null;
}

export interface DeviceChange extends Partial<DeviceDetails> {
  /** Null: the abilities of its model apply. */
  readonly override?: Override | null;
}

/** Keys and realm with which credentials are made. */
export interface Credentials {
  readonly keys: Keys;
  /** Realm of SIP digest. */
  readonly realm: string;
}

/** An SQLite statement runs to its end before anything else can: this many rows take some milliseconds. */
const ROWS_PER_INSERT = 100;
const NAMES_PER_QUERY = 500;

/** Undefined: the username or an alias is taken, or occurs twice. */
export async function insertDevice(
  store: Store,
  credentials: Credentials,
  accountId: string,
  device: NewDevice,
  now: number,
): Promise<{ readonly device: Device; readonly password: string } | undefined> {
  if ((await takenAt(store, namesOf(device))) !== undefined) return undefined;
  const { row, password } = newRow(credentials, accountId, device, now);
  await insertAll(store, [{ row, password, aliases: device.aliases ?? [] }]);
  const found = await getDevice(store, row.id, now);
  return found && { device: found, password };
}

export interface MadeDevice {
  readonly line: number;
  readonly id: string;
  readonly username: string;
  readonly password: string;
}

/** A device ready to be stored, and the password of which its row has only hashes. */
export interface PreparedDevice {
  readonly row: NewRow<'device'>;
  readonly aliases: readonly Alias[];
  readonly password: string;
}

/** The expensive part, which needs no database: passwords, their hashes, and sealing. */
export function* preparing(
  credentials: Credentials,
  accountId: string,
  devices: readonly NewDevice[],
  now: number,
): Generator<void, readonly PreparedDevice[]> {
  const prepared: PreparedDevice[] = [];
  for (const device of devices) {
    prepared.push({ ...newRow(credentials, accountId, device, now), aliases: device.aliases ?? [] });
    yield;
  }
  return prepared;
}

/** Stores a whole plan without problems, in the caller's transaction. */
export async function importDevices(
  store: Store,
  lines: readonly ImportLine[],
  prepared: readonly PreparedDevice[],
  onStored: (count: number) => void = () => undefined,
): Promise<readonly MadeDevice[]> {
  await insertAll(store, prepared, onStored);
  return prepared.map(({ row, password }, at) => ({
    line: lines[at]?.line ?? 0,
    id: row.id,
    username: row.username,
    password,
  }));
}

async function insertAll(
  store: Store,
  prepared: readonly PreparedDevice[],
  onStored: (count: number) => void = () => undefined,
): Promise<void> {
  for (let at = 0; at < prepared.length; at += ROWS_PER_INSERT) {
    // Lets calls proceed in between: a large import takes time.
    if (at > 0) await setImmediate();
    const some = prepared.slice(at, at + ROWS_PER_INSERT);
    await store
      .insertInto('device')
      .values(some.map(({ row }) => row))
      .execute();
    const aliases = some.flatMap(({ row, aliases: each }) =>
      each.map(({ kind, value }) => ({ alias: value, kind, device_id: row.id })),
    );
    for (let n = 0; n < aliases.length; n += ROWS_PER_INSERT)
      await store
        .insertInto('device_alias')
        .values(aliases.slice(n, n + ROWS_PER_INSERT))
        .execute();
    onStored(at + some.length);
  }
}

function newRow(
  { keys, realm }: Credentials,
  accountId: string,
  device: NewDevice,
  now: number,
): { readonly row: NewRow<'device'>; readonly password: string } {
  const id = randomUUID();
  const password = newPassword();
  const row = {
    id,
    account_id: accountId,
    name: device.name,
    username: device.username,
    ...secretsOf(keys, realm, id, device.username, password),
    ...columnsOf(device),
    created_at: now,
  };
  return { row: { ...EMPTY, ...row }, password };
}

/** Rows of one insert must have the same columns. */
const EMPTY = {
  site: null,
  room: null,
  vendor: null,
  model: null,
  firmware: null,
  dial_style: null,
  notes: null,
  source_networks: '[]',
};

function secretsOf(
  keys: Keys,
  realm: string,
  id: string,
  username: string,
  password: string,
): Pick<Row<'device'>, 'ha1_md5' | 'ha1_sha256' | 'sealed_password'> {
  const { md5, sha256 } = digestHashes(username, realm, password);
  return { ha1_md5: md5, ha1_sha256: sha256, sealed_password: seal(keys.sealing, id, password) };
}

function columnsOf(change: DeviceChange): Partial<NewRow<'device'>> {
  const { name, site, room, vendor, model, firmware, dialStyle, notes, sourceNetworks, override } = change;
  const columns = {
    name,
    site,
    room,
    vendor,
    model,
    firmware,
    dial_style: dialStyle,
    notes,
    source_networks: sourceNetworks && JSON.stringify(sourceNetworks),
    override: override && JSON.stringify(override),
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

/** All names of a device, the username first. */
export const namesOf = ({
  username,
  aliases = [],
}: {
  readonly username?: string;
  readonly aliases?: readonly Alias[];
}): readonly string[] => [username ?? '', ...aliases.map(({ value }) => value)];

/** Index of the first of `names` that belongs to another device, or occurs twice. */
export async function takenAt(store: Store, names: readonly string[], except?: string): Promise<number | undefined> {
  const taken = await takenNames(store, names, except);
  const at = names.findIndex((name, index) => taken.has(name) || names.indexOf(name) < index);
  return at === -1 ? undefined : at;
}

/** Those of `names` that belong to a device. */
export async function takenNames(
  store: Store,
  names: readonly string[],
  except?: string,
): Promise<ReadonlySet<string>> {
  const taken = new Set<string>();
  for (let at = 0; at < names.length; at += NAMES_PER_QUERY) {
    if (at > 0) await setImmediate();
    const some = names.slice(at, at + NAMES_PER_QUERY);
    const usernames = await store
      .selectFrom('device')
      .select(['username as name', 'id'])
      .where('username', 'in', some)
      .execute();
    const aliases = await store
      .selectFrom('device_alias')
      .select(['alias as name', 'device_id as id'])
      .where('alias', 'in', some)
      .execute();
    for (const { name, id } of [...usernames, ...aliases]) if (id !== except) taken.add(name);
  }
  return taken;
}

/** `search`: a part of the name, room or site, case-insensitive. */
export async function listDevices(
  store: Store,
  accountId: string,
  { after, limit }: Page,
  now: number,
  search?: string,
): Promise<readonly Device[]> {
  let query = store
    .selectFrom('device')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('id', '>', after ?? '')
    .orderBy('id')
    .limit(limit);
  if (search !== undefined)
    query = query.where(({ or, ref }) =>
      or((['name', 'room', 'site'] as const).map((column) => contains(ref(column), search))),
    );
  return withDetails(store, await query.execute(), now);
}

export async function getDevice(store: Store, id: string, now: number): Promise<Device | undefined> {
  const row = await store.selectFrom('device').selectAll().where('id', '=', id).executeTakeFirst();
  return row && (await withDetails(store, [row], now))[0];
}

async function withDetails(store: Store, rows: readonly Row<'device'>[], now: number): Promise<readonly Device[]> {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const aliases = await store
    .selectFrom('device_alias')
    .selectAll()
    .where('device_id', 'in', ids)
    .orderBy('alias')
    .execute();
  const bound = await store
    .selectFrom('binding')
    .select(({ fn }) => ['device_id', fn.max('expires_at').as('until')])
    .where('device_id', 'in', ids)
    .where('expires_at', '>', now)
    .groupBy('device_id')
    .execute();
  const until = new Map(bound.map((row) => [row.device_id, row.until]));
  const byDevice = Map.groupBy(aliases, ({ device_id }) => device_id);
  return rows.map((row) =>
    toDevice(
      row,
      (byDevice.get(row.id) ?? []).map(({ kind, alias }) => ({ kind, value: alias })),
      until.get(row.id) ?? null,
    ),
  );
}

const toDevice = (row: Row<'device'>, aliases: readonly Alias[], registeredUntil: number | null): Device => ({
  id: row.id,
  accountId: row.account_id,
  name: row.name,
  username: row.username,
  aliases,
  site: row.site,
  room: row.room,
  vendor: row.vendor,
  model: row.model,
  firmware: row.firmware,
  dialStyle: row.dial_style as DialStyle | null,
  notes: row.notes,
  sourceNetworks: JSON.parse(row.source_networks) as readonly string[],
  override: row.override === null ? null : (JSON.parse(row.override) as Override),
  createdAt: row.created_at,
  version: row.version,
  state: stateOf(row, registeredUntil),
});

const stateOf = (row: Row<'device'>, registeredUntil: number | null): DeviceState => ({
  registeredUntil,
  firmwareSeen: row.firmware_seen,
  firmwareSeenAt: row.firmware_seen_at,
  drift: driftOf(row.firmware, row.firmware_seen) ?? null,
  lastCall:
    row.last_call_id === null
      ? null
      : {
          callId: row.last_call_id,
          endedAt: row.last_call_at ?? 0,
          result: row.last_call_result ?? '',
          reason: row.last_call_reason ?? '',
        },
});

/** Undefined: an alias is taken. Rejects with `StaleError`; the device must exist. */
export async function updateDevice(
  store: Store,
  id: string,
  expected: Expected,
  change: DeviceChange,
  now: number,
): Promise<Device | undefined> {
  const { aliases } = change;
  const row = await touch(store, id, expected, columnsOf(change));
  if (aliases !== undefined) {
    if ((await takenAt(store, namesOf({ username: row.username, aliases }), id)) !== undefined) return undefined;
    await store.deleteFrom('device_alias').where('device_id', '=', id).execute();
    if (aliases.length > 0)
      await store
        .insertInto('device_alias')
        .values(aliases.map(({ kind, value }) => ({ alias: value, kind, device_id: id })))
        .execute();
  }
  return (await withDetails(store, [row], now))[0];
}

/** Invalidates the old password and the registrations made with it at once. Rejects with `StaleError`. */
export async function resetCredentials(
  store: Store,
  { keys, realm }: Credentials,
  id: string,
  expected: Expected,
): Promise<{ readonly username: string; readonly password: string; readonly version: number }> {
  const password = newPassword();
  const device = await store.selectFrom('device').select('username').where('id', '=', id).executeTakeFirst();
  if (device === undefined) throw new StaleError();
  const { version, username } = await touch(store, id, expected, secretsOf(keys, realm, id, device.username, password));
  await store.deleteFrom('binding').where('device_id', '=', id).execute();
  return { username, password, version };
}

async function touch(
  store: Store,
  id: string,
  expected: Expected,
  values: Partial<NewRow<'device'>>,
): Promise<Row<'device'>> {
  let query = store
    .updateTable('device')
    .set((eb) => ({ ...values, version: eb('version', '+', 1) }))
    .where('id', '=', id);
  if (expected !== '*') query = query.where('version', '=', expected);
  const row = await query.returningAll().executeTakeFirst();
  if (row === undefined) throw new StaleError();
  return row;
}

export async function deleteDevice(store: Store, id: string): Promise<boolean> {
  await store.deleteFrom('device_alias').where('device_id', '=', id).execute();
  await store.deleteFrom('binding').where('device_id', '=', id).execute();
  const { numDeletedRows } = await store.deleteFrom('device').where('id', '=', id).executeTakeFirstOrThrow();
  return numDeletedRows === 1n;
}
