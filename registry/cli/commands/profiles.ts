import { command, listOf, rowsOf, type Block, type Group, type Json, type Reader } from '../command.ts';
import { DRY_RUN, parseJson, queryOption, body } from '../inputs.ts';

const VERSION = queryOption('version', 'N', 'version', '0 is the list shipped with the gateway; default: the newest');

const isJson = (content: string): boolean => /^\s*[[{]/.test(content);

/** Detected by content, so that the file's name does not matter. */
const listFile: Reader = async (path, { readFile }) => {
  const content = await readFile(path);
  return isJson(content) ? { list: parseJson(path, content) } : { csv: content };
};

function entriesView(answer: Json): readonly Block[] {
  const entries = rowsOf((answer['list'] ?? {}) as Json, 'entries');
  const rows = entries.map((entry) => ({ ...entry, rows: rowsOf(entry, 'rows').length }));
  return [
    { kind: 'words', text: `Version ${String(answer['version'])}` },
    {
      kind: 'table',
      columns: { id: 'id', kind: 'kind', vendor: 'vendor', model: 'model', rows: 'rows' },
      rows,
      empty: 'The list is empty.',
    },
  ];
}

function importView(answer: Json): readonly Block[] {
  const problems = rowsOf(answer, 'problems');
  if (problems.length > 0)
    return [{ kind: 'table', columns: { where: 'where', problem: 'problem' }, rows: problems, empty: '' }];
  return [
    {
      kind: 'words',
      text: `${String(answer['entries'])} entries, no problems; version ${String(answer['version'])} is in use.`,
    },
  ];
}

export const profiles: Group = {
  noun: 'profile',
  about: 'the compatible-VTC list: abilities of device models',
  commands: [
    command('list', 'GET /v1/compatible-devices', 'the models and families of the list', {
      options: [VERSION],
      view: entriesView,
      examples: ['roomgate profile list', 'roomgate profile list --version 0'],
    }),
    command('versions', 'GET /v1/compatible-devices/versions', 'the imported versions, newest first', {
      ...listOf('versions', { version: 'version', created: 'createdAt' }),
      examples: ['roomgate profile versions'],
    }),
    command('match', 'GET /v1/compatible-devices/match', 'which rule a device matches, and its abilities', {
      options: [
        queryOption('user-agent', 'TEXT', 'userAgent', 'SIP: the User-Agent of the device'),
        queryOption('t35', 'C/E/M', 't35', 'H.323: country/extension/manufacturer'),
        queryOption('product', 'TEXT', 'product', 'H.323: product'),
        queryOption('version', 'TEXT', 'version', 'H.323: version'),
        queryOption('alias', 'ALIAS', 'alias', 'an alias that it is registered with'),
      ],
      examples: [
        'roomgate profile match --user-agent "TANDBERG/529 (ce9.1) Cisco-DX80"',
        'roomgate profile match --t35 181/0/20560 --product "RealPresence Debut" --version 1.3',
      ],
    }),
    command('export', 'GET /v1/compatible-devices', 'exports the whole list as JSON or CSV, for editing and import', {
      options: [
        VERSION,
        { ...queryOption('csv', '', 'format', 'as CSV, for a spreadsheet', () => 'csv'), takes: 'nothing' },
      ],
      raw: (answer) =>
        typeof answer['csv'] === 'string' ? answer['csv'] : `${JSON.stringify(answer['list'], null, 2)}\n`,
      examples: ['roomgate profile export --csv > list.csv', 'roomgate profile export --version 0 > list.json'],
    }),
    command('import', 'PUT /v1/compatible-devices', 'replaces the whole list; used from the next call on', {
      arguments: [body('FILE', '', 'JSON or CSV, as exported; - for the standard input', listFile)],
      options: [DRY_RUN],
      versioned: true,
      view: importView,
      hasProblems: (answer) => rowsOf(answer, 'problems').length > 0,
      examples: ['roomgate profile import list.csv --dry-run', 'roomgate profile import list.json'],
    }),
  ],
};
