/** The audit log on SQL: records are appended in the transaction of the change that they describe. */
import { randomUUID } from 'node:crypto';
import { chainHash, redacted, type AuditRecord } from '../audit/record.ts';
import { verifyChain, type StoredRecord, type Verdict } from '../audit/verify.ts';
import type { ServiceEvent } from '../port.ts';
import type { Database, Transaction } from './database.ts';
import type { Store } from './store.ts';

/** Criteria for listing records. */
export interface AuditFilter {
  readonly accountId?: string;
  readonly actor?: string;
  readonly name?: string;
  /** Unix ms; from inclusive, to exclusive. */
  readonly from?: number;
  readonly to?: number;
  /** The `seq` of the last record on the previous page. */
  readonly before?: number;
  readonly limit: number;
}

const PAGE = 500;

/**
 * Called before a change: of two concurrent changes, the second starts when the first is done, and sees its result.
 * The lock is held to the end of the transaction.
 */
export async function waitForTurn(trx: Transaction): Promise<void> {
  await trx
    .updateTable('audit_head')
    .set(({ ref }) => ({ seq: ref('seq') }))
    .where('id', '=', 1)
    .execute();
}

/** The record of an event outside of the API. `now`: Unix ms. */
export function serviceRecord(
  { name, source, parameters, error }: ServiceEvent,
  userIdentity: AuditRecord['userIdentity'],
  now: number,
): AuditRecord {
  return {
    eventVersion: '1.05',
    userIdentity,
    eventTime: new Date(now).toISOString(),
    eventSource: 'roomgate',
    eventName: name,
    sourceIPAddress: source,
    userAgent: '',
    ...(error && { errorCode: error.code, errorMessage: error.message }),
    requestParameters: redacted(parameters),
    responseElements: null,
    requestID: randomUUID(),
    eventID: randomUUID(),
    eventType: 'ServiceEvent',
    readOnly: false,
  };
}

/**
 * `accountId`: the account that the record belongs to; records without one are only for principals who may see
 * everything.
 */
export async function appendAudit(trx: Transaction, record: AuditRecord, accountId: string | undefined): Promise<void> {
  const text = JSON.stringify(record);
  // The head's row is the lock: concurrent appends wait here.
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

/** Verifies all records kept. */
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
