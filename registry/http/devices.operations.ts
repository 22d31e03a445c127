import { Type, type Static } from 'typebox';
import { parseAlias, type Alias } from '../devices/aliases.ts';
import {
  DIAL_STYLES,
  MOST_ALIASES,
  MOST_NETWORKS,
  namesOf,
  planningImport,
  readingImport,
  USERNAME,
  type ImportLine,
  type ImportPlan,
} from '../devices/import.ts';
import { parseNetwork } from '../devices/networks.ts';
import { VISIBLE } from '../names.ts';
import { parseFirmware } from '../profiles/firmware.ts';
import { Override } from '../profiles/list.ts';
import { inSlices } from '../slices.ts';
import { getAccount } from '../sql/accounts.ts';
import type { Transaction } from '../sql/database.ts';
import * as devices from '../sql/devices.ts';
import type { Store } from '../sql/store.ts';
import { OfAccount, ownAccount } from './accounts.operations.ts';
import { Job } from './jobs.operations.ts';
import type { Progress } from './jobs.ts';
import { operation, type Operation, type WorkTools } from './operation.ts';
import { Problem } from './problem.ts';
import { closed, Name, OneOf, OrNull, PageFields, pageOf, Text, Time, Uuid } from './types.ts';

const Word = (maxLength: number) => OrNull(Type.String({ minLength: 1, maxLength, pattern: VISIBLE }));
const DETAILS = {
  site: Word(100),
  room: Word(100),
  vendor: Word(64),
  model: Word(64),
  firmware: Word(64),
  dialStyle: OrNull(OneOf(...DIAL_STYLES)),
  notes: OrNull(Text(1000, 1)),
};
const Lists = {
  aliases: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
    maxItems: MOST_ALIASES,
    description: 'SIP addresses, numbers, H.323 names',
  }),
  sourceNetworks: Type.Array(Type.String({ maxLength: 64 }), {
    maxItems: MOST_NETWORKS,
    description: 'in CIDR notation; empty: any',
  }),
};
const Changeable = { ...DETAILS, ...Lists };
const NewDevice = Type.Object(
  { name: Name, username: Type.String({ pattern: USERNAME }), ...Type.Partial(Type.Object(Changeable)).properties },
  closed,
);
const DeviceChange = Type.Partial(Type.Object({ name: Name, ...Changeable, override: OrNull(Override) }), {
  ...closed,
  minProperties: 1,
});
const Call = Type.Object({ callId: Type.String(), endedAt: Time, result: Type.String(), reason: Type.String() });
const State = Type.Object({
  registeredUntil: OrNull(Time),
  firmwareSeen: OrNull(Type.String()),
  firmwareSeenAt: OrNull(Time),
  drift: OrNull(Type.Boolean()),
  lastCall: OrNull(Call),
});
const Aliases = Type.Array(Type.Object({ kind: OneOf('sip', 'e164', 'h323'), value: Type.String() }));
const DeviceFields = {
  id: Uuid,
  accountId: Uuid,
  name: Name,
  username: Type.String(),
  ...DETAILS,
  aliases: Aliases,
  sourceNetworks: Type.Array(Type.String()),
  override: OrNull(Override),
  createdAt: Time,
  version: Type.Integer(),
  state: State,
};
const Device = Type.Object(DeviceFields);
const Credentials = Type.Object({
  username: Type.String(),
  password: Type.String({ description: 'shown once' }),
  version: Type.Integer(),
});
const OfDevice = Type.Object({ device: Uuid });
const Import = Type.Object(
  {
    csv: Type.String({
      description:
        'name, username, and any of site, room, vendor, model, firmware, aliases, sourceNetworks, dialStyle, notes',
    }),
    dryRun: Type.Optional(Type.Boolean()),
  },
  closed,
);
const LineProblem = Type.Object({ line: Type.Integer(), column: Type.String(), problem: Type.String() });
const Made = Type.Object({ line: Type.Integer(), id: Uuid, username: Type.String(), password: Type.String() });
const Imported = Type.Object({
  devices: Type.Integer({ description: 'readable lines' }),
  created: Type.Array(Made),
  problems: Type.Array(LineProblem),
});
/** Room for JSON around a file of the largest size. */
export const IMPORT_LIMIT = 2_000_000;

const ownerOfDevice: NonNullable<Operation<typeof OfDevice>['owner']> = async (trx, { params }) =>
  (await trx.selectFrom('device').select('account_id').where('id', '=', params.device).executeTakeFirst())?.account_id;

