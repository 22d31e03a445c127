/** A queue of items for a consumer that waits for them. */
export class Mailbox<T> {
  readonly #items: T[] = [];
  #waiting: ((item: T) => void) | undefined;

  put(item: T): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#items.push(item);
    else waiting(item);
  }

  /** Items that were received and not taken. */
  get items(): readonly T[] {
    return this.#items;
  }

  /** The next item; rejects with `what` after `limit` ms. */
  async take(what: string, limit = 5000): Promise<T> {
    const [first] = this.#items.splice(0, 1);
    if (first !== undefined) return first;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#waiting = resolve;
    const timer = setTimeout(() => reject(new Error(`Not within ${limit} ms: ${what}`)), limit);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting = undefined;
    }
  }
}
