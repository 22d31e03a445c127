/** OBJECT IDENTIFIER (X.691 §24, X.690 §8.19) as a dotted string: `0.0.8.2250.0.7`. */
import { describe, type Coder } from './coder.ts';
import { readShortLength, writeShortLength } from './numbers.ts';
import type { BitReader } from './reader.ts';

const DOTTED = /^[0-2]\.\d+(?:\.\d+)*$/;

export const objectIdentifier: Coder = {
  // An identifier without octets is not legal, yet devices send it; it decodes to the empty string.
  decode: (reader) => toDotted(reader, reader.view(readShortLength(reader))),
  encode: (writer, value) => {
    if (typeof value !== 'string' || (value !== '' && !KNOWN.has(value) && !DOTTED.test(value)))
      throw writer.fault(`${describe(value)} is not a dotted object identifier`);
    const bytes = encoded(value);
    if (bytes.length >= 16_384) throw writer.fault('the object identifier is too long');
    writeShortLength(writer, bytes.length);
    writer.octets(bytes);
  },
};

/** Arcs beyond 2^53 occur: those below 2.25 are UUIDs. */
function toDotted(reader: BitReader, bytes: Uint8Array): string {
  if (bytes.length === 0) return '';
  if (((bytes.at(-1) ?? 0) & 0x80) !== 0) throw reader.fault('malformed', 'an object identifier ends inside an arc');
  let text = '';
  let arc: number | bigint = 0;
  for (const byte of bytes) {
    arc =
      typeof arc === 'number' && arc < 2 ** 45 ? arc * 128 + (byte & 0x7f) : (BigInt(arc) << 7n) | BigInt(byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    text += text === '' ? firstArcs(arc) : `.${arc}`;
    arc = 0;
  }
  return text;
}

/** The first two arcs share one number (X.690 §8.19.4). */
function firstArcs(both: number | bigint): string {
  if (both < 80) return both < 40 ? `0.${both}` : `1.${BigInt(both) - 40n}`;
  return `2.${typeof both === 'number' ? both - 80 : both - 80n}`;
}

/** A cache of encoded identifiers: H.323 uses few. */
const KNOWN = new Map<string, Uint8Array>();
const MAX_KNOWN = 256;

function encoded(text: string): Uint8Array {
  const known = KNOWN.get(text);
  if (known !== undefined) return known;
  const bytes = Uint8Array.from(fromDotted(text));
  if (KNOWN.size < MAX_KNOWN) KNOWN.set(text, bytes);
  return bytes;
}

function fromDotted(text: string): number[] {
  if (text === '') return [];
  const [first = 0n, second = 0n, ...rest] = text.split('.').map(BigInt);
  return [first * 40n + second, ...rest].flatMap(arcOctets);
}

function arcOctets(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80);
  return octets;
}
