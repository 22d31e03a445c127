import type { Clock, Timer } from '../../base/clock.ts';

/** A clock that stands still until told. Timers run in the order of their time, then of their making. */
export class FakeClock implements Clock {
  #now = 0;
  #sequence = 0;
  readonly #timers = new Map<number, { readonly at: number; readonly callback: () => void }>();

  now(): number {
    return this.#now;
  }

  after(delay: number, callback: () => void): Timer {
    const id = this.#sequence++;
    this.#timers.set(id, { at: this.#now + Math.max(0, delay), callback });
    return { cancel: () => void this.#timers.delete(id) };
  }

  /** Timers that are still set. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves time on by `ms`, running what falls due on the way. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      const [id, timer] = next;
      this.#timers.delete(id);
      this.#now = Math.max(this.#now, timer.at);
      timer.callback();
    }
    this.#now = end;
  }

  /** Runs whatever is due next; false when nothing is set. */
  runNext(): boolean {
    const next = this.#next(Infinity);
    if (next === undefined) return false;
    this.advance(next[1].at - this.#now);
    return true;
  }

  #next(until: number): [number, { readonly at: number; readonly callback: () => void }] | undefined {
    let best: [number, { readonly at: number; readonly callback: () => void }] | undefined;
    for (const entry of this.#timers) {
      if (entry[1].at <= until && (best === undefined || entry[1].at < best[1].at)) best = entry;
    }
    return best;
  }
}
