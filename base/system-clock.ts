/** The clock and the randomness of production. */
import { randomBytes } from 'node:crypto';
import type { Clock, Random } from './clock.ts';

/** Timers do not keep the process alive: listeners and connections do. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (delay, callback) => {
    const timer = setTimeout(callback, delay);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};

export const systemRandom: Random = { bytes: (count) => randomBytes(count) };
