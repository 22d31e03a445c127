/** The signalling of one incoming call (Q.931 §5.2 as H.225.0 uses it). Pure: what is sent, and what is told upwards. */
import type { EndReason } from '../../core/reason.ts';

export type CallState =
  /** SETUP is here and CALL PROCEEDING out. */
  | { readonly kind: 'proceeding' }
  /** CONNECT is out, or waits for the address that is to go into it. */
  | { readonly kind: 'active' }
  | { readonly kind: 'over' };

export type CallEvent =
  | { readonly type: 'accept' }
  | { readonly type: 'release'; readonly reason: EndReason }
  /** RELEASE COMPLETE came, or endSession. */
  | { readonly type: 'releasedByPeer' }
  /** The connection is gone; `reason` is what that means for a call that is up. */
  | { readonly type: 'lost'; readonly reason: EndReason };

export type CallEffect =
  | { readonly type: 'connect' }
  | { readonly type: 'releaseComplete'; readonly reason: EndReason }
  /** The last one. */
  | { readonly type: 'ended'; readonly reason: EndReason };

type Step = readonly [CallState, readonly CallEffect[]];

const OVER: CallState = { kind: 'over' };

export function callStep(state: CallState, event: CallEvent): Step {
  if (state.kind === 'over') return [state, []];
  switch (event.type) {
    case 'accept':
      return state.kind === 'proceeding' ? [{ kind: 'active' }, [{ type: 'connect' }]] : [state, []];
    case 'release':
      return [
        OVER,
        [
          { type: 'releaseComplete', reason: event.reason },
          { type: 'ended', reason: event.reason },
        ],
      ];
    case 'releasedByPeer':
      return [OVER, [{ type: 'ended', reason: state.kind === 'proceeding' ? 'cancelled' : 'hung-up' }]];
    case 'lost':
      return [OVER, [{ type: 'ended', reason: state.kind === 'proceeding' ? 'cancelled' : event.reason }]];
    default:
      return event satisfies never;
  }
}

/** Q.931 §4.5.7: incoming call proceeding, active, null. */
export const CALL_STATE_VALUE: Readonly<Record<CallState['kind'], number>> = { proceeding: 9, active: 10, over: 0 };
