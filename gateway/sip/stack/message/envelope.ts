import { isBalanced, tagOf } from './header-address.ts';
import { parseCSeq } from './header-cseq.ts';
import { parseVia } from './header-via.ts';
import type { Via } from './header-via.ts';
import type { Headers, SipMessage } from './message.ts';
import { findOutside } from './scan.ts';

/** The fields that every message has and by which it is matched to transactions and dialogs (RFC 3261 §8.1.1). */
export interface Envelope {
  /** The topmost Via, parsed and as received. */
  readonly via: Via;
  readonly viaText: string;
  readonly callId: string;
  readonly cseq: number;
  /** The method in CSeq. */
  readonly method: string;
  readonly from: string;
  readonly fromTag: string | undefined;
  readonly to: string;
  readonly toTag: string | undefined;
}

export type EnvelopeError = 'via' | 'call-id' | 'cseq' | 'from' | 'to' | 'repeated' | 'cseq-method';

const SINGLE = ['from', 'to', 'call-id', 'cseq', 'max-forwards'] as const;

/** `error` names the first header that is missing or unreadable. */
export function readEnvelope(message: SipMessage): Envelope | { readonly error: EnvelopeError } {
  const { headers } = message;
  const viaText = topVia(headers);
  const via = viaText === undefined ? undefined : parseVia(viaText);
  if (viaText === undefined || via === undefined) return { error: 'via' };
  const callId = headers.get('call-id');
  if (callId === undefined || callId === '') return { error: 'call-id' };
  const cseq = parseCSeq(headers.get('cseq') ?? '');
  if (cseq === undefined) return { error: 'cseq' };
  const from = headers.get('from') ?? '';
  if (from === '' || !isBalanced(from)) return { error: 'from' };
  const to = headers.get('to') ?? '';
  if (to === '' || !isBalanced(to)) return { error: 'to' };
  if (message.kind === 'request' && message.method !== cseq.method) return { error: 'cseq-method' };
  if (SINGLE.some((name) => headers.count(name) > 1)) return { error: 'repeated' };
  return {
    via,
    viaText,
    callId,
    cseq: cseq.number,
    method: cseq.method,
    from,
    fromTag: tagOf(from),
    to,
    toTag: tagOf(to),
  };
}

function topVia(headers: Headers): string | undefined {
  const line = headers.get('via');
  if (line === undefined || !line.includes(',')) return line;
  const comma = findOutside(line, ',');
  return comma < 0 ? line : line.slice(0, comma).trim();
}

/** True if a request that cannot be read in full has the fields that an answer needs. */
export function hasEnoughToAnswer(message: SipMessage): boolean {
  const { headers } = message;
  return (
    message.kind === 'request' &&
    message.method !== 'ACK' &&
    headers.has('via') &&
    headers.has('call-id') &&
    headers.has('cseq')
  );
}
