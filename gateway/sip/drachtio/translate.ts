/** Converts messages between the user agent and drachtio-server. Pure; byte strings unless noted as text. */
import type { SipMessage, SipRequest, SipResponse } from '../stack/message/message.ts';
import { printedName } from '../stack/message/header-names.ts';
import { tagOf } from '../stack/message/header-address.ts';
import { parseMessage } from '../stack/message/parse.ts';
import { reasonPhrase } from '../stack/message/status-text.ts';
import { bytesToText, textToBytes } from '../stack/message/scan.ts';
import { parseVia } from '../stack/message/header-via.ts';
import type { WireHeaders, WireParts } from './srf.ts';

/** The header fields that drachtio-server writes itself. */
const ITS_OWN: ReadonlySet<string> = new Set([
  'via',
  'from',
  'to',
  'call-id',
  'cseq',
  'max-forwards',
  'content-length',
  'route',
  'record-route',
  'contact',
  'rseq',
  'rack',
]);
/** Those of them that we choose for a request outside dialogs. */
const OURS_OUTSIDE: ReadonlySet<string> = new Set(['from', 'to', 'call-id']);

/** Parses a message of the user agent, which prints only valid ones. */
export function readOwn(text: string): SipMessage | undefined {
  const parsed = parseMessage(Buffer.from(text, 'latin1'));
  return parsed.ok ? parsed.message : undefined;
}

/**
 * The key that matches a response to its request, and a CANCEL (`as`) to its INVITE: the branch of the topmost Via,
 * CSeq number and method.
 */
export function matchKey(message: SipMessage, as = methodOf(message)): string {
  const via = parseVia(message.headers.list('via')[0] ?? '');
  return `${via?.branch ?? ''}|${seqOf(message)}|${as}`;
}

export function methodOf(message: SipMessage): string {
  return message.kind === 'request' ? message.method : (/\S+$/.exec(message.headers.get('cseq') ?? '')?.[0] ?? '');
}

export function seqOf(message: SipMessage): string {
  return /^\d+/.exec(message.headers.get('cseq') ?? '')?.[0] ?? '';
}

/** The key by which requests inside a dialog find it: Call-ID and the peer's tag. */
export function dialogKey(callId: string, remoteTag: string): string {
  return `${callId}|${remoteTag}`;
}

/** Header fields as text; a repeated name holds both lines. */
function wireHeaders(
  message: SipMessage,
  isKept: (name: string) => boolean,
  rename: (name: string) => string = printedName,
): WireHeaders {
  const fields: Record<string, string> = {};
  for (const [name, value] of message.headers) {
    if (!isKept(name)) continue;
    const printed = rename(name);
    const before = fields[printed];
    fields[printed] = before === undefined ? bytesToText(value) : `${before}\r\n${printed}: ${bytesToText(value)}`;
  }
  return fields;
}

/**
 * A Contact for drachtio-server, which puts its own address there. It adds one to INVITE and REFER itself, but
 * UPDATE needs one too (RFC 3311 §5).
 */
function contactOf(method: string, transport: string): WireHeaders {
  if (method !== 'UPDATE') return {};
  return {
    Contact: `<sip:roomgate@localhost${transport === 'udp' ? '' : `;transport=${transport === 'wss' ? 'ws' : transport}`}>`,
  };
}

function withBody(headers: WireHeaders, body: Uint8Array): WireParts {
  return body.length === 0 ? { headers } : { headers, body: Buffer.from(body).toString('utf8') };
}

/**
 * A response, for `method`. The To header carries our tag. The session timer of a 2xx is sent in its compact form,
 * which drachtio-server forwards without acting on it: otherwise it would refresh and end sessions by itself.
 */
export function responseParts(response: SipResponse, method: string, transport: string): WireParts {
  const contact = method === 'REGISTER' || response.status >= 300;
  const isKept = (name: string): boolean => !ITS_OWN.has(name) || (name === 'contact' && contact) || name === 'to';
  const rename = (name: string): string => (name === 'session-expires' ? 'X' : printedName(name));
  const own = response.status < 300 ? contactOf(method, transport) : {};
  return withBody({ ...wireHeaders(response, isKept, rename), ...own }, response.body);
}

/** A request. `rack` is the value that is valid on the wire. */
export function requestParts(request: SipRequest, transport: string, rack?: string): WireParts {
  const outside = tagOf(request.headers.get('to') ?? '') === undefined;
  const headers = wireHeaders(request, (name) => !ITS_OWN.has(name) || (outside && OURS_OUTSIDE.has(name)));
  return withBody(
    { ...headers, ...contactOf(request.method, transport), ...(rack !== undefined && { RAck: rack }) },
    request.body,
  );
}

