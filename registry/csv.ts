/** Comma-separated values (RFC 4180), read leniently and written strictly. Pure. */
import { RemoteError } from '../base/errors.ts';

export interface CsvRecord {
  /** Line of the text on which the record begins, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The text cannot be read from this line on. */
export class CsvError extends RemoteError {
  readonly line: number;
  constructor(line: number, problem: string) {
    super('csv', problem);
    this.line = line;
  }
}

/** A quoted cell, in which "" stands for one quotation mark, or a plain one; then its terminator. */
const CELL = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|\r|$)/y;

/** Accepts any line ending and a byte order mark; skips empty lines. Throws `CsvError`. */
export const decodeCsv = (text: string): readonly CsvRecord[] => [...csvRecords(text)];

/** The same records, one by one. */
export function* csvRecords(text: string): Generator<CsvRecord, void> {
  const cell = new RegExp(CELL);
  cell.lastIndex = text.startsWith('\uFEFF') ? 1 : 0;
  let [line, begun] = [1, 1];
  let cells: string[] = [];
  while (cell.lastIndex < text.length || cells.length > 0) {
    const found = cell.exec(text);
    if (found === null) throw new CsvError(line, 'has a quotation mark that is not closed, or is inside a cell');
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

/** A problem with a line, reported to the sender. `column`: its name; empty for the line as a whole. */
export interface LineProblem {
  readonly line: number;
  readonly column: string;
  readonly problem: string;
}

export interface TableRow {
  readonly line: number;
  /** Trimmed cells by column name, without empty ones. */
  readonly cells: Readonly<Record<string, string>>;
}

export interface Table {
  readonly rows: readonly TableRow[];
  readonly problems: readonly LineProblem[];
}

/**
 * The first line names the columns, in any order. Those in `needed` must be present, and only those in `known` may
 * be.
 */
export function readTable(text: string, known: readonly string[], needed: readonly string[]): Table {
  const items = [...readingTable(text, known, needed)];
  return {
    rows: items.filter((item): item is TableRow => 'cells' in item),
    problems: items.filter((item): item is LineProblem => 'problem' in item),
  };
}

/** The same, line by line. Unreadable text ends with a problem. */
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
    .map((name) => ({ line: 1, column: name.slice(0, 64), problem: 'is unknown' })),
  ...names
    .filter((name, at) => names.indexOf(name) < at)
    .map((name) => ({ line: 1, column: name.slice(0, 64), problem: 'occurs twice' })),
  ...needed.filter((name) => !names.includes(name)).map((name) => ({ line: 1, column: name, problem: 'is missing' })),
];

function named(names: readonly string[], cells: readonly string[]): Readonly<Record<string, string>> {
  const pairs = cells.map((cell, at) => [names[at] ?? '', cell.trim()] as const);
  return Object.fromEntries(pairs.filter(([, cell]) => cell !== ''));
}
