/** Building blocks of the API's schemas. */
import { Type, type TSchema } from 'typebox';
import { EMAIL, PATTERN_WORDS, VISIBLE } from '../names.ts';

export const closed = { additionalProperties: false } as const;
const ID = '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
const UP_TO_200 = '^(?:[1-9]\\d?|1\\d\\d|200)$';
const WITHOUT_NUL = '^[^\\u0000]*$';
export const Uuid = Type.String({ pattern: ID });
export const Name = Type.String({ minLength: 1, maxLength: 100, pattern: VISIBLE });
export const Email = Type.String({ maxLength: 254, pattern: EMAIL });
/** PostgreSQL cannot store a NUL in text. */
export const Text = (maxLength: number, minLength = 0) => Type.String({ minLength, maxLength, pattern: WITHOUT_NUL });
/** Unix ms. */
export const timeWith = (words: string) =>
  Type.Integer({
    minimum: 0,
    maximum: 253_402_300_799_999,
    description: words === '' ? 'Unix ms' : `Unix ms; ${words}`,
  });
export const Time = timeWith('');
export const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
export const OneOf = <const T extends readonly string[]>(...values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] });

/** Query values are text; bodies are never coerced. */
export const Limit = Type.String({ pattern: UP_TO_200, default: '50', description: 'from 1 to 200' });
export const PageFields = { after: Type.Optional(Uuid), limit: Limit };

export const pageOf = ({
  after,
  limit,
}: {
  readonly after?: string | undefined;
  readonly limit: string;
}): { readonly limit: number; readonly after?: string } => ({
  limit: Number(limit),
  ...(after !== undefined && { after }),
});

/** Explains, for people, why a text does not match a pattern. */
export const WORDS_OF_PATTERN: ReadonlyMap<string, string> = new Map([
  ...PATTERN_WORDS,
  [ID, 'must be an id, such as 6f1c2a34-0b5d-4c1e-9a7f-2d3e4f5a6b7c'],
  [UP_TO_200, 'must be a number from 1 to 200'],
  [WITHOUT_NUL, 'has a character that cannot be stored'],
]);
