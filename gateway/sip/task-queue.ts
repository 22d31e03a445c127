/** One thing after the other: what comes while one takes its time waits for it, and is done at once otherwise. */

/** May throw, and reject. */
export type Task = () => Promise<void> | void;

interface Queued {
  readonly task: Task;
  readonly failed: (error: unknown) => void;
}

const passOn = (error: unknown): never => {
  throw error;
};

export class TaskQueue {
  readonly #queued: Queued[] = [];
  readonly #onError: (error: unknown) => void;
  #busy = false;

  /** `onError`: hears what nobody else has dealt with; must not throw. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Never throws. `failed`: deals with what the task throws, now or later, and throws what it cannot deal with. */
  do(task: Task, failed: (error: unknown) => void = passOn): void {
    this.#queued.push({ task, failed });
    if (!this.#busy) this.#run();
  }

  /** What waits is not done any more. */
  clear(): void {
    this.#queued.length = 0;
  }

  #run(): void {
    this.#busy = true;
    for (let next = this.#queued.shift(); next !== undefined; next = this.#queued.shift()) {
      const work = this.#begin(next);
      if (work !== undefined) return void work.then(() => this.#run());
    }
    this.#busy = false;
  }

  /** Undefined: it is done already. What is given back never rejects. */
  #begin(queued: Queued): Promise<void> | undefined {
    try {
      return queued.task()?.catch((error: unknown) => this.#fail(error, queued));
    } catch (error) {
      this.#fail(error, queued);
      return undefined;
    }
  }

  #fail(error: unknown, { failed }: Queued): void {
    try {
      failed(error);
    } catch (unhandled) {
      this.#onError(unhandled);
    }
  }
}
