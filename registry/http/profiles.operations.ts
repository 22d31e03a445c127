import { Type, type Static } from 'typebox';
import type { LineProblem } from '../csv.ts';
import type { DeviceQuery } from '../port.ts';
import { listFromCsv, listToCsv } from '../profiles/list-csv.ts';
import { ListError, parseCompatibleList, type CompatibleList } from '../profiles/list.ts';
import type { LiveList, Version } from '../profiles/live-list.ts';
import { getList, listVersions, newestList, publishList } from '../sql/profiles.ts';
import type { Store } from '../sql/store.ts';
import { IMPORT_LIMIT } from './devices.operations.ts';
import { operation, type Operation } from './operation.ts';
import { Problem } from './problem.ts';
import { closed, OneOf, Time } from './types.ts';

const Which = Type.Object(
  {
    version: Type.Optional(
      Type.String({ pattern: '^\\d{1,9}$', description: '0: the list shipped with the gateway; absent: the newest' }),
    ),
    format: Type.Optional(OneOf('json', 'csv')),
  },
  closed,
);
const Shown = Type.Object({
  version: Type.Integer(),
  list: Type.Optional(Type.Unknown()),
  csv: Type.Optional(Type.String()),
});
const Import = Type.Object(
  {
    list: Type.Optional(Type.Unknown()),
    csv: Type.Optional(Type.String({ maxLength: 1_000_000 })),
    dryRun: Type.Optional(Type.Boolean()),
  },
  closed,
);
const Imported = Type.Object({
  version: Type.Integer(),
  entries: Type.Integer(),
  problems: Type.Array(Type.Object({ where: Type.String(), problem: Type.String() })),
});
/**
 * A SIP device is identified by its User-Agent, an H.323 device by its T.35 codes `country/extension/manufacturer`,
 * product and version.
 */
const MatchQuery = Type.Object(
  {
    userAgent: Type.Optional(Type.String({ maxLength: 512 })),
    t35: Type.Optional(Type.String({ pattern: '^\\d{1,3}/\\d{1,3}/\\d{1,5}$' })),
    product: Type.String({ maxLength: 256, default: '' }),
    version: Type.String({ maxLength: 256, default: '' }),
    alias: Type.Optional(Type.String({ maxLength: 256 })),
  },
  closed,
);

interface ListProblem {
  /** A JSON Pointer, or a line and its column. */
  readonly where: string;
  readonly problem: string;
}

async function findList(store: Store, live: LiveList, version: string | undefined): Promise<Version> {
  if (version === '0') return { version: 0, list: live.shipped };
  const found =
    version === undefined
      ? ((await newestList(store)) ?? { version: 0, list: live.shipped })
      : await getList(store, Number(version));
  if (found === undefined) throw new Problem('not-found', 'The version does not exist');
  return found;
}

/** A CSV has no note: that of the previous list is kept. */
function readList(
  { list, csv }: Static<typeof Import>,
  note: string | undefined,
): { readonly list?: CompatibleList; readonly problems: readonly ListProblem[] } {
  if ((list === undefined) === (csv === undefined)) throw new Problem('bad-request', 'Give list or csv');
  if (csv !== undefined) {
    const read = listFromCsv(csv, note);
    return 'list' in read
      ? { list: read.list, problems: [] }
      : {
          problems: read.problems.map(({ line, column, problem }: LineProblem) => ({
            where: `line ${line}${column && `, ${column}`}`,
            problem,
          })),
        };
  }
  try {
    return { list: parseCompatibleList(list), problems: [] };
  } catch (error) {
    if (!(error instanceof ListError)) throw error;
    return { problems: error.problems.map(({ path, problem }) => ({ where: `/list${path}`, problem })) };
  }
}

function deviceQuery({ userAgent, t35, product, version, alias }: Static<typeof MatchQuery>): DeviceQuery {
  if (userAgent !== undefined && t35 !== undefined)
    throw new Problem('bad-request', 'Give userAgent for SIP, or t35 with product and version for H.323');
  const aliases = alias === undefined ? {} : { aliases: [alias] };
  if (t35 === undefined) return { protocol: 'sip', ...(userAgent !== undefined && { userAgent }), ...aliases };
  const [country = 0, extension = 0, manufacturer = 0] = t35.split('/').map(Number);
  return { protocol: 'h323', vendor: { t35: { country, extension, manufacturer }, product, version }, ...aliases };
}

export const profileOperations = (live: LiveList): readonly Operation[] => [
  operation({
    name: 'ListDeviceProfiles',
    method: 'GET',
    path: '/v1/compatible-devices',
    summary: 'Exports the compatible-VTC list, as JSON or CSV',
    status: 200,
    scoped: true,
    query: Which,
    result: Shown,
    run: async ({ trx }, { query }) => {
      const { version, list } = await findList(trx, live, query.version);
      return query.format === 'csv' ? { version, csv: listToCsv(list) } : { version, list };
    },
  }),
  operation({
    name: 'ListDeviceProfiles',
    id: 'ListDeviceProfileVersions',
    method: 'GET',
    path: '/v1/compatible-devices/versions',
    summary: 'Lists the versions of the compatible-VTC list, newest first',
    status: 200,
    scoped: true,
    result: Type.Object({ versions: Type.Array(Type.Object({ version: Type.Integer(), createdAt: Time })) }),
    run: async ({ trx }) => ({ versions: [...(await listVersions(trx))] }),
  }),
  operation({
    name: 'GetDeviceProfile',
    method: 'GET',
    path: '/v1/compatible-devices/match',
    summary: 'Shows which rule a device matches, and its abilities',
    status: 200,
    scoped: true,
    query: MatchQuery,
    result: Type.Unknown(),
    run: async (_, { query }) => {
      await live.refresh();
      return live.lookup(deviceQuery(query));
    },
  }),
  operation({
    name: 'UpdateDeviceProfile',
    method: 'PUT',
    path: '/v1/compatible-devices',
    summary: 'Replaces the whole list, from JSON or CSV; used from the next call on. With dryRun only reports problems',
    status: 200,
    versioned: true,
    bodyLimit: IMPORT_LIMIT,
    body: Import,
    result: Imported,
    run: async ({ trx, now, version = '*', after }, { body }) => {
      const before = await findList(trx, live, undefined);
      const { list, problems } = readList(body, before.list.note);
      if (body.dryRun === true)
        return { version: before.version, entries: list?.entries.length ?? 0, problems: [...problems] };
      if (list === undefined)
        throw new Problem(
          'bad-request',
          `${problems[0]?.where}: ${problems[0]?.problem}; ${problems.length} problems in all; a dry run lists them`,
          body.csv === undefined ? problems[0]?.where : '/csv',
        );
      const published = await publishList(trx, list, version, now);
      after(() => live.use(published));
      return { version: published.version, entries: list.entries.length, problems: [] };
    },
  }),
];
