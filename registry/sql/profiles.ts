/** The compatible-VTC list in the database: every version that was imported, the newest of which is used. */
import { parseCompatibleList, type CompatibleList } from '../profiles/list.ts';
import { StaleError, type Expected, type Store } from './store.ts';

/** Version 0 is the list that comes with the gateway, used until one is imported. */
export interface PublishedList {
  readonly version: number;
  readonly list: CompatibleList;
}

/** Older ones are forgotten. */
const KEPT = 100;

/** The newest one, when it is newer than `after`. Rejects with `ListError` when it is none that this gateway knows. */
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

/** Rejects with `StaleError` when `expected` is not the newest version any more. */
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
