/**
 * Generates values of any ASN.1 type from its schema: anything that a peer could legally send, with a preference
 * for edge cases.
 */
import type {
  ChoiceSchema,
  IntegerSchema,
  ModuleSchema,
  SequenceSchema,
  StringSchema,
  TypeSchema,
} from '../../../../gateway/h323/asn1/schema.ts';
import { UNKNOWN_ADDITIONS } from '../../../../gateway/h323/asn1/values.ts';

/** A whole number from 0 to `count` - 1. */
export type Pick = (count: number) => number;
type Modules = Readonly<Record<string, ModuleSchema>>;

export interface Options {
  /** Below this depth everything optional is omitted. */
  readonly depth: number;
  /**
   * Letters and digits only, no empty strings, no unknown extensions, no numbers beyond 2^31: values that other
   * decoders can show.
   */
  readonly plain?: boolean;
  /** The names of components and alternatives that are omitted. */
  readonly without?: ReadonlySet<string>;
  /** Generators for components whose value must not be arbitrary, by name. */
  readonly contents?: Readonly<Record<string, (pick: Pick) => unknown>>;
}

/** xorshift32: gives the same values for the same seed. */
export function seeded(seed: number): Pick {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  return (count) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % count;
  };
}

const STRINGS = [
  'OCTET STRING',
  'BIT STRING',
  'IA5String',
  'BMPString',
  'NumericString',
  'PrintableString',
  'GeneralString',
] as const;
const BUILT_IN: ReadonlySet<string> = new Set(['BOOLEAN', 'NULL', 'INTEGER', 'OBJECT IDENTIFIER', ...STRINGS]);
const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PERMITTED: Readonly<Record<string, string>> = {
  NumericString: ' 0123456789',
  PrintableString: `${ALPHANUMERIC} '()+,-./:=?`,
};

export class Generator {
  readonly #modules: Modules;
  readonly #pick: Pick;
  readonly #options: Options;
  readonly #heights: ReadonlyMap<string, number>;

  constructor(modules: Modules, pick: Pick, options: Options) {
    this.#modules = modules;
    this.#pick = pick;
    this.#options = options;
    this.#heights = HEIGHTS.get(modules) ?? heightsOf(modules);
  }

