/** The compatible-VTC list: which model a device is by what it says of itself, and what that model can do. */
import { readFileSync } from 'node:fs';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { DeviceMatch, DeviceQuery } from './index.ts';

const Direction = Type.Union([Type.Literal('both'), Type.Literal('to-device'), Type.Literal('from-device'), Type.Literal('none')]);
const KeepAlive = Type.Union([Type.Literal('tpkt'), Type.Literal('facility'), Type.Literal('status-inquiry'), Type.Literal('round-trip')]);
const Profile = Type.Object(
  { supported: Type.Boolean(), audio: Direction, video: Direction, screen: Direction, keepAlive: Type.Optional(KeepAlive) },
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
    /** `country/extension/manufacturer` of T.35, and what the product and version must look like. */
    h323Vendor: Type.Optional(
      Type.Object({ t35: Type.Array(Type.String({ pattern: '^\\d{1,3}/\\d{1,3}/\\d{1,5}$' })), product: Type.Optional(Type.String()), version: Type.Optional(Type.String()) }, { additionalProperties: false }),
    ),
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
const MAX_NAME = 256;

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
  const rows = [...list.rows.filter(({ kind }) => kind === 'model'), ...list.rows.filter(({ kind }) => kind === 'family')].map(compileRow);
  return (query) => {
    for (const { row, match } of rows) {
      const found = match(query);
      if (found !== undefined) return toMatch(row, row.kind, firmwareLine(found.firmware));
    }
    return toMatch(list.default, 'default', 'other');
  };
}

interface Found {
  readonly firmware?: string | undefined;
}

/** How a row recognises a device: by its User-Agent, or by the vendor, product and version of its H.323 messages. */
function compileRow(row: CompatibleRow): { readonly row: CompatibleRow; readonly match: (query: DeviceQuery) => Found | undefined } {
  const userAgent = new RegExp(row.userAgent);
  const vendor = row.h323Vendor && { t35: new Set(row.h323Vendor.t35), product: new RegExp(row.h323Vendor.product ?? ''), version: new RegExp(row.h323Vendor.version ?? '(?<firmware>.*)') };
  const match = (query: DeviceQuery): Found | undefined => {
    if (query.vendor === undefined) {
      const named = userAgent.exec(query.userAgent?.slice(0, MAX_NAME) ?? '');
      return named === null ? undefined : { firmware: named.groups?.['firmware'] };
    }
    const { t35, product, version } = query.vendor;
    if (vendor?.t35.has(`${t35.country}/${t35.extension}/${t35.manufacturer}`) !== true) return undefined;
    const [byProduct, byVersion] = [vendor.product.exec(product.slice(0, MAX_NAME)), vendor.version.exec(version.slice(0, MAX_NAME))];
    if (byProduct === null || byVersion === null) return undefined;
    return { firmware: byProduct.groups?.['firmware'] ?? byVersion.groups?.['firmware'] };
  };
  return { row, match };
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
