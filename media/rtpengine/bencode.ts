/** Bencode, the encoding of rtpengine's ng protocol: integers, byte strings, lists and dictionaries. Pure. */
import { RemoteError } from '../../base/errors.ts';

/** A decoded value. Strings are UTF-8; dictionaries keep the order of their keys. */
export type Bencoded = string | number | readonly Bencoded[] | { readonly [key: string]: Bencoded };

/** Values that can be encoded; `undefined` entries of a dictionary are left out. */
export type Encodable = string | number | readonly Encodable[] | { readonly [key: string]: Encodable | undefined };

export class BencodeError extends RemoteError {
  declare readonly kind: 'need-more' | 'malformed' | 'unsupported';
  declare readonly offset: number;

  constructor(kind: BencodeError['kind'], offset: number, detail: string) {
    super(kind, `Cannot decode bencode at octet ${offset}: ${detail}`, { offset });
  }
}

/** Lists and dictionaries inside each other; deeper messages are not rtpengine's. */
const MOST_DEPTH = 32;
const [DIGIT_0, DIGIT_9, COLON, MINUS] = [0x30, 0x39, 0x3a, 0x2d];
const [DICTIONARY, END, INTEGER, LIST] = [0x64, 0x65, 0x69, 0x6c];

/** Throws RangeError for numbers that are not integers. */
export function encodeBencode(value: Encodable): string {
  if (typeof value === 'string') return `${Buffer.byteLength(value)}:${value}`;
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError(`Cannot encode ${value}: bencode has integers only`);
    return `i${value}e`;
  }
  if (isList(value)) return `l${value.map(encodeBencode).join('')}e`;
  const entries = Object.entries(value).flatMap(([key, entry]) => (entry === undefined ? [] : [[key, entry] as const]));
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `d${sorted.map(([key, entry]) => encodeBencode(key) + encodeBencode(entry)).join('')}e`;
}

const isList = (value: Encodable): value is readonly Encodable[] => Array.isArray(value);

/** Decodes exactly one value. Throws `BencodeError`. */
export function decodeBencode(bytes: Uint8Array): Bencoded {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  if (reader.at < bytes.length) throw new BencodeError('malformed', reader.at, 'more octets follow the value');
  return value;
}

class Reader {
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  value(depth: number): Bencoded {
    if (depth > MOST_DEPTH) throw new BencodeError('unsupported', this.at, 'too many levels');
    switch (this.#peek()) {
      case INTEGER:
        this.at += 1;
        return this.#integer(END);
      case LIST:
        this.at += 1;
        return this.#list(depth);
      case DICTIONARY:
        this.at += 1;
        return this.#dictionary(depth);
      default:
        return this.#text();
    }
  }

  #peek(): number {
    const octet = this.#bytes[this.at];
    if (octet === undefined) throw new BencodeError('need-more', this.at, 'the message is cut short');
    return octet;
  }

  #list(depth: number): Bencoded {
    const items: Bencoded[] = [];
    while (!this.#atEnd()) items.push(this.value(depth + 1));
    return items;
  }

  #dictionary(depth: number): Bencoded {
    const entries: [string, Bencoded][] = [];
    while (!this.#atEnd()) entries.push([this.#text(), this.value(depth + 1)]);
    return Object.fromEntries(entries);
  }

  #atEnd(): boolean {
    if (this.#peek() !== END) return false;
    this.at += 1;
    return true;
  }

  #text(): string {
    const length = this.#integer(COLON);
    const end = this.at + length;
    if (length < 0) throw new BencodeError('malformed', this.at, 'a string of negative length');
    if (end > this.#bytes.length) throw new BencodeError('need-more', this.#bytes.length, 'the string is cut short');
    const text = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + this.at, length).toString('utf8');
    this.at = end;
    return text;
  }

  /** An integer up to and including the octet `end`. */
  #integer(end: number): number {
    const start = this.at;
    for (let octet = this.#peek(); octet !== end; octet = this.#peek()) {
      const isDigit = octet >= DIGIT_0 && octet <= DIGIT_9;
      if (!isDigit && !(octet === MINUS && this.at === start))
        throw new BencodeError('malformed', this.at, 'a digit is expected');
      this.at += 1;
    }
    const value = Number(Buffer.from(this.#bytes.subarray(start, this.at)).toString('latin1'));
    if (this.at === start || !Number.isSafeInteger(value))
      throw new BencodeError('malformed', start, 'an integer is expected');
    this.at += 1;
    return value;
  }
}
