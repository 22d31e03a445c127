/** The list that look-ups use now: swapped when it is changed here, found within a second when it is changed elsewhere. */
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
  /** The newest one, when it is newer than this. */
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

  /** The one that comes with the gateway. */
  get shipped(): CompatibleList {
    return this.#options.shipped;
  }

  get current(): Version {
    return this.#current;
  }

  lookup(query: DeviceQuery, override?: Override): DeviceMatch {
    return this.#lookup(query, override);
  }

  /** Used from the next look-up on, unless a newer one is already. */
  use(next: Version): void {
    if (next.version <= this.#current.version) return;
    this.#lookup = compileLookup(next.list);
    this.#current = next;
  }

  /**
   * Asks whether there is a newer one, at most every second; those who come meanwhile wait for the same answer. Rejects when that
   * can't be had. A list that this gateway can't read is a newer gateway's: the one there is stays.
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