/** Throws `Problem` with a pointer to an invalid alias, network or version. */
function detailsOf({ aliases, sourceNetworks, ...rest }: Partial<Static<typeof DeviceChange>>): devices.DeviceChange {
  if (typeof rest.firmware === 'string' && parseFirmware(rest.firmware) === undefined)
    throw new Problem('bad-request', 'Must be a version such as ce9.15.3', '/firmware');
  return {
    ...(rest as devices.DeviceChange),
    ...(aliases && {
      aliases: aliases.map((text, at) =>
        needed<Alias>(parseAlias(text), `/aliases/${at}`, 'Not a SIP address, number or H.323 name'),
      ),
    }),
    ...(sourceNetworks && {
      sourceNetworks: sourceNetworks.map((text, at) =>
        needed(parseNetwork(text), `/sourceNetworks/${at}`, 'Not a network such as 192.0.2.0/24'),
      ),
    }),
  };
}

function needed<T>(value: T | undefined, pointer: string, problem: string): T {
  if (value === undefined) throw new Problem('bad-request', problem, pointer);
  return value;
}

/** The conflict for the first of a device's names that is taken; the username comes first. */
async function taken(store: Store, names: readonly string[], except?: string): Promise<Problem> {
  const at = await devices.takenAt(store, names, except);
  return at === undefined || at === 0
    ? new Problem('conflict', 'The username is taken', '/username')
    : new Problem('conflict', 'The alias is taken', `/aliases/${at - 1}`);
}

/** Reads a file and compares it with existing devices. Done in slices, so that calls are not delayed. */
async function planned(store: Store, csv: string, progress: Progress): Promise<ImportPlan> {
  const read = await inSlices(readingImport(csv), (lines) => progress(lines, 0));
  return inSlices(planningImport(read, await devices.takenNames(store, namesOf(read.create))));
}

/** Throws `Problem` if any line is wrong: all or nothing is imported. */
function sound({ create, problems }: ImportPlan): readonly ImportLine[] {
  const [first] = problems;
  if (first === undefined) return create;
  throw new Problem(
    'bad-request',
    `Line ${first.line}${first.column && `, ${first.column}`}: ${first.problem}; ${problems.length} problems in all; a dry run lists them`,
    '/csv',
  );
}

const NO_PROGRESS: Progress = () => undefined;
const resultOf = (
  count: number,
  created: readonly devices.MadeDevice[],
  problems: ImportPlan['problems'] = [],
): Static<typeof Imported> => ({ devices: count, created: [...created], problems: [...problems] });

async function importAtOnce(
  trx: Transaction,
  credentials: devices.Credentials,
  account: string,
  { csv, dryRun = false }: Static<typeof Import>,
  now: number,
): Promise<Static<typeof Imported>> {
  const plan = await planned(trx, csv, NO_PROGRESS);
  if (dryRun) return resultOf(plan.create.length, [], plan.problems);
  const lines = sound(plan);
  const prepared = await inSlices(
    devices.preparing(
      credentials,
      account,
      lines.map(({ device }) => device),
      now,
    ),
  );
  return resultOf(lines.length, await devices.importDevices(trx, lines, prepared));
}

/**
 * Reading and hashing happen outside the transaction, which then sees names taken meanwhile. Steps: a device is
 * prepared, a device is stored.
 */
async function importAsJob(
  { db, commit, progress }: WorkTools,
  credentials: devices.Credentials,
  account: string,
  csv: string,
  now: number,
): Promise<Static<typeof Imported>> {
  const lines = sound(await planned(db, csv, progress));
  const total = 2 * lines.length;
  const prepared = await inSlices(
    devices.preparing(
      credentials,
      account,
      lines.map(({ device }) => device),
      now,
    ),
    (count) => progress(count, total),
  );
  return commit(async (trx) => {
    sound(
      await inSlices(planningImport({ create: lines, problems: [] }, await devices.takenNames(trx, namesOf(lines)))),
    );
    if ((await getAccount(trx, account)) === undefined) throw new Problem('not-found', 'The account no longer exists');
    return resultOf(
      lines.length,
      await devices.importDevices(trx, lines, prepared, (count) => progress(lines.length + count, total)),
    );
  });
}

