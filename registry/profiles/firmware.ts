/** Firmware versions as devices spell them, in order, and ranges of them. Pure. */

export interface Firmware {
  /** Software line, lower case: `tc`, `ce`; empty where the version is numbers only. */
  readonly line: string;
  /** The numbers up to the first part that is none: build hashes do not count. At least one. */
  readonly numbers: readonly number[];
}

const LINES: ReadonlySet<string> = new Set(['', 'f', 's', 'hf', 'tenc', 'tc', 'ce', 'roomos']);
/** Cisco's lines for the same devices, oldest first. Versions of other lines have no order among each other. */
const SUCCESSION = ['tc', 'ce', 'roomos'];
const MOST_NUMBERS = 6;

/** `TC7.3.6.ea51021` is tc 7, 3, 6; `2.5.0.8_ne-4035` is 2, 5, 0, 8. Undefined: no version that is known to be one. */
export function parseFirmware(text: string): Firmware | undefined {
  const [, line = '', rest = ''] = /^([a-z]{0,6}) ?(\d[\da-z._-]{0,63})/i.exec(text.trim()) ?? [];
  if (!LINES.has(line.toLowerCase())) return undefined;
  const parts = rest.split(/[._-]/);
  const end = parts.findIndex((part) => !/^\d{1,9}$/.test(part));
  const numbers = parts.slice(0, end < 0 ? MOST_NUMBERS : Math.min(end, MOST_NUMBERS)).map(Number);
  return numbers.length === 0 ? undefined : { line: line.toLowerCase(), numbers };
}

/** Below, above or zero as usual; undefined for versions of lines that have no order. A missing number counts as zero. */
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

/** As text that holds nothing else that the device said. */
export const firmwareText = ({ line, numbers }: Firmware): string => `${line}${numbers.slice(0, 4).join('.')}`;

/** `ce9.1.4` is `ce9`, `6.2.2` is `6`; `other` without a version, so that peers cannot make up lines. */
export function firmwareLine(firmware: Firmware | undefined): string {
  const [major = 100] = firmware?.numbers ?? [];
  return firmware === undefined || major > 99 ? 'other' : `${firmware.line}${major}`;
}

interface Bound {
  readonly version: Firmware;
  readonly inclusive: boolean;
}

/** Without bounds: every device, also one whose version is not known. */
export interface FirmwareRange {
  readonly from?: Bound;
  readonly to?: Bound;
}

const VERSION = '[a-z]{0,6}\\d+(?:\\.\\d+)*';
const RANGE = new RegExp(`^(?:(${VERSION}) (<=?) )?x(?: (<=?) (${VERSION}))?$`);

/** `*`, `tc7.3 <= x < ce8`, `5 <= x`, `x < 3`. Undefined: none of these, or a range that nothing is in. */
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
