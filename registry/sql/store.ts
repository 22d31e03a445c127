/** What the functions on SQL share. */
import { RemoteError } from '../../base/errors.ts';
import type { KeyObject } from 'node:crypto';
import { sql, type Expression, type SqlBool } from 'kysely';
import type { Database, Transaction } from './database.ts';

export type Store = Database | Transaction;

export interface Page {
  /** The last id of the page before. */
  readonly after?: string;
  readonly limit: number;
}

/** Of the hash under which PINs are found, and of what is kept sealed. */
export interface Keys {
  readonly pin: KeyObject;
  readonly sealing: KeyObject;
}

/** The object has changed since the caller read it. */
export class StaleError extends RemoteError {
  constructor() {
    super('stale', 'The object has changed since it was read');
  }
}

/** `*`: whatever it is now. */
export type Expected = number | '*';

/** Whether `column` has `text` in it, in any case; what LIKE would take for a pattern is text as well. Without ESCAPE SQLite has no escape character. */
export const contains = (column: Expression<string | null>, text: string): Expression<SqlBool> =>
  sql<SqlBool>`lower(${column}) like ${`%${text.toLowerCase().replaceAll(/[%_\\]/g, '\\$&')}%`} escape '\\'`;
