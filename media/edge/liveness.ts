/**
 * Watches whether a device is still there: a packet on any of its streams shows that it is. Pure: time (ms) is an
 * argument.
 */

/** ms without a packet. */
export const SILENT_AFTER = 10_000;

export type LivenessEvent = { readonly type: 'silent'; readonly since: number } | { readonly type: 'heard' };

export class Liveness {
  /** When the last packet arrived or streams were first agreed; `undefined` before that. */
  #last: number | undefined;
  #silent = false;

  /** Streams have been agreed. Only the first call counts. */
  begin(now: number): void {
    this.#last ??= now;
  }

  /** A valid packet arrived. */
  hear(now: number): LivenessEvent | undefined {
    if (this.#last === undefined) return undefined;
    this.#last = now;
    if (!this.#silent) return undefined;
    this.#silent = false;
    return { type: 'heard' };
  }

  /** To be called periodically. */
  tick(now: number): LivenessEvent | undefined {
    if (this.#last === undefined || this.#silent || now - this.#last < SILENT_AFTER) return undefined;
    this.#silent = true;
    return { type: 'silent', since: Math.round(now - this.#last) };
  }
}
