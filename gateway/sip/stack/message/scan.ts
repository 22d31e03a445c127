/**
 * Scans header values: quoted strings, angle brackets, comma lists and `;name=value` parameters. Values are byte
 * strings (one character per octet), so that echoed values equal the received ones.
 */

export type Params = ReadonlyMap<string, string>;

export const NO_PARAMS: Params = new Map();

const QUOTE = 34;
const BACKSLASH = 92;
const SEMICOLON = 59;

/**
 * Returns the index after the closing quote of the quoted string that opens at `open`, or -1 if it is never closed.
 */
export function skipQuoted(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at + 1;
  }
  return -1;
}

/** Returns the first index of `wanted` at or after `from`, outside quoted strings and angle brackets, or -1. */
export function findOutside(text: string, wanted: string, from = 0): number {
  const hit = text.indexOf(wanted, from);
  if (hit < 0) return -1;
  const quote = text.indexOf('"', from);
  const angle = text.indexOf('<', from);
  if ((quote < 0 || quote > hit) && (angle < 0 || angle > hit)) return hit;
  return findSlowly(text, wanted, from);
}

function findSlowly(text: string, wanted: string, from: number): number {
  for (let at = from; at < text.length;) {
    const char = text[at];
    if (char === wanted) return at;
    if (char === '"') at = skipQuoted(text, at);
    else if (char === '<') at = text.indexOf('>', at) + 1;
    else at++;
    if (at <= 0) return -1;
  }
  return -1;
}

/** The values of a comma list, trimmed, without empty ones (RFC 3261 §7.3.1). */
export function splitCommas(text: string): readonly string[] {
  if (!text.includes(',')) return text === '' ? [] : [text];
  if (!text.includes('"') && !text.includes('<'))
    return text
      .split(',')
      .map((value) => value.trim())
      .filter((value) => value !== '');
  const values: string[] = [];
  for (let start = 0; start <= text.length;) {
    // Does not use `findOutside`, which scans ahead to the end on every call.
    const comma = findSlowly(text, ',', start);
    const end = comma < 0 ? text.length : comma;
    const value = text.slice(start, end).trim();
    if (value !== '') values.push(value);
    start = end + 1;
  }
  return values;
}

/** Removes the quotes and the escapes of a quoted string; other text is returned unchanged. */
export function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  const end = skipQuoted(text, 0);
  const inner = text.slice(1, end < 0 ? text.length : end - 1);
  return inner.includes('\\') ? inner.replaceAll(/\\(.)/gs, '$1') : inner;
}

/** A quoted string that holds `text` (RFC 3261 §25.1). */
export function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/**
 * Parses parameters from `start`, which is at a `;` or at the end. Names become lower case; a parameter without
 * value is ''. Undefined if the text contains anything else.
 */
export function parseParams(text: string, start: number): Params | undefined {
  if (start >= text.length) return NO_PARAMS;
  const params = new Map<string, string>();
  for (let at = start; at < text.length;) {
    if (text[at] !== ';') {
      if (text.slice(at).trim() === '') break;
      return undefined;
    }
    const end = endOfParam(text, at + 1);
    // Rejects an empty parameter between two semicolons (RFC 4475 §3.1.2.1), but tolerates a trailing semicolon.
    if (end < 0 || (text[end] === ';' && text.slice(at + 1, end).trim() === '')) return undefined;
    addParam(params, text.slice(at + 1, end));
    at = end;
  }
  return params;
}

function endOfParam(text: string, from: number): number {
  for (let at = from; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === SEMICOLON) return at;
    at = code === QUOTE ? skipQuoted(text, at) : at + 1;
    if (at < 0) return -1;
  }
  return text.length;
}

function addParam(params: Map<string, string>, text: string): void {
  const equals = text.indexOf('=');
  const name = (equals < 0 ? text : text.slice(0, equals)).trim().toLowerCase();
  if (name === '' || params.has(name)) return;
  params.set(name, equals < 0 ? '' : text.slice(equals + 1).trim());
}

export function printParams(params: Params): string {
  let text = '';
  for (const [name, value] of params) text += value === '' ? `;${name}` : `;${name}=${value}`;
  return text;
}

const TOKEN = /^[\w\-.!%*+`'~]+$/;

/** token, RFC 3261 §25.1. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Parses decimal digits up to `max`; undefined for anything else. */
export function parseDecimal(text: string, max = 0xffffffff): number | undefined {
  if (text.length === 0 || text.length > 10) return undefined;
  let value = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value <= max ? value : undefined;
}

const NON_ASCII = /[\u0080-\u00ff]/;

/** Converts a byte string to text: decodes it as UTF-8 if it has non-ASCII octets. */
export function bytesToText(bytes: string): string {
  return NON_ASCII.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}

const NON_LATIN = /[\u0080-\uffff]/;

/** Converts text to a byte string of its UTF-8 form. */
export function textToBytes(text: string): string {
  return NON_LATIN.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

/** A 32-bit hash of the text (FNV-1a). */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** A copy of a text from `bytesToText` that does not keep the message alive. */
export function ownText(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** Copies of byte strings that share one piece of memory and do not keep the original message alive. */
export function ownCopies(texts: readonly string[]): readonly string[] {
  const all = ownCopy(texts.join(''));
  let at = 0;
  return texts.map((text) => all.slice(at, (at += text.length)));
}

/** A copy of a byte string that does not keep the original message alive. */
export function ownCopy(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
