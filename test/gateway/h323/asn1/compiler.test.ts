/** `scripts/asn1`: compiles ASN.1 text to schema data and types. */
import { describe, expect, it } from 'vitest';
import { emitSchema, emitTypes } from '../../../../scripts/asn1/emit.ts';
import { parseModule } from '../../../../scripts/asn1/parse.ts';
import { resolveModules } from '../../../../scripts/asn1/resolve.ts';

const source = (file: string, name: string, body: string) => ({
  file,
  ...parseModule(`${name} DEFINITIONS AUTOMATIC TAGS ::= BEGIN ${body} END`),
});
const compile = (body: string) => resolveModules([source('h1', 'ONE', body)]).get('h1');

describe('the compiler', () => {
  it.each([
    ['INTEGER (-5..5)', { is: 'INTEGER', min: -5, max: 5 }],
    ['INTEGER (1..MAX)', { is: 'INTEGER', min: 1 }],
    ['INTEGER (0..3, ...)', { is: 'INTEGER', min: 0, max: 3, extensible: true }],
    ['OCTET STRING (SIZE (16))', { is: 'OCTET STRING', min: 16, max: 16 }],
    ['BIT STRING', 'BIT STRING'],
    ['IA5String (SIZE (1..128)) (FROM ("0123#*"))', { is: 'IA5String', min: 1, max: 128, from: '#*0123' }],
    ['IA5String (SIZE (1) ^ FROM ("ba"))', { is: 'IA5String', min: 1, max: 1, from: 'ab' }],
    ['SET SIZE (1..256) OF INTEGER (0..7)', { is: 'LIST', min: 1, max: 256, of: { is: 'INTEGER', min: 0, max: 7 } }],
    [
      'SEQUENCE (SIZE (1..2)) OF IA5String (SIZE (3))',
      { is: 'LIST', min: 1, max: 2, of: { is: 'IA5String', min: 3, max: 3 } },
    ],
    [
      'SEQUENCE { a NULL, b BOOLEAN OPTIONAL, ..., c OBJECT IDENTIFIER }',
      {
        is: 'SEQUENCE',
        of: [
          ['a', 'NULL'],
          ['b', 'BOOLEAN', '?'],
        ],
        more: [['c', 'OBJECT IDENTIFIER']],
      },
    ],
    ['CHOICE { a NULL, ... }', { is: 'CHOICE', of: [['a', 'NULL']], more: [] }],
    ['ENUMERATED { a (0), b (1), ... }', { is: 'ENUMERATED', of: ['a', 'b'], more: [] }],
    ['TYPE-IDENTIFIER.&Type (NULL -- anything -- )', { is: 'OPEN', of: 'NULL' }],
    ['SEQUENCE { a NULL } ( CONSTRAINED BY { -- in words -- } )', { is: 'SEQUENCE', of: [['a', 'NULL']] }],
  ])('reads %s', (text, schema) => expect(compile(`It ::= ${text}`)).toEqual({ It: schema }));

  it('ends a comment at two hyphens or at the end of the line', () => {
    expect(compile('A ::= -- one -- NULL\nB ::= -- BOOLEAN\nINTEGER -- dashes ---- in it\n')).toEqual({
      A: 'NULL',
      B: 'INTEGER',
    });
  });

  it('omits inner constraints and merges those on references', () => {
    expect(
      compile(
        'A ::= IA5String (FROM ("01")) B ::= A (SIZE (3)) C ::= D (WITH COMPONENTS {..., n PRESENT}) D ::= SEQUENCE { n NULL OPTIONAL }',
      ),
    ).toMatchObject({ B: { is: 'IA5String', min: 3, max: 3, from: '01' }, C: 'D' });
  });

  it('instantiates parameterized types in the module that uses them', () => {
    const one = source('h1', 'ONE', 'IMPORTS SIGNED{} FROM TWO; A ::= SIGNED { B } B ::= NULL');
    const two = source('h2', 'TWO', 'SIGNED { It } ::= SEQUENCE { it It, by Key } Key ::= INTEGER');
    expect(resolveModules([one, two]).get('h1')).toEqual({
      A: 'SIGNED-B',
      B: 'NULL',
      'SIGNED-B': {
        is: 'SEQUENCE',
        of: [
          ['it', 'B'],
          ['by', 'h2:Key'],
        ],
      },
    });
  });

  it('finds an import in another module if the named one does not have it', () => {
    const one = source('h1', 'ONE', 'IMPORTS T FROM TWO; A ::= T');
    expect(
      resolveModules([one, source('h2', 'TWO', 'U ::= NULL'), source('h3', 'THREE', 'T ::= NULL')]).get('h1'),
    ).toEqual({ A: 'h3:T' });
  });

  it.each([
    ['a tag', 'A ::= [0] NULL'],
    ['DEFAULT', 'A ::= SEQUENCE { a BOOLEAN DEFAULT TRUE }'],
    ['an addition group', 'A ::= SEQUENCE { ..., [[ a NULL ]] }'],
    ['a second root', 'A ::= SEQUENCE { ..., a NULL, ..., b NULL }'],
    ['a SET of components', 'A ::= SET { a NULL }'],
    ['an unknown type', 'A ::= B'],
    ['an extensible size', 'A ::= OCTET STRING (SIZE (1..2), ...)'],
    ['a missing end', 'A ::= SEQUENCE { a NULL,'],
  ])('rejects %s', (_what, body) => expect(() => compile(body)).toThrow(/^Cannot /));

  it('rejects a module without automatic tags', () => {
    expect(() => parseModule('ONE DEFINITIONS ::= BEGIN END')).toThrow('line 1: AUTOMATIC expected, not "::="');
  });
});

describe('the output', () => {
  const schema =
    compile(`Some-Type ::= CHOICE { the-first SEQUENCE { a-b INTEGER, c BIT STRING OPTIONAL, ..., d NULL }, second Other, ... }
    Other ::= ENUMERATED { x (0) } List ::= SEQUENCE OF Some-Type Any ::= TYPE-IDENTIFIER.&Type (Other)`);
  const generated = { file: 'h1', title: 'H.1 ONE', schema: schema ?? {} };

  it('contains schema data', () => {
    expect(emitSchema(generated)).toContain(`export const h1: ModuleSchema = {
  'Some-Type': {
    is: 'CHOICE',
    of: [
      ['the-first', {
        is: 'SEQUENCE',
        of: [
          ['a-b', 'INTEGER'],
          ['c', 'BIT STRING', '?'],
        ],
        more: [
          ['d', 'NULL'],
        ],
      }],
      ['second', 'Other'],
    ],
    more: [],
  },
  Other: { is: 'ENUMERATED', of: ['x'] },
  List: { is: 'LIST', of: 'Some-Type' },
  Any: { is: 'OPEN', of: 'Other' },
};`);
  });

  it('contains types', () => {
    expect(emitTypes(generated)).toContain(`export type SomeType =
  | { readonly 'the-first': {
    readonly 'a-b': number | bigint;
    readonly c?: BitString;
    readonly d?: null;
  } }
  | { readonly second: Other }
  | UnknownAlternative;

export type Other = 'x';

export type List = ReadonlyArray<SomeType>;

export type Any = Uint8Array;`);
  });
});
