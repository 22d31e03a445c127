/**
 * ASN.1 types as data: the output of `scripts/asn1/compile.ts` for the ITU-T's modules, and all that `per/` needs
 * of them. Contains only what PER sees (X.691 §9.3); tags are omitted, since all the modules have AUTOMATIC TAGS.
 */

/**
 * A built-in type without constraint (`BOOLEAN`, `NULL`, `OBJECT IDENTIFIER`, `OCTET STRING`, ...), or a reference:
 * `Setup-UUIE` to a type of the same module, `h235:ClearToken` to one of another.
 */
export type TypeSchema =
  | string
  | IntegerSchema
  | EnumeratedSchema
  | StringSchema
  | ListSchema
  | OpenSchema
  | SequenceSchema
  | ChoiceSchema;

/** Unbounded without `min` and `max`. `extensible`: values outside the range may come, marked as such. */
export interface IntegerSchema {
  readonly is: 'INTEGER';
  readonly min?: number;
  readonly max?: number;
  readonly extensible?: true;
}

/** `more` holds the extension additions; if it is present, even empty, the type is extensible. */
export interface EnumeratedSchema {
  readonly is: 'ENUMERATED';
  readonly of: readonly string[];
  readonly more?: readonly string[];
}

export type CharacterString = 'IA5String' | 'BMPString' | 'NumericString' | 'PrintableString' | 'GeneralString';

/** `min` and `max` limit the length, in octets, bits or characters. */
export interface StringSchema {
  readonly is: 'OCTET STRING' | 'BIT STRING' | CharacterString;
  readonly min?: number;
  readonly max?: number;
  /** The permitted alphabet, in ascending order. */
  readonly from?: string;
}

/** SEQUENCE OF and SET OF, which are encoded alike. */
export interface ListSchema {
  readonly is: 'LIST';
  readonly of: TypeSchema;
  readonly min?: number;
  readonly max?: number;
}

/** An open type that holds `of` (X.691 §11.2); its value is the octets. */
export interface OpenSchema {
  readonly is: 'OPEN';
  readonly of: TypeSchema;
}

/**
 * `?`: OPTIONAL. An extension addition may be absent even if it is not OPTIONAL: an older version does not have it.
 */
export type Component = readonly [name: string, type: TypeSchema, optional?: '?'];

export interface SequenceSchema {
  readonly is: 'SEQUENCE';
  readonly of: readonly Component[];
  readonly more?: readonly Component[];
}

export type Alternative = readonly [name: string, type: TypeSchema];

export interface ChoiceSchema {
  readonly is: 'CHOICE';
  readonly of: readonly Alternative[];
  readonly more?: readonly Alternative[];
}

/** The types of one module, by their ASN.1 names. */
export type ModuleSchema = Readonly<Record<string, TypeSchema>>;
