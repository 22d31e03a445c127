/** Administration on SQL. Ids are UUIDs; a secret is returned only once, by the call that creates it. */
import type { KeyObject } from 'node:crypto';
import { parseAlias } from '../devices/aliases.ts';
import { sealingKey } from '../sealed.ts';
import * as accounts from './accounts.ts';
import { createKey } from './api-keys.ts';
import { listCalls, type CallFilter } from './call-records.ts';
import type { Database } from './database.ts';
import * as devices from './devices.ts';
import * as meetings from './meetings.ts';
import type { Keys, Page } from './store.ts';
import type { Row } from './tables.ts';
import * as users from './users.ts';

/** ms; a client that has not repeated its request by then will not. */
const ANSWERS_KEPT = 24 * 3600 * 1000;

export class SqlAdmin {
  readonly #db: Database;
  readonly keys: Keys;
  /** Realm of SIP digest. */
  readonly realm: string;
  readonly #now: () => number;

  /** `now` returns Unix ms; `realm` is the digest realm used to hash device passwords. */
  constructor(db: Database, pinKey: KeyObject, realm: string, now: () => number) {
    this.#db = db;
    this.keys = { pin: pinKey, sealing: sealingKey(pinKey) };
    this.realm = realm;
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

  /** Creates a user who is registered at once. Undefined: the user already exists. */
  createUser(accountId: string, email: string, displayName: string): Promise<users.User | undefined> {
    return users.insertUser(this.#db, this.keys, accountId, { email, displayName, invited: false }, this.#now());
  }

  /** The PINs are returned only here. */
  async createMeeting(
    accountId: string,
    meeting: meetings.NewMeeting,
  ): Promise<{ readonly meeting: meetings.Meeting; readonly pin: string; readonly hostPin: string }> {
    const made = await meetings.insertMeeting(this.#db, this.keys, accountId, meeting, this.#now());
    return {
      meeting: made,
      pin: await this.issuePin(made.id, 'attendee'),
      hostPin: await this.issuePin(made.id, 'host'),
    };
  }

  issuePin(meetingId: string, role: 'attendee' | 'host'): Promise<string> {
    return meetings.insertPin(this.#db, this.keys, meetingId, role);
  }

  /** Invalidates all PINs of the meeting. */
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

  /** The password is returned only here; undefined if the username or an alias is taken, or an alias is invalid. */
  async createDevice(
    accountId: string,
    name: string,
    username: string,
    aliases: readonly string[] = [],
  ): Promise<{ readonly device: devices.Device; readonly password: string } | undefined> {
    const parsed = aliases.flatMap((alias) => parseAlias(alias) ?? []);
    if (parsed.length < aliases.length) return undefined;
    const credentials = { keys: this.keys, realm: this.realm };
    return this.#db
      .transaction()
      .execute((trx) =>
        devices.insertDevice(trx, credentials, accountId, { name, username, aliases: parsed }, this.#now()),
      );
  }

  listDevices(accountId: string, page: Page): Promise<readonly devices.Device[]> {
    return devices.listDevices(this.#db, accountId, page, this.#now());
  }

  deleteDevice(id: string): Promise<boolean> {
    return devices.deleteDevice(this.#db, id);
  }

  /** Newest first. `before`: the `seq` of the last record on the previous page. */
  listCalls(filter: CallFilter): Promise<Row<'call_record'>[]> {
    return listCalls(this.#db, filter);
  }

  /**
   * Deletes call records that ended before this time (Unix ms), expired bindings, and answers that will not be
   * requested again.
   */
  async prune(recordsBefore: number): Promise<void> {
    await this.#db
      .deleteFrom('idempotency')
      .where('created_at', '<', this.#now() - ANSWERS_KEPT)
      .execute();
    await this.#db.deleteFrom('call_record').where('ended_at', '<', recordsBefore).execute();
    await this.#db.deleteFrom('binding').where('expires_at', '<', this.#now()).execute();
  }

  /** Creates a key with full access. */
  async createApiKey(name: string): Promise<string> {
    return (await createKey(this.#db, { name, policies: ['AmazonChimeFullAccess'] }, this.#now())).key;
  }

  async hasApiKeys(): Promise<boolean> {
    return (await this.#db.selectFrom('api_key').select('id').limit(1).executeTakeFirst()) !== undefined;
  }
}
