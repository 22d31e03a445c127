/**
 * Time and randomness as parameters. The real ones are in `app/`, fakes in `test/fakes/`.
 */

export interface Timer {
  /** Idempotent; after it the callback never runs. */
  cancel(): void;
}

export interface Clock {
  /** Monotonic milliseconds. */
  now(): number;
  /** Runs `callback` once, `delay` ms from now. */
  after(delay: number, callback: () => void): Timer;
}

export interface Random {
  /** Uniform bytes, cryptographically strong in production. */
  bytes(count: number): Uint8Array;
}
