/**
 * The floor of a meeting: one participant at a time shares content. BFCP, H.239 and the API all lead to this one
 * floor. Pure.
 *
 *   free ─▶ held by one ─▶ free: released, left, revoked by the host or the account's policy; or taken by another
 */

/** The rule when a participant requests the floor while another holds it. */
export type FloorRule = 'newest-wins' | 'first-holds';

export interface FloorState {
  readonly rule: FloorRule;
  /** The host's account permits devices to share (`contentFromDevices`). */
  readonly open: boolean;
  readonly holder?: string;
}

export type FloorEvent =
  | { readonly type: 'request'; readonly participant: string }
  /** The request may be withdrawn, too. */
  | { readonly type: 'release'; readonly participant: string }
  | { readonly type: 'leave'; readonly participant: string }
  /** The host gives the floor to a participant and takes it from any other; the account's policy takes precedence. */
  | { readonly type: 'give'; readonly participant: string }
  /** The host takes the floor from its holder. */
  | { readonly type: 'take' }
  | { readonly type: 'rule'; readonly rule: FloorRule }
  | { readonly type: 'policy'; readonly open: boolean };

/** A closed set, for metrics and the audit log. */
export type FloorReason = 'asked' | 'host' | 'taken' | 'newer' | 'policy' | 'released' | 'left' | 'not-admitted';

export interface FloorDecision {
  readonly participant: string;
  readonly outcome: 'granted' | 'denied' | 'revoked' | 'released';
  readonly reason: FloorReason;
}

type FloorStep = readonly [FloorState, readonly FloorDecision[]];

export const newFloor = (rule: FloorRule = 'newest-wins', open = true): FloorState => ({ rule, open });

export function stepFloor(state: FloorState, event: FloorEvent): FloorStep {
  const { holder } = state;
  switch (event.type) {
    case 'request':
      return onRequest(state, event.participant);
    case 'give':
      return state.open ? grant(state, event.participant, 'host') : deny(state, event.participant, 'policy');
    case 'release':
      return holder === event.participant ? free(state, 'released', 'released') : [state, []];
    case 'leave':
      return holder === event.participant ? free(state, 'released', 'left') : [state, []];
    case 'take':
      return free(state, 'revoked', 'host');
    case 'rule':
      return [{ ...state, rule: event.rule }, []];
    case 'policy': {
      const next = { ...state, open: event.open };
      return event.open ? [next, []] : free(next, 'revoked', 'policy');
    }
    default:
      return event satisfies never;
  }
}

function onRequest(state: FloorState, participant: string): FloorStep {
  if (!state.open) return deny(state, participant, 'policy');
  if (state.holder !== undefined && state.holder !== participant && state.rule === 'first-holds')
    return deny(state, participant, 'taken');
  return grant(state, participant, 'asked');
}

const deny = (state: FloorState, participant: string, reason: FloorReason): FloorStep => [
  state,
  [{ participant, outcome: 'denied', reason }],
];

/** A repeated request of the holder is granted. */
function grant(state: FloorState, participant: string, reason: 'asked' | 'host'): FloorStep {
  const granted: FloorDecision = { participant, outcome: 'granted', reason };
  const { holder } = state;
  const revoked: readonly FloorDecision[] =
    holder === undefined || holder === participant
      ? []
      : [{ participant: holder, outcome: 'revoked', reason: reason === 'host' ? 'host' : 'newer' }];
  return [{ ...state, holder: participant }, [...revoked, granted]];
}

function free({ holder, ...rest }: FloorState, outcome: 'revoked' | 'released', reason: FloorReason): FloorStep {
  return [rest, holder === undefined ? [] : [{ participant: holder, outcome, reason }]];
}
