/** The shapes of values for which TypeScript has no type of its own. */

/** `length` in bits; the unused bits of the last octet are 0. */
export interface BitString {
  readonly bytes: Uint8Array;
  readonly length: number;
}

/**
 * An alternative that a later version of the recommendation added: `index` 0 is the first after the extension
 * marker.
 */
export interface UnknownAlternative {
  readonly $unknown: { readonly index: number; readonly bytes: Uint8Array };
}

/** A value that a later version added to an enumeration; 0 is the first after the extension marker. */
export interface UnknownEnumeration {
  readonly $unknown: number;
}

/**
 * An extension addition that the schema does not have; `index` 0 is the first after the marker, counting the known
 * ones.
 */
export interface UnknownAddition {
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** The key under which a decoded SEQUENCE keeps its unknown additions, so that encoding restores them. */
export const UNKNOWN_ADDITIONS: unique symbol = Symbol('unknown additions');

export function unknownAdditions(sequence: object): readonly UnknownAddition[] {
  return (sequence as { readonly [UNKNOWN_ADDITIONS]?: readonly UnknownAddition[] })[UNKNOWN_ADDITIONS] ?? [];
}
