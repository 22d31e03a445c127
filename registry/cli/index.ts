/** The command line over the API. */
import { GROUPS } from './commands/index.ts';
import { overview } from './help.ts';

export { Mistake } from './errors.ts';
export { optionsOf, type OptionTypes, type Values } from './parse.ts';
export { suggestion } from './suggest.ts';
export { urlOfListener } from './address.ts';
export { runApiCommand, type Surroundings } from './run.ts';

const NOUNS: ReadonlySet<string> = new Set(GROUPS.map(({ noun }) => noun));

/** The first words of these commands. */
export const API_NOUNS: readonly string[] = [...NOUNS];

/** True if the arguments are one of these commands, or ask for the help of one. */
export const isApiCommand = ([first = '', second = '']: readonly string[]): boolean =>
  NOUNS.has(first) || (first === 'help' && NOUNS.has(second));

/** The part of the general help on these commands. */
export const API_HELP = overview(GROUPS);
