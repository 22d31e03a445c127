/** The database: an SQLite file, or PostgreSQL. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import {
  Kysely,
  PostgresDialect,
  SqliteDialect,
  type ColumnDefinitionBuilder,
  type Dialect,
  type SqliteDatabase,
  type Transaction as KyselyTransaction,
} from 'kysely';
import { Migrator } from 'kysely/migration';
import { Pool, types, type PoolConfig } from 'pg';
import { migrationsFor, type Spelling } from './migrations.ts';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;
export type Transaction = KyselyTransaction<Tables>;

const SQLITE: Spelling = {
  blob: 'blob',
  serialType: 'integer',
  serial: (column: ColumnDefinitionBuilder) => column.primaryKey().autoIncrement(),
};
const POSTGRES: Spelling = {
  blob: 'bytea',
  serialType: 'bigserial',
  serial: (column: ColumnDefinitionBuilder) => column.primaryKey(),
};

/** Names of all migrations, in order. */
export const migrationNames = (): readonly string[] => Object.keys(migrationsFor(SQLITE));

/** OID of int8: counts and times, all below 2^53. */
const INT8 = 20;
/** Connections per gateway. */
const POOL = 10;
/** Cached statements; the import of many rows has long ones. */
const MOST_STATEMENTS = 200;

const isPostgres = (where: string): boolean => /^postgres(?:ql)?:\/\//.test(where);

/**
 * Opens or creates the database that `where` names, and migrates it to the newest schema: a file, `:memory:` for
 * tests, or the URL of a PostgreSQL database. Rejects if it cannot be used; errors never contain the URL's
 * password.
 */
export async function openDatabase(where: string): Promise<Database> {
  const postgres = isPostgres(where);
  const db = new Kysely<Tables>({ dialect: postgres ? postgresDialect(where) : sqliteDialect(where) });
  const migrations = migrationsFor(postgres ? POSTGRES : SQLITE);
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateToLatest();
  if (error === undefined) return db;
  await db.destroy();
  const name = postgres ? nameOf(where) : where;
  throw new Error(
    `Cannot migrate the database ${name} to the newest schema: ${error instanceof Error ? error.message : 'unknown error'}`,
  );
}

/**
 * For queries that must not wait for another transaction: on SQLite a second, read-only connection to the file, as
 * the first one is a single connection for all. It sees everything committed before.
 */
export function openReader(where: string, db: Database): Database {
  if (isPostgres(where) || where === ':memory:') return db;
  const sqlite = new SQLite(where, { readonly: true });
  sqlite.pragma('busy_timeout = 2000');
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: preparingOnce(sqlite) }) });
}

/** SQLite needs as long to prepare a statement as to run it. The least recently used statements are dropped first. */
function preparingOnce(sqlite: SQLite.Database): SqliteDatabase {
  const statements = new Map<string, SQLite.Statement>();
  return {
    close: () => void sqlite.close(),
    prepare: (text) => {
      const statement = statements.get(text) ?? sqlite.prepare(text);
      statements.delete(text);
      statements.set(text, statement);
      const [oldest] = statements.keys();
      if (statements.size > MOST_STATEMENTS && oldest !== undefined) statements.delete(oldest);
      return statement;
    },
  };
}

function sqliteDialect(file: string): Dialect {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const sqlite = new SQLite(file);
  // WAL: readers never wait for the writer; NORMAL keeps every commit if the process crashes.
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = NORMAL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('busy_timeout = 2000');
  return new SqliteDialect({ database: preparingOnce(sqlite) });
}

function postgresDialect(url: string): Dialect {
  const parsers = {
    getTypeParser: ((oid: number, format?: 'text') =>
      oid === INT8 ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
  };
  const config: PoolConfig = { connectionString: url, max: POOL, connectionTimeoutMillis: 5000, types: parsers };
  const pool = new Pool(config);
  // An idle connection that breaks is replaced; if that fails, the next query reports it.
  pool.on('error', () => undefined);
  // A connection that breaks during a transaction rejects it; without a listener the error would end the process as
  // well.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new PostgresDialect({ pool });
}

/** The database without user and password. */
function nameOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
