/** The lengths of strings and lists under their size constraint (X.691 §11.9, §16, §17, §20, §30). */
import { constrained, K64, readLength, writeFragments } from './numbers.ts';
import type { BitReader } from './reader.ts';
import type { BitWriter } from './writer.ts';

/**
 * A size constraint; `max` is undefined if the type has no maximum, or one of 64K or more, which PER does not use
 * (§11.9.4.1).
 */
export interface Size {
  readonly min: number;
  readonly max: number | undefined;
  /** min = max: no length is sent. */
  readonly fixed: boolean;
}

export function sizeOf({ min = 0, max }: { readonly min?: number; readonly max?: number }): Size {
  return { min, max: max !== undefined && max < K64 ? max : undefined, fixed: max === min && min < K64 };
}

/**
 * Reads items in one run, or in a run for each fragment, and returns the total. `items` gets the count that it has
 * to read, and must not allocate for that many before it has seen that the input has them.
 */
export function sizeReader({ min, max, fixed }: Size): (reader: BitReader, items: (count: number) => void) => void {
  if (fixed) return (_reader, items) => items(min);
  if (max !== undefined) {
    const { read } = constrained(max - min);
    return (reader, items) => items(read(reader) + min);
  }
  return (reader, items) => {
    let total = 0;
    for (let more = true; more;) {
      const length = readLength(reader);
      items(length.count);
      total += length.count;
      more = length.more;
    }
    if (total < min) throw reader.fault('malformed', `${total} items, fewer than the minimum of ${min}`);
  };
}

/**
 * Writes the length and calls `items` for a range of items at a time. `limit` is the maximum of the constraint
 * itself.
 */
export function sizeWriter(
  size: Size,
  limit = Number.POSITIVE_INFINITY,
): (writer: BitWriter, total: number, items: (from: number, to: number) => void) => void {
  const { min, max, fixed } = size;
  const check = (writer: BitWriter, total: number): void => {
    if (total < min || total > limit) throw writer.fault(`a size of ${total} is outside ${min} to ${limit}`);
  };
  if (max === undefined) {
    return (writer, total, items) => {
      check(writer, total);
      writeFragments(writer, total, items);
    };
  }
  const length = fixed ? undefined : constrained(max - min);
  return (writer, total, items) => {
    check(writer, total);
    length?.write(writer, total - min);
    items(0, total);
  };
}
