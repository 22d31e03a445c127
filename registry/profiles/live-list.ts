/**
 * The list that look-ups currently use: replaced at once when changed here, and within a second when changed
 * elsewhere.
 */
import { ListError, type CompatibleList, type Override } from './list.ts';
import { compileLookup, type Lookup } from './lookup.ts';
import type { DeviceMatch, DeviceQuery } from '../port.ts';

export interface Version {
  readonly version: number;
  readonly list: CompatibleList;
}

export interface LiveListOptions {
  /** Version 0. */
  readonly shipped: CompatibleList;
  /** Returns the newest list if it is newer than `after`. */
  readonly load: (after: number) => Promise<Version | undefined>;
  /** Unix ms. */
  readonly now: () => number;
}

const CHECK_EVERY = 1000;

export class LiveList {
  readonly #options: LiveListOptions;
  #current: Version;
  #lookup: Lookup;
  #checkedAt = -Infinity;
  #checking: Promise<void> | undefined;

  constructor(options: LiveListOptions) {
    this.#options = options;
    this.#current = { version: 0, list: options.shipped };
    this.#lookup = compileLookup(options.shipped);
  }

  /** The list shipped with the gateway. */
  get shipped(): CompatibleList {
    return this.#options.shipped;
  }

  get current(): Version {
    return this.#current;
  }

  lookup(query: DeviceQuery, override?: Override): DeviceMatch {
    return this.#lookup(query, override);
  }

  /** Uses a list from the next look-up on, unless a newer one is in use. */
  use(next: Version): void {
    if (next.version <= this.#current.version) return;
    this.#lookup = compileLookup(next.list);
    this.#current = next;
  }

  /**
   * Checks for a newer list, at most once per second; concurrent callers share one query. Rejects if the query
   * fails. A list that this gateway cannot read was written by a newer gateway: the current one stays in use.
   */
  async refresh(): Promise<void> {
    if (this.#checking !== undefined) return this.#checking;
    const { load, now } = this.#options;
    if (now() - this.#checkedAt < CHECK_EVERY) return;
    this.#checkedAt = now();
    this.#checking = this.#check(load).finally(() => void (this.#checking = undefined));
    return this.#checking;
  }

  async #check(load: LiveListOptions['load']): Promise<void> {
    try {
      const next = await load(this.#current.version);
      if (next !== undefined) this.use(next);
    } catch (error) {
      if (!(error instanceof ListError)) throw error;
    }
  }
}
