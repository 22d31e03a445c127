import type { Clock, Timer } from '../../../base/clock.ts';

/** Timers by name. Setting one again moves it. */
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

/** A fault in a callback is told, and costs the call that it belongs to, not the process. */
export const guarded = (clock: Clock, onFault: (error: unknown) => void): Clock => ({
  now: () => clock.now(),
  after: (delay, callback) =>
    clock.after(delay, () => {
      try {
        callback();
      } catch (error) {
        onFault(error);
      }
    }),
});

/** After each callback there may be something to tell. */
export const thenSettled = (clock: Clock, settle: () => void): Clock => ({
  now: () => clock.now(),
  after: (delay, callback) =>
    clock.after(delay, () => {
      callback();
      settle();
    }),
});
