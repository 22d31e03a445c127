/** The audit log on SQL: appended in the transaction of the change that it tells of. */
import type { AuditRecord } from '../audit/record.ts';
import { chainHash } from '../audit/record.ts';
import { verifyChain, type StoredRecord, type Verdict } from '../audit/verify.ts';
import type { Database, Transaction } from './database.ts';
import type { Store } from './store.ts';

/** What can be asked for. */
export interface AuditFilter {
  readonly accountId?: string;
  readonly actor?: string;
  readonly name?: string;
  /** Unix ms; from inclusive, to exclusive. */
  readonly from?: number;
  readonly to?: number;
  /** The `seq` of the last one of the page before. */
  readonly before?: number;
  readonly limit: number;
}

const PAGE = 500;

/** Before a change: of two at once, the second one begins when the first is done, and sees what it did. Held to the end of the transaction. */
export async function waitForTurn(trx: Transaction): Promise<void> {
  await trx
    .updateTable('audit_head')
    .set(({ ref }) => ({ seq: ref('seq') }))
    .where('id', '=', 1)
    .execute();
}

/** `accountId`: whose it is; records of nobody's are for those who may see all. */
export async function appendAudit(trx: Transaction, record: AuditRecord, accountId: string | undefined): Promise<void> {
  const text = JSON.stringify(record);
  // The head's row is the lock: whoever comes next waits here.
  const head = await trx
    .updateTable('audit_head')
    .set(({ eb }) => ({ seq: eb('seq', '+', 1) }))
    .where('id', '=', 1)
    .returning(['seq', 'hash'])
    .executeTakeFirstOrThrow();
  const hash = chainHash(head.hash, text);
  const row = {
    seq: head.seq,
    time: Date.parse(record.eventTime),
    name: record.eventName,
    actor: record.userIdentity.principalId,
    account_id: accountId ?? null,
    record: text,
    hash,
  };
  await trx.insertInto('audit_event').values(row).execute();
  await trx.updateTable('audit_head').set({ hash }).where('id', '=', 1).execute();
}

/** Newest first. */
export async function listAudit(
  store: Store,
  filter: AuditFilter,
): Promise<readonly { readonly seq: number; readonly record: AuditRecord }[]> {
  let query = store.selectFrom('audit_event').select(['seq', 'record']).orderBy('seq', 'desc').limit(filter.limit);
  if (filter.before !== undefined) query = query.where('seq', '<', filter.before);
  if (filter.accountId !== undefined) query = query.where('account_id', '=', filter.accountId);
  if (filter.actor !== undefined) query = query.where('actor', '=', filter.actor);
  if (filter.name !== undefined) query = query.where('name', '=', filter.name);
  if (filter.from !== undefined) query = query.where('time', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('time', '<', filter.to);
  return (await query.execute()).map(({ seq, record }) => ({ seq, record: JSON.parse(record) as AuditRecord }));
}

/** Of all that is kept. */
export async function verifyAudit(db: Database): Promise<Verdict> {
  const head = await db.selectFrom('audit_head').select(['seq', 'hash']).where('id', '=', 1).executeTakeFirstOrThrow();
  return verifyChain(pages(db), head);
}

async function* pages(db: Database): AsyncGenerator<readonly StoredRecord[]> {
  for (let after = 0; ;) {
    const page = await db
      .selectFrom('audit_event')
      .select(['seq', 'record', 'hash'])
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)?.seq ?? after;
  }
}
