/** INTEGER (X.691 §13). */
import type { IntegerSchema } from '../schema.ts';
import { describe, type Coder } from './coder.ts';
import { constrained, octetsFor, readShortLength, writeShortLength } from './numbers.ts';
import type { BitReader } from './reader.ts';
import type { BitWriter } from './writer.ts';

export function integer({ min, max, extensible }: IntegerSchema): Coder {
  if (min === undefined) return unconstrained;
  const inRange = max === undefined ? semiConstrained(min) : bounded(min, max);
  return extensible === true ? extensibleRange(min, max ?? Number.MAX_SAFE_INTEGER, inRange) : inRange;
}

function check(writer: BitWriter, value: unknown, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw writer.fault(`${describe(value)} is not a whole number`);
  if (value < min || value > max) throw writer.fault(`${value} is outside ${min} to ${max}`);
  return value;
}

function bounded(min: number, max: number): Coder {
  const { read, write } = constrained(max - min);
  return {
    decode: (reader) => read(reader) + min,
    encode: (writer, value) => write(writer, check(writer, value, min, max) - min),
  };
}

/** A length, then the difference from `min` (§11.7). */
function semiConstrained(min: number): Coder {
  return {
    decode: (reader) => {
      const octets = readShortLength(reader);
      if (octets < 1) throw reader.fault('malformed', 'a number without octets');
      if (octets > 6) throw reader.fault('unsupported', `a number of ${octets} octets`);
      return reader.unsigned(octets) + min;
    },
    encode: (writer, value) => {
      const rest = check(writer, value, min, 2 ** 48 - 1) - min;
      const octets = octetsFor(rest);
      writeShortLength(writer, octets);
      writer.unsigned(rest, octets);
    },
  };
}

/** A leading bit says that the value is outside the range and unconstrained (§13.1). */
function extensibleRange(min: number, max: number, inRange: Coder): Coder {
  return {
    decode: (reader) => {
      if (reader.bit() === 0) return inRange.decode(reader);
      const value = unconstrained.decode(reader);
      if (typeof value === 'bigint') throw reader.fault('unsupported', 'a number beyond 2^53');
      return value;
    },
    encode: (writer, value) => {
      const whole = check(writer, value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
      const inside = whole >= min && whole <= max;
      writer.bit(!inside);
      if (inside) inRange.encode(writer, whole);
      else unconstrained.encode(writer, whole);
    },
  };
}

/** A length, then two's complement (§11.8). The value is a number if that is exact, otherwise a bigint. */
const unconstrained: Coder = {
  decode: (reader) => {
    const octets = readShortLength(reader);
    if (octets < 1) throw reader.fault('malformed', 'a number without octets');
    return octets <= 6 ? small(reader, octets) : large(reader, octets);
  },
  encode: (writer, value) => {
    if (typeof value !== 'bigint' && (typeof value !== 'number' || !Number.isSafeInteger(value)))
      throw writer.fault(`${describe(value)} is not a whole number`);
    const bytes = twosComplement(BigInt(value));
    if (bytes.length >= 16_384) throw writer.fault('the number is too large');
    writeShortLength(writer, bytes.length);
    writer.octets(bytes);
  },
};

function small(reader: BitReader, octets: number): number {
  const value = reader.unsigned(octets);
  const modulus = 2 ** (octets * 8);
  return value >= modulus / 2 ? value - modulus : value;
}

function large(reader: BitReader, octets: number): number | bigint {
  const hex = Buffer.from(reader.octets(octets)).toString('hex');
  const value = BigInt.asIntN(octets * 8, BigInt(`0x${hex}`));
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

/** The shortest form: the first nine bits are not all equal. */
function twosComplement(value: bigint): Uint8Array {
  const magnitude = value < 0n ? ~value : value;
  const bits = magnitude === 0n ? 0 : magnitude.toString(2).length;
  const length = Math.floor(bits / 8) + 1;
  const hex = BigInt.asUintN(length * 8, value)
    .toString(16)
    .padStart(length * 2, '0');
  return new Uint8Array(Buffer.from(hex, 'hex'));
}
