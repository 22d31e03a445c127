/** The compatible-VTC list in the database: every imported version; the newest is used. */
import { parseCompatibleList, type CompatibleList } from '../profiles/list.ts';
import { StaleError, type Expected, type Store } from './store.ts';

/** Version 0 is the list shipped with the gateway, used until one is imported. */
export interface PublishedList {
  readonly version: number;
  readonly list: CompatibleList;
}

/** Number of versions kept; older ones are deleted. */
const KEPT = 100;

/** The newest list, if newer than `after`. Rejects with `ListError` if this gateway cannot read it. */
export async function newestList(store: Store, after = 0): Promise<PublishedList | undefined> {
  const row = await store
    .selectFrom('compatible_list')
    .selectAll()
    .where('version', '>', after)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { version: row.version, list: parseCompatibleList(JSON.parse(row.document)) };
}

export async function getList(store: Store, version: number): Promise<PublishedList | undefined> {
  const row = await store.selectFrom('compatible_list').selectAll().where('version', '=', version).executeTakeFirst();
  return row && { version, list: parseCompatibleList(JSON.parse(row.document)) };
}

/** Newest first. Times are Unix ms. */
export async function listVersions(
  store: Store,
): Promise<readonly { readonly version: number; readonly createdAt: number }[]> {
  const rows = await store
    .selectFrom('compatible_list')
    .select(['version', 'created_at'])
    .orderBy('version', 'desc')
    .limit(KEPT)
    .execute();
  return rows.map(({ version, created_at }) => ({ version, createdAt: created_at }));
}

/** Rejects with `StaleError` if `expected` is no longer the newest version. */
export async function publishList(
  store: Store,
  list: CompatibleList,
  expected: Expected,
  now: number,
): Promise<PublishedList> {
  const newest = await store
    .selectFrom('compatible_list')
    .select(({ fn }) => fn.max('version').as('version'))
    .executeTakeFirst();
  const before = newest?.version ?? 0;
  if (expected !== '*' && expected !== before) throw new StaleError();
  const row = { version: before + 1, document: JSON.stringify(list), created_at: now };
  const { numInsertedOrUpdatedRows } = await store
    .insertInto('compatible_list')
    .values(row)
    .onConflict((c) => c.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) throw new StaleError();
  await store
    .deleteFrom('compatible_list')
    .where('version', '<=', row.version - KEPT)
    .execute();
  return { version: row.version, list };
}
