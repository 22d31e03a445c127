/** One steady tick for all of a worker's bridges; late ticks are made up for, so that it does not drift. */
import type { Clock, Timer } from '../../base/clock.ts';

/** Late ticks made up for at once; older ones are skipped. */
const MOST_LATE = 5;

export interface Ticker {
  stop(): void;
}

/** Calls `beat` every `interval` ms with the time at which it was due. */
export function startTicker(clock: Clock, interval: number, beat: (due: number) => void): Ticker {
  let due = clock.now() + interval;
  let timer: Timer;
  const run = (): void => {
    const now = clock.now();
    if (now - due > MOST_LATE * interval) due = now;
    for (; due <= now; due += interval) beat(due);
    timer = clock.after(Math.max(0, due - clock.now()), run);
  };
  timer = clock.after(interval, run);
  return { stop: () => timer.cancel() };
}
