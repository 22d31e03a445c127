/** Whole numbers and lengths in aligned PER (X.691 §11.3 to §11.9). */
import type { BitReader } from './reader.ts';
import type { BitWriter } from './writer.ts';

export const K16 = 16_384;
export const K64 = 65_536;

/** The size in bits of a bit-field for `values` different values. */
export const bitsFor = (values: number): number => (values <= 1 ? 0 : 32 - Math.clz32(values - 1));

/** The number of octets of the shortest form of a non-negative number. */
export function octetsFor(value: number): number {
  let octets = 1;
  for (let rest = Math.floor(value / 256); rest > 0; rest = Math.floor(rest / 256)) octets += 1;
  return octets;
}

/** A number from 0 to `max` (§11.5.7). A greater one is malformed. */
export function constrained(max: number): {
  readonly read: (reader: BitReader) => number;
  readonly write: (writer: BitWriter, value: number) => void;
} {
  const checked = (reader: BitReader, value: number): number => {
    if (value > max) throw reader.fault('malformed', `${value} is more than ${max}`);
    return value;
  };
  if (max < 255) {
    const bits = bitsFor(max + 1);
    return { read: (reader) => checked(reader, reader.bits(bits)), write: (writer, value) => writer.bits(value, bits) };
  }
  if (max < K64) {
    const octets = max === 255 ? 1 : 2;
    return {
      read: (reader) => checked(reader, reader.unsigned(octets)),
      write: (writer, value) => writer.unsigned(value, octets),
    };
  }
  const most = octetsFor(max);
  const bits = bitsFor(most);
  return {
    read: (reader) => {
      const octets = reader.bits(bits) + 1;
      if (octets > most)
        throw reader.fault('malformed', `a number of ${octets} octets, more than the possible ${most}`);
      return checked(reader, reader.unsigned(octets));
    },
    write: (writer, value) => {
      const octets = octetsFor(value);
      writer.bits(octets - 1, bits);
      writer.unsigned(value, octets);
    },
  };
}

/** A length, or the part of it in one fragment: then `more` is true (§11.9.3.5 to §11.9.3.8). */
export function readLength(reader: BitReader): { readonly count: number; readonly more: boolean } {
  const first = reader.unsigned(1);
  if (first < 0x80) return { count: first, more: false };
  if (first < 0xc0) return { count: (first & 0x3f) * 256 + reader.unsigned(1), more: false };
  const fragments = first & 0x3f;
  if (fragments < 1 || fragments > 4) throw reader.fault('malformed', `a fragment of ${fragments} times 16K`);
  return { count: fragments * K16, more: true };
}

/** Writes `total` items with the lengths before them; each call of `write` gets a range of items. */
export function writeFragments(writer: BitWriter, total: number, write: (from: number, to: number) => void): void {
  let from = 0;
  while (total - from >= K16) {
    const fragments = Math.min(4, Math.floor((total - from) / K16));
    writer.unsigned(0xc0 | fragments, 1);
    write(from, from + fragments * K16);
    from += fragments * K16;
  }
  writeShortLength(writer, total - from);
  write(from, total);
}

/** A length below 16K (§11.9.3.6, §11.9.3.7). */
export function writeShortLength(writer: BitWriter, length: number): void {
  if (length < 128) writer.unsigned(length, 1);
  else writer.unsigned(0x8000 | length, 2);
}

/** A length below 16K, for object identifiers and numbers, where more would be absurd. */
export function readShortLength(reader: BitReader): number {
  const { count, more } = readLength(reader);
  if (more) throw reader.fault('unsupported', 'a length of 16K octets or more');
  return count;
}

/** A normally small number (§11.6): the index of an extension. */
export function readSmall(reader: BitReader): number {
  if (reader.bit() === 0) return reader.bits(6);
  const octets = readShortLength(reader);
  if (octets < 1 || octets > 4) throw reader.fault('unsupported', `the index of an extension has ${octets} octets`);
  return reader.unsigned(octets);
}

export function writeSmall(writer: BitWriter, value: number): void {
  if (value < 64) return void writer.bits(value, 7);
  const octets = octetsFor(value);
  writer.bit(true);
  writer.unsigned(octets, 1);
  writer.unsigned(value, octets);
}

/** A normally small length, 1 or more (§11.9.3.4): the length of the extension bitmap. */
export function readSmallLength(reader: BitReader): number {
  return reader.bit() === 0 ? reader.bits(6) + 1 : readShortLength(reader);
}

export function writeSmallLength(writer: BitWriter, length: number): void {
  if (length <= 64) return void writer.bits(length - 1, 7);
  writer.bit(true);
  writeShortLength(writer, length);
}
