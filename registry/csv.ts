/** Comma-separated values (RFC 4180), leniently read and strictly written. Pure. */
import { RemoteError } from '../base/errors.ts';

export interface CsvRecord {
  /** Of the text, from 1; where the record begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The text can't be read from this line on. */
export class CsvError extends RemoteError {
  readonly line: number;
  constructor(line: number, problem: string) {
    super('csv', problem);
    this.line = line;
  }
}

/** A cell in quotes, in which "" is one, or a plain one; then what ends it. */
const CELL = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|\r|$)/y;

/** Any line ending and a byte order mark are taken; lines with nothing on them are left out. Throws `CsvError`. */
export const decodeCsv = (text: string): readonly CsvRecord[] => [...csvRecords(text)];

/** The same, one after the other. */
export function* csvRecords(text: string): Generator<CsvRecord, void> {
  const cell = new RegExp(CELL);
  cell.lastIndex = text.startsWith('\uFEFF') ? 1 : 0;
  let [line, begun] = [1, 1];
  let cells: string[] = [];
  while (cell.lastIndex < text.length || cells.length > 0) {
    const found = cell.exec(text);
    if (found === null) throw new CsvError(line, 'has a quotation mark that is not closed, or stands amid a cell');
    const [whole, quoted, plain = '', end] = found;
    cells.push(quoted?.replaceAll('""', '"') ?? plain);
    line += whole.split(/\r\n|\r|\n/).length - 1;
    if (end === ',') continue;
    if (cells.length > 1 || cells[0] !== '') yield { line: begun, cells };
    cells = [];
    begun = line;
  }
}

export const encodeCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((cells) => `${cells.map(encodeCell).join(',')}\r\n`).join('');

const encodeCell = (cell: string): string => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** What is wrong with a line, for whoever sent it. `column`: its name; empty for the line as a whole. */
export interface LineProblem {
  readonly line: number;
  readonly column: string;
  readonly problem: string;
}

export interface TableRow {
  readonly line: number;
  /** By the names of their columns, trimmed; those that are empty are left out. */
  readonly cells: Readonly<Record<string, string>>;
}

export interface Table {
  readonly rows: readonly TableRow[];
  readonly problems: readonly LineProblem[];
}

/** The first line names the columns, in any order. `needed` must be there, others than `known` must not. */
export function readTable(text: string, known: readonly string[], needed: readonly string[]): Table {
  const items = [...readingTable(text, known, needed)];
  return {
    rows: items.filter((item): item is TableRow => 'cells' in item),
    problems: items.filter((item): item is LineProblem => 'problem' in item),
  };
}

/** The same, line by line. What can't be read further ends with a problem. */
export function* readingTable(
  text: string,
  known: readonly string[],
  needed: readonly string[],
): Generator<TableRow | LineProblem, void> {
  let names: readonly string[] | undefined;
  try {
    for (const { line, cells } of csvRecords(text)) {
      if (names === undefined) {
        names = cells.map((name) => name.trim());
        const wrong = headProblems(names, known, needed);
        yield* wrong;
        if (wrong.length > 0) return;
      } else if (cells.length > names.length)
        yield { line, column: '', problem: `has more than ${names.length} cells` };
      else yield { line, cells: named(names, cells) };
    }
    if (names === undefined) yield* headProblems([], known, needed);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield { line: error.line, column: '', problem: error.message };
  }
}

const headProblems = (
  names: readonly string[],
  known: readonly string[],
  needed: readonly string[],
): readonly LineProblem[] => [
  ...names
    .filter((name) => !known.includes(name))
    .map((name) => ({ line: 1, column: name.slice(0, 64), problem: 'is not known' })),
  ...names
    .filter((name, at) => names.indexOf(name) < at)
    .map((name) => ({ line: 1, column: name.slice(0, 64), problem: 'is there twice' })),
  ...needed.filter((name) => !names.includes(name)).map((name) => ({ line: 1, column: name, problem: 'is missing' })),
];

function named(names: readonly string[], cells: readonly string[]): Readonly<Record<string, string>> {
  const pairs = cells.map((cell, at) => [names[at] ?? '', cell.trim()] as const);
  return Object.fromEntries(pairs.filter(([, cell]) => cell !== ''));
}
