/** Comma-separated values (RFC 4180), leniently read and strictly written. Pure. */

export interface CsvRecord {
  /** Of the text, from 1; where the record begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The text can't be read from this line on. */
export class CsvError extends Error {
  readonly line: number;
  constructor(line: number, problem: string) {
    super(problem);
    this.line = line;
  }
}

/** A cell in quotes, in which "" is one, or a plain one; then what ends it. */
const CELL = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|\r|$)/y;

/** Any line ending and a byte order mark are taken; lines with nothing on them are left out. Throws `CsvError`. */
export function decodeCsv(text: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
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
    if (cells.length > 1 || cells[0] !== '') records.push({ line: begun, cells });
    cells = [];
    begun = line;
  }
  return records;
}

export const encodeCsv = (rows: readonly (readonly string[])[]): string => rows.map((cells) => `${cells.map(encodeCell).join(',')}\r\n`).join('');

const encodeCell = (cell: string): string => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** What is wrong with a line, for whoever sent it. `column`: its name; empty for the line as a whole. */
export interface LineProblem {
  readonly line: number;
  readonly column: string;
  readonly problem: string;
}

export interface Table {
  /** Cells by the names of their columns, trimmed; those that are empty are left out. */
  readonly rows: readonly { readonly line: number; readonly cells: Readonly<Record<string, string>> }[];
  readonly problems: readonly LineProblem[];
}

/** The first line names the columns, in any order. `needed` must be there, others than `known` must not. */
export function readTable(text: string, known: readonly string[], needed: readonly string[]): Table {
  let records: readonly CsvRecord[];
  try {
    records = decodeCsv(text);
  } catch (error) {
    if (error instanceof CsvError) return { rows: [], problems: [{ line: error.line, column: '', problem: error.message }] };
    throw error;
  }
  const [head, ...rest] = records;
  const names = head?.cells.map((name) => name.trim()) ?? [];
  const problems = [
    ...names.filter((name) => !known.includes(name)).map((name) => ({ line: 1, column: name.slice(0, 64), problem: 'is not known' })),
    ...names.filter((name, at) => names.indexOf(name) < at).map((name) => ({ line: 1, column: name.slice(0, 64), problem: 'is there twice' })),
    ...needed.filter((name) => !names.includes(name)).map((name) => ({ line: 1, column: name, problem: 'is missing' })),
  ];
  if (problems.length > 0) return { rows: [], problems };
  const long = rest.filter(({ cells }) => cells.length > names.length).map(({ line }) => ({ line, column: '', problem: `has more than ${names.length} cells` }));
  const rows = rest.filter(({ cells }) => cells.length <= names.length).map(({ line, cells }) => ({ line, cells: named(names, cells) }));
  return { rows, problems: long };
}

function named(names: readonly string[], cells: readonly string[]): Readonly<Record<string, string>> {
  const pairs = cells.map((cell, at) => [names[at] ?? '', cell.trim()] as const);
  return Object.fromEntries(pairs.filter(([, cell]) => cell !== ''));
}
