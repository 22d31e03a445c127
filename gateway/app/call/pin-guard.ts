/** Wrong PINs across calls: a source with too many failures is locked out, twice as long each time. No I/O. */

export interface PinGuardOptions {
  /** Failures before the first lock-out. */
  readonly failures: number;
  /** Length of the first lock-out, ms. */
  readonly first: number;
  /** Number of sources and devices remembered; those that failed longest ago are forgotten first. */
  readonly most?: number;
}

interface Entry {
  readonly failures: number;
  readonly at: number;
  readonly until: number;
}

/** Half-life of the failures, ms. */
const FORGIVEN = 3600 * 1000;
const LONGEST = 24 * 3600 * 1000;

export class PinGuard {
  readonly #options: PinGuardOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: PinGuardOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** `who`: source address and device, counted separately. */
  isLocked(who: readonly string[], now: number): boolean {
    return who.some((each) => (this.#entries.get(each)?.until ?? 0) > now);
  }

  /** Returns those that this failure locks out. */
  recordFailure(who: readonly string[], now: number): readonly string[] {
    return who.filter((each) => {
      const { failures, first } = this.#options;
      const count = this.#countOf(each, now) + 1;
      const locked = count >= failures;
      const until = locked ? now + Math.min(LONGEST, first * 2 ** (Math.floor(count) - failures)) : 0;
      this.#entries.delete(each);
      this.#entries.set(each, { failures: count, at: now, until });
      this.#forget();
      return locked;
    });
  }

  #countOf(who: string, now: number): number {
    const known = this.#entries.get(who);
    return known === undefined ? 0 : known.failures / 2 ** Math.floor((now - known.at) / FORGIVEN);
  }

  #forget(): void {
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > (this.#options.most ?? 100_000) && oldest !== undefined) this.#entries.delete(oldest);
  }
}
