/** A token bucket per source address, for a limited number of addresses. No I/O. */

export interface RateLimit {
  /** Sustained rate for each source address. */
  readonly perSecond: number;
  /** Burst size. */
  readonly burst: number;
  /** Number of source addresses remembered; the one seen longest ago is forgotten. Default 10,000. */
  readonly maxSources?: number;
}

interface Bucket {
  tokens: number;
  /** Unit: ms. */
  at: number;
}

export class RateLimiter {
  readonly #perMs: number;
  readonly #burst: number;
  readonly #maxSources: number;
  /** Ordered by last use. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(limit: RateLimit) {
    this.#perMs = limit.perSecond / 1000;
    this.#burst = Math.max(1, limit.burst);
    this.#maxSources = limit.maxSources ?? 10_000;
  }

  get sources(): number {
    return this.#buckets.size;
  }

  /** Takes a token; `false` if the bucket is empty. */
  admit(source: string, now: number): boolean {
    const bucket = this.#buckets.get(source) ?? { tokens: this.#burst, at: now };
    this.#buckets.delete(source);
    this.#buckets.set(source, bucket);
    bucket.tokens = Math.min(this.#burst, bucket.tokens + (now - bucket.at) * this.#perMs);
    bucket.at = now;
    if (this.#buckets.size > this.#maxSources) this.#forgetOldest();
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  #forgetOldest(): void {
    const oldest = this.#buckets.keys().next();
    if (oldest.done !== true) this.#buckets.delete(oldest.value);
  }
}
