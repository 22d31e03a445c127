/**
 * Digits that may arrive by several ways at once (RFC 4733 and INFO, H.245 and in-band): each press counts once.
 * Pure.
 */

export type DigitWay = 'rtp' | 'in-band' | 'info' | 'h245' | 'keypad';

interface Press {
  readonly digit: string;
  readonly at: number;
  /** The ways by which the press has arrived so far. */
  readonly ways: readonly DigitWay[];
}

/** Recent presses, the oldest first. */
export type Presses = readonly Press[];

export const NO_PRESSES: Presses = [];

/** Longest delay between two ways, ms: INFO is sent when the key is released, over TCP. */
export const LATEST = 3000;

/** `true`: a new press. Each way keeps its order, so a digit is the oldest press that this way has not reported yet. */
export function recordPress(presses: Presses, digit: string, way: DigitWay, now: number): readonly [Presses, boolean] {
  const recent = presses.filter(({ at }) => now - at < LATEST);
  const from = recent.findLastIndex(({ ways }) => ways.includes(way)) + 1;
  const index = recent.findIndex((known, at) => at >= from && known.digit === digit);
  if (index < 0) return [[...recent, { digit, at: now, ways: [way] }], true];
  return [recent.map((known, at) => (at === index ? { ...known, ways: [...known.ways, way] } : known)), false];
}
