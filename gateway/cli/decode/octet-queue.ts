/** A queue of octets that arrive in chunks and are taken in other pieces. */

const NOTHING = new Uint8Array(0);

export class OctetQueue {
  #octets: Uint8Array = NOTHING;
  /** The number of octets to drop as they arrive. */
  #skipping = 0;
  /** The octets taken or skipped so far: the file offset at which `peek` reads. */
  #offset = 0;

  get length(): number {
    return this.#octets.length;
  }

  get offset(): number {
    return this.#offset;
  }

  /** True if an item was begun and is incomplete. */
  get unfinished(): boolean {
    return this.#octets.length > 0 || this.#skipping > 0;
  }

  push(chunk: Uint8Array): void {
    const skipped = Math.min(this.#skipping, chunk.length);
    this.#skipping -= skipped;
    this.#offset += skipped;
    const rest = chunk.subarray(skipped);
    this.#octets = this.#octets.length === 0 ? rest : Buffer.concat([this.#octets, rest]);
  }

  /** The next `count` octets, without removing them; undefined while they are incomplete. */
  peek(count: number): Uint8Array | undefined {
    return this.#octets.length < count ? undefined : this.#octets.subarray(0, count);
  }

  /** Removes and returns the next `count` octets, as a view of the pushed data. */
  take(count: number): Uint8Array | undefined {
    const taken = this.peek(count);
    if (taken === undefined) return undefined;
    this.#octets = this.#octets.subarray(count);
    this.#offset += count;
    return taken;
  }

  /** Drops `count` octets, whether present or still to come. */
  skip(count: number): void {
    const here = Math.min(count, this.#octets.length);
    this.#octets = this.#octets.subarray(here);
    this.#offset += here;
    this.#skipping += count - here;
  }
}

export const viewOf = (octets: Uint8Array): DataView => new DataView(octets.buffer, octets.byteOffset, octets.length);