function messageText(
  start: string,
  head: string,
  headers: Iterable<readonly [string, string]>,
  left: ReadonlySet<string>,
  body: Uint8Array,
): Buffer {
  let text = `${start}\r\n${head}`;
  for (const [name, value] of headers) if (!left.has(name)) text += `${printedName(name)}: ${value}\r\n`;
  return Buffer.concat([Buffer.from(`${text}Content-Length: ${body.length}\r\n\r\n`, 'latin1'), body]);
}

const ANSWERED: ReadonlySet<string> = new Set(['via', 'from', 'call-id', 'cseq', 'content-length']);

/** The response to `request` as its transaction expects it: with our Via, From, Call-ID and CSeq. */
export function answerFor(request: SipRequest, response: SipResponse): Buffer {
  return messageText(
    `SIP/2.0 ${response.status} ${response.reason}`,
    matchingLines(request),
    response.headers,
    ANSWERED,
    response.body,
  );
}

function matchingLines({ headers }: SipRequest): string {
  const line = (name: string): string => `${printedName(name)}: ${headers.get(name) ?? ''}\r\n`;
  return line('via') + line('from') + line('call-id') + line('cseq');
}

const NO_BODY = new Uint8Array(0);

/** A response that we generate if drachtio-server supplies none. */
export function madeUpAnswer(request: SipRequest, status: number): Buffer {
  const to = `To: ${request.headers.get('to') ?? ''}\r\n`;
  return messageText(`SIP/2.0 ${status} ${reasonPhrase(status)}`, matchingLines(request) + to, [], new Set(), NO_BODY);
}

/** The ACK of a rejection, which drachtio-server does not pass on. */
export function madeUpAck(invite: SipRequest, response: SipResponse): Buffer {
  const { headers } = invite;
  const head = `Via: ${headers.get('via') ?? ''}\r\nFrom: ${headers.get('from') ?? ''}\r\nTo: ${response.headers.get('to') ?? ''}\r\nCall-ID: ${headers.get('call-id') ?? ''}\r\nCSeq: ${seqOf(invite)} ACK\r\n`;
  return messageText(`ACK ${invite.uri} SIP/2.0`, head, [], new Set(), NO_BODY);
}

/** A BYE that drachtio-server sent by itself, turned around as if the peer had sent it. */
export function turnedBye(bye: SipRequest, seq: number): Buffer {
  const { headers } = bye;
  const head = `Via: ${headers.get('via') ?? ''}\r\nFrom: ${headers.get('to') ?? ''}\r\nTo: ${headers.get('from') ?? ''}\r\nCSeq: ${seq} BYE\r\n`;
  return messageText(
    `BYE ${bye.uri} SIP/2.0`,
    head,
    headers,
    new Set(['via', 'from', 'to', 'cseq', 'content-length']),
    NO_BODY,
  );
}

/**
 * The received message as bytes, with some header values replaced; `change` returns undefined to leave a line
 * unchanged.
 */
export function rewritten(raw: string, change: (name: string, value: string) => string | undefined): Buffer {
  const end = raw.indexOf('\r\n\r\n');
  if (end < 0) return Buffer.from(raw, 'utf8');
  const lines = raw
    .slice(0, end)
    .split('\r\n')
    .map((line, at) => {
      const colon = line.indexOf(':');
      if (at === 0 || colon < 0) return line;
      const value = change(line.slice(0, colon).trim().toLowerCase(), textToBytes(line.slice(colon + 1).trim()));
      return value === undefined ? line : `${line.slice(0, colon)}: ${bytesToText(value)}`;
    });
  return Buffer.from(lines.join('\r\n') + raw.slice(end), 'utf8');
}

/** The To value with our tag in place of the other. */
export function withTag(to: string, tag: string): string | undefined {
  const given = tagOf(to);
  if (given === undefined || given === tag) return undefined;
  // A URI may have a parameter of that name, too.
  const params = to.lastIndexOf('>') + 1;
  return to.slice(0, params) + to.slice(params).replace(/(;\s*tag\s*=\s*)[^;\s]+/i, `$1${tag}`);
}

/** True for the rejection of an INVITE that was to create a dialog. */
export function isDialogRefused({ method, headers }: SipRequest, status: number): boolean {
  return method === 'INVITE' && status >= 300 && tagOf(headers.get('to') ?? '') === undefined;
}
