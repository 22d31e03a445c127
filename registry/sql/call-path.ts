/** The gateway's queries during a call, on SQL. */
import type { KeyObject } from 'node:crypto';
import type { LiveList } from '../profiles/live-list.ts';
import { aliasKeys, hasControl } from '../devices/aliases.ts';
import { mayComeFrom } from '../devices/networks.ts';
import type {
  Binding,
  CallRecord,
  DeviceCredentials,
  DeviceMatch,
  DeviceQuery,
  H323Device,
  MeetingMatch,
  MeetingPolicies,
  Registry,
  Revealable,
  ServiceEvent,
} from '../port.ts';
import { sql } from 'kysely';
import { equalHash, hashPasscode, hashPin } from '../pins.ts';
import { sealingKey, unseal } from '../sealed.ts';
import { appendAudit, serviceRecord } from './audit.ts';
import { CallRecordWriter } from './call-records.ts';
import type { Database } from './database.ts';
import { bindingRows, devicesNamed, findCaller } from './device-state.ts';
import type { Store } from './store.ts';
import type { Row, Tables } from './tables.ts';

const TABLES: readonly (keyof Tables)[] = [
  'account',
  'user',
  'meeting',
  'pin',
  'device',
  'device_alias',
  'compatible_list',
  'binding',
  'call_record',
  'api_key',
];

const POLICY_COLUMNS = [
  'account.remote_control',
  'account.far_end_camera_control',
  'account.content_from_devices',
  'account.minimum_encryption',
  'meeting.content_floor',
] as const;

const toPolicies = (
  row: Pick<
    Row<'account'>,
    'remote_control' | 'far_end_camera_control' | 'content_from_devices' | 'minimum_encryption'
  > &
    Pick<Row<'meeting'>, 'content_floor'>,
): MeetingPolicies => ({
  remoteControl: row.remote_control,
  farEndCameraControl: row.far_end_camera_control,
  contentFromDevices: row.content_from_devices,
  minimumEncryption: row.minimum_encryption,
  contentFloor: row.content_floor,
});

/** The current policies; undefined: the meeting does not exist. */
export async function policiesOfMeeting(store: Store, meetingId: string): Promise<MeetingPolicies | undefined> {
  const row = await store
    .selectFrom('meeting')
    .innerJoin('account', 'account.id', 'meeting.account_id')
    .select(POLICY_COLUMNS)
    .where('meeting.id', '=', meetingId)
    .executeTakeFirst();
  return row && toPolicies(row);
}

export interface CallPathOptions {
  readonly db: Database;
  /** For queries; may be the same as `db`. */
  readonly reader: Database;
  readonly pinKey: KeyObject;
  readonly list: LiveList;
  /** Unix ms. */
  readonly now: () => number;
}

export class SqlRegistry implements Registry {
  readonly #db: Database;
  readonly #reader: Database;
  readonly #pinKey: KeyObject;
  readonly #sealingKey: KeyObject;
  readonly #records: CallRecordWriter;
  readonly #now: () => number;
  readonly #list: LiveList;

  constructor({ db, reader, pinKey, list, now }: CallPathOptions) {
    this.#db = db;
    this.#reader = reader;
    this.#now = now;
    this.#pinKey = pinKey;
    this.#sealingKey = sealingKey(pinKey);
    this.#list = list;
    this.#records = new CallRecordWriter(db);
  }

  lookupDevice(query: DeviceQuery): DeviceMatch {
    return this.#list.lookup(query);
  }

