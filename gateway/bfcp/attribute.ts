/**
 * Attributes and lists of them, RFC 8855 §5.2: type (7 bits), M (1 bit), length (8 bits, including these two octets
 * but not the padding), contents, padding to 4 octets. A list is composed of members, from which its type is
 * inferred.
 */
import type { Content } from './content.ts';

/** Octets of type, M bit and length. */
const HEAD = 2;
const MANDATORY = 1;
const MAX_LENGTH = 0xff;
/** The highest type that RFC 8855 defines. */
const LAST_KNOWN_TYPE = 18;

export interface Attribute<T> {
  readonly type: number;
  /** The name in the RFC. */
  readonly name: string;
  decode(content: Content): T;
  /** Encodes the contents. */
  encode(value: T): Uint8Array;
}

/** The number of occurrences in a list: exactly one, at most one, at least one, or any number. */
export type Arity = 'one' | 'optional' | 'some' | 'many';

export interface Member<T, A extends Arity> {
  readonly attribute: Attribute<T>;
  readonly arity: A;
}

export type Members = Readonly<Record<string, Member<unknown, Arity>>>;

type OptionalKeys<M extends Members> = { [K in keyof M]: M[K]['arity'] extends 'optional' ? K : never }[keyof M];
type ValueOf<M> =
  M extends Member<infer T, 'one' | 'optional'> ? T : M extends Member<infer T, Arity> ? readonly T[] : never;

/** The value of a list. */
export type FieldsOf<M extends Members> = { readonly [K in Exclude<keyof M, OptionalKeys<M>>]: ValueOf<M[K]> } & {
  readonly [K in OptionalKeys<M>]?: ValueOf<M[K]>;
};

export const one = <T>(attribute: Attribute<T>): Member<T, 'one'> => ({ attribute, arity: 'one' });
export const optional = <T>(attribute: Attribute<T>): Member<T, 'optional'> => ({ attribute, arity: 'optional' });
export const some = <T>(attribute: Attribute<T>): Member<T, 'some'> => ({ attribute, arity: 'some' });
export const many = <T>(attribute: Attribute<T>): Member<T, 'many'> => ({ attribute, arity: 'many' });

const isList = (arity: Arity): boolean => arity === 'some' || arity === 'many';
const padding = (length: number): number => (4 - (length % 4)) % 4;

/**
 * Decodes all remaining contents. Skips a known attribute that does not belong here; of an attribute that may occur
 * once, the first counts; records unknown attributes with the M bit.
 */
export function decodeMembers<M extends Members>(members: M, content: Content): FieldsOf<M> {
  const values: Record<string, unknown> = {};
  const rows = Object.entries<Member<unknown, Arity>>(members);
  for (const [key, { arity }] of rows) if (isList(arity)) values[key] = [];
  while (content.left > 0) decodeOne(rows, content, values);
  for (const [key, { arity, attribute }] of rows) {
    const value = values[key];
    if (arity === 'one' && value === undefined) content.fail(`${attribute.name} is missing`, key);
    if (arity === 'some' && Array.isArray(value) && value.length === 0)
      content.fail(`${attribute.name} is missing`, key);
  }
  return values as FieldsOf<M>;
}

function decodeOne(
  rows: readonly (readonly [string, Member<unknown, Arity>])[],
  content: Content,
  values: Record<string, unknown>,
): void {
  const first = content.octet();
  const type = first >> 1;
  const [key, member] = rows.find(([, row]) => row.attribute.type === type) ?? [];
  const present = key === undefined ? undefined : values[key];
  const name = key === undefined ? `attribute ${type}` : Array.isArray(present) ? `${key}[${present.length}]` : key;
  const length = content.octet();
  if (length < HEAD) content.fail(`length ${length} is less than that of its header`, name);
  const part = content.part(name, length - HEAD);
  content.skip(padding(length));
  if (member === undefined || key === undefined) {
    if (type > LAST_KNOWN_TYPE || type === 0) if ((first & MANDATORY) !== 0) content.unknown(type);
    return;
  }
  if (Array.isArray(present)) present.push(member.attribute.decode(part));
  else if (present === undefined) values[key] = member.attribute.decode(part);
}

/**
 * Encodes in the order of the members, each with the M bit and its padding. Throws a RangeError if contents are too
 * long.
 */
export function encodeMembers<M extends Members>(members: M, fields: FieldsOf<M>): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const [key, { attribute, arity }] of Object.entries<Member<unknown, Arity>>(members)) {
    const value = (fields as Readonly<Record<string, unknown>>)[key];
    if (value === undefined) continue;
    for (const each of isList(arity) && Array.isArray(value) ? value : [value]) parts.push(encodeOne(attribute, each));
  }
  return concat(parts);
}

function encodeOne<T>(attribute: Attribute<T>, value: T): Uint8Array {
  const contents = attribute.encode(value);
  const length = HEAD + contents.length;
  if (length > MAX_LENGTH)
    throw new RangeError(`Cannot encode BFCP ${attribute.name} of ${length} octets: the limit is ${MAX_LENGTH}`);
  const bytes = new Uint8Array(length + padding(length));
  bytes[0] = (attribute.type << 1) | MANDATORY;
  bytes[1] = length;
  bytes.set(contents, HEAD);
  return bytes;
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
