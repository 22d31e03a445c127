/** What administrators do, on SQL. Ids are UUIDs; a secret is returned once, by the call that makes it. */
import { randomUUID, type KeyObject } from 'node:crypto';
import { digestHashes, hashApiKey, hashPasscode, hashPin, newApiKey, newPassword, newPin } from '../pins.ts';
import { seal, sealingKey } from '../sealed.ts';
import type { Database } from './database.ts';
import type { NewRow, Row, Tables } from './tables.ts';

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly type: 'Team' | 'Enterprise';
  readonly createdAt: number;
}

export interface User {
  readonly id: string;
  readonly accountId: string;
  readonly email: string;
  readonly displayName: string;
  readonly createdAt: number;
}

export interface Meeting {
  readonly id: string;
  readonly accountId: string;
  readonly hostUserId: string | null;
  readonly title: string;
  readonly locked: boolean;
  readonly ended: boolean;
  readonly hasPasscode: boolean;
  readonly waitForHost: boolean;
  readonly createdAt: number;
}

export interface Device {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly username: string;
  /** H.323 aliases beside the username. */
  readonly aliases: readonly string[];
  readonly createdAt: number;
}

export interface NewMeeting {
  readonly title: string;
  readonly hostUserId?: string;
  readonly passcode?: string;
  /** Attendees wait until a host is there. */
  readonly waitForHost?: boolean;
}

export interface Page {
  /** The last id of the page before. */
  readonly after?: string;
  readonly limit: number;
}

const toMeeting = (row: Omit<Row<'meeting'>, 'kind' | 'version' | 'starts_at' | 'ends_at' | 'expires_at'>): Meeting => ({
  id: row.id,
  accountId: row.account_id,
  hostUserId: row.host_user_id,
  title: row.title,
  locked: row.locked !== 0,
  ended: row.ended !== 0,
  hasPasscode: row.passcode_hash !== null,
  waitForHost: row.wait_for_host !== 0,
  createdAt: row.created_at,
});
const toAccount = (row: Pick<Row<'account'>, 'id' | 'name' | 'type' | 'created_at'>): Account => ({ id: row.id, name: row.name, type: row.type, createdAt: row.created_at });
const toUser = (row: Pick<Row<'user'>, 'id' | 'account_id' | 'email' | 'display_name' | 'created_at'>): User => ({ id: row.id, accountId: row.account_id, email: row.email, displayName: row.display_name, createdAt: row.created_at });
const toDevice = (row: Tables['device'], aliases: readonly string[]): Device => ({ id: row.id, accountId: row.account_id, name: row.name, username: row.username, aliases, createdAt: row.created_at });

export class SqlAdmin {
  readonly #db: Database;
  readonly #pinKey: KeyObject;
  readonly #sealingKey: KeyObject;
  readonly #realm: string;
  readonly #now: () => number;

  /** `now` gives Unix ms; `realm` is the digest realm that device passwords are hashed for. */
  constructor(db: Database, pinKey: KeyObject, realm: string, now: () => number) {
    this.#db = db;
    this.#pinKey = pinKey;
    this.#sealingKey = sealingKey(pinKey);
    this.#realm = realm;
    this.#now = now;
  }

