import type { Random } from '../../../../base/clock.ts';

const BATCH = 4096;

/** Generates tags, branches and Call-IDs. Draws random bytes in batches, because each draw has a fixed cost. */
export class Ids {
  readonly #random: Random;
  #pool: Uint8Array = new Uint8Array(0);
  #used = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  #take(count: number): Uint8Array {
    if (this.#used + count > this.#pool.length) {
      this.#pool = this.#random.bytes(BATCH);
      this.#used = 0;
    }
    this.#used += count;
    return this.#pool.subarray(this.#used - count, this.#used);
  }

  #hex(count: number): string {
    const bytes = this.#take(count);
    return Buffer.from(bytes.buffer, bytes.byteOffset, count).toString('hex');
  }

  /** 64 random bits (RFC 3261 §19.3 asks for 32). */
  tag(): string {
    return this.#hex(8);
  }

  /** RFC 3261 §8.1.1.7. */
  branch(): string {
    return `z9hG4bK${this.#hex(8)}`;
  }

  callId(host: string): string {
    return `${this.#hex(12)}@${host}`;
  }

  /** A uniformly distributed integer from 0 to `limit` - 1. */
  below(limit: number): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#take(4);
    return Math.floor(((((a << 24) | (b << 16) | (c << 8) | d) >>> 0) / 4294967296) * limit);
  }
}
