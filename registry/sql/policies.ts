/** Custom policies on SQL; the managed ones are in `access/policy.ts`. */
import { MANAGED_POLICIES, type Policy } from '../access/policy.ts';
import { StaleError, type Expected, type Page, type Store } from './store.ts';
import type { Row } from './tables.ts';

export interface NamedPolicy {
  readonly name: string;
  readonly managed: boolean;
  readonly document: Policy;
  readonly version: number;
}

const toPolicy = ({ name, document, version }: Row<'policy'>): NamedPolicy => ({
  name,
  managed: false,
  document: JSON.parse(document) as Policy,
  version,
});
const managed = (name: string): NamedPolicy | undefined => {
  const document = Object.hasOwn(MANAGED_POLICIES, name) ? MANAGED_POLICIES[name] : undefined;
  return document && { name, managed: true, document, version: 1 };
};

/** Rows per query: if many are hidden, a page needs several queries. */
const AT_ONCE = 200;

/**
 * The managed policies, then the custom ones by name; `after`: a name; `shown`: tells whether a custom policy may
 * be seen.
 */
export async function listPolicies(
  store: Store,
  { after = '', limit }: Page,
  shown: (policy: NamedPolicy) => boolean,
): Promise<readonly NamedPolicy[]> {
  const names = Object.keys(MANAGED_POLICIES);
  const found =
    after === '' || managed(after) ? names.slice(names.indexOf(after) + 1).flatMap((name) => managed(name) ?? []) : [];
  for (let last = managed(after) ? '' : after; found.length < limit;) {
    const rows = await store
      .selectFrom('policy')
      .selectAll()
      .where('name', '>', last)
      .where('name', 'not in', names)
      .orderBy('name')
      .limit(AT_ONCE)
      .execute();
    found.push(...rows.map(toPolicy).filter(shown));
    last = rows.at(-1)?.name ?? '';
    if (rows.length < AT_ONCE) break;
  }
  return found.slice(0, limit);
}

export async function getPolicy(store: Store, name: string): Promise<NamedPolicy | undefined> {
  const row = await store.selectFrom('policy').selectAll().where('name', '=', name).executeTakeFirst();
  return managed(name) ?? (row && toPolicy(row));
}

/** Undefined: the name is taken. */
export async function createPolicy(
  store: Store,
  name: string,
  document: Policy,
  now: number,
): Promise<NamedPolicy | undefined> {
  if (managed(name) !== undefined) return undefined;
  const row = await store
    .insertInto('policy')
    .values({ name, document: JSON.stringify(document), version: 1, created_at: now })
    .onConflict((c) => c.doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && toPolicy(row);
}

/** Rejects with `StaleError`. */
export async function updatePolicy(
  store: Store,
  name: string,
  expected: Expected,
  document: Policy,
): Promise<NamedPolicy> {
  let query = store
    .updateTable('policy')
    .set((eb) => ({ document: JSON.stringify(document), version: eb('version', '+', 1) }))
    .where('name', '=', name);
  if (expected !== '*') query = query.where('version', '=', expected);
  const row = await query.returningAll().executeTakeFirst();
  if (row === undefined) throw new StaleError();
  return toPolicy(row);
}

export async function deletePolicy(store: Store, name: string): Promise<void> {
  await store.deleteFrom('policy').where('name', '=', name).execute();
}
