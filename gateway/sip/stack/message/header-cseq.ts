import { parseDecimal } from './scan.ts';

/** RFC 3261 §20.16. The number is below 2^31. */
export interface CSeq {
  readonly number: number;
  readonly method: string;
}

export function parseCSeq(text: string): CSeq | undefined {
  const match = /^(\d{1,10})\s+(\S+)$/.exec(text);
  const number = parseDecimal(match?.[1] ?? '', 0x7fffffff);
  return match === null || number === undefined ? undefined : { number, method: match[2] ?? '' };
}

/** RFC 3262 §7.2. */
export interface RAck extends CSeq {
  readonly rseq: number;
}

export function parseRAck(text: string): RAck | undefined {
  const match = /^(\d{1,10})\s+(.+)$/.exec(text);
  const rseq = parseDecimal(match?.[1] ?? '');
  const cseq = parseCSeq(match?.[2] ?? '');
  return rseq === undefined || cseq === undefined ? undefined : { rseq, ...cseq };
}
