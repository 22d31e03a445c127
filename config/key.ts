/** Configuration keys: how their text or YAML value is read, and their documentation for operators. */

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

export interface Key<T> extends KeyDocs {
  readonly kind: 'key';
  readonly fallback: T;
  /** Reads a YAML value, or the text of an environment variable. Throws `Error` with what was expected. */
  readonly read: (raw: unknown) => T;
}

export type Schema = { readonly [name: string]: Key<unknown> | Schema };

/** The type of the value that a schema describes. */
export type Values<S> = { readonly [K in keyof S]: S[K] extends Key<infer T> ? T : Values<S[K]> };

const key = <T>(fallback: T, docs: KeyDocs, read: (raw: unknown) => T): Key<T> => ({
  kind: 'key',
  fallback,
  read,
  ...docs,
});

export const isKey = (node: Key<unknown> | Schema): node is Key<unknown> => node['kind'] === 'key';

const readInteger = (raw: unknown, min: number, max: number): number => {
  const value = typeof raw === 'string' && /^-?\d+$/.test(raw.trim()) ? Number(raw) : raw;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new Error(`a whole number from ${min} to ${max}`);
  }
  return value;
};

export const integer = (fallback: number, min: number, max: number, docs: KeyDocs): Key<number> =>
  key(fallback, docs, (raw) => readInteger(raw, min, max));

/** A port to listen on; `off` (null) for none, 0 for a port chosen by the system. */
export const listenPort = (fallback: number | null, docs: KeyDocs): Key<number | null> =>
  key<number | null>(fallback, { unit: 'port, or `off`', ...docs }, (raw) => {
    if (raw === false || raw === null || raw === 'off') return null;
    try {
      return readInteger(raw, 0, 65_535);
    } catch {
      throw new Error('a port from 0 to 65535, or off');
    }
  });

export const text = (fallback: string, docs: KeyDocs): Key<string> =>
  key(fallback, docs, (raw) => {
    if (typeof raw !== 'string') throw new Error('text');
    return raw;
  });

export const flag = (fallback: boolean, docs: KeyDocs): Key<boolean> =>
  key(fallback, docs, (raw) => {
    if (raw === true || raw === 'true' || raw === '1') return true;
    if (raw === false || raw === 'false' || raw === '0') return false;
    throw new Error('true or false');
  });

export const oneOf = <const T extends string>(fallback: T, choices: readonly T[], docs: KeyDocs): Key<T> =>
  key(fallback, { ...docs, unit: choices.join(' | ') }, (raw) => {
    const choice = choices.find((candidate) => candidate === raw);
    if (choice === undefined) throw new Error(`one of ${choices.join(', ')}`);
    return choice;
  });

/** A YAML list, or comma-separated words in the environment. */
export const texts = (fallback: readonly string[], docs: KeyDocs): Key<readonly string[]> =>
  key(fallback, docs, (raw) => {
    const list: unknown =
      typeof raw === 'string'
        ? raw
            .split(',')
            .map((word) => word.trim())
            .filter(Boolean)
        : raw;
    if (!Array.isArray(list) || !list.every((word): word is string => typeof word === 'string')) {
      throw new Error('a list of strings');
    }
    return list;
  });
