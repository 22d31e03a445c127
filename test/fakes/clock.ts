import type { Clock, Timer } from '../../base/clock.ts';

/** A clock that only moves when told to. Timers run in order of time, then of creation. */
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

  /** Number of timers still set. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Advances time by `ms`, running the timers that fall due. */
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

  /** Runs the timer that is due next; false if none is set. */
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
