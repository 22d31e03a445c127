/** INVITE client transaction, RFC 3261 §17.1.1 as corrected by RFC 6026 §7.2. Pure. */
import { T1, TIMER_D, TRANSACTION_LIFE } from './timers.ts';
import { ABSORB, NOTHING, TERMINATE } from './effect.ts';
import type { Effect, Effects } from './effect.ts';

export type InviteClientState =
  | { readonly name: 'calling'; readonly request: string; readonly delay: number }
  | { readonly name: 'proceeding' }
  /** 300-699 received; repetitions are ACKed. */
  | { readonly name: 'completed' }
  /** 2xx received; repetitions go to the user, who ACKs them. */
  | { readonly name: 'accepted' }
  | { readonly name: 'terminated' };

export type InviteClientEvent =
  | { readonly type: 'response'; readonly status: number }
  | { readonly type: 'retransmit' }
  | { readonly type: 'expire' }
  | { readonly type: 'transportError' };

type Step = readonly [InviteClientState, Effects];

const PROCEEDING: InviteClientState = { name: 'proceeding' };
const COMPLETED: InviteClientState = { name: 'completed' };
const ACCEPTED: InviteClientState = { name: 'accepted' };
const TERMINATED: InviteClientState = { name: 'terminated' };

/** Timer A repeats the request over UDP, timer B gives up. */
export function startInviteClient(request: string, reliable: boolean): Step {
  const timers: Effect[] = [{ do: 'expireIn', delay: TRANSACTION_LIFE }];
  if (!reliable) timers.push({ do: 'retransmitIn', delay: T1 });
  return [{ name: 'calling', request, delay: T1 }, [{ do: 'send', text: request }, ...timers]];
}

export function stepInviteClient(state: InviteClientState, event: InviteClientEvent, reliable: boolean): Step {
  if (event.type === 'transportError') return transportError(state);
  switch (state.name) {
    case 'calling':
      return calling(state, event, reliable);
    case 'proceeding':
      return event.type === 'response' ? response(event.status, reliable) : [state, NOTHING];
    case 'completed':
      if (event.type === 'response' && event.status >= 300) return [state, [{ do: 'absorbed' }, { do: 'ack' }]];
      return event.type === 'expire' ? [TERMINATED, TERMINATE] : [state, NOTHING];
    case 'accepted':
      if (event.type === 'response')
        return event.status < 300 && event.status >= 200 ? [state, [{ do: 'deliver' }]] : [state, ABSORB];
      return event.type === 'expire' ? [TERMINATED, TERMINATE] : [state, NOTHING];
    case 'terminated':
      return [state, NOTHING];
  }
}

/** After a final response, a failing transport can only lose an ACK. */
function transportError(state: InviteClientState): Step {
  if (state.name === 'calling' || state.name === 'proceeding')
    return [TERMINATED, [{ do: 'fail', why: 'transport' }, ...TERMINATE]];
  return [state, NOTHING];
}

function calling(state: InviteClientState & { name: 'calling' }, event: InviteClientEvent, reliable: boolean): Step {
  switch (event.type) {
    case 'response':
      return response(event.status, reliable);
    case 'retransmit': {
      const delay = state.delay * 2;
      return [
        { ...state, delay },
        [
          { do: 'send', text: state.request },
          { do: 'retransmitIn', delay },
        ],
      ];
    }
    case 'expire':
      return [TERMINATED, [{ do: 'fail', why: 'B' }, ...TERMINATE]];
    default:
      return [state, NOTHING];
  }
}

function response(status: number, reliable: boolean): Step {
  if (status < 200) return [PROCEEDING, [{ do: 'stopRetransmit' }, { do: 'stopExpire' }, { do: 'deliver' }]];
  // Timer M limits the time in which 2xx responses from forks, and repetitions, are accepted (RFC 6026 §8.5).
  if (status < 300)
    return [ACCEPTED, [{ do: 'stopRetransmit' }, { do: 'expireIn', delay: TRANSACTION_LIFE }, { do: 'deliver' }]];
  if (reliable) return [TERMINATED, [{ do: 'ack' }, { do: 'deliver' }, ...TERMINATE]];
  return [COMPLETED, [{ do: 'stopRetransmit' }, { do: 'ack' }, { do: 'expireIn', delay: TIMER_D }, { do: 'deliver' }]];
}
