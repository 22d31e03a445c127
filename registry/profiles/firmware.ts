/** Firmware versions as devices spell them, their order, and ranges of them. Pure. */

export interface Firmware {
  /** Software line in lower case: `tc`, `ce`; empty if the version has only numbers. */
  readonly line: string;
  /** The numbers up to the first part that is not one: build hashes are ignored. At least one number. */
  readonly numbers: readonly number[];
}

const LINES: ReadonlySet<string> = new Set(['', 'f', 's', 'hf', 'tenc', 'tc', 'ce', 'roomos']);
/**
 * Cisco's software lines for the same devices, oldest first. Versions of other lines cannot be compared with each
 * other.
 */
const SUCCESSION = ['tc', 'ce', 'roomos'];
const MOST_NUMBERS = 6;

/** `TC7.3.6.ea51021` is tc 7, 3, 6; `2.5.0.8_ne-4035` is 2, 5, 0, 8. Undefined: not a known version format. */
export function parseFirmware(text: string): Firmware | undefined {
  const [, line = '', rest = ''] = /^([a-z]{0,6}) ?(\d[\da-z._-]{0,63})/i.exec(text.trim()) ?? [];
  if (!LINES.has(line.toLowerCase())) return undefined;
  const parts = rest.split(/[._-]/);
  const end = parts.findIndex((part) => !/^\d{1,9}$/.test(part));
  const numbers = parts.slice(0, end < 0 ? MOST_NUMBERS : Math.min(end, MOST_NUMBERS)).map(Number);
  return numbers.length === 0 ? undefined : { line: line.toLowerCase(), numbers };
}

/**
 * Negative, positive or zero as usual; undefined if the versions are of lines that cannot be compared. A missing
 * number counts as zero.
 */
export function compareFirmware(a: Firmware, b: Firmware): number | undefined {
  if (a.line !== b.line) {
    const [before, after] = [SUCCESSION.indexOf(a.line), SUCCESSION.indexOf(b.line)];
    return before < 0 || after < 0 ? undefined : before - after;
  }
  for (let at = 0; at < Math.max(a.numbers.length, b.numbers.length); at++) {
    const difference = (a.numbers[at] ?? 0) - (b.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Text that contains nothing else of the device's own. */
export const firmwareText = ({ line, numbers }: Firmware): string => `${line}${numbers.slice(0, 4).join('.')}`;

/** `ce9.1.4` gives `ce9`, `6.2.2` gives `6`; `other` without a version, so that peers cannot make up lines. */
export function firmwareLine(firmware: Firmware | undefined): string {
  const [major = 100] = firmware?.numbers ?? [];
  return firmware === undefined || major > 99 ? 'other' : `${firmware.line}${major}`;
}

interface Bound {
  readonly version: Firmware;
  readonly inclusive: boolean;
}

/** Without bounds: every device, even one whose version is unknown. */
export interface FirmwareRange {
  readonly from?: Bound;
  readonly to?: Bound;
}

const VERSION = '[a-z]{0,6}\\d+(?:\\.\\d+)*';
const RANGE = new RegExp(`^(?:(${VERSION}) (<=?) )?x(?: (<=?) (${VERSION}))?$`);

/** `*`, `tc7.3 <= x < ce8`, `5 <= x`, `x < 3`. Undefined: any other text, or an empty range. */
export function parseRange(text: string): FirmwareRange | undefined {
  if (text === '*') return {};
  const [, low, lowSign, highSign, high] = RANGE.exec(text) ?? [];
  const [from, to] = [boundOf(low, lowSign), boundOf(high, highSign)];
  if ((from === undefined) !== (low === undefined) || (to === undefined) !== (high === undefined)) return undefined;
  if (from === undefined && to === undefined) return undefined;
  const order = from && to ? compareFirmware(from.version, to.version) : -1;
  if (order === undefined || order > 0 || (order === 0 && !(from?.inclusive === true && to?.inclusive === true)))
    return undefined;
  return { ...(from && { from }), ...(to && { to }) };
}

function boundOf(text: string | undefined, sign: string | undefined): Bound | undefined {
  const version = text === undefined ? undefined : parseFirmware(text);
  return version && { version, inclusive: sign === '<=' };
}

export function isInRange({ from, to }: FirmwareRange, firmware: Firmware | undefined): boolean {
  if (from === undefined && to === undefined) return true;
  if (firmware === undefined) return false;
  return isAfter(firmware, from, 1) && isAfter(firmware, to, -1);
}

function isAfter(firmware: Firmware, bound: Bound | undefined, sign: 1 | -1): boolean {
  if (bound === undefined) return true;
  const order = compareFirmware(firmware, bound.version);
  return order !== undefined && (sign * order > 0 || (bound.inclusive && order === 0));
}
