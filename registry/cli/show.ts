/** Shows an answer on a terminal. Pure, except for the time zone. */
import { isObject, type Block, type Columns, type Json } from './command.ts';
import { fitTable, type Column } from './table.ts';
import { printable } from './text.ts';

/** Fields that are Unix ms, and texts that are UTC. */
const TIME_FIELD = /(?:At|_at|Until|Time)$|^(?:invited|joined)$/;
const UTC = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

const two = (value: number): string => String(value).padStart(2, '0');

/** ISO 8601 in the local time zone; short: without seconds and zone. */
export function localTime(ms: number, short: boolean): string {
  const time = new Date(ms);
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}`;
  if (short) return `${date} ${clock}`;
  const offset = -time.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.trunc(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${date}T${clock}:${two(time.getSeconds())}${zone}`;
}

const timeOf = (field: string, value: unknown): number | undefined => {
  if (!TIME_FIELD.test(field)) return undefined;
  if (typeof value === 'string' && UTC.test(value)) return Date.parse(value);
  return typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) < 8.64e15 ? value : undefined;
};

function scalarText(field: string, value: unknown, short: boolean): string {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const time = timeOf(field, value);
  if (time !== undefined) return localTime(time, short);
  if (Array.isArray(value)) return value.map((each) => scalarText(field, each, short)).join(', ');
  if (isObject(value))
    return Object.entries(value)
      .map(([name, each]) => scalarText(name, each, short))
      .join(' ');
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}

const valueAt = (row: Json, path: string): unknown =>
  path.split('.').reduce<unknown>((node, name) => (isObject(node) ? node[name] : undefined), row);

const RIGID = /^(?:id|seq|call|account|password)$/;

export function columnsOf(columns: Columns, rows: readonly Json[]): readonly Column[] {
  return Object.entries(columns).map(([title, path]) => {
    const field = path.split('.').at(-1) ?? '';
    return {
      title,
      cells: rows.map((row) => scalarText(field, valueAt(row, path), true)),
      rigid: RIGID.test(title) || TIME_FIELD.test(field),
    };
  });
}

/** Objects with few values are shown on one line; deeper ones get a name for each value. */
const isShallow = (value: unknown): boolean =>
  !isObject(value) ||
  (Object.keys(value).length <= 2 && Object.values(value).every((each) => !isObject(each) && !Array.isArray(each)));

function flattened(value: unknown, name: string): readonly (readonly [name: string, text: string])[] {
  const field = name.split('.').at(-1) ?? '';
  const inside = (key: string): string => (name === '' ? key : `${name}.${key}`);
  if (isObject(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, each]) => flattened(each, inside(key)));
  if (Array.isArray(value) && !value.every(isShallow))
    return value.flatMap((each: unknown, at) => flattened(each, inside(String(at))));
  return [[name, scalarText(field, value, false)]];
}

function pairLines(value: Json): readonly string[] {
  const pairs = flattened(value, '').map(([name, text]) => [printable(name), text] as const);
  const width = Math.max(0, ...pairs.map(([name]) => name.length));
  return pairs.map(([name, text]) => `${name.padEnd(width)}  ${text}`);
}

export interface Shown {
  readonly lines: readonly string[];
  /** Columns for which there was no space. */
  readonly left: readonly string[];
}

/** `width`: columns of the terminal. */
export function showBlock(block: Block, width: number): Shown {
  switch (block.kind) {
    case 'words':
      return { lines: [printable(block.text)], left: [] };
    case 'pairs':
      return { lines: pairLines(block.value), left: [] };
    case 'table':
      return block.rows.length === 0
        ? { lines: [block.empty], left: [] }
        : fitTable(columnsOf(block.columns, block.rows), width);
    default:
      return block satisfies never;
  }
}
