/** Compiles schema data to coders: each named type once, on its first use. */
import type { CharacterString, ModuleSchema, StringSchema, TypeSchema } from '../schema.ts';
import { characterString } from './characters.ts';
import { choice, enumerated } from './choice.ts';
import { describe, type Coder } from './coder.ts';
import { integer } from './integer.ts';
import { list } from './list.ts';
import { objectIdentifier } from './object-identifier.ts';
import { bitString, octetString, openType } from './octets.ts';
import { sequence } from './sequence.ts';

export type Modules = Readonly<Record<string, ModuleSchema>>;

/** Returns the coder of a named type: `coderOf('h225', 'Setup-UUIE')`. */
export function compiler(modules: Modules): (module: string, name: string) => Coder {
  const coders = new Map<string, Coder>();

  const named = (module: string, name: string): Coder => {
    const key = `${module}:${name}`;
    const known = coders.get(key);
    if (known !== undefined) return known;
    const type = modules[module]?.[name];
    if (type === undefined) throw new Error(`Cannot find the ASN.1 type ${key}`);
    // An alias such as `FastStartToken ::= ClearToken` is that type.
    if (typeof type === 'string') return compile(module, type);
    // Until the first use the functions compile the type, because types refer to themselves.
    const coder: Coder = {
      decode: (reader) => become(coder, module, type).decode(reader),
      encode: (writer, value) => become(coder, module, type).encode(writer, value),
    };
    coders.set(key, coder);
    return coder;
  };

  const become = (coder: Coder, module: string, type: TypeSchema): Coder => Object.assign(coder, compile(module, type));

  const compile = (module: string, type: TypeSchema): Coder => {
    if (typeof type === 'string') return SIMPLE[type] ?? reference(module, type);
    const coder = (of: TypeSchema): Coder => compile(module, of);
    const fields = (of: readonly (readonly [string, TypeSchema, '?'?])[]) =>
      of.map(([name, inner, optional]) => ({ name, coder: coder(inner), optional: optional !== undefined }));
    switch (type.is) {
      case 'INTEGER':
        return integer(type);
      case 'ENUMERATED':
        return enumerated(type.of, type.more);
      case 'OPEN':
        return openType;
      case 'LIST':
        return list(type, coder(type.of));
      case 'SEQUENCE':
        return sequence(fields(type.of), type.more && fields(type.more));
      case 'CHOICE':
        return choice(fields(type.of), type.more && fields(type.more));
      default:
        return string(type);
    }
  };

  const reference = (module: string, type: string): Coder => {
    const [other, name] = type.split(':');
    return name === undefined || other === undefined ? named(module, type) : named(other, name);
  };

  return named;
}

function string(type: StringSchema): Coder {
  if (type.is === 'OCTET STRING') return octetString(type);
  if (type.is === 'BIT STRING') return bitString(type);
  return characterString({ ...type, is: type.is });
}

const boolean: Coder = {
  decode: (reader) => reader.bit() === 1,
  encode: (writer, value) => {
    if (typeof value !== 'boolean') throw writer.fault(`${describe(value)} is not a boolean`);
    writer.bit(value);
  },
};

const nothing: Coder = {
  decode: () => null,
  encode: (writer, value) => {
    if (value !== null) throw writer.fault(`${describe(value)} is not null`);
  },
};

const CHARACTER_STRINGS: readonly CharacterString[] = [
  'IA5String',
  'BMPString',
  'NumericString',
  'PrintableString',
  'GeneralString',
];

const SIMPLE: Readonly<Record<string, Coder>> = {
  BOOLEAN: boolean,
  NULL: nothing,
  INTEGER: integer({ is: 'INTEGER' }),
  'OBJECT IDENTIFIER': objectIdentifier,
  'OCTET STRING': octetString({}),
  'BIT STRING': bitString({}),
  ...Object.fromEntries(CHARACTER_STRINGS.map((is) => [is, characterString({ is })])),
};
