/**
 * The presentation token of one call (H.239 §11.2): decides which of the device and us may present. Pure; the
 * meeting decides, this machine speaks for it. A device that opens its channel without a request counts as having
 * requested the token.
 *
 *   free ─▶ requested ─▶ theirs ─▶ asking ─▶ ours ─▶ free
 */
import { notice, send, stopTimer, timer, type Effect } from '../h245/message.ts';
import { encodeH239, type TokenSubject } from './messages.ts';

/** Our hold on the token: the logical channel that it is for, and whether we present. */
interface Held {
  readonly channel: number;
  readonly showing: boolean;
}

export type TokenState =
  | { readonly kind: 'free' }
  /**
   * `asked`: absent if the device only opened its channel. `held`: we have the token. `wants`: the channel on which
   * we present if the request is denied.
   */
  | { readonly kind: 'requested'; readonly asked?: TokenSubject; readonly held?: Held; readonly wants?: number }
  | { readonly kind: 'theirs'; readonly asked?: TokenSubject }
  /** `number` breaks the symmetry if both sides ask; `show`: present once the token is ours. */
  | {
      readonly kind: 'asking';
      readonly channel: number;
      readonly number: number;
      readonly tries: number;
      readonly show: boolean;
    }
  | ({ readonly kind: 'ours' } & Held);

export type TokenEvent =
  /** Messages of the device. */
  | ({ readonly type: 'request'; readonly symmetryBreaking: number } & TokenSubject)
  | ({ readonly type: 'response'; readonly accepted: boolean } & TokenSubject)
  | { readonly type: 'release' }
  | { readonly type: 'owner' }
  /** The device wants to open a content channel, or its content channel has gone. */
  | { readonly type: 'opened' }
  | { readonly type: 'closed' }
  /** The meeting's decision. `channel` is our channel, for the messages that name one. */
  | { readonly type: 'granted' }
  | { readonly type: 'denied' }
  | { readonly type: 'revoked'; readonly channel: number }
  | { readonly type: 'present'; readonly channel: number }
  | { readonly type: 'stop' }
  /** The device whose token we took has stopped presenting. */
  | { readonly type: 'settled' }
  | { readonly type: 'timeout' };

export type TokenNotice =
  | { readonly type: 'requested' }
  | { readonly type: 'released' }
  /** The device's channel may, or may not, be opened. */
  | { readonly type: 'admitted' }
  | { readonly type: 'turnedAway' }
  /** We may present from now on, or no longer. */
  | { readonly type: 'mayShow' }
  | { readonly type: 'lost' }
  /** `taken`: the device gave us the token; `refused`: it did not, but must stop all the same. */
  | { readonly type: 'taken' }
  | { readonly type: 'refused' };

/** The time in ms within which a device must answer our request. */
export const TOKEN_TIMEOUT = 5_000;
/** The limit of our requests that met one with the same number. */
const MAX_TRIES = 5;

type Step = readonly [TokenState, readonly Effect<TokenNotice>[]];
type Of<Kind extends TokenState['kind']> = Extract<TokenState, { kind: Kind }>;

export const newToken: TokenState = { kind: 'free' };
const FREE: TokenState = { kind: 'free' };

const answer = (asked: TokenSubject | undefined, accepted: boolean): readonly Effect[] =>
  asked === undefined
    ? []
    : [send(encodeH239({ type: 'presentationTokenResponse', accepted, label: asked.label, channel: asked.channel }))];
const indicate = (channel: number): Effect =>
  send(encodeH239({ type: 'presentationTokenIndicateOwner', label: 0, channel }));
const release = (channel: number): Effect => send(encodeH239({ type: 'presentationTokenRelease', label: 0, channel }));
const subjectOf = ({ label, channel }: TokenSubject): TokenSubject => ({ label, channel });

/** `fresh`: a random number from 1 to 127 (H.239 §8.3), used when we ask. */
export function tokenStep(state: TokenState, event: TokenEvent, fresh: number): Step {
  switch (state.kind) {
    case 'free':
      return inFree(event);
    case 'requested':
      return inRequested(state, event);
    case 'theirs':
      return inTheirs(state, event, fresh);
    case 'asking':
      return inAsking(state, event, fresh);
    case 'ours':
      return inOurs(state, event);
    default:
      return state satisfies never;
  }
}

function inFree(event: TokenEvent): Step {
  switch (event.type) {
    case 'request':
      return [{ kind: 'requested', asked: subjectOf(event) }, [notice({ type: 'requested' })]];
    case 'opened':
      return [{ kind: 'requested' }, [notice({ type: 'requested' })]];
    case 'present':
      return present(event.channel);
    case 'response':
      // The answer is too late: the device must not believe that we have the token.
      return [FREE, event.accepted ? [release(event.channel)] : []];
    default:
      return [FREE, []];
  }
}

const present = (channel: number): Step => [
  { kind: 'ours', channel, showing: true },
  [indicate(channel), notice({ type: 'mayShow' })],
];

