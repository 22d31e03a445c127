/** Explains why a command failed. Pure. */
import type { Command } from './command.ts';
import { EXIT, Mistake, NoKey, NotReached, Refused, type ExitCode, type ProblemDocument } from './errors.ts';

export interface Failure {
  readonly code: ExitCode;
  readonly lines: readonly string[];
  /** For programs. */
  readonly document: unknown;
}

const KEY_HINT =
  'Set ROOMGATE_API_KEY, or give a file that contains the key: --key-file FILE. The gateway prints the first key when it starts for the first time.';

const HINTS: Readonly<Record<number, string>> = {
  401: 'The key was not accepted: it is mistyped, revoked or expired, or belongs to another gateway.',
  412: 'It was changed elsewhere while this command ran. Review it, then run the command again.',
  429: 'Try again in a while.',
};

/** Returns undefined for a fault of our own. */
export function failureOf(error: unknown, command: Command): Failure | undefined {
  if (error instanceof Mistake) return failure(EXIT.mistake, 'mistake', error.message);
  if (error instanceof NoKey) return failure(EXIT.notAllowed, 'no-key', error.message, KEY_HINT);
  if (error instanceof NotReached) return failure(EXIT.notReached, 'not-reached', error.message, error.hint);
  if (!(error instanceof Refused)) return undefined;
  const { problem } = error;
  const hint = HINTS[problem.status];
  return {
    code: problem.status === 401 || problem.status === 403 ? EXIT.notAllowed : EXIT.refused,
    lines: [
      `roomgate: ${problem.title} (${problem.status}): ${problem.detail}`,
      ...placeOf(problem, command),
      ...(hint === undefined ? [] : [`  ${hint}`]),
    ],
    document: problem,
  };
}

const failure = (code: ExitCode, name: string, message: string, hint?: string): Failure => ({
  code,
  lines: [...`roomgate: ${message}`.split('\n'), ...(hint === undefined ? [] : [`  ${hint}`])],
  document: { type: `urn:roomgate:cli:${name}`, title: message, ...(hint !== undefined && { detail: hint }) },
});

/** The place of the problem, as the API names it and as it was typed. */
function placeOf({ pointer }: ProblemDocument, command: Command): readonly string[] {
  if (pointer === undefined) return [];
  const field = pointer.split('/')[1];
  const argument = command.arguments.find((each) => each.field === field);
  const option = command.options.find((each) => each.field === field);
  const typed = argument?.word ?? (option && `--${option.flag}`);
  return [`  at ${pointer}${typed === undefined ? '' : ` (${typed})`}`];
}
