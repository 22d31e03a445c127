/** Runs a command over the API: reads the arguments, makes the requests, prints, and returns the exit code. */
import { checkedUrl, isInClear } from './address.ts';
import { createClient, type Ask, type Fetch } from './client.ts';
import type { Command, Json, World } from './command.ts';
import { GROUPS } from './commands/index.ts';
import { EXIT, Mistake, NoKey, NotReached, type ExitCode } from './errors.ts';
import { failureOf } from './failures.ts';
import { helpOfCommand, helpOfGroup, overview, usageOf } from './help.ts';
import { parse, type Common, type Parsed } from './parse.ts';
import { findAccount, findNamed, findUser } from './references.ts';
import { perform, readInputs, type Outcome } from './requests.ts';
import { showBlock } from './show.ts';
import { printable, printableJson, printableLines } from './text.ts';

/** The environment of a command. */
export interface Surroundings {
  readonly fetch: Fetch;
  /** Write to the standard output, and to the standard error. */
  readonly print: (text: string) => void;
  readonly say: (text: string) => void;
  /** Columns of the terminal at the standard output; undefined: it is not a terminal. */
  readonly columns: number | undefined;
  /** Unix ms. */
  readonly now: () => number;
  readonly randomId: () => string;
  /** UTF-8; `-` is the standard input. */
  readonly readFile: (path: string) => Promise<string>;
  /** From the environment. */
  readonly api: string | undefined;
  readonly key: string | undefined;
  /**
   * Returns the API's address according to this configuration file, or the default one; undefined: the API is off.
   * Throws if the configuration is invalid.
   */
  readonly configured: (file: string | undefined) => string | undefined;
}

/** Rows of a list by default. */
const USUAL_ROWS = 50;

export async function runApiCommand(args: readonly string[], around: Surroundings): Promise<ExitCode> {
  const parsed = parse(args, GROUPS);
  switch (parsed.kind) {
    case 'help':
      around.print(`${helpOf(parsed)}\n`);
      return EXIT.ok;
    case 'mistake':
      around.say(`roomgate: ${printable(parsed.message)}${parsed.group ? `\n\n${usageOf(parsed.group)}` : ''}`);
      return EXIT.mistake;
    case 'run':
      return run(parsed, around);
    default:
      return parsed satisfies never;
  }
}

function helpOf({ group, command }: Parsed & { readonly kind: 'help' }): string {
  if (group === undefined) return overview(GROUPS);
  return command === undefined ? helpOfGroup(group) : helpOfCommand(group, command);
}

async function run(
  { group, command, typed, common }: Parsed & { readonly kind: 'run' },
  around: Surroundings,
): Promise<ExitCode> {
  try {
    const files = { ...around, readFile: (path: string) => fileOf(path, around) };
    const ask = await connect(common, files);
    const world: World = {
      now: around.now(),
      readFile: files.readFile,
      findAccount: (name) => findAccount(ask, name),
      findUser: (email, account) => findUser(ask, email, account),
      findNamed: (kind, name) => findNamed(ask, kind, name),
    };
    const inputs = await readInputs(command, typed, world);
    const outcome = await perform(ask, {
      command,
      inputs,
      wanted: common.all ? Infinity : (common.limit ?? USUAL_ROWS),
    });
    show(command, outcome, common, around);
    return command.hasProblems?.(outcome.answer) === true ? EXIT.refused : EXIT.ok;
  } catch (error) {
    const failure = failureOf(error, command);
    if (failure === undefined) throw error;
    around.say(failure.lines.map((line) => printable(line)).join('\n'));
    if (failure.code === EXIT.mistake) around.say(`\n${usageOf(group)}`);
    if (common.json) around.say(printableJson(JSON.stringify(failure.document)));
    return failure.code;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function fileOf(path: string, { readFile }: Surroundings): Promise<string> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Mistake(`cannot read ${path}: ${messageOf(error)}`);
  }
}

function configuredAddress({ config }: Common, { configured }: Surroundings): string | undefined {
  try {
    return configured(config);
  } catch (error) {
    throw new Mistake(messageOf(error));
  }
}

async function connect(common: Common, around: Surroundings): Promise<Ask> {
  const environment = common.config === undefined ? around.api : undefined;
  const address = common.api ?? environment ?? configuredAddress(common, around);
  if (address === undefined)
    throw new NotReached(
      'The API is off in the configuration (api.port)',
      'If the API is elsewhere, give its address with --api URL or ROOMGATE_API.',
    );
  const url = checkedUrl(address);
  const key = (common.keyFile === undefined ? (around.key ?? '') : await around.readFile(common.keyFile)).trim();
  if (key === '') throw new NoKey('There is no API key');
  if (!/^[!-~]{1,8000}$/.test(key))
    throw new Mistake(`${common.keyFile ?? 'ROOMGATE_API_KEY'} contains no API key: one word is expected`);
  if (isInClear(url))
    around.say(
      `roomgate: warning: the API key goes unencrypted to ${printable(url)}; use https:// if others share the network`,
    );
  return createClient({ url, key, fetch: around.fetch, randomId: around.randomId });
}

function show(command: Command, { answer, more }: Outcome, { json }: Common, around: Surroundings): void {
  const { columns } = around;
  if (command.raw !== undefined)
    around.print(columns === undefined ? command.raw(answer) : printableLines(command.raw(answer)));
  else if (json || columns === undefined) around.print(`${printableJson(JSON.stringify(answer, null, 2))}\n`);
  else showBlocks(command, answer, columns, around);
  if (more) around.say('There are more rows: --limit N or --all shows them.');
  if (command.once !== undefined && holdsSecret(answer))
    around.say(
      `The ${command.once} ${command.once.endsWith('s') ? 'are' : 'is'} shown only this once: note ${command.once.endsWith('s') ? 'them' : 'it'} now.`,
    );
}

/** A dry run creates nothing. */
const holdsSecret = (answer: Json): boolean => !Array.isArray(answer['created']) || answer['created'].length > 0;

function showBlocks(command: Command, answer: Json, columns: number, around: Surroundings): void {
  const shown = command.view(answer).map((block) => showBlock(block, columns));
  around.print(`${shown.flatMap(({ lines }) => lines).join('\n')}\n`);
  const left = shown.flatMap((each) => each.left);
  if (left.length > 0) around.say(`Not shown for lack of space: ${left.join(', ')}; widen the window, or use --json.`);
}
