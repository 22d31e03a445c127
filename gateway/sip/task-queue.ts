/** One thing after the other: what comes while one takes its time waits for it, and is done at once otherwise. */

export type Task = () => Promise<void> | void;

export class TaskQueue {
  readonly #tasks: Task[] = [];
  #busy = false;

  /** What a task throws at once goes to the caller; a promise of a task must not reject. */
  do(task: Task): void {
    this.#tasks.push(task);
    if (!this.#busy) this.#run();
  }

  /** What waits is not done any more. */
  clear(): void {
    this.#tasks.length = 0;
  }

  #run(): void {
    this.#busy = true;
    let work: Promise<void> | void = undefined;
    try {
      while (work === undefined && this.#tasks.length > 0) work = this.#tasks.shift()!();
    } finally {
      this.#busy = work !== undefined;
    }
    void work?.finally(() => this.#run());
  }
}
