/**
 * The signalling state of one incoming call (Q.931 §5.2 as H.225.0 uses it). Pure: returns the messages to send and
 * the events to report.
 */
import type { EndReason } from '../../core/reason.ts';

export type CallState =
  /** SETUP was received and CALL PROCEEDING sent. */
  | { readonly kind: 'proceeding' }
  /** CONNECT was sent, or waits for the address that it has to carry. */
  | { readonly kind: 'active' }
  | { readonly kind: 'over' };

export type CallEvent =
  | { readonly type: 'accept' }
  | { readonly type: 'release'; readonly reason: EndReason }
  /** RELEASE COMPLETE or endSession was received. */
  | { readonly type: 'releasedByPeer' }
  /** The connection is lost; `reason` applies to an established call. */
  | { readonly type: 'lost'; readonly reason: EndReason };

export type CallEffect =
  | { readonly type: 'connect' }
  | { readonly type: 'releaseComplete'; readonly reason: EndReason }
  /** The last effect. */
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
