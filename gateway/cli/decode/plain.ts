/** Converts decoded values to plain JSON. */
import { unknownAdditions } from '../../h323/asn1/index.ts';
import { addressText } from './ip.ts';
import { maskOctets, maskText, type Hide } from './secrets.ts';

/** IP addresses in transport addresses (H.225.0 TransportAddress, H.245 UnicastAddress). */
const ADDRESSES: ReadonlySet<string> = new Set(['ip', 'network']);
/** Octet strings that contain text by definition. */
const TEXTS: ReadonlySet<string> = new Set(['productId', 'versionId', 'productNumber', 'versionNumber']);

/**
 * Shows OCTET STRINGs as hexadecimal text, BIT STRINGs as text of 0 and 1, bigints as text, IP addresses in their
 * usual form, and product and version as text if possible. Parts that the schema does not know are under `$unknown`
 * and `$unknownAdditions`. `name` is the field that holds the value.
 */
export function plain(value: unknown, hide: Hide, name = ''): unknown {
  if (value instanceof Uint8Array) return hide(name) ? maskOctets(value) : octetText(value, name);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'string') return hide(name) ? maskText(value) : value;
  if (Array.isArray(value)) return value.map((item) => plain(item, hide, name));
  if (typeof value !== 'object' || value === null) return value;
  const { bytes, length } = value as { readonly bytes?: unknown; readonly length?: unknown };
  if (bytes instanceof Uint8Array && typeof length === 'number')
    return hide(name) ? `*** (${length} bits)` : bits(bytes, length);
  const entries = Object.entries(value).map(([key, inner]) => [key, plain(inner, hide, key)] as const);
  const unknown = unknownAdditions(value);
  return Object.fromEntries(unknown.length === 0 ? entries : [...entries, ['$unknownAdditions', plain(unknown, hide)]]);
}

function octetText(octets: Uint8Array, name: string): string {
  if (ADDRESSES.has(name) && (octets.length === 4 || octets.length === 16)) return addressText(octets);
  const text = TEXTS.has(name) ? Buffer.from(octets).toString('latin1').replace(/\0+$/, '') : '';
  return /^[ -~]+$/.test(text) ? text : Buffer.from(octets).toString('hex');
}

function bits(bytes: Uint8Array, length: number): string {
  let text = '';
  for (let at = 0; at < length; at++) text += ((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
  return text;
}
