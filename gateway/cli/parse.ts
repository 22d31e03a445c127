/** The command line: one table for local commands and commands over the API. Pure. */
import {
  API_HELP,
  API_NOUNS,
  isApiCommand,
  Mistake,
  optionsOf,
  suggestion,
  type OptionTypes,
  type Values,
} from '../../registry/index.ts';
import { PORT_FORMATS, type PortFormat } from './ports/format.ts';

export type Command =
  | { readonly name: 'start'; readonly config: string | undefined; readonly demo: boolean }
  | { readonly name: 'check'; readonly config: string | undefined }
  | { readonly name: 'ports'; readonly config: string | undefined; readonly format: PortFormat }
  | { readonly name: 'decode'; readonly file: string; readonly showSecrets: boolean }
  | { readonly name: 'audit verify'; readonly config: string | undefined }
  | { readonly name: 'key recover'; readonly config: string | undefined }
  | { readonly name: 'api'; readonly args: readonly string[] }
  | { readonly name: 'help'; readonly text: string }
  | { readonly name: 'version' }
  | { readonly name: 'mistake'; readonly message: string };

/** A command that runs on this machine. */
interface LocalCommand {
  readonly name: string;
  readonly usage: string;
  readonly about: readonly string[];
  readonly options: OptionTypes;
  /** Names of the arguments, all required. */
  readonly arguments: readonly string[];
  /** Throws `Mistake`. */
  readonly read: (values: Values, args: readonly string[]) => Command;
}

const CONFIG = { config: { type: 'string' } } as const;
const configOf = ({ config }: Values): string | undefined => (typeof config === 'string' ? config : undefined);

function formatOf({ format = 'table' }: Values): PortFormat {
  const found = PORT_FORMATS.find((known) => known === format);
  if (found === undefined) throw new Mistake(`--format must be one of ${PORT_FORMATS.join(', ')}`);
  return found;
}

const LOCAL: readonly LocalCommand[] = [
  {
    name: 'start',
    usage: 'start [--config FILE] [--demo]',
    about: ['run the gateway; --demo adds a meeting to try a call with'],
    options: { ...CONFIG, demo: { type: 'boolean' } },
    arguments: [],
    read: (values) => ({ name: 'start', config: configOf(values), demo: values['demo'] === true }),
  },
  {
    name: 'check',
    usage: 'check [--config FILE]',
    about: [
      'print the configuration that would be used, with secrets masked, and test whether each',
      'component can be reached; exit code 1 if something is wrong',
    ],
    options: CONFIG,
    arguments: [],
    read: (values) => ({ name: 'check', config: configOf(values) }),
  },
  {
    name: 'ports',
    usage: 'ports [--config FILE] [--format table|nftables]',
    about: ['print the ports that a firewall must let through'],
    options: { ...CONFIG, format: { type: 'string' } },
    arguments: [],
    read: (values) => ({ name: 'ports', config: configOf(values), format: formatOf(values) }),
  },
  {
    name: 'decode',
    usage: 'decode FILE [--show-secrets]',
    about: [
      'print the H.323 and SIP messages of a capture (pcap or pcapng; - is the standard input), one',
      'JSON object a line; dialled numbers, aliases, pressed keys, user parts of URIs and',
      'credentials are *** unless --show-secrets is given',
    ],
    options: { 'show-secrets': { type: 'boolean' } },
    arguments: ['FILE'],
    read: (values, [file = '']) => ({ name: 'decode', file, showSecrets: values['show-secrets'] === true }),
  },
  {
    name: 'audit verify',
    usage: 'audit verify [--config FILE]',
    about: ['check that no record of the audit log was changed, removed or inserted'],
    options: CONFIG,
    arguments: [],
    read: (values) => ({ name: 'audit verify', config: configOf(values) }),
  },
  {
    name: 'key recover',
    usage: 'key recover [--config FILE]',
    about: [
      'make a new key with full access, directly in the database: for administrators who have lost',
      'theirs; existing keys stay valid',
    ],
    options: CONFIG,
    arguments: [],
    read: (values) => ({ name: 'key recover', config: configOf(values) }),
  },
];

const COLUMN = 44;

const lineOf = ({ usage, about }: LocalCommand): string => {
  const [first = '', ...rest] = about;
  const words = `  roomgate ${usage}`;
  const start = words.length < COLUMN ? `${words.padEnd(COLUMN)}${first}` : `${words}\n${' '.repeat(COLUMN)}${first}`;
  return [start, ...rest.map((line) => `${' '.repeat(COLUMN)}${line}`)].join('\n');
};

export const HELP = `roomgate: lets conference-room systems into meetings.

${LOCAL.map(lineOf).join('\n')}
${'  roomgate help [COMMAND]'.padEnd(COLUMN)}print this text, or the help of one command; also --help and -h
${'  roomgate --version'.padEnd(COLUMN)}print the version

The configuration is roomgate.yaml in this folder (or --config FILE), and ROOMGATE_... variables;
config/roomgate.example.yaml lists every key.

${API_HELP}`;

const isHelp = (word: string | undefined): boolean => word === 'help' || word === '--help' || word === '-h';
const isVersion = (word: string | undefined): boolean => word === '--version' || word === '-V' || word === 'version';

export function parseCommand(args: readonly string[]): Command {
  const [first] = args;
  if (first === undefined || (isHelp(first) && args.length === 1)) return { name: 'help', text: HELP };
  if (isVersion(first)) return { name: 'version' };
  const words = isHelp(first) ? [...args.slice(1), '--help'] : args;
  const local = LOCAL.find(({ name }) => name.split(' ').every((word, at) => words[at] === word));
  if (local !== undefined) return parseLocal(local, words.slice(local.name.split(' ').length));
  if (isApiCommand(args)) return { name: 'api', args };
  const [typed = ''] = words;
  const known = [...LOCAL.map(({ name }) => name), ...API_NOUNS, 'help'];
  return { name: 'mistake', message: `unknown command ${JSON.stringify(typed)}${suggestion(typed, known)}` };
}

function parseLocal(command: LocalCommand, args: readonly string[]): Command {
  try {
    const help = { help: { type: 'boolean', short: 'h' } } as const;
    const { values, positionals } = optionsOf(args, { ...command.options, ...help });
    if (values['help'] === true) return { name: 'help', text: lineOf(command).trimStart() };
    const missing = command.arguments[positionals.length];
    if (missing !== undefined) throw new Mistake(`${missing} is missing`);
    const surplus = positionals[command.arguments.length];
    if (surplus !== undefined) throw new Mistake(`unexpected argument ${JSON.stringify(surplus)}`);
    return command.read(values, positionals);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return { name: 'mistake', message: `${command.name}: ${error.message}` };
  }
}
