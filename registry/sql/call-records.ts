import type { CallRecord } from '../port.ts';
import type { Database } from './database.ts';
import type { Store } from './store.ts';
import type { Row } from './tables.ts';
import { noteCalls } from './device-state.ts';

const FLUSH_AFTER = 250;
const FLUSH_AT = 500;
/** ms between attempts after the database rejected records. */
const TRY_AGAIN = 1000;
/** Limit while the database accepts no records; then the oldest are lost. */
const MOST_WAITING = 20_000;
/** Columns × rows must stay below SQLite's limit on variables. */
const ROWS_PER_INSERT = 500;

export interface CallFilter {
  readonly accountId?: string;
  /** The `seq` of the last record on the previous page. */
  readonly before?: number;
  readonly limit: number;
}

/** Newest first. */
export async function listCalls(store: Store, { accountId, before, limit }: CallFilter): Promise<Row<'call_record'>[]> {
  let rows = store.selectFrom('call_record').selectAll().orderBy('seq', 'desc').limit(limit);
  if (before !== undefined) rows = rows.where('seq', '<', before);
  if (accountId !== undefined) rows = rows.where('account_id', '=', accountId);
  return rows.execute();
}

/**
 * Writes call records in batches: one transaction for many calls keeps the disk off the calls' path. Records that
 * the database rejects stay queued; the next `add` reports the failure.
 */
export class CallRecordWriter {
  readonly #db: Database;
  #waiting: CallRecord[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #failed = false;
  /** Records lost since the database stopped accepting them. */
  #lost = 0;
  /** Not reported yet. */
  #fault: Error | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Throws once when an outage begins and once for the records it has cost; the record is added all the same. */
  add(record: CallRecord): void {
    this.#waiting.push(record);
    this.#dropOldest();
    if (this.#waiting.length >= FLUSH_AT && !this.#failed) this.#flushSoon(0);
    else this.#flushSoon(this.#failed ? TRY_AGAIN : FLUSH_AFTER);
    const fault = this.#fault;
    this.#fault = undefined;
    if (fault !== undefined) throw fault;
  }

  /** Resolves once everything added is written; rejects if the database rejected it, in which case it is retried. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#writeWaiting());
    return this.#writing;
  }

  /** Makes the last attempt: records that the database rejects are lost. */
  async close(): Promise<void> {
    await this.flush().catch(() => undefined);
    clearTimeout(this.#timer);
  }

  #flushSoon(delay: number): void {
    if (delay === 0) clearTimeout(this.#timer);
    else if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.flush().catch(() => undefined), delay);
  }

  async #writeWaiting(): Promise<void> {
    const records = this.#waiting;
    this.#waiting = [];
    if (records.length === 0) return;
    try {
      await this.#write(records);
      this.#recovered();
    } catch (error) {
      // Only the error's message: its other fields may contain the rows.
      if (!this.#failed)
        this.#fault = new Error(
          `Cannot write call records, which are kept and retried: ${error instanceof Error ? error.message : 'unknown'}`,
        );
      this.#failed = true;
      this.#waiting = [...records, ...this.#waiting];
      this.#dropOldest();
      this.#flushSoon(TRY_AGAIN);
      throw error;
    }
  }

  #dropOldest(): void {
    const tooMany = this.#waiting.length - MOST_WAITING;
    if (tooMany <= 0) return;
    this.#waiting.splice(0, tooMany);
    this.#lost += tooMany;
  }

  #recovered(): void {
    if (this.#lost > 0)
      this.#fault = new Error(
        `The database took no call records for a while, which lost ${this.#lost} call record${this.#lost === 1 ? '' : 's'}`,
      );
    this.#failed = false;
    this.#lost = 0;
  }

  async #write(records: readonly CallRecord[]): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      for (let at = 0; at < records.length; at += ROWS_PER_INSERT) {
        await trx
          .insertInto('call_record')
          .values(records.slice(at, at + ROWS_PER_INSERT).map(toRow))
          .execute();
      }
      await noteCalls(trx, records);
    });
  }
}

const toRow = (record: CallRecord) => ({
  call_id: record.callId,
  // From the peer, and PostgreSQL cannot store a NUL in text.
  signalling_id: record.signallingId?.replaceAll('\0', '') ?? null,
  protocol: record.protocol,
  direction: record.direction,
  started_at: record.startedAt,
  answered_at: record.answeredAt ?? null,
  ended_at: record.endedAt,
  result: record.result,
  reason: record.reason,
  meeting_id: record.meetingId ?? null,
  account_id: record.accountId ?? null,
  vendor: record.vendor,
  model: record.model,
  firmware_line: record.firmwareLine,
  match_rule: record.matchRule,
  software: record.software ?? null,
  audio_codec: record.audioCodec ?? null,
  video_codec: record.videoCodec ?? null,
  source_address: record.sourceAddress,
  device_id: record.deviceId ?? null,
  firmware: record.firmware ?? null,
  content: record.content?.join(',') ?? null,
  encryption: record.encryption ?? null,
});
