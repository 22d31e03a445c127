/** The actions that a transaction's step asks of its runner, in order. */
export type Effect =
  | { readonly do: 'send'; readonly text: string }
  /** Sets the retransmission timer: A, E, G. */
  | { readonly do: 'retransmitIn'; readonly delay: number }
  | { readonly do: 'stopRetransmit' }
  /** Sets the timer that ends the current state, replacing the previous one: B, D, F, H, I, J, K, L, M. */
  | { readonly do: 'expireIn'; readonly delay: number }
  | { readonly do: 'stopExpire' }
  /** Client INVITE: the ACK of a final answer of 300 and above. */
  | { readonly do: 'ack' }
  /** Passes the current response to the transaction's user. */
  | { readonly do: 'deliver' }
  /** Reports to the user that no response arrived (`why` is the timer) or that the transport failed. */
  | { readonly do: 'fail'; readonly why: string }
  /** For the metrics. */
  | { readonly do: 'absorbed' }
  | { readonly do: 'terminate' };

export type Effects = readonly Effect[];

export const NOTHING: Effects = [];
export const ABSORB: Effects = [{ do: 'absorbed' }];
export const TERMINATE: Effects = [{ do: 'stopRetransmit' }, { do: 'stopExpire' }, { do: 'terminate' }];
