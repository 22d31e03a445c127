/** Whether a device is still there: what comes on any of its streams shows it. Pure: time (ms) is an argument. */

/** Without anything. */
export const SILENT_AFTER = 10_000;

export type LivenessEvent = { readonly type: 'silent'; readonly since: number } | { readonly type: 'heard' };

export class Liveness {
  /** When something came last, or the first agreement; `undefined` before that. */
  #last: number | undefined;
  #silent = false;

  /** Streams are agreed. Only the first time counts. */
  begin(now: number): void {
    this.#last ??= now;
  }

  /** Something valid came. */
  hear(now: number): LivenessEvent | undefined {
    if (this.#last === undefined) return undefined;
    this.#last = now;
    if (!this.#silent) return undefined;
    this.#silent = false;
    return { type: 'heard' };
  }

  /** Now and then. */
  tick(now: number): LivenessEvent | undefined {
    if (this.#last === undefined || this.#silent || now - this.#last < SILENT_AFTER) return undefined;
    this.#silent = true;
    return { type: 'silent', since: Math.round(now - this.#last) };
  }
}
