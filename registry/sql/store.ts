/** What the functions on SQL share. */
import type { KeyObject } from 'node:crypto';
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

/** It has changed since it was read. */
export class StaleError extends Error {
  constructor() {
    super('It has another version');
  }
}

/** `*`: whatever it is now. */
export type Expected = number | '*';
