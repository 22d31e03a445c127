/**
 * Requests take turns: one is worked on for each round of the event loop, so that calls on the same thread wait for one request and
 * not for all that have come at once.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #running = false;

  /** Resolves when it is its turn; first come, first served. */
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
