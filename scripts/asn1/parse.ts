/**
 * Parses a module's tokens (X.680 §13 and on): the parts of ASN.1 that H.225.0, H.235, H.245, H.460.18 and H.460.19
 * use. Unused parts (tags, DEFAULT, addition groups, a second root, named numbers, classes but TYPE-IDENTIFIER) are
 * rejected, never guessed.
 */
import { Cursor } from './cursor.ts';
import type { Assignment, Constraint, Field, Module, Node, Range } from './syntax.ts';
import { tokenize } from './tokens.ts';

const STRINGS = new Set(['IA5String', 'BMPString', 'NumericString', 'PrintableString', 'GeneralString']);

export function parseModule(text: string): Module {
  const cursor = new Cursor(tokenize(text));
  const name = cursor.word();
  if (cursor.peek() === '{') cursor.skipGroup();
  // Only with automatic tags do SET and CHOICE follow the order of the text (X.680 §24.7).
  cursor.expect('DEFINITIONS', 'AUTOMATIC', 'TAGS', '::=', 'BEGIN');
  const imports = cursor.take('IMPORTS') ? parseImports(cursor) : new Map<string, string>();
  const assignments = new Map<string, Assignment>();
  while (!cursor.take('END')) {
    const assigned = cursor.word();
    const parameters = cursor.peek() === '{' ? parseList(cursor, () => cursor.word()) : [];
    cursor.expect('::=');
    assignments.set(assigned, { parameters, type: parseType(cursor) });
  }
  return { name, imports, assignments };
}

function parseImports(cursor: Cursor): Map<string, string> {
  const imports = new Map<string, string>();
  let names: string[] = [];
  while (!cursor.take(';')) {
    if (cursor.take('FROM')) {
      const from = cursor.word();
      for (const name of names) imports.set(name, from);
      names = [];
    } else {
      names.push(cursor.word());
      cursor.take('{', '}');
      cursor.take(',');
    }
  }
  return imports;
}

/** `{ item, item }` */
function parseList<Item>(cursor: Cursor, item: () => Item): Item[] {
  const items: Item[] = [];
  cursor.expect('{');
  do items.push(item());
  while (cursor.take(','));
  cursor.expect('}');
  return items;
}

function parseType(cursor: Cursor): Node {
  const node = parseShape(cursor);
  const constraint = { ...node.constraint };
  while (cursor.peek() === '(') Object.assign(constraint, parseConstraint(cursor));
  return { is: node.is, constraint };
}

function parseShape(cursor: Cursor): Node {
  const word = cursor.word();
  switch (word) {
    case 'SEQUENCE':
    case 'SET':
      return parseSequence(cursor, word);
    case 'CHOICE':
      return { is: { fields: 'CHOICE', ...parseFields(cursor) }, constraint: {} };
    case 'ENUMERATED':
      return { is: parseEnumerated(cursor), constraint: {} };
    case 'OBJECT':
      cursor.expect('IDENTIFIER');
      return builtin('OBJECT IDENTIFIER');
    case 'OCTET':
    case 'BIT':
      cursor.expect('STRING');
      return builtin(`${word} STRING`);
    case 'TYPE-IDENTIFIER':
      return parseOpen(cursor);
    case 'BOOLEAN':
    case 'NULL':
    case 'INTEGER':
      return builtin(word);
    default:
      if (STRINGS.has(word)) return builtin(word);
      return {
        is: { reference: word, parameters: cursor.peek() === '{' ? parseList(cursor, () => parseType(cursor)) : [] },
        constraint: {},
      };
  }
}

const builtin = (name: string): Node => ({ is: { builtin: name }, constraint: {} });

/** A constraint before OF applies to the list, one after the element to the element. */
function parseSequence(cursor: Cursor, word: string): Node {
  if (cursor.peek() === '{') {
    if (word === 'SET') throw new Error('Cannot compile a SET of named components: no module has one');
    return { is: { fields: 'SEQUENCE', ...parseFields(cursor) }, constraint: {} };
  }
  const constraint =
    cursor.peek() === '(' ? parseConstraint(cursor) : cursor.peek() === 'SIZE' ? parseConstraintTerm(cursor) : {};
  cursor.expect('OF');
  return { is: { list: parseType(cursor) }, constraint };
}

/** `TYPE-IDENTIFIER.&Type (Contained)` */
function parseOpen(cursor: Cursor): Node {
  cursor.expect('.', '&Type', '(');
  const open = parseType(cursor);
  cursor.expect(')');
  return { is: { open }, constraint: {} };
}

function parseFields(cursor: Cursor): { readonly of: readonly Field[]; readonly more?: readonly Field[] } {
  const of: Field[] = [];
  let more: Field[] | undefined;
  parseList(cursor, () => {
    if (cursor.take('...')) {
      if (more !== undefined) throw new Error('Cannot compile a second extension marker: no module has one');
      more = [];
    } else {
      (more ?? of).push(parseField(cursor));
    }
  });
  return { of, ...(more !== undefined && { more }) };
}

function parseField(cursor: Cursor): Field {
  const name = cursor.word();
  const type = parseType(cursor);
  return { name, type, optional: cursor.take('OPTIONAL') };
}

/** Names in the order of their numbers (X.691 §14.1); the only enumeration numbers them in order. */
function parseEnumerated(cursor: Cursor): Node['is'] {
  const names: string[] = [];
  let more: string[] | undefined;
  parseList(cursor, () => {
    if (cursor.take('...')) return void (more = []);
    const name = cursor.word();
    cursor.expect('(');
    const into = more ?? names;
    if (cursor.number() !== into.length)
      throw new Error(`Cannot compile the enumeration's ${name}: its number differs from its position`);
    cursor.expect(')');
    into.push(name);
  });
  return { names, ...(more !== undefined && { more }) };
}

function parseConstraint(cursor: Cursor): Constraint {
  if (cursor.peek(1) === 'WITH' || cursor.peek(1) === 'CONSTRAINED') {
    cursor.skipGroup();
    return {};
  }
  cursor.expect('(');
  const constraint: { -readonly [Key in keyof Constraint]: Constraint[Key] } = {};
  do Object.assign(constraint, parseConstraintTerm(cursor));
  while (cursor.take('^'));
  if (cursor.take(',', '...')) constraint.extensible = true;
  cursor.expect(')');
  return constraint;
}

function parseConstraintTerm(cursor: Cursor): Constraint {
  if (cursor.take('SIZE')) {
    cursor.expect('(');
    const size = parseRange(cursor);
    cursor.expect(')');
    return { size };
  }
  if (cursor.take('FROM')) {
    cursor.expect('(');
    const from = [...cursor.string()].sort().join('');
    cursor.expect(')');
    return { from };
  }
  return { value: parseRange(cursor) };
}

function parseRange(cursor: Cursor): Range {
  const min = cursor.number();
  if (!cursor.take('..')) return { min, max: min };
  return cursor.take('MAX') ? { min } : { min, max: cursor.number() };
}
