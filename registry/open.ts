import { createSecretKey, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCompatibleList, type CompatibleList } from './profiles/list.ts';
import { LiveList } from './profiles/live-list.ts';
import type { Registry } from './port.ts';
import type { Verdict } from './audit/verify.ts';
import { SqlAdmin } from './sql/admin.ts';
import { verifyAudit } from './sql/audit.ts';
import { SqlRegistry } from './sql/call-path.ts';
import { openDatabase, openReader, type Database } from './sql/database.ts';
import { newestList } from './sql/profiles.ts';
import { recoverKey } from './sql/recover.ts';

export interface RegistryOptions {
  /** Folder of the database and the key, or `:memory:` for a temporary registry. */
  readonly data: string;
  /** URL of a PostgreSQL database; empty or absent: a file in the data folder. */
  readonly database?: string;
  /** 64 hexadecimal digits; empty: read from the data folder, or created there. */
  readonly pinKey: string;
  readonly compatibleList: string | URL;
  /** Digest realm for the devices. */
  readonly realm: string;
  /** Unix ms. */
  readonly now: () => number;
}

export interface OpenRegistry {
  readonly db: Database;
  /** Unix ms. */
  readonly now: () => number;
  readonly registry: Registry;
  readonly admin: SqlAdmin;
  /** The compatible-VTC list that look-ups use. */
  readonly list: LiveList;
  /** The list shipped with the gateway. */
  readonly compatibleList: CompatibleList;
}

export async function openRegistry({
  data,
  database = '',
  pinKey,
  compatibleList,
  realm,
  now,
}: RegistryOptions): Promise<OpenRegistry> {
  const inMemory = data === ':memory:';
  const file = inMemory ? data : join(data, 'roomgate.sqlite');
  const shipped = readCompatibleList(compatibleList);
  const where = database === '' ? file : database;
  const db = await openDatabase(where);
  const reader = openReader(where, db);
  const key = createSecretKey(pinKey === '' ? keyOf(data, inMemory) : pinKey, 'hex');
  const list = new LiveList({ shipped, load: (after) => newestList(reader, after), now });
  try {
    await list.refresh();
  } catch (error) {
    await Promise.all([db.destroy(), reader.destroy()]);
    throw error;
  }
  const admin = new SqlAdmin(db, key, realm, now);
  return {
    db,
    now,
    registry: new SqlRegistry({ db, reader, pinKey: key, list, now }),
    admin,
    list,
    compatibleList: shipped,
  };
}

/** Where the tables are: a PostgreSQL database, or a file in the data folder. */
export interface RegistryPlace {
  readonly data: string;
  /** URL of a PostgreSQL database; empty: the file. */
  readonly database: string;
}

/** Verifies the audit log of a registry that need not be open. */
export async function verifyAuditLog(place: RegistryPlace): Promise<Verdict> {
  await using opened = await openExisting(place, 'verify the audit log');
  return await verifyAudit(opened.db);
}

/** Makes a key with full access, which the audit log records. The registry may be in use by a gateway. */
export async function recoverAdminKey(place: RegistryPlace): Promise<string> {
  await using opened = await openExisting(place, 'make a key');
  return await recoverKey(opened.db, Date.now());
}

/** Opens a database that must exist already; `purpose` completes the error message. */
async function openExisting(
  { data, database }: RegistryPlace,
  purpose: string,
): Promise<AsyncDisposable & { readonly db: Database }> {
  const file = join(data, 'roomgate.sqlite');
  if (database === '' && !existsSync(file)) throw new Error(`Cannot ${purpose}: ${file} does not exist`);
  const db = await openDatabase(database === '' ? file : database);
  return { db, [Symbol.asyncDispose]: () => db.destroy() };
}

/** The key of the PIN hash: created once, readable only by the owner. */
function keyOf(data: string, inMemory: boolean): string {
  const made = randomBytes(32).toString('hex');
  if (inMemory) return made;
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const file = join(data, 'pin.key');
  if (!existsSync(file)) writeFileSync(file, `${made}\n`, { mode: 0o600, flag: 'wx' });
  const key = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/i.test(key)) throw new Error(`Cannot use ${file}: expected 64 hexadecimal digits`);
  return key;
}
