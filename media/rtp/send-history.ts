/**
 * Recently sent packets, for a receiver that requests them again (RFC 4585 §6.2.1). Bounded in time, number and
 * repetitions. Pure.
 */

interface Sent {
  readonly sequence: number;
  readonly data: Uint8Array;
  readonly at: number;
  resentAt: number;
  resent: number;
}

/** ms; an older packet is of no use to any decoder. */
const LONGEST = 1000;
/** Slots; a power of two, so that sequence numbers wrap evenly. */
const MOST = 512;
/** How often one packet is resent, and the least time between two times, ms: requests may overlap. */
const MOST_RESENT = 3;
const RESEND_INTERVAL = 30;

export class SendHistory {
  readonly #slots: (Sent | undefined)[] = Array.from({ length: MOST });

  push(sequence: number, data: Uint8Array, now: number): void {
    this.#slots[sequence % MOST] = { sequence, data, at: now, resentAt: -Infinity, resent: 0 };
  }

  /** The packet to resend unchanged; `undefined` if resending makes no sense. */
  take(sequence: number, now: number): Uint8Array | undefined {
    const sent = this.#slots[sequence % MOST];
    if (sent === undefined || sent.sequence !== sequence || now - sent.at > LONGEST) return undefined;
    if (sent.resent >= MOST_RESENT || now - sent.resentAt < RESEND_INTERVAL) return undefined;
    sent.resent += 1;
    sent.resentAt = now;
    return sent.data;
  }
}
