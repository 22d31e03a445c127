/**
 * A call whose media passes a relay, as a machine. The relay rewrites each description on its way between device and
 * gateway. It needs time for that: all inputs except the end wait in `queue` meanwhile. Pure.
 *
 *   new ─▶ up ─▶ ending ─▶ over
 *
 * An exchange of descriptions is in progress while something is `owed` to the device or `awaited` from it. A call
 * whose instance is lost moves to another one between two exchanges: the gateway is asked for an offer, which reaches
 * the device through the new instance.
 */
import type { RelayErrorKind, RelayLoss } from '../../../media/port.ts';
import type { Refusal, SipCallEvent } from '../edge.ts';
import { reasonHeader, refusalOf } from '../status.ts';

type Ring = { readonly status?: 180 | 183; readonly sdp?: string; readonly reliable?: boolean };

/** Requests of the gateway that do not involve the relay. */
export type PassedOn =
  | { readonly do: 'reject' | 'refuseRefer'; readonly refusal: Refusal }
  | { readonly do: 'sendInfo'; readonly contentType: string; readonly body: string }
  | { readonly do: 'probe' | 'acceptRefer' }
  | { readonly do: 'notifyRefer'; readonly status: number; readonly reason: string };

/** Inputs that wait while the relay works. */
export type Input =
  | { readonly type: 'begin'; readonly offer: string | undefined }
  | { readonly type: 'ring'; readonly ring: Ring }
  | { readonly type: 'accept' | 'answer' | 'sendOffer'; readonly sdp: string }
  | { readonly type: 'refuseOffer'; readonly refusal: Refusal }
  | { readonly type: 'passOn'; readonly request: PassedOn }
  | { readonly type: 'edge'; readonly event: Exclude<SipCallEvent, { type: 'ended' }> }
  | { readonly type: 'lost'; readonly why: RelayLoss }
  /** `found`: another instance can take the call. */
  | { readonly type: 'moveTried'; readonly found: boolean; readonly attempt: number };

export type RelayedEvent =
  | Input
  /** `lost`: the relay session has no live instance. */
  | { readonly type: 'relayed'; readonly sdp: string; readonly lost: boolean }
  | { readonly type: 'relayFailed'; readonly kind: RelayErrorKind }
  | { readonly type: 'end'; readonly reason: string | undefined }
  | { readonly type: 'ended'; readonly event: SipCallEvent & { readonly type: 'ended' } }
  | { readonly type: 'fault' };

/** A description that the relay rewrites, and its purpose. */
type Job =
  | { readonly for: 'begin' | 'acceptAnswer' | 'acceptOffer' | 'answer' | 'offer' | 'move' | 'sendOffer' }
  | { readonly for: 'ring'; readonly ring: Ring }
  | { readonly for: 'theirOffer' | 'theirAnswer' };

export interface RelayedState {
  readonly phase: 'new' | 'up' | 'ending' | 'over';
  /** Due from the gateway: an answer, an offer that the device requested, or an offer that moves the call. */
  readonly owed: 'nothing' | 'answer' | 'offer' | 'move';
  /** Due from the device: an answer to an offer of the gateway, or to one that moves the call. */
  readonly awaited: 'nothing' | 'answer' | 'answer-to-move';
  /** The relay's work in progress. */
  readonly job: Job | undefined;
  readonly queue: readonly Input[];
  /** Offers of the gateway that wait for the exchange in progress. */
  readonly offers: readonly string[];
  /** The reason for a pending move. */
  readonly loss: RelayLoss | undefined;
  /** The number of moves begun; `tries` counts those since the last success. */
  readonly moves: number;
  readonly tries: number;
  /** The call ends because its media is lost. */
  readonly gaveUp: boolean;
}

export interface RelayedFact {
  readonly change: 'anchored' | 'refused' | 'moving' | 'moved' | 'lost';
  readonly why?: RelayLoss | RelayErrorKind | 'refused-by-device' | 'refused-by-gateway';
}

