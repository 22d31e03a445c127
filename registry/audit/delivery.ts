/** The audit log as files: gzipped JSON lines in a folder, with a new file after a certain time or size. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import type { Database } from '../sql/database.ts';

export interface DeliveryOptions {
  readonly db: Database;
  readonly folder: string;
  /** Bytes of JSON in one file. */
  readonly maxSize: number;
}

const PAGE = 500;
/** Runs off the thread of the calls. */
const compress = promisify(gzip);
const NAME = /^audit-(\d{12})-(\d{12})\.jsonl\.gz$/;
const numbered = (seq: number): string => String(seq).padStart(12, '0');

/**
 * Writes the records added since the last run, as they are in the database, with `seq` and `hash`, so that the
 * chain can be followed through the files. A file is written under a temporary name and then renamed: there are
 * never partial files. Returns the files' names.
 */
export async function deliverAudit({ db, folder, maxSize }: DeliveryOptions): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const written: string[] = [];
  let lines: string[] = [];
  let size = 0;
  let [first, last] = [0, deliveredTo(folder)];
  const flush = async (): Promise<void> => {
    if (lines.length === 0) return;
    const name = `audit-${numbered(first)}-${numbered(last)}.jsonl.gz`;
    writeFileSync(join(folder, `${name}.part`), await compress(lines.join('')), { mode: 0o600 });
    renameSync(join(folder, `${name}.part`), join(folder, name));
    written.push(name);
    [lines, size] = [[], 0];
  };
  for (;;) {
    const page = await db
      .selectFrom('audit_event')
      .select(['seq', 'hash', 'record'])
      .where('seq', '>', last)
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    for (const { seq, hash, record } of page) {
      const line = `{"seq":${seq},"hash":"${hash}","record":${record}}\n`;
      if (size + line.length > maxSize) await flush();
      if (lines.length === 0) first = seq;
      lines.push(line);
      size += line.length;
      last = seq;
    }
    if (page.length < PAGE) break;
  }
  await flush();
  return written;
}

/** The last record contained in a file, according to the files' names. */
function deliveredTo(folder: string): number {
  return readdirSync(folder).reduce((latest, name) => Math.max(latest, Number(NAME.exec(name)?.[2] ?? 0)), 0);
}

/** Reads a file back. */
export const readDelivered = (file: string): readonly unknown[] =>
  gunzipSync(readFileSync(file))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
