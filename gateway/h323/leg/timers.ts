import type { Clock, Timer } from '../../../base/clock.ts';

/** Named timers; setting one replaces the timer of the same name. */
export class Timers {
  readonly #clock: Clock;
  readonly #set = new Map<string, Timer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(name: string, ms: number, callback: () => void): void {
    this.cancel(name);
    this.#set.set(
      name,
      this.#clock.after(ms, () => {
        this.#set.delete(name);
        callback();
      }),
    );
  }

  cancel(name: string): void {
    this.#set.get(name)?.cancel();
    this.#set.delete(name);
  }

  clear(): void {
    for (const timer of this.#set.values()) timer.cancel();
    this.#set.clear();
  }
}
