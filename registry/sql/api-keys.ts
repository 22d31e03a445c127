/** API keys on SQL: hashed, with policies by name, optionally limited to one account or a period, and revocable. */
import { randomUUID } from 'node:crypto';
import { compilePolicy, MANAGED_POLICIES, parsePolicy, type Compiled } from '../access/policy.ts';
import type { Principal } from '../access/principal.ts';
import { hashApiKey, newApiKey } from '../pins.ts';
import type { Page, Store } from './store.ts';
import type { Row } from './tables.ts';

export interface NewKey {
  readonly name: string;
  readonly policies: readonly string[];
  readonly accountId?: string;
  /** Unix ms. */
  readonly expiresAt?: number;
}

export interface ApiKey extends NewKey {
  readonly id: string;
  readonly createdAt: number;
  readonly revokedAt?: number;
}

const toKey = (row: Row<'api_key'>): ApiKey => ({
  id: row.id,
  name: row.name,
  policies: JSON.parse(row.policies) as readonly string[],
  createdAt: row.created_at,
  ...(row.account_id !== null && { accountId: row.account_id }),
  ...(row.expires_at !== null && { expiresAt: row.expires_at }),
  ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
});

/** The key itself is returned only here. */
export async function createKey(
  store: Store,
  { name, policies, accountId, expiresAt }: NewKey,
  now: number,
): Promise<{ readonly key: string; readonly made: ApiKey }> {
  const key = newApiKey();
  const row = await store
    .insertInto('api_key')
    .values({
      id: randomUUID(),
      name,
      hash: hashApiKey(key),
      created_at: now,
      account_id: accountId ?? null,
      policies: JSON.stringify(policies),
      expires_at: expiresAt ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { key, made: toKey(row) };
}

export async function listKeys(
  store: Store,
  { after, limit }: Page,
  accountId: string | undefined,
): Promise<readonly ApiKey[]> {
  const all = store
    .selectFrom('api_key')
    .selectAll()
    .where('id', '>', after ?? '')
    .orderBy('id')
    .limit(limit);
  return (await (accountId === undefined ? all : all.where('account_id', '=', accountId)).execute()).map(toKey);
}

/** Undefined: the key does not exist. */
export async function getKey(store: Store, id: string): Promise<ApiKey | undefined> {
  const row = await store.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toKey(row);
}

export async function revokeKey(store: Store, id: string, now: number): Promise<void> {
  await store
    .updateTable('api_key')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
}

/** The principal of a key; undefined if the key is unknown, revoked or expired. */
export async function findPrincipal(store: Store, key: string, now: number): Promise<Principal | undefined> {
  const row = await store.selectFrom('api_key').selectAll().where('hash', '=', hashApiKey(key)).executeTakeFirst();
  if (row === undefined || row.revoked_at !== null || (row.expires_at !== null && row.expires_at <= now))
    return undefined;
  const { id, name, accountId, policies } = toKey(row);
  return {
    type: 'ApiKey',
    id,
    name,
    policies: await policiesOf(store, policies),
    policyNames: policies,
    ...(accountId !== undefined && { accountId }),
  };
}

/** Names without a policy allow nothing. */
export async function policiesOf(store: Store, names: readonly string[]): Promise<readonly Compiled[]> {
  const own = names.filter((name) => MANAGED[name] === undefined);
  const rows =
    own.length === 0 ? [] : await store.selectFrom('policy').select('document').where('name', 'in', own).execute();
  return [...names.flatMap((name) => MANAGED[name] ?? []), ...rows.map(({ document }) => compiled(document))];
}

const MANAGED: Readonly<Record<string, Compiled | undefined>> = Object.fromEntries(
  Object.entries(MANAGED_POLICIES).map(([name, policy]) => [name, compilePolicy(policy)]),
);

/** Recently used documents by their text: every request needs those of its key. */
const MOST_COMPILED = 200;
const recent = new Map<string, Compiled>();

function compiled(document: string): Compiled {
  const found = recent.get(document) ?? compilePolicy(parsePolicy(JSON.parse(document)));
  recent.delete(document);
  recent.set(document, found);
  const [oldest] = recent.keys();
  if (recent.size > MOST_COMPILED && oldest !== undefined) recent.delete(oldest);
  return found;
}
