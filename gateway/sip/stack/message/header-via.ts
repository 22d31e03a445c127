import { NO_PARAMS, parseParams } from './scan.ts';
import type { Params } from './scan.ts';
import { parseHostPort } from './uri.ts';

/** One Via value (RFC 3261 §20.42). */
export interface Via {
  /** Upper case: UDP, TCP, TLS, WS, WSS. */
  readonly transport: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly branch: string | undefined;
  readonly params: Params;
}

const SENT_PROTOCOL = /^SIP *\/ *2\.0 *\/ *([\w-]+)[ \t]+/i;

export function parseVia(text: string): Via | undefined {
  const protocol = SENT_PROTOCOL.exec(text);
  if (protocol === null) return undefined;
  const semicolon = text.indexOf(';');
  const sentBy = parseHostPort(text.slice(protocol[0].length, semicolon < 0 ? text.length : semicolon).trim());
  const params = semicolon < 0 ? NO_PARAMS : parseParams(text, semicolon);
  if (sentBy === undefined || params === undefined) return undefined;
  const transport = (protocol[1] ?? '').toUpperCase();
  return { transport, host: sentBy.host, port: sentBy.port, branch: params.get('branch'), params };
}

/** The Via of a request with the receiver's additions: `received` (RFC 3261 §18.2.1) and `rport` (RFC 3581 §4). */
export function stampVia(text: string, via: Via, source: { readonly address: string; readonly port: number }): string {
  const rport = via.params.get('rport');
  if (rport === undefined && via.host === source.address) return text;
  const received = via.params.has('received') ? '' : `;received=${source.address}`;
  if (rport !== '') return text + received;
  return text.replace(/;\s*rport\s*(?:=\s*)?(?=;|$)/i, `;rport=${source.port}`) + received;
}

export interface ReplyTo {
  readonly address: string;
  readonly port: number;
}

/** The destination of a response over UDP (RFC 3261 §18.2.2, RFC 3581 §4). */
export function replyAddress(via: Via, source: { readonly address: string; readonly port: number }): ReplyTo {
  if (via.params.has('rport')) return source;
  return { address: source.address, port: via.port ?? 5060 };
}
