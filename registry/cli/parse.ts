/** Parses the command line into a command with its arguments and options. Pure. */
import { parseArgs } from 'node:util';
import type { Argument, Command, Group, Option } from './command.ts';
import { Mistake } from './errors.ts';
import { suggestion } from './suggest.ts';

/** Options of every command, and of lists. */
export interface Common {
  readonly api: string | undefined;
  readonly keyFile: string | undefined;
  readonly config: string | undefined;
  readonly json: boolean;
  readonly limit: number | undefined;
  readonly all: boolean;
}

export type Typed = readonly (readonly [Argument | Option, string])[];

export type Parsed =
  | { readonly kind: 'help'; readonly group?: Group | undefined; readonly command?: Command | undefined }
  | {
      readonly kind: 'run';
      readonly group: Group;
      readonly command: Command;
      readonly typed: Typed;
      readonly common: Common;
    }
  | { readonly kind: 'mistake'; readonly message: string; readonly group?: Group; readonly command?: Command };

const isHelp = (word: string | undefined): boolean => word === 'help' || word === '--help' || word === '-h';

export function parse(args: readonly string[], groups: readonly Group[]): Parsed {
  if (isHelp(args[0]))
    return args[1] === undefined ? { kind: 'help' } : parse([args[1], args[2] ?? 'help', '--help'], groups);
  const [noun = '', verb, ...rest] = args;
  const group = groups.find((each) => each.noun === noun);
  if (group === undefined) {
    const nouns = groups.map((each) => each.noun);
    return { kind: 'mistake', message: `unknown command ${JSON.stringify(noun)}${suggestion(noun, nouns)}` };
  }
  if (isHelp(verb)) return { kind: 'help', group };
  if (verb === undefined) return { kind: 'mistake', group, message: `${noun}: a command is missing` };
  const command = group.commands.find((each) => each.verb === verb);
  if (command === undefined) {
    const hint = suggestion(
      verb,
      group.commands.map((each) => each.verb),
    );
    return { kind: 'mistake', group, message: `unknown command ${JSON.stringify(`${noun} ${verb}`)}${hint}` };
  }
  try {
    return parseRest(rest, group, command);
  } catch (error) {
    if (error instanceof Mistake)
      return { kind: 'mistake', group, command, message: `${noun} ${verb}: ${error.message}` };
    throw error;
  }
}

export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

const one = { type: 'string' } as const;
const nothing = { type: 'boolean' } as const;

function parseRest(args: readonly string[], group: Group, command: Command): Parsed {
  const common = {
    api: one,
    'key-file': one,
    config: one,
    json: nothing,
    help: { ...nothing, short: 'h' },
    ...(command.list?.cursor && { limit: one, all: nothing }),
  };
  const own = Object.fromEntries(
    command.options.map(({ flag, takes }) => [
      flag,
      { type: takes === 'nothing' ? 'boolean' : 'string', multiple: takes === 'many' } as const,
    ]),
  );
  const { values, positionals } = optionsOf(args, { ...common, ...own });
  if (values['help'] === true) return { kind: 'help', group, command };
  const typed = [
    ...argumentsOf(command, positionals),
    ...command.options.flatMap((option) => occurrences(option, values[option.flag])),
  ];
  const missing = command.options.find((option) => option.needed === true && values[option.flag] === undefined);
  if (missing !== undefined) throw new Mistake(`--${missing.flag} ${missing.word} is missing`);
  return { kind: 'run', group, command, typed, common: commonOf(values) };
}

export type OptionTypes = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

/** Splits a command line into options and arguments. Throws `Mistake`, with a suggestion for a mistyped option. */
export function optionsOf(
  args: readonly string[],
  options: OptionTypes,
): { readonly values: Values; readonly positionals: readonly string[] } {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Node's first sentence names the option; the rest explains Node's rules.
    const message = error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? '') : String(error);
    const typed = /^Unknown option '--?([^']+)'/.exec(message)?.[1];
    throw new Mistake(
      typed === undefined
        ? message
        : `${message}${suggestion(
            `--${typed}`,
            Object.keys(options).map((name) => `--${name}`),
          )}`,
    );
  }
}

const occurrences = (option: Option, value: Values[string]): Typed =>
  value === undefined ? [] : [value].flat().map((each) => [option, String(each)] as const);

function argumentsOf(command: Command, positionals: readonly string[]): Typed {
  const last = command.arguments.at(-1);
  const missing = command.arguments[positionals.length];
  if (missing !== undefined) throw new Mistake(`${missing.word} is missing: ${missing.about}`);
  const surplus = positionals[command.arguments.length];
  if (surplus !== undefined && last?.many === undefined)
    throw new Mistake(`unexpected argument ${JSON.stringify(surplus)}; put quotation marks around text with spaces`);
  return positionals.flatMap((text, at) => {
    const argument = command.arguments[at] ?? last;
    return argument === undefined ? [] : [[argument, text] as const];
  });
}

function commonOf(values: Values): Common {
  const textOf = (name: string): string | undefined => (typeof values[name] === 'string' ? values[name] : undefined);
  const limit = textOf('limit');
  if (limit !== undefined && !/^[1-9]\d{0,5}$/.test(limit))
    throw new Mistake(`--limit must be a number from 1 to 999999, not ${JSON.stringify(limit)}`);
  if (limit !== undefined && values['all'] === true) throw new Mistake('--limit and --all cannot be combined');
  return {
    api: textOf('api'),
    keyFile: textOf('key-file'),
    config: textOf('config'),
    json: values['json'] === true,
    limit: limit === undefined ? undefined : Number(limit),
    all: values['all'] === true,
  };
}
