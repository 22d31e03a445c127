/** Non-INVITE client transaction, RFC 3261 §17.1.2. Pure. */
import { doubled, T1, T2, T4, TRANSACTION_LIFE } from './timers.ts';
import { ABSORB, NOTHING, TERMINATE } from './effect.ts';
import type { Effect, Effects } from './effect.ts';

export type ClientState =
  | { readonly name: 'trying'; readonly request: string; readonly delay: number }
  | { readonly name: 'proceeding'; readonly request: string }
  | { readonly name: 'completed' }
  | { readonly name: 'terminated' };

export type ClientEvent =
  | { readonly type: 'response'; readonly status: number }
  | { readonly type: 'retransmit' }
  | { readonly type: 'expire' }
  | { readonly type: 'transportError' };

type Step = readonly [ClientState, Effects];

const COMPLETED: ClientState = { name: 'completed' };
const TERMINATED: ClientState = { name: 'terminated' };

/** Timer E repeats the request over UDP, timer F gives up. */
export function startClient(request: string, reliable: boolean): Step {
  const timers: Effect[] = [{ do: 'expireIn', delay: TRANSACTION_LIFE }];
  if (!reliable) timers.push({ do: 'retransmitIn', delay: T1 });
  return [{ name: 'trying', request, delay: T1 }, [{ do: 'send', text: request }, ...timers]];
}

export function stepClient(state: ClientState, event: ClientEvent, reliable: boolean): Step {
  switch (state.name) {
    case 'trying':
    case 'proceeding':
      return pending(state, event, reliable);
    case 'completed':
      if (event.type === 'response') return [state, ABSORB];
      return event.type === 'expire' ? [TERMINATED, TERMINATE] : [state, NOTHING];
    case 'terminated':
      return [state, NOTHING];
  }
}

function pending(state: ClientState & { name: 'trying' | 'proceeding' }, event: ClientEvent, reliable: boolean): Step {
  switch (event.type) {
    case 'response':
      if (event.status >= 200) return complete(reliable);
      return [{ name: 'proceeding', request: state.request }, [{ do: 'deliver' }]];
    case 'retransmit': {
      // After a provisional response, repetitions are T2 apart.
      const delay = state.name === 'trying' ? doubled(state.delay) : T2;
      return [
        state.name === 'trying' ? { ...state, delay } : state,
        [
          { do: 'send', text: state.request },
          { do: 'retransmitIn', delay },
        ],
      ];
    }
    case 'expire':
      return [TERMINATED, [{ do: 'fail', why: 'F' }, ...TERMINATE]];
    case 'transportError':
      return [TERMINATED, [{ do: 'fail', why: 'transport' }, ...TERMINATE]];
  }
}

/** Timer K absorbs repeated responses over UDP; over reliable transports it is zero. */
function complete(reliable: boolean): Step {
  if (reliable) return [TERMINATED, [{ do: 'deliver' }, ...TERMINATE]];
  return [COMPLETED, [{ do: 'stopRetransmit' }, { do: 'expireIn', delay: T4 }, { do: 'deliver' }]];
}
