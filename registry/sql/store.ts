/** Types shared by the functions on SQL. */
import { RemoteError } from '../../base/errors.ts';
import type { KeyObject } from 'node:crypto';
import { sql, type Expression, type SqlBool } from 'kysely';
import type { Database, Transaction } from './database.ts';

export type Store = Database | Transaction;

export interface Page {
  /** The last id on the previous page. */
  readonly after?: string;
  readonly limit: number;
}

/** Keys of the hash by which PINs are found, and of sealed data. */
export interface Keys {
  readonly pin: KeyObject;
  readonly sealing: KeyObject;
}

/** The resource has changed since it was read. */
export class StaleError extends RemoteError {
  constructor() {
    super('stale', 'The object has changed since it was read');
  }
}

/** `*`: any current version. */
export type Expected = number | '*';

/**
 * True if `column` contains `text`, case-insensitive; characters that LIKE treats as patterns are escaped. SQLite
 * has no escape character without ESCAPE.
 */
export const contains = (column: Expression<string | null>, text: string): Expression<SqlBool> =>
  sql<SqlBool>`lower(${column}) like ${`%${text.toLowerCase().replaceAll(/[%_\\]/g, '\\$&')}%`} escape '\\'`;
