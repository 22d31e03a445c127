import type { Refusal } from '../../edge.ts';
import type { Envelope } from '../message/envelope.ts';
import type { Content } from '../message/content.ts';
import type { Core } from '../core.ts';
import type { SipRequest } from '../message/message.ts';
import { ALLOW_LINE } from '../message/methods.ts';
import { textToBytes } from '../message/scan.ts';
import type { HeaderLines } from '../message/print.ts';
import type { ServerTransaction } from '../transaction/server-transactions.ts';

/** A refusal of the layers above, as byte strings. */
export function refusalParts(refusal: Refusal): {
  readonly status: number;
  readonly reason: string | undefined;
  readonly extra: HeaderLines | undefined;
} {
  const status = refusal.status >= 300 && refusal.status <= 699 ? Math.floor(refusal.status) : 500;
  const reason = refusal.reason === undefined ? undefined : textToBytes(refusal.reason).replaceAll(/[\r\n]/g, ' ');
  const extra = refusal.headers?.map(([name, value]) => [name, textToBytes(value)] as const);
  return { status, reason, extra };
}

/** Refuses a request whose body can't be used. True when it did. */
export function refuseContent(
  core: Core,
  request: SipRequest,
  envelope: Envelope,
  transaction: ServerTransaction,
  content: Content,
): boolean {
  if (content.type === 'none' || content.type === 'sdp') return false;
  if (content.type === 'bad' && content.why === 'no-type')
    core.answer(request, envelope, transaction, 400, '', 'Missing Content-Type');
  else if (content.type === 'bad') core.answer(request, envelope, transaction, 415, 'Accept-Encoding: identity\r\n');
  else core.answer(request, envelope, transaction, 415, 'Accept: application/sdp\r\n');
  return true;
}

/** 500 with Retry-After from 0 to 10 s (RFC 3261 §14.2), or 491. */
export function refuseForGlare(
  core: Core,
  request: SipRequest,
  envelope: Envelope,
  transaction: ServerTransaction,
  verdict: 491 | 500,
): void {
  core.answer(request, envelope, transaction, verdict, verdict === 500 ? `Retry-After: ${core.ids.below(11)}\r\n` : '');
}

export function refuseMethod(
  core: Core,
  request: SipRequest,
  envelope: Envelope,
  transaction: ServerTransaction,
): void {
  core.note({ type: 'refused', reason: 'method' });
  core.answer(request, envelope, transaction, 405, ALLOW_LINE);
}
