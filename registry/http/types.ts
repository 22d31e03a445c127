/** Pieces that the API's schemas are made of. */
import { Type, type TSchema } from 'typebox';
import { EMAIL, VISIBLE } from '../names.ts';

export const closed = { additionalProperties: false } as const;
export const Uuid = Type.String({ pattern: '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
export const Name = Type.String({ minLength: 1, maxLength: 100, pattern: VISIBLE });
export const Email = Type.String({ maxLength: 254, pattern: EMAIL });
/** Unix ms. */
export const Time = Type.Integer({ minimum: 0, maximum: 253_402_300_799_999, description: 'Unix ms' });
export const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
export const OneOf = <const T extends readonly string[]>(...values: T) => Type.Unsafe<T[number]>({ type: 'string', enum: [...values] });

/** Query values are text; bodies are never coerced. */
const Limit = Type.String({ pattern: '^(?:[1-9]\\d?|1\\d\\d|200)$', default: '50', description: 'from 1 to 200' });
export const PageFields = { after: Type.Optional(Uuid), limit: Limit };

export const pageOf = ({ after, limit }: { readonly after?: string | undefined; readonly limit: string }): { readonly limit: number; readonly after?: string } => ({
  limit: Number(limit),
  ...(after !== undefined && { after }),
});
