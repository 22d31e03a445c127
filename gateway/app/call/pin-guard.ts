/**
 * Slows down guessing of PINs, and never refuses a right one.
 *
 * Failures count for each key (a source, a proven device) and decay continuously. A key with many failures is *careful*:
 * its dialled PINs are looked up only once the call is established, so that a forged source learns nothing and costs the
 * real one nothing. A key with many failures of established calls *waits* as well: all its answers, right or wrong, come
 * late. Failures that arrive during a wait do not lengthen it, and a right PIN ends it. No I/O.
 */

export interface PinGuardOptions {
  /** Failures after which a key is careful and, if they were proven, waits. */
  readonly failures: number;
  /** Length of the first wait, ms; each further one is twice as long. */
  readonly first: number;
  /** Number of keys remembered; those that failed longest ago are forgotten first. */
  readonly most?: number;
}

interface Entry {
  /** Decayed counts at `at`. */
  readonly failures: number;
  readonly proven: number;
  readonly at: number;
  /** Number of waits so far, and the end of the latest one. */
  readonly waits: number;
  readonly until: number;
}

/** One guessing key, for operators. */
export interface PinLock {
  readonly key: string;
  readonly failures: number;
  readonly proven: number;
  /** Remaining wait, ms. */
  readonly wait: number;
}

/** Half-life of the failures, ms. */
const HALF_LIFE = 3600 * 1000;
/** The longest wait, ms. */
const LONGEST = 120_000;
const NEW: Entry = { failures: 0, proven: 0, at: 0, waits: 0, until: 0 };

export class PinGuard {
  readonly #options: PinGuardOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: PinGuardOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  isCareful(keys: readonly string[], now: number): boolean {
    return keys.some((key) => this.#isOver(this.#entryOf(key, now).failures));
  }

  /** Time for which an answer to these keys has to wait, ms. */
  wait(keys: readonly string[], now: number): number {
    return Math.max(0, ...keys.map((key) => this.#entryOf(key, now).until - now));
  }

  /**
   * `proven`: the failing call was established, or came over a connection. Returns the keys that have become careful by
   * this failure.
   */
  recordFailure(keys: readonly string[], proven: boolean, now: number): readonly string[] {
    return keys.filter((key) => {
      const before = this.#entryOf(key, now);
      const counted = { ...before, failures: before.failures + 1, proven: before.proven + (proven ? 1 : 0) };
      const waits = proven && this.#isOver(counted.proven) && now >= before.until;
      this.#entries.delete(key);
      this.#entries.set(key, waits ? this.#waiting(counted, now) : counted);
      this.#forget();
      return !this.#isOver(before.failures) && this.#isOver(counted.failures);
    });
  }

  /** A right PIN ends the wait; the failures keep decaying. */
  recordSuccess(keys: readonly string[]): void {
    for (const key of keys) {
      const entry = this.#entries.get(key);
      if (entry !== undefined) this.#entries.set(key, { ...entry, waits: 0, until: 0 });
    }
  }

  /** The careful keys, those with most failures first. */
  list(now: number): readonly PinLock[] {
    return [...this.#entries.keys()]
      .map((key) => ({ key, ...this.#entryOf(key, now) }))
      .filter(({ failures }) => this.#isOver(failures))
      .map(({ key, failures, proven, until }) => ({
        key,
        failures: Math.round(failures),
        proven: Math.round(proven),
        wait: Math.max(0, until - now),
      }))
      .toSorted((a, b) => b.failures - a.failures);
  }

  /** Forgets a key; `false` if it is unknown. */
  lift(key: string): boolean {
    return this.#entries.delete(key);
  }

  /** Counts are rounded, because they decay even between two failures of the same second. */
  #isOver(failures: number): boolean {
    return Math.round(failures) >= this.#options.failures;
  }

  #waiting(entry: Entry, now: number): Entry {
    const length = Math.min(LONGEST, this.#options.first * 2 ** entry.waits);
    return { ...entry, waits: entry.waits + 1, until: now + length };
  }

  #entryOf(key: string, now: number): Entry {
    const known = this.#entries.get(key);
    if (known === undefined) return { ...NEW, at: now };
    const decay = 2 ** -((now - known.at) / HALF_LIFE);
    return { ...known, failures: known.failures * decay, proven: known.proven * decay, at: now };
  }

  #forget(): void {
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > (this.#options.most ?? 100_000) && oldest !== undefined) this.#entries.delete(oldest);
  }
}
