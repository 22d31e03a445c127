/** Errors that end a command early. */

export const EXIT = { ok: 0, refused: 1, mistake: 2, notReached: 3, notAllowed: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command as typed cannot be run; nothing was changed. */
export class Mistake extends Error {}

/** No API key was given. */
export class NoKey extends Error {}

/** No answer came, or none from the API. `hint`: what to do. */
export class NotReached extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
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

export class Refused extends Error {
  readonly problem: ProblemDocument;
  constructor(problem: ProblemDocument) {
    super(problem.detail);
    this.problem = problem;
  }
}
