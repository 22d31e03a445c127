/** What administrators do, on SQL. Ids are UUIDs; a secret is returned once, by the call that makes it. */
import { randomUUID, type KeyObject } from 'node:crypto';
import { digestHashes, newPassword } from '../pins.ts';
import { seal, sealingKey } from '../sealed.ts';
import * as accounts from './accounts.ts';
import { createKey } from './api-keys.ts';
import type { Database } from './database.ts';
import * as meetings from './meetings.ts';
import type { Keys, Page } from './store.ts';
import type { Tables } from './tables.ts';
import * as users from './users.ts';

export interface Device {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly username: string;
  /** H.323 aliases beside the username. */
  readonly aliases: readonly string[];
  readonly createdAt: number;
}

const toDevice = (row: Tables['device'], aliases: readonly string[]): Device => ({ id: row.id, accountId: row.account_id, name: row.name, username: row.username, aliases, createdAt: row.created_at });

export class SqlAdmin {
  readonly #db: Database;
  readonly keys: Keys;
  readonly #realm: string;
  readonly #now: () => number;

  /** `now` gives Unix ms; `realm` is the digest realm that device passwords are hashed for. */
  constructor(db: Database, pinKey: KeyObject, realm: string, now: () => number) {
    this.#db = db;
    this.keys = { pin: pinKey, sealing: sealingKey(pinKey) };
    this.#realm = realm;
    this.#now = now;
  }

  createAccount(name: string): Promise<accounts.Account> {
    return accounts.createAccount(this.#db, name, this.#now());
  }

  listAccounts(page: Page): Promise<readonly accounts.Account[]> {
    return accounts.listAccounts(this.#db, page);
  }

  getAccount(id: string): Promise<accounts.Account | undefined> {
    return accounts.getAccount(this.#db, id);
  }

  /** One who is registered at once. Undefined: there is such a user already. */
  createUser(accountId: string, email: string, displayName: string): Promise<users.User | undefined> {
    return users.insertUser(this.#db, this.keys, accountId, { email, displayName, invited: false }, this.#now());
  }

  /** The PINs are returned here and nowhere else. */
  async createMeeting(accountId: string, meeting: meetings.NewMeeting): Promise<{ readonly meeting: meetings.Meeting; readonly pin: string; readonly hostPin: string }> {
    const made = await meetings.insertMeeting(this.#db, this.keys, accountId, meeting, this.#now());
    return { meeting: made, pin: await this.issuePin(made.id, 'attendee'), hostPin: await this.issuePin(made.id, 'host') };
  }

  issuePin(meetingId: string, role: 'attendee' | 'host'): Promise<string> {
    return meetings.insertPin(this.#db, this.keys, meetingId, role);
  }

  /** All PINs of the meeting stop working. */
  revokePins(meetingId: string): Promise<void> {
    return meetings.deletePins(this.#db, meetingId);
  }

  listMeetings(accountId: string, page: Page): Promise<readonly meetings.Meeting[]> {
    return meetings.listMeetings(this.#db, accountId, page);
  }

  getMeeting(id: string): Promise<meetings.Meeting | undefined> {
    return meetings.getMeeting(this.#db, id);
  }

  updateMeeting(id: string, change: meetings.MeetingChange): Promise<meetings.Meeting> {
    return meetings.updateMeeting(this.#db, this.keys, id, '*', change);
  }

  /** The password is returned here and nowhere else; undefined when the username or an alias is taken. */
  async createDevice(accountId: string, name: string, username: string, aliases: readonly string[] = []): Promise<{ readonly device: Device; readonly password: string } | undefined> {
    const password = newPassword();
    const { md5, sha256 } = digestHashes(username, this.#realm, password);
    const id = randomUUID();
    const row: Tables['device'] = { id, account_id: accountId, name, username, ha1_md5: md5, ha1_sha256: sha256, sealed_password: seal(this.keys.sealing, id, password), created_at: this.#now() };
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

  /** One that may do everything. */
  async createApiKey(name: string): Promise<string> {
    return (await createKey(this.#db, { name, policies: ['AmazonChimeFullAccess'] }, this.#now())).key;
  }

  async hasApiKeys(): Promise<boolean> {
    return (await this.#db.selectFrom('api_key').select('id').limit(1).executeTakeFirst()) !== undefined;
  }
}
