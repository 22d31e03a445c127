/** Detects records that were changed, removed or inserted after they were written. */
import { chainHash, NO_HASH } from './record.ts';

export interface StoredRecord {
  readonly seq: number;
  readonly record: string;
  readonly hash: string;
}

export type Verdict =
  | { readonly ok: true; readonly records: number }
  | { readonly ok: false; readonly seq: number; readonly problem: 'changed' | 'missing' };

/** `pages`: in order of `seq`; `head`: the last record written, stored separately. */
export async function verifyChain(
  pages: AsyncIterable<readonly StoredRecord[]>,
  head: { readonly seq: number; readonly hash: string },
): Promise<Verdict> {
  let [seq, hash] = [0, NO_HASH];
  for await (const page of pages) {
    for (const row of page) {
      if (row.seq !== seq + 1) return { ok: false, seq: seq + 1, problem: 'missing' };
      seq = row.seq;
      hash = chainHash(hash, row.record);
      if (hash !== row.hash) return { ok: false, seq, problem: 'changed' };
    }
  }
  if (seq !== head.seq) return { ok: false, seq: seq + 1, problem: 'missing' };
  return hash === head.hash ? { ok: true, records: seq } : { ok: false, seq, problem: 'changed' };
}
