/** The commands' help. Pure. */
import type { Argument, Command, Group, Option } from './command.ts';

const COMMON = `Every command takes:
  --api URL         address of the API; default: ROOMGATE_API, or else the configuration
  --key-file FILE   file with the API key; default: ROOMGATE_API_KEY. There is no option for the key itself:
                    command lines are visible to all users of a machine
  --config FILE     read the address from this configuration, even if ROOMGATE_API is set
  --json            print JSON on a terminal, too; other outputs always get JSON`;

const EXIT_CODES = `Exit codes:
  0  done
  1  the API refused, or a dry run found problems; the reason is on the standard error, with --json also as JSON on its last line
  2  the command is invalid; nothing was changed
  3  the gateway cannot be reached
  4  not allowed: no key, a wrong key, or not permitted by its policies`;

/** `roomgate device register ACCOUNT NAME USERNAME [--site TEXT] ...` */
export function usage({ noun }: Group, { verb, arguments: words, options, list }: Command): string {
  const own = options.map((option) => (option.needed === true ? optionWords(option) : `[${optionWords(option)}]`));
  const pages = list?.cursor ? ['[--limit N | --all]'] : [];
  return ['roomgate', noun, verb, ...words.map(argumentWords), ...own, ...pages].join(' ');
}

const argumentWords = ({ word, many }: Argument): string => (many ? `${word} ...` : word);
const optionWords = ({ flag, word, takes }: Option): string =>
  `--${flag}${takes === 'nothing' ? '' : ` ${word}`}${takes === 'many' ? ' ...' : ''}`;

/** Without the options if there are many: the command's own help lists them. */
const brief = (group: Group, command: Command): string =>
  command.options.length > 4 ? `${usage(group, { ...command, options: [] })} [options]` : usage(group, command);

export function usageOf(group: Group): string {
  return [
    ...group.commands.map((command) => `  ${brief(group, command)}`),
    '',
    `"roomgate ${group.noun} --help" explains them.`,
  ].join('\n');
}

export function helpOfGroup(group: Group): string {
  const commands = group.commands.flatMap((command) => [`  ${brief(group, command)}`, `      ${command.about}`]);
  const examples = group.commands.map(({ examples: [first = ''] }) => `  ${first}`);
  return [
    `roomgate ${group.noun}: ${group.about}`,
    '',
    ...commands,
    '',
    'Examples:',
    ...examples,
    '',
    COMMON,
    '',
    EXIT_CODES,
  ].join('\n');
}

export function helpOfCommand(group: Group, command: Command): string {
  const { arguments: words, options, requests, list } = command;
  const rows = [
    ...words.map((argument) => [argumentWords(argument), argument.about] as const),
    ...options.map((option) => [optionWords(option), option.about] as const),
    ...(list?.cursor
      ? ([
          ['--limit N', 'most rows to show; default 50'],
          ['--all', 'all rows'],
        ] as const)
      : []),
  ];
  const width = Math.max(0, ...rows.map(([word]) => word.length));
  const explained = rows.length === 0 ? [] : [...rows.map(([word, about]) => `  ${word.padEnd(width)}  ${about}`), ''];
  const lines = [...new Set(requests.map(({ line }) => line))];
  return [
    usage(group, command),
    '',
    `  ${command.about}`,
    '',
    ...explained,
    'Examples:',
    ...command.examples.map((example) => `  ${example}`),
    '',
    `It sends ${lines.join(', then ')}.`,
    '',
    COMMON,
    '',
    EXIT_CODES,
  ].join('\n');
}

/** Overview of all groups, for the general help. */
export function overview(groups: readonly Group[]): string {
  const width = Math.max(...groups.map(({ noun }) => noun.length));
  const lines = groups.flatMap(({ noun, about, commands }) => [
    `  roomgate ${noun.padEnd(width)}  ${about}`,
    `           ${''.padEnd(width)}  ${commands.map(({ verb }) => verb).join(', ')}`,
  ]);
  return [
    'Through the API of a running gateway:',
    '',
    ...lines,
    '',
    'Each command has its own help: roomgate device --help, roomgate device register --help.',
    '',
    COMMON,
    '',
    EXIT_CODES,
  ].join('\n');
}
