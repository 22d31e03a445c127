/**
 * Guards for code that the outside calls: sockets, timers, worker messages. A fault is reported and goes no
 * further.
 */
import type { Clock } from './clock.ts';

export type OnFault = (error: unknown) => void;

/** Wraps a callback so that what it throws reaches `onFault` instead of the event loop. */
export const guarded =
  <Args extends readonly unknown[]>(onFault: OnFault, callback: (...args: Args) => void) =>
  (...args: Args): void => {
    try {
      callback(...args);
    } catch (error) {
      onFault(error);
    }
  };

/** A clock whose timers report their faults to `onFault`. */
export const guardedClock = (clock: Clock, onFault: OnFault): Clock => ({
  now: () => clock.now(),
  after: (delay, callback) => clock.after(delay, guarded(onFault, callback)),
});
