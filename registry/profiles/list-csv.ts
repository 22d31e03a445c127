/** The list as CSV: one line per row of each entry, the default last. The note is not included. Pure. */
import { encodeCsv, readTable, type LineProblem } from '../csv.ts';
import { ListError, parseCompatibleList, type CompatibleList } from './list.ts';

type Cells = Readonly<Record<string, string>>;

const MATCH = ['userAgent', 't35', 'product', 'version', 'productNumber', 'alias'] as const;
const SAID = ['firmware', 'evidence', 'dated', 'comment'] as const;
const LISTS = [
  'audioCodecs',
  'videoCodecs',
  'packetizationModes',
  'dtmf',
  'keyframe',
  'bfcpRoles',
  'bfcpTransports',
] as const;
const PROFILE = ['supported', 'audio', 'video', 'screen', ...LISTS, 'keepAlive'] as const;
const PROTOCOLS = ['sip', 'h323'] as const;
const COLUMNS: readonly string[] = [
  'id',
  'kind',
  'vendor',
  'model',
  ...MATCH,
  ...SAID,
  ...PROTOCOLS.flatMap((protocol) => PROFILE.map((field) => `${protocol}.${field}`)),
];
const NEEDED: readonly string[] = [
  'id',
  'kind',
  'vendor',
  'model',
  'firmware',
  'evidence',
  'dated',
  ...PROTOCOLS.flatMap((protocol) => ['supported', 'audio', 'video', 'screen'].map((field) => `${protocol}.${field}`)),
];

export function listToCsv(list: CompatibleList): string {
  const rows = list.entries.flatMap(({ rows: each, match, ...entry }) =>
    each.map((row) => cellsOf({ ...entry, ...match, ...row })),
  );
  return encodeCsv([COLUMNS, ...rows, cellsOf({ kind: 'default', firmware: '*', ...list.default })]);
}

function cellsOf(values: Readonly<Record<string, unknown>>): readonly string[] {
  return COLUMNS.map((column) => {
    const [protocol = '', field] = column.split('.');
    return textOf(
      field === undefined ? values[protocol] : (values[protocol] as Readonly<Record<string, unknown>>)[field],
    );
  });
}

function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.join(' ');
  return value === undefined ? '' : String(value);
}

export type CsvList = { readonly list: CompatibleList } | { readonly problems: readonly LineProblem[] };

/**
 * Lines with the same id make one entry; the first line contains what identifies the device, the others leave that
 * empty or repeat it.
 */
export function listFromCsv(text: string, note?: string): CsvList {
  const table = readTable(text, COLUMNS, NEEDED);
  if (table.problems.length > 0) return { problems: table.problems };
  const groups = Map.groupBy(table.rows, ({ cells }) => cells['id'] ?? '');
  const fallback = groups.get('default');
  groups.delete('default');
  if (fallback?.length !== 1)
    return { problems: [{ line: fallback?.[1]?.line ?? 1, column: 'id', problem: 'must be "default" on one line' }] };
  const entries = [...groups.values()];
  const differing = entries.flatMap(([first, ...more]) =>
    more.flatMap(({ line, cells }) =>
      differencesOf(first?.cells ?? {}, cells).map((column) => ({
        line,
        column,
        problem: 'differs from the first line of its id',
      })),
    ),
  );
  if (differing.length > 0) return { problems: differing };
  const { firmware: _, ...default_ } = rowOf(fallback[0]?.cells ?? {});
  const json = {
    schema: 2,
    ...(note !== undefined && { note }),
    entries: entries.map((rows) => entryOf(rows.map(({ cells }) => cells))),
    default: { ...namesOf(fallback[0]?.cells ?? {}), ...default_ },
  };
  try {
    return { list: parseCompatibleList(json) };
  } catch (error) {
    if (!(error instanceof ListError)) throw error;
    return {
      problems: error.problems.map(({ path, problem }) => ({
        ...whereOf(
          path,
          entries.map((rows) => rows.map(({ line }) => line)),
          fallback[0]?.line ?? 1,
        ),
        problem,
      })),
    };
  }
}

const differencesOf = (first: Cells, cells: Cells): readonly string[] =>
  ['kind', 'vendor', 'model', ...MATCH].filter(
    (column) => cells[column] !== undefined && cells[column] !== first[column],
  );

const picked = (cells: Cells, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.flatMap((name) => (cells[name] === undefined ? [] : [[name, cells[name]]])));
const namesOf = (cells: Cells): Record<string, unknown> => picked(cells, ['id', 'vendor', 'model']);

function entryOf(rows: readonly Cells[]): Readonly<Record<string, unknown>> {
  const [first = {}] = rows;
  const match = { ...picked(first, MATCH), ...(first['t35'] !== undefined && { t35: first['t35'].split(/\s+/) }) };
  return { ...picked(first, ['id', 'kind', 'vendor', 'model']), match, rows: rows.map(rowOf) };
}

function rowOf(cells: Cells): Readonly<Record<string, unknown>> {
  return { ...picked(cells, SAID), sip: profileOf(cells, 'sip'), h323: profileOf(cells, 'h323') };
}

function profileOf(cells: Cells, protocol: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    PROFILE.flatMap((field) => {
      const text = cells[`${protocol}.${field}`];
      return text === undefined ? [] : [[field, valueOf(field, text)]];
    }),
  );
}

function valueOf(field: (typeof PROFILE)[number], text: string): unknown {
  if (field === 'supported') return text === 'yes' ? true : text === 'no' ? false : text;
  if (!(LISTS as readonly string[]).includes(field)) return text;
  const parts = text.split(/\s+/);
  return field === 'packetizationModes' ? parts.map(Number) : parts;
}

/** The line and column for a JSON Pointer into the list built from the lines. */
function whereOf(
  path: string,
  lines: readonly (readonly number[])[],
  fallback: number,
): { readonly line: number; readonly column: string } {
  const [, top, entry = '', part = '', ...rest] = path.split('/');
  if (top === 'default') return { line: fallback, column: [entry, part].filter((each) => each !== '').join('.') };
  if (top !== 'entries') return { line: 1, column: '' };
  const own = lines[Number(entry)] ?? [];
  if (part === 'rows') return { line: own[Number(rest[0])] ?? own[0] ?? 1, column: rest.slice(1, 3).join('.') };
  return { line: own[0] ?? 1, column: part === 'match' ? (rest[0] ?? '') : part };
}
