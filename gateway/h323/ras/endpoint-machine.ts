/**
 * Our registration with a customer's gatekeeper (H.323 §7.2): discovery, registration, keep-alive, and the change
 * to the next gatekeeper when one is lost. Pure: the runner sends, waits and reports the answers.
 */
import type { TransportAddress } from '../../../media/port.ts';
import type { Mechanism } from './security.ts';

/** A gatekeeper that answered our discovery. */
export interface Found {
  readonly ras: TransportAddress;
  readonly gatekeeperId: string;
  /** The mechanism by which we prove our identity, if we have a password. */
  readonly mechanism: Exclude<Mechanism, 'cat'>;
}

export interface Membership extends Found {
  readonly endpointId: string;
  /** Seconds; undefined: no expiry. */
  readonly timeToLive: number | undefined;
  /** The gatekeeper lets us call and answer without asking. */
  readonly preGranted: boolean;
}

interface Rounds {
  /** The gatekeepers still to be tried in this round, the current one first. */
  readonly candidates: readonly TransportAddress[];
  /** The number of consecutive failed rounds. */
  readonly failures: number;
}

export type EndpointState =
  | { readonly at: 'idle' }
  | ({ readonly at: 'discovering' } & Rounds)
  | ({ readonly at: 'registering'; readonly found: Found } & Rounds)
  | { readonly at: 'registered'; readonly membership: Membership; readonly alternates: readonly TransportAddress[] }
  | { readonly at: 'refreshing'; readonly membership: Membership; readonly alternates: readonly TransportAddress[] }
  | { readonly at: 'waiting'; readonly failures: number }
  | { readonly at: 'closed' };

export type EndpointEvent =
  /** The configured gatekeepers, resolved; at the start and after each wait. */
  | { readonly type: 'start'; readonly gatekeepers: readonly TransportAddress[] }
  | { readonly type: 'found'; readonly found: Found; readonly alternates: readonly TransportAddress[] }
  | { readonly type: 'registered'; readonly membership: Membership; readonly alternates: readonly TransportAddress[] }
  /** Rejected by GRJ or RRJ; RRJ may name other gatekeepers. */
  | { readonly type: 'rejected'; readonly reason: string; readonly alternates: readonly TransportAddress[] }
  | { readonly type: 'silence' }
  /** URQ was received. */
  | { readonly type: 'unregistered'; readonly alternates: readonly TransportAddress[] }
  | { readonly type: 'refreshDue' }
  | { readonly type: 'close' };

export type EndpointEffect =
  | { readonly type: 'discover'; readonly to: TransportAddress }
  | { readonly type: 'register'; readonly found: Found }
  | { readonly type: 'refresh'; readonly membership: Membership }
  | { readonly type: 'refreshAfter'; readonly ms: number }
  /** Wait, then resolve the configured gatekeepers and start again. */
  | { readonly type: 'startAfter'; readonly ms: number }
  | { readonly type: 'unregister'; readonly membership: Membership }
  | { readonly type: 'tell'; readonly what: 'registered' | 'lost' | 'refused'; readonly reason?: string };

type In<At extends EndpointState['at']> = Extract<EndpointState, { readonly at: At }>;
type Step = readonly [EndpointState, readonly EndpointEffect[]];

const FIRST_WAIT = 5000;
const LONGEST_WAIT = 300_000;
/** Reasons of RRJ after which the same gatekeeper accepts a new registration. */
const ANEW = new Set(['fullRegistrationRequired', 'discoveryRequired']);

export function stepEndpoint(state: EndpointState, event: EndpointEvent): Step {
  if (event.type === 'close') return close(state);
  if (event.type === 'unregistered')
    return 'membership' in state
      ? lost([...event.alternates, ...state.alternates, state.membership.ras], 0)
      : [state, []];
  switch (state.at) {
    case 'idle':
    case 'waiting':
      return event.type === 'start'
        ? tryNext(event.gatekeepers, state.at === 'waiting' ? state.failures : 0)
        : [state, []];
    case 'discovering':
      return discovering(state, event);
    case 'registering':
      return registering(state, event);
    case 'registered':
      return event.type === 'refreshDue'
        ? [{ ...state, at: 'refreshing' }, [{ type: 'refresh', membership: state.membership }]]
        : [state, []];
    case 'refreshing':
      return refreshing(state, event);
    case 'closed':
      return [state, []];
    default:
      return state satisfies never;
  }
}

function discovering(state: In<'discovering'>, event: EndpointEvent): Step {
  if (event.type === 'found') {
    const candidates = merged([...state.candidates, ...event.alternates]);
    return [
      { ...state, at: 'registering', found: event.found, candidates },
      [{ type: 'register', found: event.found }],
    ];
  }
  return failing(state, event);
}

function registering(state: In<'registering'>, event: EndpointEvent): Step {
  if (event.type !== 'registered') return failing(state, event);
  return member(event, [{ type: 'tell', what: 'registered' }]);
}

function refreshing(state: In<'refreshing'>, event: EndpointEvent): Step {
  if (event.type === 'registered') return member(event, []);
  const known = [state.membership.ras, ...state.alternates];
  if (event.type === 'silence') return lost([...state.alternates, state.membership.ras], 0);
  if (event.type !== 'rejected') return [state, []];
  return lost(ANEW.has(event.reason) ? known : [...event.alternates, ...known], 0);
}

/** Refreshes after half of the time, so that one keep-alive may be lost. */
function member(
  { membership, alternates }: EndpointEvent & { readonly type: 'registered' },
  told: readonly EndpointEffect[],
): Step {
  const { timeToLive } = membership;
  const refresh: readonly EndpointEffect[] =
    timeToLive === undefined ? [] : [{ type: 'refreshAfter', ms: Math.max(1000, 500 * timeToLive) }];
  return [{ at: 'registered', membership, alternates }, [...told, ...refresh]];
}

function failing(state: In<'discovering' | 'registering'>, event: EndpointEvent): Step {
  if (event.type !== 'rejected' && event.type !== 'silence') return [state, []];
  const others = event.type === 'rejected' ? event.alternates : [];
  const told: readonly EndpointEffect[] =
    event.type === 'rejected' ? [{ type: 'tell', what: 'refused', reason: event.reason }] : [];
  const [next, effects] = tryNext(merged([...others, ...state.candidates.slice(1)]), state.failures);
  return [next, [...told, ...effects]];
}

function lost(candidates: readonly TransportAddress[], failures: number): Step {
  const [next, effects] = tryNext(merged(candidates), failures);
  return [next, [{ type: 'tell', what: 'lost' }, ...effects]];
}

function tryNext(candidates: readonly TransportAddress[], failures: number): Step {
  const [to] = candidates;
  if (to !== undefined) return [{ at: 'discovering', candidates, failures }, [{ type: 'discover', to }]];
  const ms = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(failures, 10));
  return [{ at: 'waiting', failures: failures + 1 }, [{ type: 'startAfter', ms }]];
}

/** Each address once, and not more than eight, because the list may come from a peer. */
function merged(addresses: readonly TransportAddress[]): readonly TransportAddress[] {
  const byName = new Map(addresses.map((at) => [`${at.address}|${at.port}`, at] as const));
  return [...byName.values()].slice(0, 8);
}

const close = (state: EndpointState): Step => [
  { at: 'closed' },
  'membership' in state ? [{ type: 'unregister', membership: state.membership }] : [],
];