function inRequested(state: Of<'requested'>, event: TokenEvent): Step {
  const { asked, held, wants } = state;
  switch (event.type) {
    case 'request':
      return [{ ...state, asked: subjectOf(event) }, []];
    case 'granted':
      return [
        { kind: 'theirs', ...(asked && { asked }) },
        [
          ...answer(asked, true),
          ...(wants !== undefined || held?.showing === true ? [notice({ type: 'lost' } as const)] : []),
          notice({ type: 'admitted' }),
        ],
      ];
    case 'denied':
    case 'revoked':
      return notTheirs(state, [...answer(asked, false), notice({ type: 'turnedAway' })]);
    case 'closed':
      // A device that sent a request keeps requesting: an older channel was closed.
      return asked === undefined ? withdrawn(state) : [state, []];
    case 'release':
      return withdrawn(state);
    case 'present':
      return [{ ...state, wants: event.channel }, []];
    case 'stop':
      return [{ kind: 'requested', ...(asked && { asked }) }, held === undefined ? [] : [release(held.channel)]];
    case 'settled':
      return held?.showing === false
        ? [
            { kind: 'requested', ...(asked && { asked }), ...(wants !== undefined && { wants }) },
            [release(held.channel)],
          ]
        : [state, []];
    default:
      return [state, []];
  }
}

const withdrawn = (state: Of<'requested'>): Step =>
  notTheirs(state, [notice({ type: 'turnedAway' }), notice({ type: 'released' })]);

/** The device's request has failed: continue as before, or with the presentation that waited for the outcome. */
function notTheirs({ held, wants }: Of<'requested'>, effects: readonly Effect<TokenNotice>[]): Step {
  if (wants !== undefined) {
    const [next, shown] = present(wants);
    return [next, [...effects, ...shown]];
  }
  return [held === undefined ? FREE : { kind: 'ours', ...held }, effects];
}

function inTheirs(state: Of<'theirs'>, event: TokenEvent, fresh: number): Step {
  switch (event.type) {
    case 'request':
      return [{ kind: 'theirs', asked: subjectOf(event) }, answer(event, true)];
    case 'release':
    case 'closed':
      return [FREE, [notice({ type: 'released' })]];
    case 'revoked':
      return ask({ kind: 'asking', channel: event.channel, number: fresh, tries: 1, show: false });
    case 'present':
      // The device was replaced as the sharer without a revocation.
      return ask({ kind: 'asking', channel: event.channel, number: fresh, tries: 1, show: true }, [
        notice({ type: 'released' }),
      ]);
    default:
      return [state, []];
  }
}

const ask = (state: Of<'asking'>, notices: readonly Effect<TokenNotice>[] = []): Step => [
  state,
  [
    ...notices,
    send(
      encodeH239({
        type: 'presentationTokenRequest',
        label: 0,
        channel: state.channel,
        symmetryBreaking: state.number,
      }),
    ),
    timer(TOKEN_TIMEOUT),
  ],
];

function inAsking(state: Of<'asking'>, event: TokenEvent, fresh: number): Step {
  switch (event.type) {
    case 'response':
      return event.accepted ? taken(state) : [FREE, [stopTimer, notice({ type: 'refused' })]];
    case 'release':
      // The release crossed our request: there is no holder left that could refuse.
      return taken(state);
    case 'request':
      return bothAsk(state, event, fresh);
    case 'timeout':
      return [FREE, [notice({ type: 'refused' })]];
    case 'present':
      return [{ ...state, channel: event.channel, show: true }, []];
    case 'stop':
      return [{ ...state, show: false }, []];
    default:
      return [state, []];
  }
}

function taken({ channel, show }: Of<'asking'>): Step {
  return [
    { kind: 'ours', channel, showing: show },
    [stopTimer, notice({ type: 'taken' }), ...(show ? [indicate(channel), notice({ type: 'mayShow' } as const)] : [])],
  ];
}

/** H.239 §11.2.4: the larger number wins; if they are equal, both sides start again. */
function bothAsk(state: Of<'asking'>, event: Extract<TokenEvent, { type: 'request' }>, fresh: number): Step {
  if (event.symmetryBreaking < state.number) return [state, answer(event, false)];
  if (event.symmetryBreaking > state.number) {
    return [
      { kind: 'requested', asked: subjectOf(event), ...(state.show && { wants: state.channel }) },
      [stopTimer, notice({ type: 'requested' })],
    ];
  }
  if (state.tries >= MAX_TRIES) return [FREE, [...answer(event, false), stopTimer, notice({ type: 'refused' })]];
  return ask({ ...state, number: fresh, tries: state.tries + 1 });
}

function inOurs(state: Of<'ours'>, event: TokenEvent): Step {
  const held: Held = { channel: state.channel, showing: state.showing };
  switch (event.type) {
    case 'request':
      return [{ kind: 'requested', asked: subjectOf(event), held }, [notice({ type: 'requested' })]];
    case 'opened':
      return [{ kind: 'requested', held }, [notice({ type: 'requested' })]];
    case 'present':
      return present(event.channel);
    case 'stop':
      return [FREE, [release(state.channel)]];
    case 'settled':
      return state.showing ? [state, []] : [FREE, [release(state.channel)]];
    default:
      return [state, []];
  }
}
