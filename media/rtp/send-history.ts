/** What was sent lately, for a receiver that asks for it again (RFC 4585 §6.2.1). Bounded in time, number and repetitions. Pure. */

interface Sent {
  readonly sequence: number;
  readonly data: Uint8Array;
  readonly at: number;
  resentAt: number;
  resent: number;
}

/** ms; an older packet is of no use to any decoder. */
const LONGEST = 1000;
/** Slots; a power of two, so that sequence numbers go round in it. */
const MOST = 512;
/** How often one packet is sent again, and how long it takes before the next time, ms: the request was repeated meanwhile. */
const MOST_RESENT = 3;
const RESEND_INTERVAL = 30;

export class SendHistory {
  readonly #slots: (Sent | undefined)[] = Array.from({ length: MOST });

  push(sequence: number, data: Uint8Array, now: number): void {
    this.#slots[sequence % MOST] = { sequence, data, at: now, resentAt: -Infinity, resent: 0 };
  }

  /** The packet, to be sent as it was; `undefined` when there is no sense in that. */
  take(sequence: number, now: number): Uint8Array | undefined {
    const sent = this.#slots[sequence % MOST];
    if (sent === undefined || sent.sequence !== sequence || now - sent.at > LONGEST) return undefined;
    if (sent.resent >= MOST_RESENT || now - sent.resentAt < RESEND_INTERVAL) return undefined;
    sent.resent += 1;
    sent.resentAt = now;
    return sent.data;
  }
}
