/** Timers by name: setting one replaces the timer of the same name. */
import type { Clock, Timer } from './clock.ts';

export class NamedTimers<Name extends string> {
  readonly #clock: Clock;
  readonly #timers = new Map<Name, Timer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `callback` once, `ms` from now; `undefined` only cancels the timer. */
  set(name: Name, ms: number | undefined, callback: () => void): void {
    this.cancel(name);
    if (ms === undefined) return;
    const timer = this.#clock.after(ms, () => {
      this.#timers.delete(name);
      callback();
    });
    this.#timers.set(name, timer);
  }

  cancel(name: Name): void {
    this.#timers.get(name)?.cancel();
    this.#timers.delete(name);
  }

  cancelAll(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }
}
