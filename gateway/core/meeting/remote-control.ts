/**
 * Control of a shared computer: a participant asks, and the sharer grants or denies, always within the policy of
 * the host's account. One at a time in a meeting, and only of the computer that holds the floor. Pure.
 *
 *   idle ─▶ asked ─▶ granted ─▶ idle
 *            └─ no answer in time ─▶
 */

/** Fixed rate, bit/s (the guide's bandwidth table). */
export const REMOTE_CONTROL_RATE = 800_000;

/** Time for the sharer to answer, ms; meanwhile no other participant can ask. */
export const ANSWER_TIME = 30_000;

export type RemoteControlState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asked'; readonly controller: string; readonly sharer: string }
  | { readonly kind: 'granted'; readonly controller: string; readonly sharer: string };

/** Participants by their API names. */
export type RemoteControlEvent =
  | {
      readonly type: 'request';
      readonly controller: string;
      readonly sharer: string | undefined;
      readonly allowed: boolean;
    }
  /** The sharer's answer. `reserved`: bandwidth is available. */
  | { readonly type: 'grant'; readonly by: string; readonly reserved: boolean; readonly allowed: boolean }
  | { readonly type: 'deny'; readonly by: string }
  /** Sent by either of the two. */
  | { readonly type: 'release'; readonly by: string }
  /** A participant left, or stopped sharing. */
  | { readonly type: 'gone'; readonly participant: string }
  /** `ANSWER_TIME` after the request. */
  | { readonly type: 'timeout' }
  | { readonly type: 'policyOff' };

/** A closed set, for metrics and the audit log. */
export type RemoteControlReason =
  | 'asked'
  | 'sharer'
  | 'policy'
  | 'nothing-shared'
  | 'busy'
  | 'no-bandwidth'
  | 'released'
  | 'gone'
  | 'no-answer';

export interface RemoteControlDecision {
  readonly outcome: 'requested' | 'granted' | 'denied' | 'released';
  readonly reason: RemoteControlReason;
  readonly controller: string;
  readonly sharer?: string;
}

type Step = readonly [RemoteControlState, readonly RemoteControlDecision[]];

const IDLE: RemoteControlState = { kind: 'idle' };
export const newRemoteControl = (): RemoteControlState => IDLE;

export function stepRemoteControl(state: RemoteControlState, event: RemoteControlEvent): Step {
  switch (event.type) {
    case 'request':
      return onRequest(state, event);
    case 'grant':
      return onGrant(state, event);
    case 'deny':
      return state.kind === 'asked' && state.sharer === event.by ? end(state, 'denied', 'sharer') : [state, []];
    case 'release':
      return state.kind !== 'idle' && [state.controller, state.sharer].includes(event.by)
        ? end(state, 'released', 'released')
        : [state, []];
    case 'gone':
      return state.kind !== 'idle' && [state.controller, state.sharer].includes(event.participant)
        ? end(state, 'released', 'gone')
        : [state, []];
    case 'timeout':
      return state.kind === 'asked' ? end(state, 'denied', 'no-answer') : [state, []];
    case 'policyOff':
      return state.kind === 'idle' ? [state, []] : end(state, state.kind === 'asked' ? 'denied' : 'released', 'policy');
    default:
      return event satisfies never;
  }
}

function onRequest(
  state: RemoteControlState,
  { controller, sharer, allowed }: Extract<RemoteControlEvent, { type: 'request' }>,
): Step {
  const deny = (reason: RemoteControlReason): Step => [
    state,
    [{ outcome: 'denied', reason, controller, ...(sharer !== undefined && { sharer }) }],
  ];
  if (!allowed) return deny('policy');
  if (sharer === undefined || sharer === controller) return deny('nothing-shared');
  if (state.kind !== 'idle') return deny('busy');
  return [{ kind: 'asked', controller, sharer }, [{ outcome: 'requested', reason: 'asked', controller, sharer }]];
}

function onGrant(
  state: RemoteControlState,
  { by, reserved, allowed }: Extract<RemoteControlEvent, { type: 'grant' }>,
): Step {
  if (state.kind !== 'asked' || state.sharer !== by) return [state, []];
  if (!allowed) return end(state, 'denied', 'policy');
  if (!reserved) return end(state, 'denied', 'no-bandwidth');
  const { controller, sharer } = state;
  return [{ kind: 'granted', controller, sharer }, [{ outcome: 'granted', reason: 'sharer', controller, sharer }]];
}

const end = (
  { controller, sharer }: Exclude<RemoteControlState, { kind: 'idle' }>,
  outcome: 'denied' | 'released',
  reason: RemoteControlReason,
): Step => [IDLE, [{ outcome, reason, controller, sharer }]];
