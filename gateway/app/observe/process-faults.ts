/**
 * Faults that reached the process: unhandled rejections, and exceptions thrown by callbacks. The first is reported
 * and survived. A second one within a minute means that the process cannot be trusted any more: it drains and lets
 * a supervisor restart it.
 */
import type { Clock } from '../../../base/clock.ts';

export interface ProcessFaultsOptions {
  readonly clock: Clock;
  /** Logs and counts a fault. */
  readonly onFault: (error: unknown) => void;
  /** Called once, at the second fault within a minute. */
  readonly onRepeated: () => void;
}

const PERIOD = 60_000;

export class ProcessFaults {
  readonly #options: ProcessFaultsOptions;
  #last: number | undefined;
  #repeated = false;

  constructor(options: ProcessFaultsOptions) {
    this.#options = options;
  }

  readonly handle = (error: unknown): void => {
    const { clock, onFault, onRepeated } = this.#options;
    const now = clock.now();
    const isRepeated = this.#last !== undefined && now - this.#last < PERIOD;
    this.#last = now;
    onFault(error);
    if (!isRepeated || this.#repeated) return;
    this.#repeated = true;
    onRepeated();
  };
}
