/** Detects that the signalling thread cannot keep up. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock, Timer } from '../../../base/clock.ts';

/** Delays between two beats of the loop, ns. */
export interface DelayHistogram {
  percentile(percentile: number): number;
  reset(): void;
}

/** Interval of two beats of an idle loop, which the histogram counts as delay, ms. */
const RESOLUTION = 20;
/** Period that one verdict covers, ms. */
const WINDOW = 1000;

export interface LoopDelayOptions {
  /** Unit: ms. */
  readonly limit: number;
  readonly clock: Clock;
  readonly histogram: DelayHistogram;
}

/**
 * Late if half of the beats of the last second were later than `limit`: one long pause is no overload, a
 * permanently busy loop is. The verdict ends at half the limit.
 */
export class LoopDelay {
  readonly #options: LoopDelayOptions;
  #late = false;
  #timer: Timer;

  constructor(options: LoopDelayOptions) {
    this.#options = options;
    this.#timer = this.#arm();
  }

  get late(): boolean {
    return this.#late;
  }

  #arm(): Timer {
    return this.#options.clock.after(WINDOW, () => this.#look());
  }

  #look(): void {
    const { histogram, limit } = this.#options;
    const median = histogram.percentile(50) / 1e6 - RESOLUTION;
    histogram.reset();
    this.#late = median > (this.#late ? limit / 2 : limit);
    this.#timer = this.#arm();
  }

  close(): void {
    this.#timer.cancel();
  }
}

/** The delays of this process's own loop; disable it at the end. */
export function loopHistogram(): DelayHistogram & { disable(): void } {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  histogram.enable();
  return histogram;
}
