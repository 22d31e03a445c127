/**
 * Parses SIP messages from bytes (RFC 3261 §7). Splits the lines once; header values are parsed where they are
 * used.
 */
import { canonicalName } from './header-names.ts';
import { Headers, NO_BODY } from './message.ts';
import type { SipMessage } from './message.ts';
import { isToken, parseDecimal } from './scan.ts';

export type ParseError =
  | 'start-line'
  | 'method'
  | 'request-uri'
  | 'status'
  | 'version'
  | 'header-line'
  | 'header-too-large'
  | 'too-many-headers'
  | 'content-length'
  | 'message-too-large';

export type Parsed =
  /** `end` is the offset after the message. */
  | { readonly ok: true; readonly message: SipMessage; readonly end: number }
  /** The bytes end before the message does. `message` is set once the header is complete; its body is incomplete. */
  | { readonly ok: false; readonly kind: 'needMore'; readonly message?: SipMessage; readonly end?: number }
  /** `message` contains the readable parts, if they suffice for an answer. */
  | {
      readonly ok: false;
      readonly kind: 'malformed' | 'unsupported';
      readonly error: ParseError;
      readonly message?: SipMessage;
      readonly end?: number;
    };

export interface ParseLimits {
  /** Bytes of start line and headers. */
  readonly maxHeader: number;
  /** Bytes of the whole message. */
  readonly maxMessage: number;
  /** Header lines. */
  readonly maxLines: number;
}

export const DEFAULT_PARSE_LIMITS: ParseLimits = { maxHeader: 16_384, maxMessage: 65_536, maxLines: 256 };

/** `stream`: the body's length comes from Content-Length alone; `datagram`: it may also be the rest of the bytes. */
export type Framing = 'datagram' | 'stream';

export function parseMessage(bytes: Uint8Array, framing: Framing = 'datagram', limits = DEFAULT_PARSE_LIMITS): Parsed {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = skipEmptyLines(buffer);
  const blank = findBlankLine(buffer, start);
  if (blank === undefined) {
    if (buffer.length - start > limits.maxHeader) return { ok: false, kind: 'malformed', error: 'header-too-large' };
    return { ok: false, kind: 'needMore' };
  }
  if (blank.at - start > limits.maxHeader) return { ok: false, kind: 'malformed', error: 'header-too-large' };
  return parseFrom(buffer, buffer.toString('latin1', start, blank.at), blank.body, framing, limits);
}

const LF = 10;
const CR = 13;
const COLON = 58;

/** Skips empty lines before the start line (RFC 3261 §7.5). */
function skipEmptyLines(buffer: Buffer): number {
  let at = 0;
  while (buffer[at] === CR || buffer[at] === LF) at++;
  return at;
}

/** Finds CRLF CRLF; a bare LF as line end is accepted, too. */
export function findBlankLine(
  buffer: Buffer,
  from: number,
): { readonly at: number; readonly body: number } | undefined {
  for (let at = buffer.indexOf(LF, from); at >= 0; at = buffer.indexOf(LF, at + 1)) {
    if (buffer[at + 1] === LF) return { at: trimCr(buffer, at), body: at + 2 };
    if (buffer[at + 1] === CR && buffer[at + 2] === LF) return { at: trimCr(buffer, at), body: at + 3 };
  }
  return undefined;
}

function trimCr(buffer: Buffer, lf: number): number {
  return buffer[lf - 1] === CR ? lf - 1 : lf;
}

function parseFrom(buffer: Buffer, head: string, bodyStart: number, framing: Framing, limits: ParseLimits): Parsed {
  const lineEnd = head.indexOf('\n');
  const startLine = (lineEnd < 0 ? head : head.slice(0, lineEnd)).trimEnd();
  const headers = new Headers();
  const fault = lineEnd < 0 ? undefined : readHeaders(head, lineEnd + 1, headers, limits.maxLines);
  const length = contentLength(headers);
  const rest = buffer.length - bodyStart;
  const declared = typeof length === 'number' ? length : framing === 'stream' ? 0 : rest;
  const end = bodyStart + declared;
  const body = declared === 0 ? NO_BODY : buffer.subarray(bodyStart, Math.min(end, buffer.length));
  const started = readStartLine(startLine, headers, body, head);
  if ('error' in started) return { ...started, end };
  const { message } = started;
  if (fault !== undefined) return { ok: false, kind: 'malformed', error: fault, message, end };
  if (length === 'bad') return { ok: false, kind: 'malformed', error: 'content-length', message };
  if (end > limits.maxMessage + bodyStart) return { ok: false, kind: 'malformed', error: 'message-too-large', message };
  if (message.version !== 'SIP/2.0') return { ok: false, kind: 'unsupported', error: 'version', message, end };
  return declared > rest ? { ok: false, kind: 'needMore', message, end } : { ok: true, message, end };
}

