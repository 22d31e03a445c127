/** Every operation of the API has a command that covers its input. */
import { describe, expect, it } from 'vitest';
import { controlOperations } from '../../../gateway/app/meeting/control.operations.ts';
import { pinLockOperations } from '../../../gateway/app/call/pin-locks.operations.ts';
import { participantOperations } from '../../../gateway/app/meeting/participants.operations.ts';
import type { Argument, Option } from '../../../registry/cli/command.ts';
import { GROUPS } from '../../../registry/cli/commands/index.ts';
import { helpOfCommand, helpOfGroup } from '../../../registry/cli/help.ts';
import { registryOperations, type OperationsOptions } from '../../../registry/http/operations.ts';

const commands = GROUPS.flatMap((group) =>
  group.commands.map((command) => [`${group.noun} ${command.verb}`, group, command] as const),
);
const operations = [
  ...registryOperations({ keys: {}, realm: '', list: {}, jobs: {} } as unknown as OperationsOptions),
  ...participantOperations({ meetings: {}, dispatch: {} } as unknown as Parameters<typeof participantOperations>[0]),
  ...controlOperations({} as Parameters<typeof controlOperations>[0]),
  ...pinLockOperations({} as Parameters<typeof pinLockOperations>[0], Date.now),
];

/** Operations that need no command at a terminal. None so far. */
const WITHOUT_COMMAND: readonly string[] = [];

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly anyOf?: readonly Schema[];
}

const schemaOf = (line: string, place: Argument['place']): Schema => {
  const found = operations.find(({ method, path }) => line === `${method} ${path}`);
  const schema = (place === 'path' ? found?.params : place === 'query' ? found?.query : found?.body) as
    | Schema
    | undefined;
  // A body that may be absent altogether requires nothing.
  return schema?.anyOf?.[0] === undefined ? (schema ?? {}) : { ...schema.anyOf[0], required: [] };
};

describe('commands and operations', () => {
  it('every operation has a command, and every command is an operation', () => {
    const lines = new Set(commands.flatMap(([, , { requests }]) => requests.map(({ line }) => line as string)));
    const known = new Set(operations.map(({ method, path }) => `${method} ${path}`));
    expect([...known].filter((line) => !lines.has(line) && !WITHOUT_COMMAND.includes(line))).toEqual([]);
    expect([...lines].filter((line) => !known.has(line))).toEqual([]);
  });

  it('have one name each', () => {
    const names = commands.map(([name]) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it.each(commands)(
    '%s sends only fields that its operation knows, and all required ones',
    (_name, _group, { requests, arguments: words, options, versioned = false, list }) => {
      const [last] = requests.slice(-1);
      for (const { line, etagOf } of requests)
        expect(versioned || etagOf !== undefined).toBe(
          operations.find(({ method, path }) => line === `${method} ${path}`)?.versioned ?? false,
        );
      for (const place of ['path', 'query', 'body'] as const) {
        const { properties = {}, required = [] } = schemaOf(last?.line ?? '', place);
        const inputs: readonly (Argument | Option)[] = [...words, ...options].filter(
          (each) => each.place === place && each.field !== '',
        );
        const sent = [
          ...inputs.map(({ field }) => field),
          ...(place === 'body' ? Object.keys(last?.fixed ?? {}) : []),
          ...(place === 'query' && list?.cursor ? ['limit', list.cursor.query] : []),
        ];
        expect(sent.filter((field) => !Object.hasOwn(properties, field))).toEqual([]);
        const always = [
          ...words.filter((each) => each.place === place).map(({ field }) => field),
          ...options.filter(({ needed }) => needed).map(({ field }) => field),
          ...sent.filter((field) => last?.fixed?.[field] !== undefined || field === 'limit'),
        ];
        expect(required.filter((field) => !always.includes(field) && properties[field]?.default === undefined)).toEqual(
          [],
        );
      }
    },
  );

  it('show only columns that the answer has', () => {
    for (const [name, , { requests, list, view }] of commands) {
      const found = operations.find(({ method, path }) => requests[0].line === `${method} ${path}`);
      const fields = (found?.result as Schema | undefined)?.properties?.[list?.items ?? '']?.items?.properties;
      const [table] = view({});
      if (fields !== undefined && table?.kind === 'table')
        for (const path of Object.values(table.columns))
          expect(Object.keys(fields), name).toContain(path.split('.')[0]);
    }
  });

  it('cover every field of an account, a user, a device, a meeting and a key', () => {
    for (const line of [
      'POST /v1/accounts',
      'PATCH /v1/accounts/:account/users/:user',
      'POST /v1/accounts/:account/devices',
      'PATCH /v1/devices/:device',
      'PATCH /v1/meetings/:meeting',
      'POST /v1/accounts/:account/meetings',
      'POST /v1/api-keys',
      'GET /v1/compatible-devices/match',
      'GET /v1/audit-events',
    ]) {
      const own = commands
        .filter(([, , { requests }]) => requests.some((request) => request.line === line))
        .map(([, , command]) => command);
      const sent = own.flatMap(({ arguments: words, options, requests, list }) => [
        ...words.map(({ field }) => field),
        ...options.map(({ field }) => field),
        ...requests.flatMap(({ fixed = {} }) => Object.keys(fixed)),
        ...(list?.cursor ? ['limit', list.cursor.query] : []),
      ]);
      const fields = Object.keys({ ...schemaOf(line, 'body').properties, ...schemaOf(line, 'query').properties });
      expect(
        fields.filter((field) => !sent.includes(field)),
        line,
      ).toEqual([]);
    }
  });

  it('know the settings of the Policies page and their values', () => {
    const { properties = {} } = schemaOf('PATCH /v1/accounts/:account/settings', 'body');
    const about = commands.find(([name]) => name === 'account set')?.[2].arguments[1]?.about;
    expect(about).toBe(
      Object.entries(properties)
        .map(([name, schema]) => `${name}=${schema.enum?.join('|')}`)
        .join(', '),
    );
  });
});

describe('the help', () => {
  it('has the examples of each command, and all arguments and options', () => {
    for (const [, group, command] of commands) {
      const help = helpOfCommand(group, command);
      for (const text of [
        ...command.examples,
        ...command.arguments.map(({ about }) => about),
        ...command.options.map(({ flag }) => `--${flag}`),
      ])
        expect(help).toContain(text);
      expect(helpOfGroup(group)).toContain(`roomgate ${group.noun} ${command.verb}`);
    }
  });
});
