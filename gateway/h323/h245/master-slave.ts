/**
 * Master-slave determination (H.245 §8.2): the master decides when both sides open channels that exclude each
 * other. Pure.
 */
import { indication, notice, request, response, send, stopTimer, timer, type Effect, type Message } from './message.ts';

export type Role = 'master' | 'slave';

export type MasterSlaveState =
  | { readonly kind: 'idle'; readonly number: number; readonly role?: Role }
  | { readonly kind: 'outgoing'; readonly number: number; readonly tries: number }
  /** Our Ack was sent; theirs is still missing. */
  | { readonly kind: 'incoming'; readonly number: number; readonly role: Role };

export type MasterSlaveEvent =
  | { readonly type: 'start' }
  | { readonly type: 'determination'; readonly terminalType: number; readonly number: number }
  /** The role that the peer assigns to us. */
  | { readonly type: 'ack'; readonly role: Role }
  | { readonly type: 'reject' }
  | { readonly type: 'release' }
  | { readonly type: 'timeout' };

export type MasterSlaveNotice =
  | { readonly type: 'determined'; readonly role: Role }
  | { readonly type: 'masterSlaveFailed' };

/** H.323 table 7: a multipoint unit with audio, video and data, and no active MC. */
export const TERMINAL_TYPE = 190;
/** T106, ms. */
export const T106 = 15_000;
/** N100. */
const MAX_TRIES = 5;
const HALF = 0x80_0000;
const RANGE = 0x100_0000;

type Step = readonly [MasterSlaveState, readonly Effect<MasterSlaveNotice>[]];

export const newMasterSlave = (number: number): MasterSlaveState => ({ kind: 'idle', number });

const determination = (number: number): Effect =>
  send(request({ masterSlaveDetermination: { terminalType: TERMINAL_TYPE, statusDeterminationNumber: number } }));
/** The decision in an Ack is the role of its receiver. */
const ack = (ours: Role): Message =>
  response({ masterSlaveDeterminationAck: { decision: ours === 'master' ? { slave: null } : { master: null } } });
const reject = response({ masterSlaveDeterminationReject: { cause: { identicalNumbers: null } } });

/**
 * H.245 §8.2.2.1: the larger terminal type is master; if equal, the smaller number, counted around the circle of
 * 2^24.
 */
export function decide(
  ours: { readonly type: number; readonly number: number },
  theirs: { readonly type: number; readonly number: number },
): Role | 'indeterminate' {
  if (ours.type !== theirs.type) return ours.type > theirs.type ? 'master' : 'slave';
  const ahead = (theirs.number - ours.number + RANGE) % RANGE;
  if (ahead === 0 || ahead === HALF) return 'indeterminate';
  return ahead < HALF ? 'master' : 'slave';
}

/** `fresh` is a random number of 24 bits, used if the previous numbers were not decisive. */
export function masterSlaveStep(state: MasterSlaveState, event: MasterSlaveEvent, fresh: number): Step {
  switch (event.type) {
    case 'start':
      return state.kind === 'idle'
        ? [{ kind: 'outgoing', number: state.number, tries: 1 }, [determination(state.number), timer(T106)]]
        : [state, []];
    case 'determination':
      return onDetermination(state, event, fresh);
    case 'ack':
      return onAck(state, event.role);
    case 'reject':
      return state.kind === 'outgoing' ? retry(state, fresh) : [state, []];
    case 'release':
      return state.kind === 'idle' ? [state, []] : fail(state);
    case 'timeout':
      return state.kind === 'idle'
        ? [state, []]
        : fail(state, [send(indication({ masterSlaveDeterminationRelease: {} }))]);
    default:
      return event satisfies never;
  }
}

function onDetermination(
  state: MasterSlaveState,
  event: { readonly terminalType: number; readonly number: number },
  fresh: number,
): Step {
  const role = decide(
    { type: TERMINAL_TYPE, number: state.number },
    { type: event.terminalType, number: event.number },
  );
  if (role !== 'indeterminate')
    return [{ kind: 'incoming', number: state.number, role }, [send(ack(role)), timer(T106)]];
  return state.kind === 'outgoing' ? retry(state, fresh) : [{ kind: 'idle', number: fresh }, [send(reject)]];
}

function onAck(state: MasterSlaveState, role: Role): Step {
  switch (state.kind) {
    case 'outgoing':
      return [
        { kind: 'idle', number: state.number, role },
        [send(ack(role)), stopTimer, notice({ type: 'determined', role })],
      ];
    case 'incoming':
      if (state.role !== role) return fail(state);
      return [{ kind: 'idle', number: state.number, role }, [stopTimer, notice({ type: 'determined', role })]];
    case 'idle':
      return [state, []];
    default:
      return state satisfies never;
  }
}

function retry(state: Extract<MasterSlaveState, { kind: 'outgoing' }>, fresh: number): Step {
  if (state.tries >= MAX_TRIES) return fail(state);
  return [{ kind: 'outgoing', number: fresh, tries: state.tries + 1 }, [determination(fresh), timer(T106)]];
}

const fail = (state: MasterSlaveState, effects: readonly Effect[] = []): Step => [
  { kind: 'idle', number: state.number },
  [...effects, stopTimer, notice({ type: 'masterSlaveFailed' })],
];