/** Splits the header lines, joining folded ones (RFC 3261 §7.3.1). */
function readHeaders(head: string, from: number, headers: Headers, maxLines: number): ParseError | undefined {
  let fault: ParseError | undefined;
  for (let at = from; at < head.length;) {
    let end = head.indexOf('\n', at);
    if (end < 0) end = head.length;
    let folded = false;
    while (isBlank(head.charCodeAt(end + 1))) {
      folded = true;
      const next = head.indexOf('\n', end + 1);
      end = next < 0 ? head.length : next;
    }
    if (headers.size >= maxLines) return 'too-many-headers';
    if (!addHeader(head, at, end, folded, headers)) fault = 'header-line';
    at = end + 1;
  }
  return fault;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function addHeader(head: string, at: number, end: number, folded: boolean, headers: Headers): boolean {
  let colon = at;
  while (colon < end && head.charCodeAt(colon) !== COLON) colon++;
  if (colon === at || colon === end) return false;
  let nameEnd = colon;
  while (isBlank(head.charCodeAt(nameEnd - 1))) nameEnd--;
  let from = colon + 1;
  while (isBlank(head.charCodeAt(from))) from++;
  let to = end;
  while (to > from && head.charCodeAt(to - 1) <= 32) to--;
  const raw = head.slice(from, to);
  const value = folded ? raw.replaceAll(/\r?\n[ \t]+/g, ' ').trim() : raw;
  const name = canonicalName(head.slice(at, nameEnd));
  // Some implementations treat a lone CR as a line end: answers must not repeat it.
  const broken = value.includes('\r');
  headers.add(name, broken ? value.replaceAll('\r', ' ') : value);
  return !broken && !name.includes(' ');
}

function contentLength(headers: Headers): number | 'bad' | undefined {
  const text = headers.get('content-length');
  if (text === undefined) return undefined;
  const value = parseDecimal(text) ?? 'bad';
  return headers.count('content-length') > 1 && headers.lines('content-length').some((line) => line !== text)
    ? 'bad'
    : value;
}

type Started =
  | { readonly message: SipMessage }
  | { readonly ok: false; readonly kind: 'malformed'; readonly error: ParseError; readonly message?: SipMessage };

function readStartLine(line: string, headers: Headers, body: Uint8Array, head: string): Started {
  if (/^SIP\//i.test(line)) return readStatusLine(line, headers, body, head);
  const first = line.indexOf(' ');
  const last = line.lastIndexOf(' ');
  if (first <= 0 || last === first || !/^SIP\/\d+\.\d+$/i.test(line.slice(last + 1))) {
    return { ok: false, kind: 'malformed', error: 'start-line' };
  }
  const method = line.slice(0, first);
  if (!isToken(method)) return { ok: false, kind: 'malformed', error: 'method' };
  const uri = line.slice(first + 1, last);
  const message: SipMessage = {
    kind: 'request',
    method,
    uri,
    version: line.slice(last + 1).toUpperCase(),
    headers,
    body,
    head,
  };
  return /[\s<>"]/.test(uri) ? { ok: false, kind: 'malformed', error: 'request-uri', message } : { message };
}

function readStatusLine(line: string, headers: Headers, body: Uint8Array, head: string): Started {
  const match = /^(SIP\/\d+\.\d+) +(\d{3})(?: (.*))?$/i.exec(line);
  const status = Number(match?.[2]);
  if (match === null || !(status >= 100 && status <= 699)) return { ok: false, kind: 'malformed', error: 'status' };
  const version = (match[1] ?? '').toUpperCase();
  return { message: { kind: 'response', status, reason: match[3] ?? '', version, headers, body, head } };
}

/** Parses the header fields of a stored head (`SipRequest.head`) again. */
export function reparseHeaders(head: string): Headers {
  const headers = new Headers();
  const lineEnd = head.indexOf('\n');
  if (lineEnd >= 0) readHeaders(head, lineEnd + 1, headers, DEFAULT_PARSE_LIMITS.maxLines);
  return headers;
}
