/** The compatible-VTC list as a document: its schema, and the rules for a list in use. */
import { LocalError } from '../../base/errors.ts';
import { readFileSync } from 'node:fs';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { parseRange } from './firmware.ts';
import { patternProblem } from './pattern.ts';

const closed = { additionalProperties: false } as const;
const oneOf = <const T extends string[]>(values: readonly [...T]) => Type.Enum([...values]);
const some = <const T extends string[]>(values: readonly [...T]) =>
  Type.Array(oneOf(values), { minItems: 1, maxItems: values.length, uniqueItems: true });

export const AUDIO_CODECS = [
  'opus',
  'G722',
  'G7221',
  'PCMU',
  'PCMA',
  'L16',
  'MP4A-LATM',
  'SIREN14',
  'SIRENLPR',
  'G728',
  'G729',
] as const;
export const VIDEO_CODECS = ['H264', 'H264-SVC', 'H265', 'H263-1998', 'H263', 'H261'] as const;
const Direction = oneOf(['both', 'to-device', 'from-device', 'none']);

/** Fields of a device's rows; `supported` and the directions are required, the rest is given if known. */
const FIELDS = {
  supported: Type.Boolean(),
  audio: Direction,
  video: Direction,
  screen: Direction,
  audioCodecs: Type.Optional(some(AUDIO_CODECS)),
  videoCodecs: Type.Optional(some(VIDEO_CODECS)),
  packetizationModes: Type.Optional(
    Type.Array(Type.Union([Type.Literal(0), Type.Literal(1)]), { minItems: 1, maxItems: 2, uniqueItems: true }),
  ),
  dtmf: Type.Optional(
    some(['rfc4733', 'info-relay', 'info-dtmf', 'h245-alphanumeric', 'h245-signal', 'q931-keypad', 'in-band']),
  ),
  keyframe: Type.Optional(some(['pli', 'fir', 'info', 'h245'])),
  bfcpRoles: Type.Optional(some(['c-only', 's-only', 'c-s'])),
  bfcpTransports: Type.Optional(some(['udp', 'tcp'])),
  keepAlive: Type.Optional(oneOf(['tpkt', 'facility', 'status-inquiry', 'round-trip'])),
};
export const Profile = Type.Object(FIELDS, closed);
/** An administrator's better knowledge of one device: any of the fields. */
export const Override = Type.Object(
  { sip: Type.Optional(Type.Partial(Profile)), h323: Type.Optional(Type.Partial(Profile)) },
  closed,
);

const Text = Type.String({ minLength: 1, maxLength: 64, pattern: '^[ -~]*$' });
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const Pattern = Type.String({ minLength: 1, maxLength: 300 });
const Id = Type.String({ pattern: '^[a-z0-9-]{1,64}$' });
const said = {
  evidence: Text,
  dated: Day,
  comment: Type.Optional(Type.String({ maxLength: 500 })),
  sip: Profile,
  h323: Profile,
};

export const FirmwareRow = Type.Object({ firmware: Type.String({ maxLength: 64 }), ...said }, closed);
/** Regular expressions, any of which identifies the device. The group `firmware`, if present, is the version. */
export const Match = Type.Object(
  {
    userAgent: Type.Optional(Pattern),
    /**
     * T.35 codes `country/extension/manufacturer`, which must come with patterns for product or version of H.225.0
     * or H.245.
     */
    t35: Type.Optional(
      Type.Array(Type.String({ pattern: '^\\d{1,3}/\\d{1,3}/\\d{1,5}$' }), { minItems: 1, maxItems: 10 }),
    ),
    product: Type.Optional(Pattern),
    version: Type.Optional(Pattern),
    /** H.245 productNumber, for devices that give another name there. */
    productNumber: Type.Optional(Pattern),
    /** An alias with which it registered or calls. */
    alias: Type.Optional(Pattern),
  },
  { ...closed, minProperties: 1 },
);
export const Entry = Type.Object(
  {
    id: Id,
    kind: oneOf(['model', 'family']),
    vendor: Text,
    model: Text,
    match: Match,
    rows: Type.Array(FirmwareRow, { minItems: 1, maxItems: 20 }),
  },
  closed,
);
export const List = Type.Object(
  {
    schema: Type.Literal(2),
    note: Type.Optional(Type.String({ maxLength: 4000 })),
    entries: Type.Array(Entry, { maxItems: 500 }),
    default: Type.Object({ id: Type.Literal('default'), vendor: Text, model: Text, ...said }, closed),
  },
  closed,
);

export type CompatibleList = Static<typeof List>;
export type Entry = Static<typeof Entry>;
export type FirmwareRow = Static<typeof FirmwareRow>;
export type Profile = Static<typeof Profile>;
export type Override = Static<typeof Override>;

export interface ListProblem {
  /** JSON Pointer (RFC 6901). */
  readonly path: string;
  readonly problem: string;
}

export class ListError extends LocalError {
  readonly problems: readonly ListProblem[];
  constructor(problems: readonly ListProblem[]) {
    const [first] = problems;
    super('list', `Cannot use the compatible-VTC list: ${first?.path ?? ''} ${first?.problem ?? 'is not valid'}`);
    this.problems = problems;
  }
}

const MOST_PROBLEMS = 100;

/** Throws `ListError` with all problems, up to a hundred. */
export function parseCompatibleList(json: unknown): CompatibleList {
  const problems = listProblems(json);
  if (problems.length > 0) throw new ListError(problems.slice(0, MOST_PROBLEMS));
  return json as CompatibleList;
}

function listProblems(json: unknown): readonly ListProblem[] {
  if (!Value.Check(List, json))
    return [...Value.Errors(List, json)].map(({ instancePath, message }) => ({ path: instancePath, problem: message }));
  const ids = json.entries.map(({ id }) => id);
  return json.entries.flatMap((entry, at) => [
    ...(ids.indexOf(entry.id) < at || entry.id === 'default'
      ? [{ path: `/entries/${at}/id`, problem: 'already exists' }]
      : []),
    ...matchProblems(entry, `/entries/${at}/match`),
    ...rowProblems(entry, `/entries/${at}/rows`),
  ]);
}

function matchProblems({ match }: Entry, path: string): readonly ListProblem[] {
  const patterns = ['userAgent', 'product', 'version', 'productNumber', 'alias'] as const;
  const bad = patterns.flatMap((name) => {
    const problem = match[name] === undefined ? undefined : patternProblem(match[name]);
    return problem === undefined ? [] : [{ path: `${path}/${name}`, problem }];
  });
  const loose = match.t35 === undefined && (match.product ?? match.version ?? match.productNumber) !== undefined;
  return loose ? [...bad, { path: `${path}/t35`, problem: 'is required with product, version or productNumber' }] : bad;
}

function rowProblems({ rows }: Entry, path: string): readonly ListProblem[] {
  return rows.flatMap(({ firmware }, at) => {
    const where = `${path}/${at}/firmware`;
    if (parseRange(firmware) === undefined)
      return [{ path: where, problem: 'must be "*" or a range such as "tc7.3 <= x < ce8"' }];
    return rows.findIndex((row) => row.firmware === firmware) < at ? [{ path: where, problem: 'already exists' }] : [];
  });
}

export function readCompatibleList(path: string | URL): CompatibleList {
  return parseCompatibleList(JSON.parse(readFileSync(path, 'utf8')));
}
