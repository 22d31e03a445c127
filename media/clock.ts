/** Time as a parameter, structurally identical to the gateway's own `Clock`. */

export interface Timer {
  /** Idempotent; the callback never runs afterwards. */
  cancel(): void;
}

export interface Clock {
  /** Monotonic milliseconds. */
  now(): number;
  /** Runs `callback` once, `delay` ms from now. */
  after(delay: number, callback: () => void): Timer;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (delay, callback) => {
    const timer = setTimeout(callback, delay);
    return { cancel: () => clearTimeout(timer) };
  },
};