export type RelayedEffect =
  /** Answered by `relayed` or `relayFailed`. */
  | {
      readonly type: 'relay';
      readonly operation: 'offer' | 'answer';
      readonly sdp: string;
      readonly from: 'device' | 'gateway';
    }
  /** Hands the call to the gateway, with the device's offer if it made one. */
  | { readonly type: 'handOver'; readonly offer: string | undefined }
  | { readonly type: 'emit'; readonly event: SipCallEvent }
  | { readonly type: 'ring'; readonly ring: Ring }
  | { readonly type: 'accept' | 'answer' | 'sendOffer'; readonly sdp: string }
  | { readonly type: 'refuseOffer' | 'reject'; readonly refusal: Refusal }
  | { readonly type: 'passOn'; readonly request: PassedOn }
  /** Looks for another instance; answered by `moveTried`. */
  | { readonly type: 'move'; readonly attempt: number }
  | { readonly type: 'fact'; readonly fact: RelayedFact }
  | { readonly type: 'end'; readonly reason: string | undefined }
  | { readonly type: 'close' };

type Step = readonly [RelayedState, readonly RelayedEffect[]];

const MOST_TRIES = 3;
const NO_RELAY: Refusal = {
  status: 503,
  reason: 'Service Unavailable',
  headers: [
    ['Warning', '399 roomgate "No media relay takes the call"'],
    ['Retry-After', '10'],
  ],
};

export const newRelayedCall = (): RelayedState => ({
  phase: 'new',
  owed: 'nothing',
  awaited: 'nothing',
  job: undefined,
  queue: [],
  offers: [],
  loss: undefined,
  moves: 0,
  tries: 0,
  gaveUp: false,
});

const isOver = ({ phase }: RelayedState): boolean => phase === 'ending' || phase === 'over';

export function stepRelayedCall(state: RelayedState, event: RelayedEvent): Step {
  switch (event.type) {
    case 'ended':
      return state.phase === 'over' ? [state, []] : onEnded(state, event.event);
    case 'end':
      return state.phase === 'over' ? [state, []] : end(state, event.reason);
    case 'fault':
      return isOver(state) ? [state, []] : end(state, undefined);
    case 'relayed':
      return isOver(state) || state.job === undefined ? [state, []] : proceed(onRelayed(idle(state), state.job, event));
    case 'relayFailed':
      return isOver(state) || state.job === undefined
        ? [state, []]
        : proceed(onFailed(idle(state), state.job, event.kind));
    default:
      if (isOver(state)) return [state, []];
      // A device that stays silent would be silent through another instance, too.
      if (event.type === 'lost' && event.why === 'media-timeout')
        return giveUp({ ...state, loss: event.why }, event.why);
      return proceed([{ ...state, queue: [...state.queue, event] }, []]);
  }
}

const idle = (state: RelayedState): RelayedState => ({ ...state, job: undefined });

/** Handles inputs in order until the relay has work to do. */
function proceed([state, effects]: Step): Step {
  const [input, ...queue] = state.queue;
  if (input === undefined || state.job !== undefined || isOver(state)) return [state, effects];
  const [next, more] = onInput({ ...state, queue }, input);
  return proceed([next, [...effects, ...more]]);
}

function onInput(state: RelayedState, input: Input): Step {
  switch (input.type) {
    case 'begin':
      return input.offer === undefined
        ? [{ ...state, owed: 'offer' }, [{ type: 'handOver', offer: undefined }]]
        : relay(state, { for: 'begin' }, 'offer', input.offer, 'device');
    case 'ring': {
      const { ring } = input;
      return ring.sdp === undefined || state.owed !== 'answer'
        ? [state, [{ type: 'ring', ring }]]
        : relay(state, { for: 'ring', ring }, 'answer', ring.sdp, 'gateway');
    }
    case 'accept':
      return state.owed === 'offer'
        ? relay(state, { for: 'acceptOffer' }, 'offer', input.sdp, 'gateway')
        : relay(state, { for: 'acceptAnswer' }, 'answer', input.sdp, 'gateway');
    case 'answer':
      return onAnswerOfGateway(state, input.sdp);
    case 'sendOffer':
      return onOfferOfGateway(state, input.sdp);
    case 'refuseOffer':
      return state.owed === 'move' ? giveUp(state, 'refused-by-gateway') : refuseTheirs(state, input.refusal);
    case 'passOn':
      return [state, [{ type: 'passOn', request: input.request }]];
    case 'edge':
      return onEdge(state, input.event);
    case 'lost':
      return moveIfDue({ ...state, loss: input.why });
    case 'moveTried':
      return onMoveTried(state, input);
    default:
      return input satisfies never;
  }
}

