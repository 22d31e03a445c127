/**
 * Digest authentication, RFC 3261 §22, RFC 7616, RFC 8760: pure functions for both sides. All strings are byte
 * strings.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { quote, splitCommas, unquote } from './scan.ts';

export type DigestAlgorithm = 'MD5' | 'SHA-256';
export type DigestQop = 'auth' | 'auth-int';

export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: DigestAlgorithm;
  /** Empty: RFC 2069 form, without nonce count. */
  readonly qop: readonly DigestQop[];
  readonly opaque?: string;
  /**
   * The credentials were correct but their nonce was old: repeat with this nonce, without asking for a new
   * password.
   */
  readonly stale: boolean;
}

function hash(algorithm: DigestAlgorithm, data: string | Uint8Array): string {
  const digest = createHash(algorithm === 'MD5' ? 'md5' : 'sha256');
  return (typeof data === 'string' ? digest.update(data, 'latin1') : digest.update(data)).digest('hex');
}

/** H(username:realm:password): a registrar may store it instead of the password. */
export function digestHa1(algorithm: DigestAlgorithm, username: string, realm: string, password: string): string {
  return hash(algorithm, `${username}:${realm}:${password}`);
}

export interface DigestInput {
  readonly algorithm: DigestAlgorithm;
  /** The user's `digestHa1`. */
  readonly ha1: string;
  readonly nonce: string;
  readonly method: string;
  readonly uri: string;
  readonly body: Uint8Array;
  readonly qop?: DigestQop | undefined;
  /** Eight hexadecimal digits. */
  readonly nc?: string | undefined;
  readonly cnonce?: string | undefined;
}

/** The `response` value, RFC 7616 §3.4.1. */
export function digestResponse(input: DigestInput): string {
  const { algorithm, ha1, nonce, qop } = input;
  const a2 = `${input.method}:${input.uri}${qop === 'auth-int' ? `:${hash(algorithm, input.body)}` : ''}`;
  const ha2 = hash(algorithm, a2);
  const middle = qop === undefined ? nonce : `${nonce}:${input.nc ?? ''}:${input.cnonce ?? ''}:${qop}`;
  return hash(algorithm, `${ha1}:${middle}:${ha2}`);
}

/** True if `response` is correct for the input; compares in constant time. */
export function digestMatches(input: DigestInput, response: string): boolean {
  const expected = Buffer.from(digestResponse(input), 'latin1');
  const given = Buffer.from(response.toLowerCase(), 'latin1');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

export interface ParsedCredentials {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly response: string;
  readonly algorithm: DigestAlgorithm;
  readonly qop?: DigestQop;
  readonly nc?: string;
  readonly cnonce?: string;
}

/** Parses `Digest name=value, ...` to a map with unquoted values; undefined for other schemes. */
function digestFields(value: string): ReadonlyMap<string, string> | undefined {
  const scheme = /^digest[ \t]+/i.exec(value);
  if (scheme === null) return undefined;
  const fields = new Map<string, string>();
  for (const part of splitCommas(value.slice(scheme[0].length))) {
    const equals = part.indexOf('=');
    const name = part.slice(0, equals).trim().toLowerCase();
    if (equals > 0 && !fields.has(name)) fields.set(name, unquote(part.slice(equals + 1).trim()));
  }
  return fields;
}

function algorithmOf(name: string | undefined): DigestAlgorithm | undefined {
  if (name === undefined || /^md5$/i.test(name)) return 'MD5';
  return /^sha-256$/i.test(name) ? 'SHA-256' : undefined;
}

function isQop(name: string | undefined): name is DigestQop {
  return name === 'auth' || name === 'auth-int';
}

/**
 * Parses the value of Authorization or Proxy-Authorization. Undefined: another scheme or algorithm, or a missing
 * field.
 */
export function parseCredentials(value: string): ParsedCredentials | undefined {
  const fields = digestFields(value);
  const algorithm = algorithmOf(fields?.get('algorithm'));
  const [username, realm, nonce, uri, response] = ['username', 'realm', 'nonce', 'uri', 'response'].map((name) =>
    fields?.get(name),
  );
  if (
    algorithm === undefined ||
    username === undefined ||
    realm === undefined ||
    nonce === undefined ||
    uri === undefined ||
    response === undefined
  ) {
    return undefined;
  }
  const qop = fields?.get('qop')?.toLowerCase();
  const nc = fields?.get('nc');
  const cnonce = fields?.get('cnonce');
  if (qop !== undefined && (!isQop(qop) || nc === undefined || cnonce === undefined || !/^[0-9a-f]{8}$/i.test(nc)))
    return undefined;
  const counted = qop === undefined || nc === undefined || cnonce === undefined ? {} : { qop, nc, cnonce };
  return { username, realm, nonce, uri, response, algorithm, ...counted };
}

/** Parses the value of WWW-Authenticate or Proxy-Authenticate; undefined if it asks for something unsupported. */
export function parseChallenge(value: string): DigestChallenge | undefined {
  const fields = digestFields(value);
  const algorithm = algorithmOf(fields?.get('algorithm'));
  const realm = fields?.get('realm');
  const nonce = fields?.get('nonce');
  if (algorithm === undefined || realm === undefined || nonce === undefined) return undefined;
  const offered = (fields?.get('qop') ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const qop = offered.filter((name) => isQop(name));
  if (qop.length === 0 && offered.some((name) => name !== '')) return undefined;
  const opaque = fields?.get('opaque');
  return {
    realm,
    nonce,
    algorithm,
    qop,
    ...(opaque === undefined ? {} : { opaque }),
    stale: fields?.get('stale')?.toLowerCase() === 'true',
  };
}

/** Prints the value of WWW-Authenticate. */
export function printChallenge(challenge: DigestChallenge): string {
  const { realm, nonce, algorithm, qop, opaque, stale } = challenge;
  const parts = [`realm=${quote(realm)}`, `nonce=${quote(nonce)}`, `algorithm=${algorithm}`];
  if (qop.length > 0) parts.push(`qop="${qop.join(',')}"`);
  if (opaque !== undefined) parts.push(`opaque=${quote(opaque)}`);
  if (stale) parts.push('stale=true');
  return `Digest ${parts.join(', ')}`;
}

export interface DigestAnswer {
  readonly challenge: DigestChallenge;
  readonly username: string;
  readonly password: string;
  readonly method: string;
  readonly uri: string;
  readonly body: Uint8Array;
  readonly cnonce: string;
  /** The number of uses of the nonce, including this one. */
  readonly count: number;
}

/** The value of Authorization that answers a challenge. Prefers `auth` to `auth-int` if both are offered. */
export function answerChallenge(answer: DigestAnswer): string {
  const { challenge, username, uri, cnonce } = answer;
  const { realm, nonce, algorithm, opaque } = challenge;
  const qop = challenge.qop.includes('auth') ? 'auth' : challenge.qop[0];
  const nc = answer.count.toString(16).padStart(8, '0');
  const ha1 = digestHa1(algorithm, username, realm, answer.password);
  const response = digestResponse({
    algorithm,
    ha1,
    nonce,
    method: answer.method,
    uri,
    body: answer.body,
    qop,
    nc,
    cnonce,
  });
  const parts = [
    `username=${quote(username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
  ];
  if (qop !== undefined) parts.push(`qop=${qop}`, `nc=${nc}`, `cnonce=${quote(cnonce)}`);
  if (opaque !== undefined) parts.push(`opaque=${quote(opaque)}`);
  return `Digest ${parts.join(', ')}`;
}
