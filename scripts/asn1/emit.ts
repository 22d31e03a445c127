/** Converts schema data to the two files that are checked in for each module: the data, and its TypeScript types. */
import type { Alternative, Component, ModuleSchema, TypeSchema } from '../../gateway/h323/asn1/schema.ts';

export interface Generated {
  /** `h225` */
  readonly file: string;
  /** `H.225.0 H323-MESSAGES`, for the heading. */
  readonly title: string;
  readonly schema: ModuleSchema;
}

const heading = ({ title }: Generated, what: string): string =>
  `/** ${title}: ${what}. Made by scripts/asn1/compile.ts, not to be edited. */\n`;

export function emitSchema(generated: Generated): string {
  const types = Object.entries(generated.schema).map(([name, type]) => `  ${key(name)}: ${data(type, '  ')},\n`);
  return `${heading(generated, 'schema data')}import type { ModuleSchema } from '../schema.ts';\n\nexport const ${generated.file}: ModuleSchema = {\n${types.join('')}};\n`;
}

const quote = (text: string): string => `'${text.replaceAll('\\', String.raw`\\`).replaceAll("'", String.raw`\'`)}'`;
const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name));

/** One line for a type without fields, one line per field otherwise. */
function data(type: TypeSchema, indent: string): string {
  if (typeof type === 'string') return quote(type);
  const inner = `${indent}  `;
  const fields = (list: readonly (Component | Alternative)[]): string => {
    const lines = list.map(
      ([name, of, optional]) =>
        `${inner}  [${quote(name)}, ${data(of, `${inner}  `)}${optional === undefined ? '' : ", '?'"}],\n`,
    );
    return lines.length === 0 ? '[]' : `[\n${lines.join('')}${inner}]`;
  };
  switch (type.is) {
    case 'SEQUENCE':
    case 'CHOICE':
      return `{\n${inner}is: '${type.is}',\n${inner}of: ${fields(type.of)},\n${type.more === undefined ? '' : `${inner}more: ${fields(type.more)},\n`}${indent}}`;
    case 'LIST':
    case 'OPEN':
      return `{ ${properties({ ...type, of: undefined })}, of: ${data(type.of, indent)} }`;
    default:
      return `{ ${properties(type)} }`;
  }
}

function properties(object: object): string {
  const literal = (value: unknown): string =>
    typeof value === 'string'
      ? quote(value)
      : Array.isArray(value)
        ? `[${value.map(literal).join(', ')}]`
        : String(value);
  return Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${literal(value)}`)
    .join(', ');
}

const typeName = (name: string): string => name.replaceAll('-', '');
const VALUES = ['BitString', 'UnknownAlternative', 'UnknownEnumeration'] as const;

export function emitTypes(generated: Generated): string {
  const body = Object.entries(generated.schema)
    .map(([name, type]) => declaration(name, type))
    .join('\n');
  const values = VALUES.filter((name) => body.includes(name));
  const modules = [...new Set([...body.matchAll(/\bH\d+(?=\.[A-Z])/g)].map(([name]) => name))].sort();
  const imports = [
    ...(values.length > 0 ? [`import type { ${values.join(', ')} } from '../values.ts';\n`] : []),
    ...modules.map((name) => `import type * as ${name} from './${name.toLowerCase()}.types.ts';\n`),
  ];
  return `${heading(generated, 'types of the values')}${imports.join('')}\n${body}`;
}

function declaration(name: string, type: TypeSchema): string {
  const head = typeName(name);
  if (typeof type !== 'string' && type.is === 'SEQUENCE') return `export interface ${head} ${shape(type, '')}\n`;
  return `export type ${head} = ${shape(type, '')};\n`.replace('= \n', '=\n');
}

function shape(type: TypeSchema, indent: string): string {
  if (typeof type === 'string') return simple(type);
  const inner = `${indent}  `;
  switch (type.is) {
    case 'SEQUENCE': {
      const root = type.of.map(
        ([name, of, optional]) =>
          `${inner}readonly ${key(name)}${optional === undefined ? '' : '?'}: ${shape(of, inner)};\n`,
      );
      const more = (type.more ?? []).map(([name, of]) => `${inner}readonly ${key(name)}?: ${shape(of, inner)};\n`);
      return `{\n${[...root, ...more].join('')}${indent}}`;
    }
    case 'CHOICE': {
      const alternatives = [...type.of, ...(type.more ?? [])].map(
        ([name, of]) => `\n${inner}| { readonly ${key(name)}: ${shape(of, inner)} }`,
      );
      return [...alternatives, ...(type.more === undefined ? [] : [`\n${inner}| UnknownAlternative`])].join('');
    }
    case 'ENUMERATED':
      return [
        ...[...type.of, ...(type.more ?? [])].map(quote),
        ...(type.more === undefined ? [] : ['UnknownEnumeration']),
      ].join(' | ');
    case 'LIST':
      return `ReadonlyArray<${shape(type.of, indent)}>`;
    case 'INTEGER':
      return 'number';
    case 'OPEN':
      return 'Uint8Array';
    default:
      return simple(type.is);
  }
}

const SIMPLE: Readonly<Record<string, string>> = {
  BOOLEAN: 'boolean',
  NULL: 'null',
  // Some integers are unbounded, and a peer may send one that does not fit into a number.
  INTEGER: 'number | bigint',
  'OBJECT IDENTIFIER': 'string',
  'OCTET STRING': 'Uint8Array',
  'BIT STRING': 'BitString',
};

function simple(type: string): string {
  if (/^[A-Z][A-Za-z0-9]*String$/.test(type)) return 'string';
  const [module, name] = type.includes(':') ? type.split(':') : ['', type];
  return SIMPLE[type] ?? (module === '' ? typeName(type) : `${module?.toUpperCase()}.${typeName(name ?? '')}`);
}
