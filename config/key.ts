/**
 * Configuration keys as TypeBox schemas. The type defines the permitted values; annotations hold the default, the
 * unit and the texts for operators. A configuration is a tree of groups and keys.
 */
import { Type, type Static, type TSchema } from 'typebox';
import { Check, Convert } from 'typebox/value';

export interface KeyDocs {
  /** 'ms', 's', 'bytes', 'UDP port' ...; absent if the value has no unit. */
  readonly unit?: string;
  /** The key's effect, in one or two sentences. */
  readonly about: string;
  /** The reason for the default. */
  readonly reason: string;
  /** Masked wherever the configuration is printed. */
  readonly secret?: boolean;
}

type Annotations = Omit<KeyDocs, 'about'> & {
  readonly description: string;
  readonly default: unknown;
  /** The allowed values in words, for error messages: "expected ...". */
  readonly expected: string;
};

/** A key whose value is a `T`. */
export type Key<T = unknown> = TSchema & Annotations & { readonly '~value'?: T };

export type Schema = { readonly [name: string]: Key | Schema };

/** The type of the configuration that a tree of keys describes. */
export type Values<S> = { readonly [K in keyof S]: S[K] extends Key<infer T> ? T : Values<S[K]> };

export const isKey = (node: Key | Schema): node is Key => typeof node['expected'] === 'string';

const annotations = (fallback: unknown, { about, ...docs }: KeyDocs, expected: string): Annotations => ({
  ...docs,
  description: about,
  default: fallback,
  expected,
});

/** Gives a schema the static type of its values. */
const keyOf = <S extends TSchema, T = Static<S>>(schema: S): Key<T> => schema as unknown as Key<T>;

export const integer = (fallback: number, min: number, max: number, docs: KeyDocs): Key<number> =>
  keyOf(
    Type.Integer({
      minimum: min,
      maximum: max,
      ...annotations(fallback, docs, `a whole number from ${min} to ${max}`),
    }),
  );

/** A port to listen on; `off` (null) for none, 0 for a port chosen by the system. */
export const listenPort = (fallback: number | null, docs: KeyDocs): Key<number | null> =>
  keyOf(
    Type.Union(
      [Type.Integer({ minimum: 0, maximum: 65_535 }), Type.Null()],
      annotations(fallback, { unit: 'port, or `off`', ...docs }, 'a port from 0 to 65535, or off'),
    ),
  );

export const text = (fallback: string, docs: KeyDocs): Key<string> =>
  keyOf(Type.String(annotations(fallback, docs, 'text')));

export const flag = (fallback: boolean, docs: KeyDocs): Key<boolean> =>
  keyOf(Type.Boolean(annotations(fallback, docs, 'true or false')));

export const oneOf = <const T extends string>(fallback: T, choices: readonly T[], docs: KeyDocs): Key<T> =>
  keyOf<TSchema, T>(
    Type.Enum(
      [...choices] as string[],
      annotations(fallback, { ...docs, unit: choices.join(' | ') }, `one of ${choices.join(', ')}`),
    ),
  );

/** A YAML list, or comma-separated words in the environment. */
export const texts = (fallback: readonly string[], docs: KeyDocs): Key<readonly string[]> =>
  keyOf(Type.Array(Type.String(), annotations(fallback, docs, 'a list of strings')));

/** Reads a YAML value, or the text of an environment variable. Throws `Error` with what was expected. */
export function readKey(key: Key, raw: unknown): unknown {
  const value = converted(key, raw);
  if (!Check(key, value)) throw new Error(key.expected);
  return value;
}

/** The text of an environment variable as a value of the key's type; YAML values stay what they are. */
function converted(key: Key, raw: unknown): unknown {
  const types = typesOf(key);
  if (types.includes('null') && (raw === 'off' || raw === false)) return null;
  if (typeof raw !== 'string' || types.includes('string')) return raw;
  if (types.includes('array'))
    return raw
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean);
  if (types.includes('integer')) return /^-?\d+$/.test(raw.trim()) ? Number(raw) : raw;
  return Convert(key, raw);
}

/** JSON Schema's names of the types that a key allows. */
const typesOf = (key: TSchema): readonly unknown[] => {
  const { type, anyOf } = key as { readonly type?: unknown; readonly anyOf?: readonly TSchema[] };
  return anyOf === undefined ? [type] : anyOf.flatMap(typesOf);
};
