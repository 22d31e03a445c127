/** Time and randomness as parameters. The real clock is in `system-clock.ts`, fakes are in `test/fakes/`. */

export interface Timer {
  /** Idempotent; the callback never runs afterwards. */
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