  async createAccount(name: string): Promise<Account> {
    const row = { id: randomUUID(), name, type: 'Team', created_at: this.#now() } as const satisfies NewRow<'account'>;
    await this.#db.insertInto('account').values(row).execute();
    return toAccount(row);
  }

  async listAccounts({ after, limit }: Page): Promise<readonly Account[]> {
    return (await this.#db.selectFrom('account').selectAll().where('id', '>', after ?? '').orderBy('id').limit(limit).execute()).map(toAccount);
  }

  async getAccount(id: string): Promise<Account | undefined> {
    const row = await this.#db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toAccount(row);
  }

  /** Undefined: there is such a user already. */
  async createUser(accountId: string, email: string, displayName: string): Promise<User | undefined> {
    const row = { id: randomUUID(), account_id: accountId, email: email.toLowerCase(), display_name: displayName, created_at: this.#now() } satisfies NewRow<'user'>;
    const { numInsertedOrUpdatedRows } = await this.#db.insertInto('user').values(row).onConflict((c) => c.doNothing()).executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 0n ? undefined : toUser(row);
  }

  async getUser(id: string): Promise<User | undefined> {
    const row = await this.#db.selectFrom('user').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toUser(row);
  }

  /** The PINs are returned here and nowhere else. */
  async createMeeting(accountId: string, { title, hostUserId, passcode, waitForHost }: NewMeeting): Promise<{ readonly meeting: Meeting; readonly pin: string; readonly hostPin: string }> {
    const id = randomUUID();
    const row = {
      id,
      account_id: accountId,
      host_user_id: hostUserId ?? null,
      title,
      locked: 0,
      ended: 0,
      wait_for_host: Number(waitForHost ?? false),
      passcode_hash: passcode === undefined ? null : hashPasscode(this.#pinKey, id, passcode),
      created_at: this.#now(),
    } satisfies NewRow<'meeting'>;
    await this.#db.insertInto('meeting').values(row).execute();
    return { meeting: toMeeting(row), pin: await this.issuePin(id, 'attendee'), hostPin: await this.issuePin(id, 'host') };
  }

  /** Another PIN for the meeting. With ten digits a clash is rare, and then the next one is tried. */
  async issuePin(meetingId: string, role: 'attendee' | 'host'): Promise<string> {
    for (;;) {
      const pin = newPin(role);
      const row: NewRow<'pin'> = { hash: hashPin(this.#pinKey, pin), meeting_id: meetingId, role };
      const { numInsertedOrUpdatedRows } = await this.#db.insertInto('pin').values(row).onConflict((c) => c.doNothing()).executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 1n) return pin;
    }
  }

  /** All PINs of the meeting stop working. */
  async revokePins(meetingId: string): Promise<void> {
    await this.#db.deleteFrom('pin').where('meeting_id', '=', meetingId).execute();
  }

  async listMeetings(accountId: string, { after, limit }: Page): Promise<readonly Meeting[]> {
    const rows = this.#db.selectFrom('meeting').selectAll().where('account_id', '=', accountId).where('id', '>', after ?? '');
    return (await rows.orderBy('id').limit(limit).execute()).map(toMeeting);
  }

  async getMeeting(id: string): Promise<Meeting | undefined> {
    const row = await this.#db.selectFrom('meeting').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toMeeting(row);
  }

  async updateMeeting(id: string, change: { readonly locked?: boolean; readonly ended?: boolean; readonly waitForHost?: boolean }): Promise<Meeting | undefined> {
    const values = {
      ...(change.locked !== undefined && { locked: Number(change.locked) }),
      ...(change.ended !== undefined && { ended: Number(change.ended) }),
      ...(change.waitForHost !== undefined && { wait_for_host: Number(change.waitForHost) }),
    };
    if (Object.keys(values).length > 0) await this.#db.updateTable('meeting').set(values).where('id', '=', id).execute();
    return this.getMeeting(id);
  }

  /** The password is returned here and nowhere else; undefined when the username or an alias is taken. */
  async createDevice(accountId: string, name: string, username: string, aliases: readonly string[] = []): Promise<{ readonly device: Device; readonly password: string } | undefined> {
    const password = newPassword();
    const { md5, sha256 } = digestHashes(username, this.#realm, password);
    const id = randomUUID();
    const row: Tables['device'] = { id, account_id: accountId, name, username, ha1_md5: md5, ha1_sha256: sha256, sealed_password: seal(this.#sealingKey, id, password), created_at: this.#now() };
    const made = await this.#db.transaction().execute(async (trx) => {
      const names = [username, ...aliases];
      const taken = await trx.selectFrom('device_alias').select('alias').where('alias', 'in', names).executeTakeFirst();
      const named = await trx.selectFrom('device').select('id').where('username', 'in', names).executeTakeFirst();
      if (taken !== undefined || named !== undefined || new Set(names).size < names.length) return false;
      await trx.insertInto('device').values(row).execute();
      if (aliases.length > 0) await trx.insertInto('device_alias').values(aliases.map((alias) => ({ alias, device_id: id }))).execute();
      return true;
    });
    return made ? { device: toDevice(row, aliases), password } : undefined;
  }

  async listDevices(accountId: string, { after, limit }: Page): Promise<readonly Device[]> {
    const rows = this.#db.selectFrom('device').selectAll().where('account_id', '=', accountId).where('id', '>', after ?? '');
    const devices = await rows.orderBy('id').limit(limit).execute();
    const aliases = await this.#db.selectFrom('device_alias').selectAll().where('device_id', 'in', devices.map(({ id }) => id)).orderBy('alias').execute();
    return devices.map((row) => toDevice(row, aliases.filter(({ device_id }) => device_id === row.id).map(({ alias }) => alias)));
  }

  async deleteDevice(id: string): Promise<boolean> {
    await this.#db.deleteFrom('device_alias').where('device_id', '=', id).execute();
    const { numDeletedRows } = await this.#db.deleteFrom('device').where('id', '=', id).executeTakeFirstOrThrow();
    return numDeletedRows === 1n;
  }

  /** Newest first. `before` is the `seq` of the last one of the page before. */
  async listCalls({ before, limit }: { readonly before?: number; readonly limit: number }) {
    return this.#db.selectFrom('call_record').selectAll().where('seq', '<', before ?? Number.MAX_SAFE_INTEGER).orderBy('seq', 'desc').limit(limit).execute();
  }

  /** Forgets call records that ended before this time (Unix ms) and bindings that have run out. */
  async prune(recordsBefore: number): Promise<void> {
    await this.#db.deleteFrom('call_record').where('ended_at', '<', recordsBefore).execute();
    await this.#db.deleteFrom('binding').where('expires_at', '<', this.#now()).execute();
  }

  async createApiKey(name: string): Promise<string> {
    const key = newApiKey();
    await this.#db.insertInto('api_key').values({ id: randomUUID(), name, hash: hashApiKey(key), created_at: this.#now() }).execute();
    return key;
  }

  async hasApiKeys(): Promise<boolean> {
    return (await this.#db.selectFrom('api_key').select('id').limit(1).executeTakeFirst()) !== undefined;
  }

  async isApiKey(key: string): Promise<boolean> {
    return (await this.#db.selectFrom('api_key').select('id').where('hash', '=', hashApiKey(key)).executeTakeFirst()) !== undefined;
  }
}
