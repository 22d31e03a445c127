/** Non-INVITE server transaction, RFC 3261 §17.2.2. Pure. */
import { TRANSACTION_LIFE } from './timers.ts';
import { ABSORB, NOTHING, TERMINATE } from './effect.ts';
import type { Effects } from './effect.ts';

export type ServerState =
  | { readonly name: 'trying' }
  | { readonly name: 'proceeding'; readonly response: string }
  | { readonly name: 'completed'; readonly response: string }
  | { readonly name: 'terminated' };

export type ServerEvent =
  | { readonly type: 'request' }
  | { readonly type: 'respond'; readonly status: number; readonly text: string }
  | { readonly type: 'expire' }
  | { readonly type: 'transportError' };

type Step = readonly [ServerState, Effects];

export const SERVER_START: ServerState = { name: 'trying' };
const TERMINATED: ServerState = { name: 'terminated' };

export function stepServer(state: ServerState, event: ServerEvent, reliable: boolean): Step {
  if (event.type === 'transportError' && state.name !== 'terminated')
    return [TERMINATED, [{ do: 'fail', why: 'transport' }, ...TERMINATE]];
  switch (state.name) {
    case 'trying':
      return event.type === 'request' ? [state, ABSORB] : answer(state, event, reliable);
    case 'proceeding':
      return event.type === 'request' ? [state, repeat(state.response)] : answer(state, event, reliable);
    case 'completed':
      if (event.type === 'request') return [state, repeat(state.response)];
      return event.type === 'expire' ? [TERMINATED, TERMINATE] : [state, NOTHING];
    case 'terminated':
      return [state, NOTHING];
  }
}

function repeat(text: string): Effects {
  return [{ do: 'absorbed' }, { do: 'send', text }];
}

/** Timer J absorbs repeated requests over UDP; over reliable transports it is zero. */
function answer(state: ServerState, event: ServerEvent, reliable: boolean): Step {
  if (event.type !== 'respond') return [state, NOTHING];
  const { status, text } = event;
  if (status < 200) return [{ name: 'proceeding', response: text }, [{ do: 'send', text }]];
  if (reliable) return [TERMINATED, [{ do: 'send', text }, ...TERMINATE]];
  return [
    { name: 'completed', response: text },
    [
      { do: 'send', text },
      { do: 'expireIn', delay: TRANSACTION_LIFE },
    ],
  ];
}
