/** Bodies, parameters and results of the API: validation, types and documentation in one. */
import { Type, type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const Uuid = Type.String({ pattern: '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const Name = Type.String({ minLength: 1, maxLength: 100 });

/** Query values are text; bodies are never coerced. */
const Limit = Type.String({ pattern: '^(?:[1-9]\\d?|1\\d\\d|200)$', default: '50', description: 'from 1 to 200' });

export const IdParams = Type.Object({ id: Uuid });
export const PageQuery = Type.Object({ after: Type.Optional(Uuid), limit: Limit }, closed);
/** A SIP room by its User-Agent; an H.323 one by its T.35 codes `country/extension/manufacturer`, product and version. */
export const MatchQuery = Type.Object(
  {
    userAgent: Type.Optional(Type.String({ maxLength: 512 })),
    t35: Type.Optional(Type.String({ pattern: '^\\d{1,3}/\\d{1,3}/\\d{1,5}$' })),
    product: Type.String({ maxLength: 256, default: '' }),
    version: Type.String({ maxLength: 256, default: '' }),
  },
  closed,
);
/** H.323 aliases: numbers, names, addresses. */
const Aliases = Type.Array(Type.String({ pattern: '^[!-~]{1,128}$' }), { maxItems: 10 });
export const NewDevice = Type.Object({ name: Name, username: Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' }), aliases: Type.Optional(Aliases) }, closed);

export type IdParams = Static<typeof IdParams>;
export type PageQuery = Static<typeof PageQuery>;
export type MatchQuery = Static<typeof MatchQuery>;
export type NewDevice = Static<typeof NewDevice>;
