/** The extension additions of a SEQUENCE (X.691 §19.7 to §19.9). */
import { UNKNOWN_ADDITIONS, unknownAdditions, type UnknownAddition } from '../values.ts';
import type { Coder } from './coder.ts';
import { within } from './error.ts';
import { readLength, readSmallLength, writeSmallLength } from './numbers.ts';
import { readOctets, writeOctets } from './octets.ts';
import type { BitReader } from './reader.ts';
import type { BitWriter } from './writer.ts';

export interface Named {
  readonly name: string;
  readonly coder: Coder;
}

type Fields = Record<PropertyKey, unknown>;

export function readAdditions(reader: BitReader, known: readonly Named[], into: Fields): void {
  const count = readSmallLength(reader);
  const bitmap = reader.bitmap(count);
  const unknown: UnknownAddition[] = [];
  for (let index = 0; index < count; index += 1) {
    if (!reader.bitAt(bitmap + index)) continue;
    const addition = known[index];
    try {
      if (addition === undefined) unknown.push({ index, bytes: readOctets(reader) });
      else into[addition.name] = readOpen(reader, addition.coder);
    } catch (fault) {
      throw within(fault, addition?.name ?? `$unknown[${index}]`);
    }
  }
  if (unknown.length > 0) into[UNKNOWN_ADDITIONS] = unknown;
}

/** An open type with content of a known type; skips octets that a later version added after that content. */
export function readOpen(reader: BitReader, coder: Coder): unknown {
  const length = readLength(reader);
  if (!length.more) return reader.inside(length.count, () => coder.decode(reader));
  // Fragments occur only in content of 16K octets or more; join them first.
  const parts = [reader.octets(length.count)];
  for (let more: boolean = length.more; more;) {
    const next = readLength(reader);
    parts.push(reader.octets(next.count));
    more = next.more;
  }
  return coder.decode(reader.sub(new Uint8Array(Buffer.concat(parts))));
}

export function writeOpen(writer: BitWriter, coder: Coder, value: unknown): void {
  writer.open(
    () => coder.encode(writer, value),
    (bytes) => writeOctets(writer, bytes),
  );
}

/** True if the value has any addition, so that the extension bit has to be set. */
export function hasAdditions(known: readonly Named[], value: Fields): boolean {
  for (const { name } of known) if (value[name] !== undefined) return true;
  return value[UNKNOWN_ADDITIONS] !== undefined;
}

/**
 * Writes the additions. The bitmap has a bit for each addition of the type (§19.8) and for those kept from a later
 * version.
 */
export function writeAdditions(writer: BitWriter, known: readonly Named[], value: Fields): void {
  const unknown = unknownAdditions(value).filter(({ index }) => index >= known.length);
  const count = unknown.reduce((most, { index }) => Math.max(most, index + 1), known.length);
  writeSmallLength(writer, count);
  for (let index = 0; index < count; index += 1) {
    const addition = known[index];
    writer.bit(
      addition === undefined ? unknown.some((one) => one.index === index) : value[addition.name] !== undefined,
    );
  }
  for (const { name, coder } of known) {
    if (value[name] === undefined) continue;
    try {
      writeOpen(writer, coder, value[name]);
    } catch (fault) {
      throw within(fault, name);
    }
  }
  for (const { bytes } of unknown.toSorted((a, b) => a.index - b.index)) writeOctets(writer, bytes);
}