const relay = (
  state: RelayedState,
  job: Job,
  operation: 'offer' | 'answer',
  sdp: string,
  from: 'device' | 'gateway',
): Step => [{ ...state, job }, [{ type: 'relay', operation, sdp, from }]];

/** To the gateway every exchange is the device's; the device knows nothing yet of an exchange that moves the call. */
function onAnswerOfGateway(state: RelayedState, sdp: string): Step {
  if (state.owed === 'answer') return relay(state, { for: 'answer' }, 'answer', sdp, 'gateway');
  return relay(state, { for: state.owed === 'move' ? 'move' : 'offer' }, 'offer', sdp, 'gateway');
}

function onOfferOfGateway(state: RelayedState, sdp: string): Step {
  if (state.owed !== 'nothing' || state.awaited !== 'nothing')
    return [{ ...state, offers: [...state.offers, sdp] }, []];
  return relay({ ...state, awaited: 'answer' }, { for: 'sendOffer' }, 'offer', sdp, 'gateway');
}

function onEdge(state: RelayedState, event: Exclude<SipCallEvent, { type: 'ended' }>): Step {
  const emit: RelayedEffect = { type: 'emit', event };
  switch (event.type) {
    case 'established':
      return after([{ ...state, phase: 'up' }, [emit]], goOn);
    case 'offer':
      // This offer also moves a call that waits for an instance.
      if (event.sdp === undefined) return askForOffer({ ...state, owed: 'offer' });
      return relay({ ...state, owed: 'answer' }, { for: 'theirOffer' }, 'offer', event.sdp, 'device');
    case 'answer':
      return relay(state, { for: 'theirAnswer' }, 'answer', event.sdp, 'device');
    case 'offerRefused':
      if (state.awaited === 'answer-to-move') return giveUp(state, 'refused-by-device');
      return after([{ ...state, awaited: 'nothing' }, [emit]], goOn);
    default:
      return [state, [emit]];
  }
}

function onRelayed(state: RelayedState, job: Job, { sdp, lost }: Extract<RelayedEvent, { type: 'relayed' }>): Step {
  switch (job.for) {
    case 'begin':
      return [{ ...state, owed: 'answer' }, [{ type: 'handOver', offer: sdp }]];
    case 'ring':
      return [state, [{ type: 'ring', ring: { ...job.ring, sdp } }]];
    case 'acceptAnswer':
      return accepted({ ...state, owed: 'nothing', awaited: 'nothing' }, sdp);
    case 'acceptOffer':
      return accepted({ ...state, owed: 'nothing', awaited: 'answer' }, sdp);
    case 'answer':
      return after([{ ...state, owed: 'nothing' }, [{ type: 'answer', sdp }]], (next) => settled(next, lost));
    case 'offer':
      return [{ ...state, owed: 'nothing', awaited: 'answer' }, [{ type: 'answer', sdp }]];
    case 'move':
      return [{ ...state, owed: 'nothing', awaited: 'answer-to-move' }, [{ type: 'sendOffer', sdp }]];
    case 'sendOffer':
      return [state, [{ type: 'sendOffer', sdp }]];
    case 'theirOffer':
      return [state, [{ type: 'emit', event: { type: 'offer', sdp } }]];
    case 'theirAnswer':
      return after([{ ...state, awaited: 'nothing' }, [{ type: 'emit', event: { type: 'answer', sdp } }]], (next) =>
        settled(next, lost),
      );
    default:
      return job satisfies never;
  }
}

const accepted = (state: RelayedState, sdp: string): Step => [
  state,
  [
    { type: 'fact', fact: { change: 'anchored' } },
    { type: 'accept', sdp },
  ],
];

