/** Makes a PDU's codec from the coder of its type. */
import type { Coder } from './per/coder.ts';
import { Asn1Error, Fault } from './per/error.ts';
import { BitReader } from './per/reader.ts';
import { BitWriter } from './per/writer.ts';

/**
 * `decode` ignores octets after the PDU; `decodeFirst` reports how many octets it read. Both throw only
 * `Asn1Error`.
 */
export interface Codec<Value> {
  readonly name: string;
  encode(value: Value): Uint8Array;
  decode(bytes: Uint8Array): Value;
  decodeFirst(bytes: Uint8Array): { readonly value: Value; readonly consumed: number };
}

/**
 * The caller vouches that the coder produces `Value`: the types and the schema data are generated from the same
 * modules.
 */
export function codecOf<Value>(name: string, coder: Coder): Codec<Value> {
  const guard = <Result>(run: () => Result): Result => {
    try {
      return run();
    } catch (error) {
      throw error instanceof Fault ? new Asn1Error(name, error) : error;
    }
  };
  const first = (bytes: Uint8Array): { readonly value: Value; readonly consumed: number } => {
    const reader = new BitReader(bytes);
    const value = coder.decode(reader) as Value;
    // A complete encoding has at least one octet (X.691 §11.1.3).
    return { value, consumed: Math.max(1, reader.consumed) };
  };
  return {
    name,
    encode: (value) =>
      guard(() => {
        const writer = new BitWriter();
        coder.encode(writer, value);
        return writer.finish();
      }),
    decode: (bytes) => guard(() => first(bytes).value),
    decodeFirst: (bytes) => guard(() => first(bytes)),
  };
}
