/** Messages of the user agent and of drachtio-server, one into the other. Pure; byte strings but where it says text. */
import type { SipMessage, SipRequest, SipResponse } from '../stack/message/message.ts';
import { printedName } from '../stack/message/header-names.ts';
import { tagOf } from '../stack/message/header-address.ts';
import { parseMessage } from '../stack/message/parse.ts';
import { reasonPhrase } from '../stack/message/status-text.ts';
import { bytesToText, textToBytes } from '../stack/message/scan.ts';
import { parseVia } from '../stack/message/header-via.ts';
import type { WireHeaders, WireParts } from './srf.ts';

/** What drachtio-server writes itself. */
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
/** Of those, what we choose for a request outside dialogs. */
const OURS_OUTSIDE: ReadonlySet<string> = new Set(['from', 'to', 'call-id']);

/** A message of the user agent, which prints none that can't be read. */
export function readOwn(text: string): SipMessage | undefined {
  const parsed = parseMessage(Buffer.from(text, 'latin1'));
  return parsed.ok ? parsed.message : undefined;
}

/** By what a response finds its request, a CANCEL (`as`) its INVITE: the branch of the topmost Via, CSeq number and method. */
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

/** By what requests inside a dialog find it: Call-ID and the tag of the other side. */
export function dialogKey(callId: string, remoteTag: string): string {
  return `${callId}|${remoteTag}`;
}

/** Header fields as text; a name that comes twice holds both lines. */
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

/** drachtio-server puts its own address there. It adds a Contact to INVITE and REFER, but UPDATE needs one too (RFC 3311 §5). */
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
 * A response, for `method`. The To header brings our tag. The session timer of a 2xx goes out in its compact form, which
 * drachtio-server passes on and does not act upon: it would refresh, and end, sessions of its own accord.
 */
export function responseParts(response: SipResponse, method: string, transport: string): WireParts {
  const contact = method === 'REGISTER' || response.status >= 300;
  const isKept = (name: string): boolean => !ITS_OWN.has(name) || (name === 'contact' && contact) || name === 'to';
  const rename = (name: string): string => (name === 'session-expires' ? 'X' : printedName(name));
  const own = response.status < 300 ? contactOf(method, transport) : {};
  return withBody({ ...wireHeaders(response, isKept, rename), ...own }, response.body);
}

/** A request. `rack` is the one that counts on the wire. */
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

/** The answer to `request` as its transaction expects it: with our Via, From, Call-ID and CSeq. */
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

/** An answer of our own making, where drachtio-server gives none. */
export function madeUpAnswer(request: SipRequest, status: number): Buffer {
  const to = `To: ${request.headers.get('to') ?? ''}\r\n`;
  return messageText(`SIP/2.0 ${status} ${reasonPhrase(status)}`, matchingLines(request) + to, [], new Set(), NO_BODY);
}

/** The ACK of a refusal, which drachtio-server keeps to itself. */
export function madeUpAck(invite: SipRequest, response: SipResponse): Buffer {
  const { headers } = invite;
  const head = `Via: ${headers.get('via') ?? ''}\r\nFrom: ${headers.get('from') ?? ''}\r\nTo: ${response.headers.get('to') ?? ''}\r\nCall-ID: ${headers.get('call-id') ?? ''}\r\nCSeq: ${seqOf(invite)} ACK\r\n`;
  return messageText(`ACK ${invite.uri} SIP/2.0`, head, [], new Set(), NO_BODY);
}

/** A BYE that drachtio-server sent of its own accord, as if the other side had sent it. */
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

/** What came, as bytes, with other values for some of its lines; `change` gives undefined to leave one as it is. */
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

/** To, with our tag in the place of another. */
export function withTag(to: string, tag: string): string | undefined {
  const given = tagOf(to);
  if (given === undefined || given === tag) return undefined;
  // A URI may have a parameter of that name too.
  const params = to.lastIndexOf('>') + 1;
  return to.slice(0, params) + to.slice(params).replace(/(;\s*tag\s*=\s*)[^;\s]+/i, `$1${tag}`);
}

/** An INVITE that was to make a dialog, and makes none. */
export function isDialogRefused({ method, headers }: SipRequest, status: number): boolean {
  return method === 'INVITE' && status >= 300 && tagOf(headers.get('to') ?? '') === undefined;
}
