/** Prints messages as byte strings. All input must already be byte strings without CR and LF. */
import type { Envelope } from './envelope.ts';
import type { Headers, SipRequest } from './message.ts';
import { printedName } from './header-names.ts';
import { stampVia } from './header-via.ts';
import { reasonPhrase } from './status-text.ts';

export interface Body {
  readonly type: string;
  /** Byte string. */
  readonly content: string;
}

export type HeaderLines = readonly (readonly [name: string, value: string])[];

/** The header lines that responses repeat from their request (RFC 3261 §8.2.6.2). */
export interface ResponseHead {
  /** All Via lines. */
  readonly vias: string;
  /** From, Call-ID and CSeq lines. */
  readonly fixed: string;
  /** The value of To, and its tag if the request had one. */
  readonly to: string;
  readonly toTag: string | undefined;
}

/** `source` is the origin of the request, for `received` and `rport`. */
export function responseHead(
  request: SipRequest,
  envelope: Envelope,
  source: { readonly address: string; readonly port: number },
): ResponseHead {
  const { headers } = request;
  const first = stampVia(envelope.viaText, envelope.via, source);
  const lines = headers.lines('via');
  let vias = `Via: ${first}${(lines[0] ?? '').slice(envelope.viaText.length)}\r\n`;
  for (let at = 1; at < lines.length; at++) vias += `Via: ${lines[at]}\r\n`;
  const fixed = `From: ${envelope.from}\r\nCall-ID: ${envelope.callId}\r\nCSeq: ${envelope.cseq} ${envelope.method}\r\n`;
  return { vias, fixed, to: envelope.to, toTag: envelope.toTag };
}

/** The head for a request that cannot be read in full: repeats the available lines unchanged. */
export function salvagedHead(request: SipRequest): ResponseHead {
  const { headers } = request;
  const lines = (name: string): string =>
    headers
      .lines(name)
      .map((line) => `${printedName(name)}: ${line}\r\n`)
      .join('');
  const to = headers.get('to') ?? '';
  return {
    vias: lines('via'),
    fixed: lines('from') + lines('call-id') + lines('cseq'),
    to,
    toTag: to === '' || /;\s*tag\s*=/i.test(to) ? '' : undefined,
  };
}

export interface ResponseParts {
  readonly status: number;
  readonly reason?: string | undefined;
  /** Our tag, added to To if the request had none. */
  readonly tag?: string | undefined;
  /** Complete header lines, each ending in CRLF. */
  readonly lines?: string | undefined;
  readonly extra?: HeaderLines | undefined;
  readonly body?: Body | undefined;
}

export function printResponse(head: ResponseHead, parts: ResponseParts): string {
  const { status, tag } = parts;
  const toTag = head.toTag === undefined && tag !== undefined && status > 100 ? `;tag=${tag}` : '';
  const to = head.to === '' ? '' : `To: ${head.to}${toTag}\r\n`;
  const start = `SIP/2.0 ${status} ${parts.reason ?? reasonPhrase(status)}\r\n`;
  return start + head.vias + head.fixed + to + (parts.lines ?? '') + printExtra(parts.extra) + printBody(parts.body);
}

export interface RequestParts {
  readonly method: string;
  readonly uri: string;
  readonly via: string;
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly cseq: number;
  readonly routes?: readonly string[];
  readonly maxForwards?: number;
  readonly lines?: string | undefined;
  readonly extra?: HeaderLines | undefined;
  readonly body?: Body | undefined;
}

export function printRequest(parts: RequestParts): string {
  let text = `${parts.method} ${parts.uri} SIP/2.0\r\nVia: ${parts.via}\r\nMax-Forwards: ${parts.maxForwards ?? 70}\r\n`;
  for (const route of parts.routes ?? []) text += `Route: ${route}\r\n`;
  text += `From: ${parts.from}\r\nTo: ${parts.to}\r\nCall-ID: ${parts.callId}\r\nCSeq: ${parts.cseq} ${parts.method}\r\n`;
  return text + (parts.lines ?? '') + printExtra(parts.extra) + printBody(parts.body);
}

export function printExtra(extra: HeaderLines | undefined): string {
  if (extra === undefined) return '';
  let text = '';
  for (const [name, value] of extra) text += `${name}: ${value}\r\n`;
  return text;
}

function printBody(body: Body | undefined): string {
  if (body === undefined) return 'Content-Length: 0\r\n\r\n';
  return `Content-Type: ${body.type}\r\nContent-Length: ${body.content.length}\r\n\r\n${body.content}`;
}

/** Prints header fields in their order. */
export function printHeaders(headers: Headers): string {
  let text = '';
  for (const [name, value] of headers) text += `${printedName(name)}: ${value}\r\n`;
  return text;
}
