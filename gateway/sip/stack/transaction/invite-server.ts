/** INVITE server transaction, RFC 3261 §17.2.1 as corrected by RFC 6026 §7.1. Pure. */
import { doubled, T1, T4, TRANSACTION_LIFE } from './timers.ts';
import { ABSORB, NOTHING, TERMINATE } from './effect.ts';
import type { Effect, Effects } from './effect.ts';

export type InviteServerState =
  | { readonly name: 'proceeding'; readonly response: string | undefined }
  /** 300-699 sent, ACK awaited. */
  | { readonly name: 'completed'; readonly response: string; readonly delay: number }
  | { readonly name: 'confirmed' }
  /** 2xx sent; the transaction's user repeats it until the ACK. */
  | { readonly name: 'accepted' }
  | { readonly name: 'terminated' };

export type InviteServerEvent =
  | { readonly type: 'request' }
  | { readonly type: 'ack' }
  | { readonly type: 'respond'; readonly status: number; readonly text: string }
  | { readonly type: 'retransmit' }
  | { readonly type: 'expire' }
  | { readonly type: 'transportError' };

type Step = readonly [InviteServerState, Effects];

export const INVITE_SERVER_START: InviteServerState = { name: 'proceeding', response: undefined };
const CONFIRMED: InviteServerState = { name: 'confirmed' };
const ACCEPTED: InviteServerState = { name: 'accepted' };
const TERMINATED: InviteServerState = { name: 'terminated' };

export function stepInviteServer(state: InviteServerState, event: InviteServerEvent, reliable: boolean): Step {
  if (event.type === 'transportError' && state.name !== 'terminated')
    return [TERMINATED, [{ do: 'fail', why: 'transport' }, ...TERMINATE]];
  switch (state.name) {
    case 'proceeding':
      return proceeding(state, event, reliable);
    case 'completed':
      return completed(state, event, reliable);
    case 'confirmed':
      return event.type === 'expire' ? [TERMINATED, TERMINATE] : [state, event.type === 'ack' ? ABSORB : NOTHING];
    case 'accepted':
      return accepted(state, event);
    case 'terminated':
      return [state, NOTHING];
  }
}

function proceeding(
  state: InviteServerState & { name: 'proceeding' },
  event: InviteServerEvent,
  reliable: boolean,
): Step {
  if (event.type === 'request') return [state, state.response === undefined ? ABSORB : repeat(state.response)];
  if (event.type !== 'respond') return [state, NOTHING];
  const { status, text } = event;
  if (status < 200) return [{ name: 'proceeding', response: text }, [{ do: 'send', text }]];
  return status < 300 ? accept(text) : refuse(text, reliable);
}

function repeat(text: string): readonly Effect[] {
  return [{ do: 'absorbed' }, { do: 'send', text }];
}

/** Timer L bounds the absorption of repeated INVITEs (RFC 6026 §8.4). */
function accept(text: string): Step {
  return [
    ACCEPTED,
    [
      { do: 'send', text },
      { do: 'expireIn', delay: TRANSACTION_LIFE },
    ],
  ];
}

/** Timer G repeats the response over UDP, timer H stops waiting for the ACK. */
function refuse(text: string, reliable: boolean): Step {
  const timers: Effect[] = [{ do: 'expireIn', delay: TRANSACTION_LIFE }];
  if (!reliable) timers.push({ do: 'retransmitIn', delay: T1 });
  return [{ name: 'completed', response: text, delay: T1 }, [{ do: 'send', text }, ...timers]];
}

function completed(
  state: InviteServerState & { name: 'completed' },
  event: InviteServerEvent,
  reliable: boolean,
): Step {
  switch (event.type) {
    case 'request':
      return [state, repeat(state.response)];
    case 'retransmit': {
      const delay = doubled(state.delay);
      return [
        { ...state, delay },
        [
          { do: 'send', text: state.response },
          { do: 'retransmitIn', delay },
        ],
      ];
    }
    case 'ack':
      return acknowledge(reliable);
    case 'expire':
      return [TERMINATED, [{ do: 'fail', why: 'H' }, ...TERMINATE]];
    default:
      return [state, NOTHING];
  }
}

/** Timer I absorbs repeated ACKs over UDP; over reliable transports it is zero. */
function acknowledge(reliable: boolean): Step {
  if (reliable) return [TERMINATED, TERMINATE];
  return [CONFIRMED, [{ do: 'stopRetransmit' }, { do: 'expireIn', delay: T4 }]];
}

function accepted(state: InviteServerState, event: InviteServerEvent): Step {
  if (event.type === 'request') return [state, ABSORB];
  if (event.type === 'respond' && event.status >= 200 && event.status < 300)
    return [state, [{ do: 'send', text: event.text }]];
  return event.type === 'expire' ? [TERMINATED, TERMINATE] : [state, NOTHING];
}
