/**
 * Decides who may send an offer when: the offer/answer exchange of a session (RFC 3264 §4, RFC 3261 §14, RFC 3311
 * §5.2). Pure.
 */

export type Exchange =
  /**
   * The INVITE that creates the dialog has not settled its session: `by` has an open offer, or no offer was sent
   * yet.
   */
  | { readonly name: 'setup'; readonly by: 'us' | 'them' | 'none' }
  | { readonly name: 'stable' }
  /** The peer has sent an offer or asked for one; the layers above owe the reply. */
  | { readonly name: 'theirs'; readonly method: 'INVITE' | 'UPDATE' | 'PRACK' }
  /** Our 2xx to the peer's re-INVITE waits for its ACK, which carries an answer if `ours`. */
  | { readonly name: 'unacked'; readonly ours: boolean }
  /** Our re-INVITE is under way. */
  | { readonly name: 'ours' };

export type Verdict = 'take' | 491 | 500;

export const STABLE: Exchange = { name: 'stable' };

/** Judges the peer's INVITE inside the dialog (RFC 3261 §14.2). */
export function judgeInvite(exchange: Exchange): Verdict {
  switch (exchange.name) {
    case 'stable':
      return 'take';
    case 'ours':
      return 491;
    case 'theirs':
      return 500;
    case 'setup':
      return exchange.by === 'us' ? 491 : 500;
    case 'unacked':
      // If the ACK carries no answer, nothing is lost with it.
      return exchange.ours ? 491 : 'take';
  }
}

/** Judges the peer's UPDATE (RFC 3311 §5.2). Without an offer it only refreshes. */
export function judgeUpdate(exchange: Exchange, offers: boolean): Verdict {
  if (exchange.name === 'theirs' && exchange.method === 'UPDATE') return 500;
  return offers ? judgeInvite(exchange) : 'take';
}

/**
 * The delay after a 491, in ms: 2.1 to 4 s for the side that generated the Call-ID, otherwise 0 to 2 s, in steps of
 * 10 ms (RFC 3261 §14.1). `below` returns a uniformly distributed integer.
 */
export function glareDelay(owner: boolean, below: (limit: number) => number): number {
  return owner ? 2100 + below(191) * 10 : below(201) * 10;
}

export type ExchangeEvent =
  /** Our description went out in a response to the INVITE: as the answer to the peer's offer, or as our own offer. */
  | { readonly type: 'described'; readonly answers: boolean }
  /** The offer of the set-up has its answer, or the dialog is confirmed. */
  | { readonly type: 'setupSettled' }
  /** A request of the peer waits for our reply. */
  | { readonly type: 'asked'; readonly method: 'INVITE' | 'UPDATE' | 'PRACK' }
  /** We sent a 2xx to that request; `ours`: with an offer. */
  | { readonly type: 'replied'; readonly ours: boolean }
  /** Our re-INVITE goes out. */
  | { readonly type: 'offered' }
  /** The exchange in progress is over: answered, refused, cancelled or acknowledged. */
  | { readonly type: 'settled' };

/** All transitions of the exchange. An event that does not apply changes nothing. */
export function stepExchange(exchange: Exchange, event: ExchangeEvent): Exchange {
  switch (event.type) {
    case 'described':
      if (exchange.name !== 'setup') return exchange;
      return event.answers ? STABLE : { name: 'setup', by: 'us' };
    case 'setupSettled':
      return exchange.name === 'setup' ? STABLE : exchange;
    case 'asked':
      return { name: 'theirs', method: event.method };
    case 'replied':
      if (exchange.name !== 'theirs') return exchange;
      return exchange.method === 'INVITE' ? { name: 'unacked', ours: event.ours } : STABLE;
    case 'offered':
      return exchange.name === 'stable' ? { name: 'ours' } : exchange;
    case 'settled':
      return exchange.name === 'setup' ? exchange : STABLE;
    default:
      return event satisfies never;
  }
}
