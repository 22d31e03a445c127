/** Answers to requests that may be repeated: a repeated request gets the same answer, and nothing is done twice. */
import type { KeyObject } from 'node:crypto';
import { seal, unseal } from '../sealed.ts';
import type { Transaction } from './database.ts';

export interface Answer {
  readonly status: number;
  /** JSON. */
  readonly body: string;
}

export interface RequestKey {
  readonly actor: string;
  readonly key: string;
  /** Hash of method, path and body. */
  readonly request: string;
}

const ownerOf = ({ actor, key }: RequestKey): string => `idempotency ${actor} ${key}`;

/** Undefined: not seen yet. `other`: the key was used for another request. */
export async function recall(
  trx: Transaction,
  sealing: KeyObject,
  request: RequestKey,
): Promise<Answer | 'other' | undefined> {
  const row = await trx
    .selectFrom('idempotency')
    .selectAll()
    .where('actor', '=', request.actor)
    .where('key', '=', request.key)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (row.request !== request.request) return 'other';
  return { status: row.status, body: unseal(sealing, ownerOf(request), row.response)?.reveal() ?? '' };
}

/**
 * Stored sealed, as an answer may contain secrets shown only once. Rejects if a concurrent request with this key
 * was faster.
 */
export async function remember(
  trx: Transaction,
  sealing: KeyObject,
  request: RequestKey,
  { status, body }: Answer,
  now: number,
): Promise<void> {
  await trx
    .insertInto('idempotency')
    .values({ ...request, status, response: seal(sealing, ownerOf(request), body), created_at: now })
    .execute();
}
