/** The printed form of SIP messages. */
import { mediaType } from '../../sip/stack/message/content.ts';
import { bodyText, type SipMessage } from '../../sip/stack/message/message.ts';
import { parseMessage, type Parsed } from '../../sip/stack/message/parse.ts';
import { failed, type Decoded, type MessageError } from './message.ts';
import { maskBody, maskHeader, maskStartLine, maskUris } from './sip-secrets.ts';

const START = /^(?:[A-Z0-9.!%*_+`'~-]{1,32} [^\s<>"]{1,1024} SIP\/\d\.\d|SIP\/\d\.\d \d{3}(?: [^\r\n]*)?)\r?\n/i;
/** A text that may still become a start line. */
const START_OF_START = /^(?:[A-Z]{1,16}(?: [^\s<>"]{0,1024}(?: S?I?P?\/?\d?\.?\d?\r?)?)?|SIP\/[^\r\n]{0,256}\r?)$/;
const LOOK = 2048;

/** Decides whether `octets` begin a SIP message (RFC 3261 §7.1); `perhaps` if there are too few to decide. */
export function beginsSip(octets: Uint8Array): 'yes' | 'no' | 'perhaps' {
  const first = octets.find((octet) => octet !== 13 && octet !== 10);
  if (first === undefined) return octets.length < 64 ? 'perhaps' : 'no';
  // Most of a capture does not begin with a letter.
  if (first < 65 || first > 122) return 'no';
  const text = Buffer.from(octets.subarray(0, LOOK)).toString('latin1').trimStart();
  if (START.test(text)) return 'yes';
  return START_OF_START.test(text) ? 'perhaps' : 'no';
}

export function decodeSipDatagram(octets: Uint8Array, showSecrets: boolean): Decoded {
  return sipLine(octets, parseMessage(octets), showSecrets);
}

/** If nothing could be parsed, `octets` are searched for a start line. */
export function sipLine(octets: Uint8Array, parsed: Parsed, showSecrets: boolean): Decoded {
  const { message } = parsed;
  const error = parsed.ok ? null : errorOf(parsed, octets.length);
  if (message === undefined)
    return failed(
      'sip',
      error ?? { kind: 'malformed', path: '', offset: 0, text: 'the message cannot be read' },
      firstLine(octets, showSecrets),
    );
  return { protocol: 'sip', message: startLine(message, showSecrets), error, value: sipValue(message, showSecrets) };
}

function errorOf(parsed: Parsed & { readonly ok: false }, offset: number): MessageError {
  if (parsed.kind === 'needMore')
    return {
      kind: 'need-more',
      path: parsed.message === undefined ? 'header' : 'body',
      offset,
      text: 'the message is incomplete',
    };
  return {
    kind: parsed.kind,
    path: parsed.error,
    offset: 0,
    text: `its ${parsed.error.replaceAll('-', ' ')} cannot be used`,
  };
}

function firstLine(octets: Uint8Array, showSecrets: boolean): string | null {
  const line = utf8(
    Buffer.from(octets.subarray(0, LOOK))
      .toString('latin1')
      .trimStart()
      .split(/[\r\n]/, 1)[0] ?? '',
  );
  if (!/^[ -~\u{a0}-\u{10ffff}]+$/u.test(line)) return null;
  return showSecrets ? line : maskStartLine(line);
}

function startLine(message: SipMessage, showSecrets: boolean): string {
  const line = utf8(message.head.split(/\r?\n/, 1)[0] ?? '').trimEnd();
  return showSecrets ? line : maskStartLine(line);
}

/** Full header names in lower case, each with the values of its lines. */
function sipValue(message: SipMessage, showSecrets: boolean): object {
  const headers: Record<string, string[]> = Object.fromEntries(
    [...message.headers].map(([name]) => [name.toLowerCase(), []]),
  );
  for (const [name, value] of message.headers) {
    const [key, text] = [name.toLowerCase(), utf8(value)];
    headers[key]?.push(showSecrets ? text : maskHeader(key, text));
  }
  const body = bodyText(message);
  const type = mediaType(message.headers.get('content-type'));
  const shown = body === undefined ? null : showSecrets ? body : maskBody(type, body);
  const uri = message.kind === 'request' ? utf8(message.uri) : '';
  const first =
    message.kind === 'request'
      ? { method: message.method, uri: showSecrets ? uri : maskRequestUri(uri) }
      : { status: message.status, reason: showSecrets ? utf8(message.reason) : maskUris(utf8(message.reason)) };
  return { ...first, headers, body: shown };
}

const maskRequestUri = (uri: string): string => maskStartLine(`X ${uri}`).slice(2);

/** Header text is a string of octets. */
const utf8 = (text: string): string =>
  /[\u{80}-\u{ff}]/u.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text;
