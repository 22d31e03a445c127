/** OCTET STRING (X.691 §17), BIT STRING (§16) and open types (§11.2). */
import type { StringSchema } from '../schema.ts';
import type { BitString } from '../values.ts';
import { describe, type Coder } from './coder.ts';
import { K16, readLength, writeFragments } from './numbers.ts';
import type { BitReader } from './reader.ts';
import { sizeOf, sizeReader, sizeWriter } from './sizes.ts';
import type { BitWriter } from './writer.ts';

function checkBytes(writer: BitWriter, value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw writer.fault(`${describe(value)} is not a Uint8Array`);
  return value;
}

export function octetString(schema: Pick<StringSchema, 'min' | 'max'>): Coder {
  const size = sizeOf(schema);
  if (size.fixed && size.min <= 2) return shortOctets(size.min);
  if (size.fixed) {
    return {
      decode: (reader) => reader.octets(size.min),
      encode: (writer, value) => {
        const bytes = checkBytes(writer, value);
        if (bytes.length !== size.min) throw writer.fault(`${bytes.length} octets instead of ${size.min}`);
        writer.octets(bytes);
      },
    };
  }
  if (size.max === undefined)
    return { decode: readOctets, encode: (writer, value) => writeOctets(writer, checkBytes(writer, value)) };
  const read = sizeReader(size);
  const write = sizeWriter(size, schema.max);
  return {
    decode: (reader) => {
      let bytes: Uint8Array = NOTHING;
      read(reader, (count) => (bytes = count === 0 ? NOTHING : reader.octets(count)));
      return bytes;
    },
    encode: (writer, value) => {
      const bytes = checkBytes(writer, value);
      // An empty string has nothing to align (§17.8).
      write(writer, bytes.length, (from, to) => void (to > from && writer.octets(bytes)));
    },
  };
}

const NOTHING = new Uint8Array(0);

/** One or two octets are not aligned (§17.6). */
function shortOctets(count: number): Coder {
  return {
    decode: (reader) => Uint8Array.from({ length: count }, () => reader.bits(8)),
    encode: (writer, value) => {
      const bytes = checkBytes(writer, value);
      if (bytes.length !== count) throw writer.fault(`${bytes.length} octets instead of ${count}`);
      for (const byte of bytes) writer.bits(byte, 8);
    },
  };
}

/** Octets after a length; long strings come in fragments. */
export function readOctets(reader: BitReader): Uint8Array {
  const first = readLength(reader);
  if (!first.more) return reader.octets(first.count);
  const parts = [reader.octets(first.count)];
  for (let more: boolean = first.more; more;) {
    const length = readLength(reader);
    parts.push(reader.octets(length.count));
    more = length.more;
  }
  return new Uint8Array(Buffer.concat(parts));
}

export function writeOctets(writer: BitWriter, bytes: Uint8Array): void {
  writeFragments(writer, bytes.length, (from, to) =>
    writer.octets(bytes.length < K16 ? bytes : bytes.subarray(from, to)),
  );
}

/** The octets of an open type, left as they are: another codec decodes the content. */
export const openType: Coder = {
  decode: readOctets,
  encode: (writer, value) => {
    const bytes = checkBytes(writer, value);
    if (bytes.length === 0) throw writer.fault('an open type has at least one octet');
    writeOctets(writer, bytes);
  },
};

export function bitString(schema: Pick<StringSchema, 'min' | 'max'>): Coder {
  const size = sizeOf(schema);
  const aligned = !(size.fixed && size.min <= 16);
  const read = sizeReader(size);
  const write = sizeWriter(size, schema.max);
  return {
    decode: (reader) => {
      const parts: Uint8Array[] = [];
      let length = 0;
      read(reader, (count) => {
        if (count > reader.remainingBits) throw reader.short(count);
        parts.push(readBits(reader, count, aligned));
        length += count;
      });
      return { bytes: parts.length === 1 ? parts[0] : new Uint8Array(Buffer.concat(parts)), length };
    },
    encode: (writer, value) => {
      const { bytes, length } = checkBits(writer, value);
      write(writer, length, (from, to) => writeBits(writer, bytes, from, to, aligned));
    },
  };
}

/** Fragments begin at full octets, because each has a multiple of 16K bits. */
function readBits(reader: BitReader, count: number, aligned: boolean): Uint8Array {
  if (count === 0) return NOTHING;
  if (aligned) reader.align();
  const bytes = new Uint8Array((count + 7) >>> 3);
  for (let at = 0; at < bytes.length; at += 1) {
    const bits = Math.min(8, count - at * 8);
    bytes[at] = reader.bits(bits) << (8 - bits);
  }
  return bytes;
}

function checkBits(writer: BitWriter, value: unknown): BitString {
  const { bytes, length } = (value ?? {}) as Partial<BitString>;
  if (!(bytes instanceof Uint8Array) || typeof length !== 'number' || bytes.length !== Math.ceil(length / 8)) {
    throw writer.fault(`${describe(value)} is not a { bytes, length } with as many octets as the bits need`);
  }
  return { bytes, length };
}

function writeBits(writer: BitWriter, bytes: Uint8Array, from: number, to: number, aligned: boolean): void {
  if (to === from) return;
  if (aligned) writer.align();
  for (let at = from; at < to; at += 8) {
    const bits = Math.min(8, to - at);
    writer.bits((bytes[at >>> 3] as number) >>> (8 - bits), bits);
  }
}
