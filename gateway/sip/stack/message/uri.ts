import type { SipUri } from '../../edge.ts';
import { malformed, unsupported } from './decoded.ts';
import type { Decoded } from './decoded.ts';
import { bytesToText, NO_PARAMS, parseDecimal, parseParams, printParams, textToBytes } from './scan.ts';
import type { Params } from './scan.ts';

/**
 * A sip, sips or tel URI (RFC 3261 §19.1, RFC 3966). The host has no brackets, the user is escaped as on the wire.
 */
export interface Uri {
  readonly scheme: 'sip' | 'sips' | 'tel';
  readonly user?: string;
  readonly password?: string;
  readonly host: string;
  readonly port?: number;
  readonly params: Params;
  /** The text after `?`, unchanged; empty if absent. */
  readonly headers: string;
}

const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
const HOST = /^[a-z0-9_][a-z0-9_.-]*$/i;
const IPV6 = /^[0-9a-f:.]+$/i;

/** Characters that would end a URI where we print it. */
const NEVER = /[\0-\x20"<>\x7f]/;

export function parseUri(text: string): Decoded<Uri> {
  if (NEVER.test(text)) return malformed('uri');
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return malformed('uri');
  if (scheme === 'sip' || scheme === 'sips') return parseSipUri(scheme, text.slice(scheme.length + 1));
  if (scheme === 'tel') return parseTelUri(text.slice(4));
  return unsupported('uri-scheme');
}

function parseTelUri(rest: string): Decoded<Uri> {
  const semicolon = rest.indexOf(';');
  const number = semicolon < 0 ? rest : rest.slice(0, semicolon);
  const params = semicolon < 0 ? NO_PARAMS : parseParams(rest, semicolon);
  if (number === '' || params === undefined) return malformed('uri');
  return { ok: true, value: { scheme: 'tel', user: number, host: '', params, headers: '' } };
}

function parseSipUri(scheme: 'sip' | 'sips', rest: string): Decoded<Uri> {
  // A user part may contain ';' and '?', a header part '@': the separating '@' stands before any '?' after the
  // host.
  const at = rest.lastIndexOf('@', endOfAuthority(rest));
  const question = rest.indexOf('?', at + 1);
  const headers = question < 0 ? '' : rest.slice(question + 1);
  const end = question < 0 ? rest.length : question;
  const semicolon = rest.indexOf(';', at + 1);
  const hostEnd = semicolon < 0 || semicolon > end ? end : semicolon;
  const hostPort = parseHostPort(rest.slice(at + 1, hostEnd));
  const params = hostEnd === end ? NO_PARAMS : parseParams(rest.slice(0, end), hostEnd);
  if (hostPort === undefined || params === undefined) return malformed('uri');
  return { ok: true, value: { scheme, ...userPart(rest, at), ...hostPort, params, headers } };
}

function endOfAuthority(rest: string): number {
  const first = rest.indexOf('@');
  if (first < 0) return rest.length;
  const question = rest.indexOf('?', first);
  return question < 0 ? rest.length : question;
}

function userPart(rest: string, at: number): { user?: string; password?: string } {
  if (at < 0) return {};
  const colon = rest.indexOf(':');
  if (colon < 0 || colon > at) return { user: rest.slice(0, at) };
  return { user: rest.slice(0, colon), password: rest.slice(colon + 1, at) };
}

export interface HostPort {
  readonly host: string;
  readonly port?: number;
}

/** Parses `host`, `host:port` or `[IPv6]:port`; bare IPv6 is accepted, too. */
export function parseHostPort(text: string): HostPort | undefined {
  if (text.startsWith('[')) {
    const close = text.indexOf(']');
    const host = text.slice(1, close);
    return close < 0 || !IPV6.test(host) ? undefined : withPort(host, text.slice(close + 1));
  }
  const colon = text.indexOf(':');
  if (colon >= 0 && text.indexOf(':', colon + 1) >= 0) return IPV6.test(text) ? { host: text } : undefined;
  const host = (colon < 0 ? text : text.slice(0, colon)).trim();
  return HOST.test(host) ? withPort(host, colon < 0 ? '' : text.slice(colon).trim()) : undefined;
}

function withPort(host: string, rest: string): HostPort | undefined {
  if (rest === '') return { host };
  const port = rest.startsWith(':') ? parseDecimal(rest.slice(1).trim(), 65535) : undefined;
  return port === undefined ? undefined : { host, port };
}

/** Puts brackets around an IPv6 literal. */
export function printHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

export function printUri(uri: Uri): string {
  if (uri.scheme === 'tel') return `tel:${uri.user ?? ''}${printParams(uri.params)}`;
  const user = uri.user === undefined ? '' : `${uri.user}${uri.password === undefined ? '' : `:${uri.password}`}@`;
  const port = uri.port === undefined ? '' : `:${uri.port}`;
  const headers = uri.headers === '' ? '' : `?${uri.headers}`;
  return `${uri.scheme}:${user}${printHost(uri.host)}${port}${printParams(uri.params)}${headers}`;
}

const USER_UNSAFE = /[^\w\-.!~*'()&=+$,;?/]/g;

/** Escapes characters that the user part of a URI must not contain (RFC 3261 §25.1). */
export function escapeUser(user: string): string {
  return textToBytes(user).replaceAll(
    USER_UNSAFE,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** Undoes %-escapes; an invalid escape stays unchanged. */
export function unescapeUser(user: string): string {
  if (!user.includes('%')) return bytesToText(user);
  return bytesToText(
    user.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  );
}

/** The form for the layers above. */
export function toSipUri(uri: Uri): SipUri {
  return {
    scheme: uri.scheme,
    ...(uri.user === undefined ? {} : { user: unescapeUser(uri.user) }),
    host: uri.host,
    ...(uri.port === undefined ? {} : { port: uri.port }),
  };
}
