/** Round-trip delay (H.245 §8.9): detects a peer that has gone. Pure. */
import { notice, request, send, stopTimer, timer, type Effect } from './message.ts';

export interface RoundTripState {
  readonly sequenceNumber: number;
  readonly awaiting: boolean;
  readonly missed: number;
  /** The peer has answered before. Some devices never do, although they must: these are not treated as gone. */
  readonly answers: boolean;
}

export type RoundTripEvent =
  | { readonly type: 'ask' }
  /** An old answer shows life as well as a new one does. */
  | { readonly type: 'response' }
  /** Any other message: it shows life, too. */
  | { readonly type: 'heard' }
  | { readonly type: 'timeout' };

export type RoundTripNotice = { readonly type: 'peerSilent' };

/** T105, ms. */
const T105 = 10_000;
const MAX_MISSED = 2;

export const newRoundTrip: RoundTripState = { sequenceNumber: 0, awaiting: false, missed: 0, answers: false };

export function roundTripStep(
  state: RoundTripState,
  event: RoundTripEvent,
): readonly [RoundTripState, readonly Effect<RoundTripNotice>[]] {
  switch (event.type) {
    case 'ask':
      return ask(state);
    case 'response':
      return [{ ...state, awaiting: false, missed: 0, answers: true }, [stopTimer]];
    case 'heard':
      return state.awaiting ? [{ ...state, awaiting: false, missed: 0 }, [stopTimer]] : [state, []];
    case 'timeout': {
      if (!state.awaiting) return [state, []];
      if (!state.answers) return [{ ...state, awaiting: false }, []];
      const missed = state.missed + 1;
      return missed >= MAX_MISSED
        ? [{ ...state, awaiting: false, missed }, [notice({ type: 'peerSilent' })]]
        : ask({ ...state, missed });
    }
    default:
      return event satisfies never;
  }
}

function ask(state: RoundTripState): readonly [RoundTripState, readonly Effect<RoundTripNotice>[]] {
  const sequenceNumber = (state.sequenceNumber + 1) % 256;
  return [
    { ...state, sequenceNumber, awaiting: true },
    [send(request({ roundTripDelayRequest: { sequenceNumber } })), timer(T105)],
  ];
}
