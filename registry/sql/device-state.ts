/** Facts about devices that calls and registrations reveal, on SQL. */
import { callerKeys, hostOf, usernameOf } from '../devices/aliases.ts';
import { chooseCaller, type Caller, type Candidate } from '../devices/identify.ts';
import type { Binding, CallRecord, DeviceQuery } from '../port.ts';
import type { Override } from '../profiles/list.ts';
import type { Store } from './store.ts';
import type { Row } from './tables.ts';

/** Names beyond this number are ignored: the caller chooses them. */
const MOST_NAMES = 10;
/** Enough to know that there is more than one. */
const MOST_BOUND = 20;

type Found = Pick<Row<'device'>, 'id' | 'account_id' | 'username' | 'source_networks' | 'override'>;
const COLUMNS = [
  'device.id',
  'device.account_id',
  'device.username',
  'device.source_networks',
  'device.override',
] as const;

/** The device that calls, identified by the names it uses and by registrations from its address. */
export async function findCaller(
  store: Store,
  { aliases = [], source }: DeviceQuery,
  now: number,
): Promise<Caller | undefined> {
  const names = [...new Set(aliases.slice(0, MOST_NAMES).flatMap(callerKeys))];
  const named = await devicesNamed(store, names);
  const bound = source === undefined ? [] : await devicesAt(store, source, now);
  return chooseCaller(named.map(toCandidate), bound.map(toCandidate), source, aliases.length === 0);
}

/** Devices by username or alias, in the order of the names. */
export async function devicesNamed(store: Store, names: readonly string[]): Promise<readonly Found[]> {
  if (names.length === 0) return [];
  const byUsername = await store.selectFrom('device').select(COLUMNS).where('username', 'in', names).execute();
  const byAlias = await store
    .selectFrom('device_alias')
    .innerJoin('device', 'device.id', 'device_alias.device_id')
    .select([...COLUMNS, 'device_alias.alias'])
    .where('device_alias.alias', 'in', names)
    .execute();
  const found = [...byUsername.map((row) => ({ ...row, alias: row.username })), ...byAlias].sort(
    (a, b) => names.indexOf(a.alias) - names.indexOf(b.alias),
  );
  return [...new Map(found.map((row) => [row.id, row])).values()];
}

async function devicesAt(store: Store, address: string, now: number): Promise<readonly Found[]> {
  const rows = await store
    .selectFrom('binding')
    .innerJoin('device', 'device.id', 'binding.device_id')
    .select(COLUMNS)
    .where('binding.source_address', '=', address)
    .where('binding.expires_at', '>', now)
    .limit(MOST_BOUND)
    .execute();
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

const toCandidate = (row: Found): Candidate => ({
  id: row.id,
  accountId: row.account_id,
  sourceNetworks: JSON.parse(row.source_networks) as readonly string[],
  ...(row.override !== null && { override: JSON.parse(row.override) as Override }),
});

/** Rows for the bindings of an address of record, with device and source address. */
export async function bindingRows(store: Store, aor: string, bindings: readonly Binding[]) {
  const device = await store
    .selectFrom('device')
    .select('id')
    .where('username', '=', usernameOf(aor))
    .executeTakeFirst();
  return bindings.map(({ contact, callId, cseq, expiresAt, source }) => ({
    aor,
    contact,
    call_id: callId,
    cseq,
    expires_at: expiresAt,
    device_id: device?.id ?? null,
    source_address: source ?? hostOf(contact) ?? null,
  }));
}

/** Stores the last call of each device, and the firmware used in it. */
export async function noteCalls(store: Store, records: readonly CallRecord[]): Promise<void> {
  const last = new Map(
    records.flatMap((record) => (record.deviceId === undefined ? [] : [[record.deviceId, record] as const])),
  );
  for (const [id, { callId, endedAt, result, reason, firmware }] of last) {
    const call = { last_call_id: callId, last_call_at: endedAt, last_call_result: result, last_call_reason: reason };
    const seen = firmware === undefined ? {} : { firmware_seen: firmware, firmware_seen_at: endedAt };
    await store
      .updateTable('device')
      .set({ ...call, ...seen })
      .where('id', '=', id)
      .execute();
  }
}
