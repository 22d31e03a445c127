/** CHOICE (X.691 §23) and ENUMERATED (§14). */
import type { UnknownAlternative } from '../values.ts';
import { describe, type Coder } from './coder.ts';
import { readOpen, writeOpen, type Named } from './additions.ts';
import { within } from './error.ts';
import { constrained, readSmall, writeSmall } from './numbers.ts';
import { readOctets, writeOctets } from './octets.ts';
import type { BitReader } from './reader.ts';
import type { BitWriter } from './writer.ts';

/** `additions` undefined: the type is not extensible. */
export function choice(root: readonly Named[], additions: readonly Named[] | undefined): Coder {
  const index = constrained(root.length - 1);
  const places = new Map([...root, ...(additions ?? [])].map(({ name }, place) => [name, place]));
  const decodeRoot = (reader: BitReader): unknown => {
    const { name, coder } = root[index.read(reader)] as Named;
    try {
      return only(name, coder.decode(reader));
    } catch (fault) {
      throw within(fault, name);
    }
  };
  return {
    decode: (reader) => {
      reader.enter();
      const value =
        additions !== undefined && reader.bit() === 1 ? decodeAddition(reader, additions) : decodeRoot(reader);
      reader.leave();
      return value;
    },
    encode: (writer, value) => {
      const [name, content] = alternative(writer, value);
      const place = places.get(name);
      writer.enter();
      try {
        if (place === undefined) encodeUnknown(writer, additions, name, content);
        else if (place >= root.length) encodeAddition(writer, additions ?? [], place - root.length, content);
        else {
          if (additions !== undefined) writer.bit(false);
          index.write(writer, place);
          (root[place] as Named).coder.encode(writer, content);
        }
      } catch (fault) {
        throw within(fault, name);
      }
      writer.leave();
    },
  };
}

/** Equals `{ [name]: value }`, which V8 makes several times slower. */
function only(name: string, value: unknown): unknown {
  const object: Record<string, unknown> = {};
  object[name] = value;
  return object;
}

function decodeAddition(reader: BitReader, additions: readonly Named[]): unknown {
  const index = readSmall(reader);
  const known = additions[index];
  try {
    if (known === undefined) return { $unknown: { index, bytes: readOctets(reader) } };
    return only(known.name, readOpen(reader, known.coder));
  } catch (fault) {
    throw within(fault, known?.name ?? '$unknown');
  }
}

/** The only alternative that the object has. */
function alternative(writer: BitWriter, value: unknown): readonly [name: string, content: unknown] {
  if (typeof value !== 'object' || value === null)
    throw writer.fault(`${describe(value)} is not an object with one alternative`);
  const names = Object.keys(value);
  const [name] = names;
  if (name === undefined || names.length > 1) throw writer.fault(`expected one alternative, found ${names.length}`);
  return [name, (value as Record<string, unknown>)[name]];
}

function encodeAddition(writer: BitWriter, additions: readonly Named[], index: number, content: unknown): void {
  writer.bit(true);
  writeSmall(writer, index);
  writeOpen(writer, (additions[index] as Named).coder, content);
}

function encodeUnknown(
  writer: BitWriter,
  additions: readonly Named[] | undefined,
  name: string,
  content: unknown,
): void {
  const { index, bytes } = (content ?? {}) as Partial<UnknownAlternative['$unknown']>;
  if (name !== '$unknown' || additions === undefined) throw writer.fault('there is no such alternative');
  if (!Number.isInteger(index) || index === undefined || index < additions.length || !(bytes instanceof Uint8Array))
    throw writer.fault('the value is not an { index, bytes } of an unknown alternative');
  writer.bit(true);
  writeSmall(writer, index);
  writeOctets(writer, bytes);
}

export function enumerated(root: readonly string[], additions: readonly string[] | undefined): Coder {
  const index = constrained(root.length - 1);
  return {
    decode: (reader) => {
      if (additions === undefined || reader.bit() === 0) return root[index.read(reader)];
      const extension = readSmall(reader);
      return additions[extension] ?? { $unknown: extension };
    },
    encode: (writer, value) => {
      const place = root.indexOf(value as string);
      if (place >= 0) {
        if (additions !== undefined) writer.bit(false);
        return index.write(writer, place);
      }
      const unknown =
        typeof value === 'object' ? (value as { readonly $unknown?: unknown } | null)?.$unknown : undefined;
      const extension = typeof unknown === 'number' ? unknown : (additions?.indexOf(value as string) ?? -1);
      if (additions === undefined || !Number.isInteger(extension) || extension < 0)
        throw writer.fault(`${describe(value)} is not a value of the enumeration`);
      writer.bit(true);
      writeSmall(writer, extension);
    },
  };
}
