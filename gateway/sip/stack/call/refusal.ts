import type { Refusal } from '../../edge.ts';
import type { Content } from '../message/content.ts';
import type { Core } from '../core.ts';
import type { IncomingRequest } from './incoming-request.ts';
import { ALLOW_LINE } from '../message/methods.ts';
import { textToBytes } from '../message/scan.ts';
import type { HeaderLines } from '../message/print.ts';

/** A refusal by the layers above, as byte strings. */
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

/** Refuses a request whose body cannot be used; `false` if it can. */
export function refuseContent(request: IncomingRequest, content: Content): boolean {
  if (content.type === 'none' || content.type === 'sdp') return false;
  if (content.type === 'bad' && content.why === 'no-type') request.answer(400, { reason: 'Missing Content-Type' });
  else if (content.type === 'bad') request.answer(415, { lines: 'Accept-Encoding: identity\r\n' });
  else request.answer(415, { lines: 'Accept: application/sdp\r\n' });
  return true;
}

/** Refuses with 500 and a Retry-After of 0 to 10 s (RFC 3261 §14.2), or with 491. */
export function refuseForGlare(core: Core, request: IncomingRequest, verdict: 491 | 500): void {
  request.answer(verdict, { lines: verdict === 500 ? `Retry-After: ${core.ids.below(11)}\r\n` : '' });
}

export function refuseMethod(core: Core, request: IncomingRequest): void {
  core.note({ type: 'refused', reason: 'method' });
  request.answer(405, { lines: ALLOW_LINE });
}
