/** Bodies, parameters and results of the API: validation, types and documentation in one. */
import { Type, type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const Uuid = Type.String({ pattern: '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const Name = Type.String({ minLength: 1, maxLength: 100 });

/** Query values are text; bodies are never coerced. */
const Limit = Type.String({ pattern: '^(?:[1-9]\\d?|1\\d\\d|200)$', default: '50', description: 'from 1 to 200' });

export const IdParams = Type.Object({ id: Uuid });
export const PageQuery = Type.Object({ after: Type.Optional(Uuid), limit: Limit }, closed);
export const CallsQuery = Type.Object({ before: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,14}$' })), limit: Limit }, closed);
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
export const NewAccount = Type.Object({ name: Name }, closed);
export const NewUser = Type.Object({ email: Type.String({ maxLength: 254, pattern: '^[^@\\s]+@[^@\\s]+$' }), displayName: Name }, closed);
export const NewMeeting = Type.Object(
  { title: Name, hostUserId: Type.Optional(Uuid), passcode: Type.Optional(Type.String({ pattern: '^[0-9]{4,20}$' })), waitForHost: Type.Optional(Type.Boolean()) },
  closed,
);
export const MeetingChange = Type.Object(
  { locked: Type.Optional(Type.Boolean()), ended: Type.Optional(Type.Boolean()), waitForHost: Type.Optional(Type.Boolean()) },
  { ...closed, minProperties: 1 },
);
/** No body: for an attendee. */
export const NewPin = Type.Union([Type.Object({ role: Type.Union([Type.Literal('attendee'), Type.Literal('host')]) }, closed), Type.Null()]);
/** H.323 aliases: numbers, names, addresses. */
const Aliases = Type.Array(Type.String({ pattern: '^[!-~]{1,128}$' }), { maxItems: 10 });
export const NewDevice = Type.Object({ name: Name, username: Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' }), aliases: Type.Optional(Aliases) }, closed);

export type IdParams = Static<typeof IdParams>;
export type PageQuery = Static<typeof PageQuery>;
export type CallsQuery = Static<typeof CallsQuery>;
export type MatchQuery = Static<typeof MatchQuery>;
export type NewAccount = Static<typeof NewAccount>;
export type NewUser = Static<typeof NewUser>;
export type NewMeeting = Static<typeof NewMeeting>;
export type MeetingChange = Static<typeof MeetingChange>;
export type NewPin = Static<typeof NewPin>;
export type NewDevice = Static<typeof NewDevice>;
