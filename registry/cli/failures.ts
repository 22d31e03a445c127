/** Why a command failed, in words. Pure. */
import type { Command } from './command.ts';
import { EXIT, Mistake, NoKey, NotReached, Refused, type ExitCode, type ProblemDocument } from './errors.ts';

export interface Failure {
  readonly code: ExitCode;
  readonly lines: readonly string[];
  /** For programs. */
  readonly document: unknown;
}

const KEY_HINT =
  'Put it into ROOMGATE_API_KEY, or name a file that holds it: --key-file FILE. The gateway shows the first one when it starts for the first time.';

const HINTS: Readonly<Record<number, string>> = {
  401: 'The key was not accepted: it is mistyped, revoked or expired, or of another gateway.',
  412: 'Somebody else changed it while this command ran. Look at it, then run the command again.',
  429: 'Try again in a while.',
};

/** Undefined: it is a fault of ours. */
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

/** Where it is, as the API calls it, and as it was typed. */
function placeOf({ pointer }: ProblemDocument, command: Command): readonly string[] {
  if (pointer === undefined) return [];
  const field = pointer.split('/')[1];
  const argument = command.arguments.find((each) => each.field === field);
  const option = command.options.find((each) => each.field === field);
  const typed = argument?.word ?? (option && `--${option.flag}`);
  return [`  at ${pointer}${typed === undefined ? '' : ` (${typed})`}`];
}
