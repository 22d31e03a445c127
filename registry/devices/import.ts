/** Bulk import of devices: what a CSV would create, and everything that is wrong with it. Pure. */
import { readingTable, type LineProblem } from '../csv.ts';
import { hasHidden, looksAlike } from '../names.ts';
import { parseFirmware } from '../profiles/firmware.ts';
import { parseAlias, type Alias } from './aliases.ts';
import { parseNetwork } from './networks.ts';

export const DIAL_STYLES = ['pin@host', 'host##pin', 'host-then-pin'] as const;
export type DialStyle = (typeof DIAL_STYLES)[number];

/** A device as an administrator describes it. */
export interface DeviceDetails {
  readonly name: string;
  readonly site?: string | null;
  readonly room?: string | null;
  readonly vendor?: string | null;
  readonly model?: string | null;
  /** As recorded; compared with what the device itself reports. */
  readonly firmware?: string | null;
  readonly dialStyle?: DialStyle | null;
  readonly notes?: string | null;
  readonly sourceNetworks?: readonly string[];
  readonly aliases?: readonly Alias[];
}

export interface NewDevice extends DeviceDetails {
  /** Username for SIP digest and H.235, and the h323-ID. */
  readonly username: string;
}

export const USERNAME = '^[A-Za-z0-9._-]{1,64}$';
const IS_USERNAME = new RegExp(USERNAME);
export const MOST_LINES = 10_000;
export const MOST_BYTES = 1_000_000;
export const MOST_ALIASES = 10;
export const MOST_NETWORKS = 10;
export const COLUMNS = [
  'name',
  'username',
  'site',
  'room',
  'vendor',
  'model',
  'firmware',
  'aliases',
  'sourceNetworks',
  'dialStyle',
  'notes',
] as const;

type Column = (typeof COLUMNS)[number];
type Cells = Partial<Readonly<Record<Column, string>>>;

export interface ImportLine {
  readonly line: number;
  readonly device: NewDevice;
}

export interface ImportPlan {
  readonly create: readonly ImportLine[];
  readonly problems: readonly LineProblem[];
}

/**
 * Reads the lines, before it is known which names are taken. Aliases and networks are separated by spaces or
 * semicolons. Yields after each line, so that other work can be done in between.
 */
export function* readingImport(csv: string): Generator<void, ImportPlan> {
  if (Buffer.byteLength(csv) > MOST_BYTES) return refusedFile(1, `The file is larger than ${MOST_BYTES} bytes`);
  const [create, problems]: [ImportLine[], LineProblem[]] = [[], []];
  let lines = 0;
  for (const item of readingTable(csv, COLUMNS, ['name', 'username'])) {
    if ('problem' in item) problems.push(item);
    else {
      if (++lines > MOST_LINES) return refusedFile(item.line, `There are more than ${MOST_LINES} devices`);
      const { device, problems: wrong } = readDevice(item.cells);
      problems.push(...wrong.map((problem) => ({ line: item.line, ...problem })));
      if (device !== undefined) create.push({ line: item.line, device });
    }
    yield;
  }
  return { create, problems };
}

const refusedFile = (line: number, problem: string): ImportPlan => ({
  create: [],
  problems: [{ line, column: '', problem }],
});

/** `taken`: names that existing devices have. Nothing may be created unless `problems` is empty. */
export function* planningImport(
  { create, problems }: ImportPlan,
  taken: ReadonlySet<string>,
): Generator<void, ImportPlan> {
  const lines = new Map<string, number>();
  const wrong: LineProblem[] = [];
  for (const { line, device } of create) {
    const names = [
      { column: 'username', name: device.username },
      ...(device.aliases ?? []).map(({ value }) => ({ column: 'aliases', name: value })),
    ];
    for (const { column, name } of names) {
      const other = lines.get(name);
      if (taken.has(name)) wrong.push({ line, column, problem: `${quoted(name)} already belongs to a device` });
      else if (other !== undefined) wrong.push({ line, column, problem: `${quoted(name)} is also on line ${other}` });
      else lines.set(name, line);
    }
    yield;
  }
  return { create, problems: [...problems, ...wrong].sort((a, b) => a.line - b.line) };
}

