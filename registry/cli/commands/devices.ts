import { DIAL_STYLES } from '../../devices/import.ts';
import {
  command,
  EXAMPLE,
  isObject,
  listOf,
  rowsOf,
  says,
  type Block,
  type Columns,
  type Group,
  type Json,
  type Option,
} from '../command.ts';
import {
  ACCOUNT,
  body,
  bodyOption,
  clearable,
  DEVICE,
  DRY_RUN,
  fileJson,
  fileText,
  JOB,
  oneOf,
  queryOption,
  repeated,
  switchTo,
} from '../inputs.ts';

const COLUMNS: Columns = {
  id: 'id',
  name: 'name',
  username: 'username',
  room: 'room',
  site: 'site',
  model: 'model',
  'registered until': 'state.registeredUntil',
};

const TEXTS: readonly Option[] = [
  bodyOption('site', 'TEXT', 'site', 'town or building'),
  bodyOption('room', 'TEXT', 'room', 'the room it stands in'),
  bodyOption('vendor', 'TEXT', 'vendor', 'e.g. Cisco'),
  bodyOption('model', 'TEXT', 'model', 'e.g. DX80'),
  bodyOption('firmware', 'VERSION', 'firmware', 'version as recorded, e.g. ce9.15.3'),
  bodyOption('notes', 'TEXT', 'notes', 'free text'),
];
const LISTS: readonly Option[] = [
  repeated(bodyOption('alias', 'ALIAS', 'aliases', 'SIP address, number or H.323 name')),
  repeated(bodyOption('network', 'CIDR', 'sourceNetworks', 'the only networks it may call from, e.g. 192.0.2.0/24')),
  bodyOption('dial-style', 'STYLE', 'dialStyle', DIAL_STYLES.join(', '), oneOf(...DIAL_STYLES)),
];

const CSV = body(
  'FILE.csv',
  'csv',
  'name,username and any of site,room,vendor,model,firmware,aliases,sourceNetworks,dialStyle,notes; - for the standard input',
  fileText,
);

/** The outcome of an import or a dry run. */
function importView(answer: Json): readonly Block[] {
  const [created, problems] = [rowsOf(answer, 'created'), rowsOf(answer, 'problems')];
  if (created.length > 0)
    return [
      {
        kind: 'table',
        columns: { id: 'id', line: 'line', username: 'username', password: 'password' },
        rows: created,
        empty: '',
      },
    ];
  if (problems.length === 0)
    return [{ kind: 'words', text: `${String(answer['devices'])} devices would be created; no problems.` }];
  return [
    { kind: 'table', columns: { line: 'line', column: 'column', problem: 'problem' }, rows: problems, empty: '' },
  ];
}

export const jobs: Group = {
  noun: 'job',
  about: 'running imports',
  commands: [
    command('get', 'GET /v1/jobs/:job', 'progress of a job; its result is shown once, to the key that started it', {
      arguments: [JOB],
      view: ({ result, ...job }) => [{ kind: 'pairs', value: job }, ...(isObject(result) ? importView(result) : [])],
      hasProblems: ({ state }) => state === 'failed',
      examples: [`roomgate job get ${EXAMPLE.job}`],
    }),
  ],
};

export const devices: Group = {
  noun: 'device',
  about: 'room systems: their records and passwords',
  commands: [
    command('list', 'GET /v1/accounts/:account/devices', 'devices of an account', {
      arguments: [ACCOUNT],
      options: [queryOption('search', 'TEXT', 'search', 'a part of the name, room or site')],
      ...listOf('devices', COLUMNS, { query: 'after', field: 'id' }),
      examples: ['roomgate device list "Example Ltd"', 'roomgate device list "Example Ltd" --search Berlin --json'],
    }),
    command(
      'get',
      'GET /v1/devices/:device',
      'a device: whether it is registered, its last call, whether its firmware has changed',
      { arguments: [DEVICE], examples: [`roomgate device get ${EXAMPLE.device}`] },
    ),
    command(
      'register',
      'POST /v1/accounts/:account/devices',
      'creates a device that may register; its password is shown only once',
      {
        arguments: [
          ACCOUNT,
          body('NAME', 'name', 'display name'),
          body('USERNAME', 'username', 'the name with which it registers, over SIP and H.323'),
        ],
        options: [...TEXTS, ...LISTS],
        once: 'password',
        examples: [
          'roomgate device register "Example Ltd" "Board room" board-room',
          'roomgate device register "Example Ltd" "Lobby" lobby --site Berlin --model DX80 --alias 5502 --alias sip:lobby@example.com --network 192.0.2.0/24',
        ],
      },
    ),
    command('update', 'PATCH /v1/devices/:device', 'changes the record of a device', {
      arguments: [DEVICE],
      options: [
        bodyOption('name', 'TEXT', 'name', 'display name'),
        ...TEXTS.map(clearable),
        ...LISTS,
        switchTo('no-aliases', 'aliases', [], 'removes all aliases'),
        switchTo('no-networks', 'sourceNetworks', [], 'allows calls from anywhere'),
        bodyOption(
          'override',
          'FILE',
          'override',
          'JSON: abilities that replace those of its model, field by field',
          fileJson,
        ),
        switchTo('no-override', 'override', null, 'removes the override: its abilities are those of its model'),
      ],
      versioned: true,
      examples: [
        `roomgate device update ${EXAMPLE.device} --room 2.14 --firmware ce9.15.3`,
        `roomgate device update ${EXAMPLE.device} --site ""`,
        `roomgate device update ${EXAMPLE.device} --override override.json`,
      ],
    }),
    command(
      'import',
      'POST /v1/accounts/:account/devices/import',
      'imports devices from a CSV, all or none; their passwords are shown only once',
      {
        arguments: [ACCOUNT, CSV],
        options: [DRY_RUN],
        view: importView,
        once: 'passwords',
        hasProblems: (answer) => rowsOf(answer, 'problems').length > 0,
        examples: [
          'roomgate device import "Example Ltd" rooms.csv --dry-run',
          'roomgate device import "Example Ltd" rooms.csv --json',
        ],
      },
    ),
    command(
      'import-job',
      'POST /v1/accounts/:account/devices/imports',
      'the same for large files, as a job: "roomgate job get" shows its progress, and then the passwords',
      { arguments: [ACCOUNT, CSV], examples: ['roomgate device import-job "Example Ltd" rooms.csv'] },
    ),
    command(
      'credentials',
      'POST /v1/devices/:device/credentials',
      'makes a new password, shown only once; the old one stops working',
      {
        arguments: [DEVICE],
        etagOf: '/v1/devices/:device',
        once: 'password',
        examples: [`roomgate device credentials ${EXAMPLE.device}`],
      },
    ),
    command('delete', 'DELETE /v1/devices/:device', 'deletes a device', {
      arguments: [DEVICE],
      view: says('The device is deleted.'),
      examples: [`roomgate device delete ${EXAMPLE.device}`],
    }),
  ],
};
