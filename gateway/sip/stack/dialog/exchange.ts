/**
 * Who may offer when: the offer/answer exchange of a session (RFC 3264 §4, RFC 3261 §14, RFC 3311 §5.2). Pure.
 */

export type Exchange =
  /** The INVITE that made the dialog has not settled its session: `by` has an offer open, or nobody has offered yet. */
  | { readonly name: 'setup'; readonly by: 'us' | 'them' | 'none' }
  | { readonly name: 'stable' }
  /** They have offered, or asked us to; the layers above owe an answer. */
  | { readonly name: 'theirs'; readonly method: 'INVITE' | 'UPDATE' | 'PRACK' }
  /** Our 2xx to their re-INVITE waits for its ACK, which brings an answer when `ours`. */
  | { readonly name: 'unacked'; readonly ours: boolean }
  /** Our re-INVITE is under way. */
  | { readonly name: 'ours' };

export type Verdict = 'take' | 491 | 500;

export const STABLE: Exchange = { name: 'stable' };

/** Their INVITE inside the dialog (RFC 3261 §14.2). */
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
      // Without an answer in it, a lost ACK loses nothing.
      return exchange.ours ? 491 : 'take';
  }
}

/** Their UPDATE (RFC 3311 §5.2). Without an offer it only refreshes. */
export function judgeUpdate(exchange: Exchange, offers: boolean): Verdict {
  if (exchange.name === 'theirs' && exchange.method === 'UPDATE') return 500;
  return offers ? judgeInvite(exchange) : 'take';
}

/**
 * How long to wait after a 491, in ms: 2.1 to 4 s for the one that made the Call-ID, else 0 to 2 s, in steps of 10 ms
 * (RFC 3261 §14.1). `below` gives a uniform integer.
 */
export function glareDelay(owner: boolean, below: (limit: number) => number): number {
  return owner ? 2100 + below(191) * 10 : below(201) * 10;
}
