/** Capability exchange (H.245 §8.3): sends our set until acknowledged, and takes the peer's sets. Pure. */
import type { MediaDescription } from '../../../media/port.ts';
import type * as H245 from '../asn1/generated/h245.types.ts';
import {
  capabilitySetOf,
  emptyCapabilitySet,
  isEmptySet,
  mergeCapabilities,
  NO_CAPABILITIES,
  type RemoteCapabilities,
} from './capabilities.ts';
import { indication, notice, request, response, send, stopTimer, timer, type Effect } from './message.ts';

export interface CapabilityState {
  /** The number of the last set that we sent. */
  readonly sequenceNumber: number;
  readonly outgoing: 'none' | 'awaiting' | 'confirmed';
  readonly remote: RemoteCapabilities;
  readonly incoming: 'none' | 'known' | 'empty';
}

export type CapabilityEvent =
  /** `empty`: asks the peer to send nothing for the time being. */
  | { readonly type: 'send'; readonly local: MediaDescription | 'empty' }
  | { readonly type: 'set'; readonly set: H245.TerminalCapabilitySet }
  | { readonly type: 'ack'; readonly sequenceNumber: number }
  | { readonly type: 'reject'; readonly sequenceNumber: number }
  | { readonly type: 'timeout' };

export type CapabilityNotice =
  | { readonly type: 'capabilitiesConfirmed' }
  /** The peer has announced what it receives. */
  | { readonly type: 'capabilitiesKnown' }
  /** The peer receives nothing until its next set (H.323 §8.4.6). */
  | { readonly type: 'pausedByPeer' }
  | { readonly type: 'capabilitiesFailed' };

/** T101, ms. */
export const T101 = 15_000;

type Step = readonly [CapabilityState, readonly Effect<CapabilityNotice>[]];

export const newCapabilityState: CapabilityState = {
  sequenceNumber: 0,
  outgoing: 'none',
  remote: NO_CAPABILITIES,
  incoming: 'none',
};

export function capabilityStep(state: CapabilityState, event: CapabilityEvent): Step {
  switch (event.type) {
    case 'send':
      return sendSet(state, event.local);
    case 'set':
      return onSet(state, event.set);
    case 'ack':
      if (state.outgoing !== 'awaiting' || event.sequenceNumber !== state.sequenceNumber) return [state, []];
      return [{ ...state, outgoing: 'confirmed' }, [stopTimer, notice({ type: 'capabilitiesConfirmed' })]];
    case 'reject':
      if (state.outgoing !== 'awaiting' || event.sequenceNumber !== state.sequenceNumber) return [state, []];
      return [{ ...state, outgoing: 'none' }, [stopTimer, notice({ type: 'capabilitiesFailed' })]];
    case 'timeout':
      if (state.outgoing !== 'awaiting') return [state, []];
      return [
        { ...state, outgoing: 'none' },
        [send(indication({ terminalCapabilitySetRelease: {} })), notice({ type: 'capabilitiesFailed' })],
      ];
    default:
      return event satisfies never;
  }
}

function sendSet(state: CapabilityState, local: MediaDescription | 'empty'): Step {
  const sequenceNumber = (state.sequenceNumber + 1) % 256;
  const set = local === 'empty' ? emptyCapabilitySet(sequenceNumber) : capabilitySetOf(local, sequenceNumber);
  return [
    { ...state, sequenceNumber, outgoing: 'awaiting' },
    [send(request({ terminalCapabilitySet: set })), timer(T101)],
  ];
}

function onSet(state: CapabilityState, set: H245.TerminalCapabilitySet): Step {
  const { sequenceNumber } = set;
  const accept: Effect = send(response({ terminalCapabilitySetAck: { sequenceNumber } }));
  if (isEmptySet(set))
    return [{ ...state, remote: NO_CAPABILITIES, incoming: 'empty' }, [accept, notice({ type: 'pausedByPeer' })]];
  const remote = mergeCapabilities(state.remote, set);
  if ('refused' in remote)
    return [state, [send(response({ terminalCapabilitySetReject: { sequenceNumber, cause: remote.refused } }))]];
  return [{ ...state, remote, incoming: 'known' }, [accept, notice({ type: 'capabilitiesKnown' })]];
}