function onFailed(state: RelayedState, job: Job, kind: RelayErrorKind): Step {
  switch (job.for) {
    case 'begin':
    case 'acceptAnswer':
    case 'acceptOffer':
      return refuseNew(state, kind);
    case 'ring':
      return [state, []];
    case 'answer':
    case 'offer':
      return refuseTheirs(state, refusalOf('media-lost'));
    case 'move':
      // The next instance was dead, too, which had not been noticed.
      return state.tries >= MOST_TRIES ? giveUp(state, 'no-instance') : goOn({ ...state, owed: 'nothing' });
    case 'sendOffer':
      return failOffer(state);
    case 'theirOffer':
      return refuseTheirs(state, kind === 'bad-sdp' ? refusalOf('bad-offer') : NO_RELAY);
    case 'theirAnswer':
      // Before the call is established there is no earlier agreement to return to.
      return state.awaited === 'answer-to-move' || state.phase === 'new' ? giveUp(state, kind) : failOffer(state);
    default:
      return job satisfies never;
  }
}

const refuseTheirs = (state: RelayedState, refusal: Refusal): Step =>
  after([{ ...state, owed: 'nothing' }, [{ type: 'refuseOffer', refusal }]], goOn);

const failOffer = (state: RelayedState): Step =>
  after([{ ...state, awaited: 'nothing' }, [{ type: 'emit', event: { type: 'offerRefused', status: 500 } }]], goOn);

/** The gateway's next offer covers everything, so waiting offers are dropped. */
const askForOffer = (state: RelayedState): Step => [
  { ...state, offers: [] },
  [{ type: 'emit', event: { type: 'offer', sdp: undefined } }],
];

/** Both sides use the same instance. */
function settled(state: RelayedState, lost: boolean): Step {
  if (state.loss === undefined || lost) return goOn(state);
  return after([{ ...state, loss: undefined, tries: 0 }, [{ type: 'fact', fact: { change: 'moved' } }]], goOn);
}

/** The exchange has ended: handles the inputs that waited for it. */
const goOn = (state: RelayedState): Step =>
  after(moveIfDue(state), (next) => {
    const [sdp, ...offers] = next.offers;
    if (next.owed !== 'nothing' || next.awaited !== 'nothing' || sdp === undefined) return [next, []];
    return [{ ...next, offers, queue: [{ type: 'sendOffer', sdp }, ...next.queue] }, []];
  });

/** Asks the gateway for a new offer, which reaches the device through another instance. */
function moveIfDue(state: RelayedState): Step {
  // An offer made through the lost instance must be answered first.
  const { loss, phase, owed, awaited, moves, tries } = state;
  if (loss === undefined || phase !== 'up' || owed !== 'nothing' || awaited !== 'nothing') return [state, []];
  const attempt = moves + 1;
  return [
    { ...state, owed: 'move', tries: tries + 1, moves: attempt },
    [
      { type: 'fact', fact: { change: 'moving', why: loss } },
      { type: 'move', attempt },
    ],
  ];
}

function onMoveTried(state: RelayedState, { found, attempt }: Extract<Input, { type: 'moveTried' }>): Step {
  // The device may already have sent an offer of its own.
  if (state.owed !== 'move' || attempt !== state.moves) return [state, []];
  return found ? askForOffer(state) : giveUp(state, 'no-instance');
}

function giveUp(state: RelayedState, why: RelayedFact['why']): Step {
  const fact: RelayedFact = { change: 'lost', ...(why && { why }) };
  return after([{ ...state, gaveUp: true }, [{ type: 'fact', fact }]], (next) => end(next, reasonHeader('media-lost')));
}

/** Ends at once: waiting inputs no longer matter. */
const end = (state: RelayedState, reason: string | undefined): Step => [
  { ...state, phase: 'ending', queue: [], job: undefined },
  [{ type: 'end', reason }],
];

function refuseNew(state: RelayedState, kind: RelayErrorKind): Step {
  const isTheirs = kind === 'bad-sdp';
  return [
    { ...state, phase: 'ending', gaveUp: !isTheirs, queue: [] },
    [
      { type: 'fact', fact: { change: 'refused', why: kind } },
      { type: 'reject', refusal: isTheirs ? refusalOf('bad-offer') : NO_RELAY },
    ],
  ];
}

const onEnded = (state: RelayedState, event: SipCallEvent & { readonly type: 'ended' }): Step => [
  { ...state, phase: 'over', queue: [], job: undefined },
  [{ type: 'close' }, { type: 'emit', event: state.gaveUp ? { type: 'ended', end: { cause: 'media-lost' } } : event }],
];

function after([state, effects]: Step, next: (state: RelayedState) => Step): Step {
  const [last, more] = next(state);
  return [last, [...effects, ...more]];
}
