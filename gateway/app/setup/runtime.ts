import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Config } from '../../../config/schema.ts';
import type { Clock, Random } from '../../core/clock.ts';

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

/** One core is left to signalling where the configuration does not say how many there are. */
export const mediaWorkers = ({ media }: Config): number => media.workers || Math.max(1, availableParallelism() - 1);
