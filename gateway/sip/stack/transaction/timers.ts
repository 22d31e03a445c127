/** RFC 3261 §17, table 4. Milliseconds. */
export const T1 = 500;
export const T2 = 4_000;
export const T4 = 5_000;
/** Timers B, F, H, L and M: 64 * T1; J over UDP has the same value. */
export const TRANSACTION_LIFE = 64 * T1;
/** Timer D over UDP: at least 32 s. */
export const TIMER_D = 32_000;

/** The next delay of a doubling retransmission timer, up to T2. */
export function doubled(delay: number): number {
  return Math.min(delay * 2, T2);
}