export const deviceOperations = (credentials: devices.Credentials): readonly Operation[] => [
  operation({
    name: 'ListDevices',
    method: 'GET',
    path: '/v1/accounts/:account/devices',
    summary: 'Lists the devices of an account, optionally by part of their name, room or site',
    status: 200,
    params: OfAccount,
    query: Type.Object({ ...PageFields, search: Type.Optional(Text(100)) }, closed),
    result: Type.Object({ devices: Type.Array(Device) }),
    owner: ownAccount,
    run: async ({ trx, now }, { params, query }) => ({
      devices: [...(await devices.listDevices(trx, params.account, pageOf(query), now, query.search))] as Static<
        typeof Device
      >[],
    }),
  }),
  operation({
    name: 'RegisterDevice',
    method: 'POST',
    path: '/v1/accounts/:account/devices',
    summary: 'Creates a device that may register; its password is shown only once',
    status: 201,
    params: OfAccount,
    body: NewDevice,
    result: Type.Object({ ...DeviceFields, password: Type.String() }),
    owner: ownAccount,
    run: async ({ trx, now }, { params, body }) => {
      const { name, username, ...details } = body;
      const device = { ...detailsOf(details), name, username };
      const made = await devices.insertDevice(trx, credentials, params.account, device, now);
      if (made === undefined) throw await taken(trx, devices.namesOf(device));
      return { ...made.device, password: made.password } as Static<typeof Device> & { password: string };
    },
  }),
  operation({
    name: 'ImportDevices',
    method: 'POST',
    path: '/v1/accounts/:account/devices/import',
    summary: 'Imports devices from a CSV, all or none; with dryRun reports the problems of each line',
    status: 200,
    bodyLimit: IMPORT_LIMIT,
    params: OfAccount,
    body: Import,
    result: Imported,
    owner: ownAccount,
    run: ({ trx, now }, { params, body }) => importAtOnce(trx, credentials, params.account, body, now),
  }),
  operation({
    name: 'ImportDevices',
    id: 'StartDeviceImport',
    method: 'POST',
    path: '/v1/accounts/:account/devices/imports',
    summary: 'Imports devices as a job whose progress can be queried',
    status: 202,
    bodyLimit: IMPORT_LIMIT,
    params: OfAccount,
    body: Type.Object({ csv: Import.properties.csv }, closed),
    result: Job,
    owner: ownAccount,
    run: async ({ start, now }, { params, body }) =>
      start(params.account, (tools) => importAsJob(tools, credentials, params.account, body.csv, now)),
  }),
  operation({
    name: 'GetDevice',
    method: 'GET',
    path: '/v1/devices/:device',
    summary: 'Shows a device, whether it is registered, its last call, and whether its firmware has changed',
    status: 200,
    params: OfDevice,
    result: Device,
    owner: ownerOfDevice,
    run: async ({ trx, now }, { params }) =>
      (await devices.getDevice(trx, params.device, now)) as Static<typeof Device> | undefined,
  }),
  operation({
    name: 'UpdateDevice',
    method: 'PATCH',
    path: '/v1/devices/:device',
    summary: 'Changes the record of a device, and its abilities that differ from its model',
    status: 200,
    versioned: true,
    params: OfDevice,
    body: DeviceChange,
    result: Device,
    owner: ownerOfDevice,
    run: async ({ trx, now, version = '*' }, { params, body }) => {
      const change = detailsOf(body);
      const changed = await devices.updateDevice(trx, params.device, version, change, now);
      if (changed === undefined)
        throw await taken(
          trx,
          devices.namesOf({ ...(await devices.getDevice(trx, params.device, now)), ...change }),
          params.device,
        );
      return changed as Static<typeof Device>;
    },
  }),
  operation({
    name: 'ResetDeviceCredentials',
    method: 'POST',
    path: '/v1/devices/:device/credentials',
    summary: 'Makes a new password, shown only once; the old one stops working, and the device must register again',
    status: 200,
    versioned: true,
    params: OfDevice,
    result: Credentials,
    owner: ownerOfDevice,
    run: ({ trx, version = '*' }, { params }) => devices.resetCredentials(trx, credentials, params.device, version),
  }),
  operation({
    name: 'DeleteDevice',
    method: 'DELETE',
    path: '/v1/devices/:device',
    summary: 'Deletes a device',
    status: 204,
    params: OfDevice,
    owner: ownerOfDevice,
    run: async ({ trx }, { params }) => {
      await devices.deleteDevice(trx, params.device);
      return undefined;
    },
  }),
];