  value(module: string, type: TypeSchema, depth = 0): unknown {
    if (typeof type === 'string') return this.#simple(module, type, depth);
    switch (type.is) {
      case 'INTEGER':
        return this.#integer(type);
      case 'ENUMERATED':
        return this.#rarely(type.more)
          ? { $unknown: (type.more?.length ?? 0) + this.#pick(100) }
          : this.#one([...type.of, ...(type.more ?? [])]);
      case 'LIST':
        return Array.from({ length: this.#size(type, depth > this.#options.depth ? 0 : 3) }, () =>
          this.value(module, type.of, depth + 1),
        );
      case 'OPEN':
        return this.#bytes(1 + this.#pick(20));
      case 'SEQUENCE':
        return this.#sequence(module, type, depth + 1);
      case 'CHOICE':
        return this.#choice(module, type, depth + 1);
      default:
        return this.#string(type);
    }
  }

  #simple(module: string, type: string, depth: number): unknown {
    const string = STRINGS.find((is) => is === type);
    if (string !== undefined) return this.#string({ is: string });
    switch (type) {
      case 'BOOLEAN':
        return this.#pick(2) === 1;
      case 'NULL':
        return null;
      case 'INTEGER':
        return this.#anyInteger();
      case 'OBJECT IDENTIFIER':
        return this.#one([
          '0.0.8.2250.0.7',
          '0.0.8.245.0.7',
          '2.999.3',
          '1.3.6.1.4.1.9',
          `1.2.840.${this.#pick(2 ** 20)}.${this.#pick(300)}`,
          '0.0',
        ]);
      default: {
        const [owner, name] = split(module, type);
        const named = this.#modules[owner]?.[name];
        if (named === undefined) throw new Error(`Cannot find ${owner}:${name}`);
        return this.value(owner, named, depth);
      }
    }
  }

  #sequence(module: string, { of, more }: SequenceSchema, depth: number): object {
    const deep = depth > this.#options.depth;
    const value: Record<PropertyKey, unknown> = {};
    for (const [name, type, optional] of of) {
      if (optional === undefined || (this.#has(name) && !deep && this.#pick(2) === 0))
        this.#component(value, name, module, type, depth);
    }
    const extended = more !== undefined && !deep && this.#pick(3) > 0;
    for (const [name, type] of extended ? more : []) {
      if (this.#has(name) && this.#pick(2) === 0) this.#component(value, name, module, type, depth);
    }
    if (extended && this.#rarely(more))
      value[UNKNOWN_ADDITIONS] = [{ index: more.length + this.#pick(70), bytes: this.#bytes(1 + this.#pick(5)) }];
    return value;
  }

  #component(into: Record<PropertyKey, unknown>, name: string, module: string, type: TypeSchema, depth: number): void {
    into[name] = this.#options.contents?.[name]?.(this.#pick) ?? this.value(module, type, depth);
  }

  #choice(module: string, { of, more }: ChoiceSchema, depth: number): object {
    const all = [...of, ...(more ?? [])].filter(([name]) => this.#has(name));
    if (depth <= this.#options.depth && this.#rarely(more))
      return { $unknown: { index: (more?.length ?? 0) + this.#pick(70), bytes: this.#bytes(1 + this.#pick(5)) } };
    const least = Math.min(...all.map(([, type]) => heightOf(this.#heights, module, type)));
    const [name, type] = this.#one(
      depth > this.#options.depth ? all.filter(([, one]) => heightOf(this.#heights, module, one) === least) : all,
    );
    return { [name]: this.value(module, type, depth) };
  }

  #has(name: string): boolean {
    return this.#options.without?.has(name) !== true;
  }

  /** True occasionally, for a value from a future version. */
  #rarely(more: unknown): boolean {
    return more !== undefined && this.#options.plain !== true && this.#pick(12) === 0;
  }

  #integer({ min, max, extensible }: IntegerSchema): unknown {
    if (min === undefined) return this.#anyInteger();
    if (extensible === true && this.#options.plain !== true && this.#pick(4) === 0)
      return (max ?? min) + 1 + this.#pick(2 ** 31);
    const top = max ?? min + 2 ** 31;
    const edges = [min, top, min + 1, top - 1, min + 255, min + 256, min + 65_535, min + 65_536];
    const chosen = this.#pick(2) === 0 ? this.#one(edges) : min + this.#pick(Math.min(2 ** 31, top - min + 1));
    return Math.min(top, Math.max(min, chosen));
  }

  #anyInteger(): number | bigint {
    const edges = [0, 1, -1, 127, 128, -128, -129, 255, 256, 32_767, 32_768, -32_768, -32_769, 2 ** 31 - 1, -(2 ** 31)];
    const wide = [
      2 ** 32,
      2 ** 40,
      -(2 ** 47),
      2 ** 47,
      Number.MAX_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
      2n ** 53n,
      -(2n ** 63n),
      2n ** 64n - 1n,
      2n ** 200n,
    ];
    return this.#one(this.#options.plain === true ? edges : [...edges, ...wide]);
  }

  #string({ is, min, max, from }: StringSchema): unknown {
    const least = this.#options.plain === true ? Math.max(1, min ?? 0) : (min ?? 0);
    const size = this.#size({ min: least, ...(max !== undefined && { max }) }, 40);
    if (is === 'OCTET STRING') return this.#bytes(size);
    if (is === 'BIT STRING') {
      const bytes = this.#bytes(Math.ceil(size / 8));
      if (size % 8 !== 0) bytes[bytes.length - 1] = ((bytes.at(-1) ?? 0) >>> (8 - (size % 8))) << (8 - (size % 8));
      return { bytes, length: size };
    }
    const alphabet =
      from ?? (this.#options.plain === true ? (is === 'NumericString' ? '0123456789' : ALPHANUMERIC) : PERMITTED[is]);
    const limit = { IA5String: 128, GeneralString: 256 }[is as string] ?? 65_536;
    return Array.from({ length: size }, () =>
      alphabet === undefined ? String.fromCharCode(this.#pick(limit)) : alphabet.charAt(this.#pick(alphabet.length)),
    ).join('');
  }

  /** A size that is mostly short, but occasionally the maximum, if that is not too much. */
  #size({ min = 0, max }: { readonly min?: number; readonly max?: number }, usual: number): number {
    const longest = Math.min(max ?? min + usual, min + Math.max(usual, 0));
    if (usual > 3 && max !== undefined && max <= 600 && this.#pick(12) === 0) return max;
    return min + this.#pick(longest - min + 1);
  }

  #bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.#pick(256));
  }

  #one<Item>(items: readonly Item[]): Item {
    return items[this.#pick(items.length)] as Item;
  }
}

/** The owner and the name of a referenced type. */
function split(module: string, type: string): readonly [string, string] {
  const [owner, name] = type.split(':');
  return name === undefined ? [module, type] : [owner ?? module, name];
}

const HEIGHTS = new WeakMap<Modules, ReadonlyMap<string, number>>();

/** The depth of the shallowest value of each named type: the way out where a type refers to itself. */
function heightsOf(modules: Modules): ReadonlyMap<string, number> {
  const heights = new Map<string, number>();
  for (let changed = true; changed;) {
    changed = false;
    for (const [module, types] of Object.entries(modules)) {
      for (const [name, type] of Object.entries(types)) {
        const height = heightOf(heights, module, type);
        const key = `${module}:${name}`;
        if (height < (heights.get(key) ?? Number.POSITIVE_INFINITY)) {
          heights.set(key, height);
          changed = true;
        }
      }
    }
  }
  HEIGHTS.set(modules, heights);
  return heights;
}

function heightOf(heights: ReadonlyMap<string, number>, module: string, type: TypeSchema): number {
  if (typeof type === 'string')
    return BUILT_IN.has(type) ? 0 : (heights.get(split(module, type).join(':')) ?? Number.POSITIVE_INFINITY);
  const below = (of: TypeSchema): number => heightOf(heights, module, of);
  switch (type.is) {
    case 'LIST':
      return (type.min ?? 0) === 0 ? 1 : 1 + below(type.of);
    case 'SEQUENCE':
      return 1 + Math.max(0, ...type.of.filter(([, , optional]) => optional === undefined).map(([, of]) => below(of)));
    case 'CHOICE':
      return 1 + Math.min(...[...type.of, ...(type.more ?? [])].map(([, of]) => below(of)));
    default:
      return 0;
  }
}
