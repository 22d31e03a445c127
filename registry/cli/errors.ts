/** Errors that end a command early. */
import { LocalError, RemoteError } from '../../base/errors.ts';

export const EXIT = { ok: 0, refused: 1, mistake: 2, notReached: 3, notAllowed: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command as typed cannot be run; nothing was changed. */
export class Mistake extends RemoteError {
  constructor(message: string) {
    super('mistake', message);
  }
}

/** No API key was given. */
export class NoKey extends LocalError {
  constructor(message: string) {
    super('no-key', message);
  }
}

/** No answer came, or none from the API. `hint`: what to do. */
export class NotReached extends LocalError {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super('not-reached', message);
    this.hint = hint;
  }
}

/** A problem document (RFC 9457), or a substitute for one. */
export interface ProblemDocument {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly pointer?: string;
}

export class Refused extends RemoteError {
  readonly problem: ProblemDocument;
  constructor(problem: ProblemDocument) {
    super('refused', problem.detail);
    this.problem = problem;
  }
}
