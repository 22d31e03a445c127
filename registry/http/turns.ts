/**
 * Requests take turns: one is handled per round of the event loop, so that calls on the same thread wait for a
 * single request, not for all that arrived at once.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #running = false;

  /** Resolves when it is the request's turn; first come, first served. */
  take(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#running) return;
      this.#running = true;
      setImmediate(this.#next);
    });
  }

  readonly #next = (): void => {
    this.#waiting.shift()?.();
    this.#running = this.#waiting.length > 0;
    if (this.#running) setImmediate(this.#next);
  };
}