/** All names that a plan would use. */
export const namesOf = (create: readonly ImportLine[]): readonly string[] =>
  create.flatMap(({ device }) => [device.username, ...(device.aliases ?? []).map(({ value }) => value)]);

interface Problem {
  readonly column: Column;
  readonly problem: string;
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 64));
const split = (text = ''): readonly string[] => text.split(/[\s;]+/).filter((part) => part !== '');
const LENGTHS: Partial<Readonly<Record<Column, number>>> = {
  name: 100,
  site: 100,
  room: 100,
  vendor: 64,
  model: 64,
  firmware: 64,
  notes: 1000,
};

function readDevice(cells: Cells): { readonly device?: NewDevice; readonly problems: readonly Problem[] } {
  const aliases = split(cells.aliases).map((text) => ({ text, alias: parseAlias(text) }));
  const networks = split(cells.sourceNetworks).map((text) => ({ text, network: parseNetwork(text) }));
  const problems: readonly Problem[] = [
    ...textProblems(cells),
    ...aliases
      .filter(({ alias }) => alias === undefined)
      .map(
        ({ text }) =>
          ({ column: 'aliases', problem: `${quoted(text)} is not a SIP address, number or H.323 name` }) as const,
      ),
    ...networks
      .filter(({ network }) => network === undefined)
      .map(
        ({ text }) =>
          ({ column: 'sourceNetworks', problem: `${quoted(text)} is not a network such as 192.0.2.0/24` }) as const,
      ),
    ...tooMany('aliases', aliases.length, MOST_ALIASES),
    ...tooMany('sourceNetworks', networks.length, MOST_NETWORKS),
  ];
  if (problems.length > 0) return { problems };
  const { name = '', username = '', site, room, vendor, model, firmware, notes } = cells;
  const dialStyle = DIAL_STYLES.find((style) => style === cells.dialStyle);
  const optional = Object.entries({ site, room, vendor, model, firmware, notes, dialStyle }).filter(
    ([, value]) => value !== undefined,
  );
  return {
    problems,
    device: {
      name,
      username,
      ...Object.fromEntries(optional),
      aliases: aliases.flatMap(({ alias }) => alias ?? []),
      sourceNetworks: networks.flatMap(({ network }) => network ?? []),
    },
  };
}

function textProblems(cells: Cells): readonly Problem[] {
  const problems: Problem[] = COLUMNS.flatMap((column) => {
    const [text, most] = [cells[column], LENGTHS[column]];
    if (text === undefined || most === undefined) return [];
    if (text.length > most) return [{ column, problem: `is longer than ${most} characters` }];
    if (hasHidden(text.replaceAll(/\r?\n/g, ' '))) return [{ column, problem: 'has an invisible character' }];
    return column !== 'notes' && looksAlike(text)
      ? [{ column, problem: 'mixes look-alike letters of different alphabets' }]
      : [];
  });
  if (cells.name === undefined) problems.push({ column: 'name', problem: 'is empty' });
  if (!IS_USERNAME.test(cells.username ?? ''))
    problems.push({ column: 'username', problem: 'must be 1 to 64 letters, digits, dots, hyphens and underscores' });
  if (cells.firmware !== undefined && parseFirmware(cells.firmware) === undefined)
    problems.push({ column: 'firmware', problem: 'must be a version such as ce9.15.3' });
  if (cells.dialStyle !== undefined && !DIAL_STYLES.some((style) => style === cells.dialStyle))
    problems.push({ column: 'dialStyle', problem: `must be one of ${DIAL_STYLES.join(', ')}` });
  return problems;
}

const tooMany = (column: Column, count: number, most: number): readonly Problem[] =>
  count > most ? [{ column, problem: `has more than ${most}` }] : [];
