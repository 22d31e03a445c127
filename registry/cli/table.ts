/** Rows as an aligned table that fits a terminal. Pure. */
import { cut, padded, widthOf } from './text.ts';

export interface Column {
  readonly title: string;
  /** One per row, printable. */
  readonly cells: readonly string[];
  /** Useless if truncated: ids, times. */
  readonly rigid: boolean;
}

export interface FittedTable {
  readonly lines: readonly string[];
  /** Titles of columns for which there was no space. */
  readonly left: readonly string[];
}

const GAP = 2;
/** Least width of a column that may be truncated; if there is less space, columns at the end are dropped. */
const NARROWEST = 16;

/** `width`: columns of the terminal. The first column always stays. */
export function fitTable(columns: readonly Column[], width: number): FittedTable {
  for (let count = columns.length; ; count--) {
    const shown = columns.slice(0, count);
    const widths = fittedWidths(shown, width);
    if (widths !== undefined || count <= 1)
      return {
        lines: linesOf(shown, widths ?? shown.map(natural)),
        left: columns.slice(count).map(({ title }) => title),
      };
  }
}

const natural = ({ title, cells }: Column): number =>
  cells.reduce((widest, cell) => Math.max(widest, widthOf(cell)), widthOf(title));

/** Narrows the widest columns first; undefined: they cannot be made narrow enough. */
function fittedWidths(columns: readonly Column[], width: number): readonly number[] | undefined {
  const widths = columns.map((column) => natural(column));
  const room = width - GAP * (columns.length - 1);
  const least = columns.map(({ rigid }, at) => (rigid ? (widths[at] ?? 0) : Math.min(widths[at] ?? 0, NARROWEST)));
  if (sum(least) > room) return undefined;
  let limit = Math.max(...widths, 0);
  const limited = (): readonly number[] =>
    widths.map((each, at) => (columns[at]?.rigid === true ? each : Math.max(least[at] ?? 0, Math.min(each, limit))));
  while (sum(limited()) > room) limit = Math.min(limit - 1, room);
  return limited();
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

function linesOf(columns: readonly Column[], widths: readonly number[]): readonly string[] {
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => padded(cut(cell, widths[at] ?? 0), widths[at] ?? 0))
      .join(' '.repeat(GAP))
      .trimEnd();
  const count = columns[0]?.cells.length ?? 0;
  return [
    line(columns.map(({ title }) => title.toUpperCase())),
    ...Array.from({ length: count }, (_, row) => line(columns.map(({ cells }) => cells[row] ?? ''))),
  ];
}
