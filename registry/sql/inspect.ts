/** Inspects a database without changing it. */
import { existsSync } from 'node:fs';
import SQLite from 'better-sqlite3';
import { Client } from 'pg';
import { migrationNames } from './database.ts';

export type DatabaseState =
  | { readonly state: 'absent' | 'empty' | 'older' | 'current' }
  /** Names of migrations that this version does not know. */
  | { readonly state: 'newer'; readonly unknown: readonly string[] };

const NAMES = 'SELECT name FROM kysely_migration ORDER BY name';
const named = (rows: readonly unknown[]): readonly string[] =>
  rows.map((row) => String((row as { readonly name: unknown }).name));

/**
 * `where`: a file, or the URL of a PostgreSQL database. Rejects if it cannot be opened within `timeout` ms; errors
 * never contain the URL's password.
 */
export async function inspectDatabase(where: string, timeout: number): Promise<DatabaseState> {
  const postgres = /^postgres(?:ql)?:\/\//.test(where);
  if (!postgres && !existsSync(where)) return { state: 'absent' };
  const run = postgres ? await postgresNames(where, timeout) : sqliteNames(where);
  if (run === undefined) return { state: 'empty' };
  const unknown = run.filter((name) => !migrationNames().includes(name));
  if (unknown.length > 0) return { state: 'newer', unknown };
  return { state: run.length < migrationNames().length ? 'older' : 'current' };
}

function sqliteNames(file: string): readonly string[] | undefined {
  const db = new SQLite(file, { readonly: true });
  try {
    const table = db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'kysely_migration'").get();
    return table === undefined ? undefined : named(db.prepare(NAMES).all());
  } finally {
    db.close();
  }
}

async function postgresNames(url: string, timeout: number): Promise<readonly string[] | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: timeout, query_timeout: timeout });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const table = await client.query<{ readonly there: boolean }>(
      "SELECT to_regclass('kysely_migration') IS NOT NULL AS there",
    );
    return table.rows[0]?.there === true ? named((await client.query(NAMES)).rows) : undefined;
  } finally {
    await client.end();
  }
}
