import { randomBytes } from 'node:crypto';
import type { Clock, Random } from '../core/clock.ts';

/** The real time. Timers do not keep the process alive: what serves calls does. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (delay, callback) => {
    const timer = setTimeout(callback, delay);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};

export const systemRandom: Random = { bytes: (count) => randomBytes(count) };
