/** The compatible-VTC list: which model a device is by what it says of itself, and what that model can do. */
import { readFileSync } from 'node:fs';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { DeviceMatch, DeviceQuery } from './index.ts';

const Direction = Type.Union([Type.Literal('both'), Type.Literal('to-device'), Type.Literal('from-device'), Type.Literal('none')]);
const Profile = Type.Object(
  { supported: Type.Boolean(), audio: Direction, video: Direction, screen: Direction },
  { additionalProperties: false },
);
const Common = { id: Type.String({ pattern: '^[a-z0-9-]{1,64}$' }), vendor: Type.String({ maxLength: 64 }), model: Type.String({ maxLength: 64 }), evidence: Type.String(), sip: Profile, h323: Profile };
const Row = Type.Object(
  {
    ...Common,
    kind: Type.Union([Type.Literal('model'), Type.Literal('family')]),
    dated: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    /** Regular expression with an optional group `firmware`. */
    userAgent: Type.String(),
    comment: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
const List = Type.Object(
  { version: Type.Integer(), note: Type.Optional(Type.String()), rows: Type.Array(Row), default: Type.Object(Common, { additionalProperties: false }) },
  { additionalProperties: false },
);

export type CompatibleList = Static<typeof List>;
export type CompatibleRow = Static<typeof Row>;

/** Longer names are cut: no pattern needs more, and matching must not cost more. */
const MAX_USER_AGENT = 256;

/** Throws with the path of the first thing that is wrong. */
export function parseCompatibleList(json: unknown): CompatibleList {
  if (Value.Check(List, json)) return json;
  const [first] = Value.Errors(List, json);
  throw new Error(`Cannot use the compatible-VTC list: ${first?.instancePath ?? ''} ${first?.message ?? 'is not valid'}`);
}

export function readCompatibleList(path: string | URL): CompatibleList {
  return parseCompatibleList(JSON.parse(readFileSync(path, 'utf8')));
}

/** Models before families, each in the list's order; the conservative default where nothing matches. */
export function compileLookup(list: CompatibleList): (query: DeviceQuery) => DeviceMatch {
  const rows = [...list.rows.filter(({ kind }) => kind === 'model'), ...list.rows.filter(({ kind }) => kind === 'family')].map(
    (row) => ({ row, pattern: new RegExp(row.userAgent) }),
  );
  return ({ userAgent }) => {
    const name = userAgent?.slice(0, MAX_USER_AGENT) ?? '';
    for (const { row, pattern } of rows) {
      const match = pattern.exec(name);
      if (match !== null) return toMatch(row, row.kind, firmwareLine(match.groups?.['firmware']));
    }
    return toMatch(list.default, 'default', 'other');
  };
}

const toMatch = (row: CompatibleRow | CompatibleList['default'], rule: DeviceMatch['rule'], line: string): DeviceMatch => ({
  rule,
  ruleId: row.id,
  vendor: row.vendor,
  model: row.model,
  firmwareLine: line,
  evidence: row.evidence,
  sip: row.sip,
  h323: row.h323,
});

/** `ce9.1.4.3ae3106` is `ce9`, `6.2.2` is `6`; anything else `other`, so that peers cannot make up lines. */
export function firmwareLine(firmware: string | undefined): string {
  const [, line, major] = /^(tenc|tc|ce|hf|f|s)? ?(\d{1,2})(?:[._]|\b)/i.exec(firmware?.trim() ?? '') ?? [];
  return major === undefined ? 'other' : `${line?.toLowerCase() ?? ''}${Number(major)}`;
}