  async identifyDevice(query: DeviceQuery): Promise<DeviceMatch> {
    await this.#list.refresh();
    const caller = await findCaller(this.#reader, query, this.#now());
    if (caller === undefined) return this.#list.lookup(query);
    const { id, accountId, override } = caller.device;
    return { ...this.#list.lookup(query, override), device: { id, accountId, proven: caller.proven } };
  }

  async resolvePin(pin: Revealable, passcode?: Revealable): Promise<MeetingMatch | undefined> {
    const row = await this.#reader
      .selectFrom('pin')
      .innerJoin('meeting', 'meeting.id', 'pin.meeting_id')
      .innerJoin('account', 'account.id', 'meeting.account_id')
      .select([
        'pin.role',
        'meeting.id',
        'meeting.account_id',
        'meeting.locked',
        'meeting.ended',
        'meeting.wait_for_host',
        'meeting.passcode_hash',
        'meeting.expires_at',
        'account.unregistered_devices',
        ...POLICY_COLUMNS,
      ])
      .where('pin.hash', '=', hashPin(this.#pinKey, pin.reveal()))
      .executeTakeFirst();
    // The passcode is hashed whether or not one is required, so that timing does not reveal it.
    const given = hashPasscode(this.#pinKey, row?.id ?? '', passcode?.reveal() ?? '');
    if (row === undefined || (row.expires_at !== null && row.expires_at <= this.#now())) return undefined;
    return {
      meetingId: row.id,
      accountId: row.account_id,
      role: row.role,
      locked: row.locked !== 0,
      ended: row.ended !== 0,
      waitsForHost: row.wait_for_host !== 0,
      passcodeOk: row.passcode_hash === null || equalHash(row.passcode_hash, given),
      unregisteredDevices: row.unregistered_devices,
      policies: toPolicies(row),
    };
  }

  meetingPolicies(meetingId: string): Promise<MeetingPolicies | undefined> {
    return policiesOfMeeting(this.#reader, meetingId);
  }

  async toggleLock(meetingId: string): Promise<boolean> {
    const flipped = this.#db.updateTable('meeting').set({ locked: sql<number>`1 - locked` });
    const row = await flipped.where('id', '=', meetingId).returning('locked').executeTakeFirst();
    return row !== undefined && row.locked !== 0;
  }

  async recordCall(record: CallRecord): Promise<void> {
    this.#records.add(record);
  }

  async recordEvent(event: ServiceEvent): Promise<void> {
    const record = serviceRecord(event, { type: 'Gateway', principalId: 'gateway' }, this.#now());
    await this.#db.transaction().execute((trx) => appendAudit(trx, record, event.accountId));
  }

  /** Writes the call records still queued. */
  flush(): Promise<void> {
    return this.#records.flush();
  }

  async deviceCredentials(username: string, source?: string): Promise<DeviceCredentials | undefined> {
    if (hasControl(username)) return undefined;
    const row = await this.#reader.selectFrom('device').selectAll().where('username', '=', username).executeTakeFirst();
    if (row === undefined || !isFrom(row, source)) return undefined;
    return { deviceId: row.id, ha1: { md5: row.ha1_md5, sha256: row.ha1_sha256 } };
  }

  async h323Device(alias: string, source?: string): Promise<H323Device | undefined> {
    const [named] = await devicesNamed(this.#reader, aliasKeys(alias));
    const row =
      named && (await this.#reader.selectFrom('device').selectAll().where('id', '=', named.id).executeTakeFirst());
    if (row === undefined || !isFrom(row, source)) return undefined;
    const aliases = await this.#reader
      .selectFrom('device_alias')
      .select('alias')
      .where('device_id', '=', row.id)
      .orderBy('alias')
      .execute();
    const password = row.sealed_password === null ? undefined : unseal(this.#sealingKey, row.id, row.sealed_password);
    return {
      deviceId: row.id,
      username: row.username,
      aliases: aliases.map((each) => each.alias),
      ...(password !== undefined && { password }),
    };
  }

  async bind(
    aor: string,
    bindings: readonly Binding[],
    request: { readonly callId: string; readonly cseq: number },
  ): Promise<boolean> {
    if ([aor, request.callId, ...bindings.flatMap(({ contact, callId }) => [contact, callId])].some(hasControl))
      return false;
    return this.#db.transaction().execute(async (trx) => {
      const present = await trx.selectFrom('binding').select(['call_id', 'cseq']).where('aor', '=', aor).execute();
      if (present.some((old) => old.call_id === request.callId && old.cseq >= request.cseq)) return false;
      await trx.deleteFrom('binding').where('aor', '=', aor).execute();
      if (bindings.length > 0) {
        await trx
          .insertInto('binding')
          .values(await bindingRows(trx, aor, bindings))
          .execute();
      }
      return true;
    });
  }

  async bindings(aor: string): Promise<readonly Binding[]> {
    if (hasControl(aor)) return [];
    const rows = await this.#reader.selectFrom('binding').selectAll().where('aor', '=', aor).execute();
    return rows.map((row) => ({
      aor: row.aor,
      contact: row.contact,
      callId: row.call_id,
      cseq: row.cseq,
      expiresAt: row.expires_at,
      ...(row.source_address !== null && { source: row.source_address }),
    }));
  }

  async sizes(): Promise<Readonly<Record<string, number>>> {
    await this.flush();
    const counts = TABLES.map(async (table) => {
      const { count } = await this.#db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return [table, count] as const;
    });
    return Object.fromEntries(await Promise.all(counts));
  }

  async close(): Promise<void> {
    await this.#records.close();
    await Promise.all([this.#db.destroy(), this.#reader.destroy()]);
  }
}

/** A device outside its networks is reported as unknown. Without a source address the check is skipped. */
const isFrom = (row: { readonly source_networks: string }, source: string | undefined): boolean =>
  source === undefined || mayComeFrom(JSON.parse(row.source_networks) as readonly string[], source);
