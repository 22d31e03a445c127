/** A type's codec as two closures. */
import type { BitReader } from './reader.ts';
import type { BitWriter } from './writer.ts';

/**
 * The fields are assignable: on first use a reference to a named type replaces its own functions by those of the
 * type.
 */
export interface Coder {
  decode: (reader: BitReader) => unknown;
  encode: (writer: BitWriter, value: unknown) => void;
}

/** Describes a wrong value in an error message. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value);
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return typeof value === 'undefined' ? 'nothing' : `a value of type ${Array.isArray(value) ? 'array' : typeof value}`;
}
