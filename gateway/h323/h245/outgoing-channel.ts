/** A logical channel that we open to send media (H.245 §8.4, outgoing LCSE). Pure. */
import type { StreamName, TransportAddress } from '../../../media/port.ts';
import { toH245Address } from '../address.ts';
import type * as H245 from '../asn1/generated/h245.types.ts';
import { asPresentation } from '../h239/extended-video.ts';
import { keepAliveInformation } from '../h46019.ts';
import { dataTypeOf, videoCapability, type ChannelCodec } from './data-type.ts';
import { packetizationOf } from './h241.ts';
import { notice, request, send, stopTimer, timer, type Effect, type Message } from './message.ts';

/**
 * H.323 §8.3: session 1 is the first audio, 2 the first video, 3 data. The master assigns the others; 32 is the
 * value that devices are used to.
 */
export const SESSION: Readonly<Record<StreamName, number>> = { audio: 1, video: 2, camera: 3, content: 32 };

export interface Opening {
  readonly number: number;
  readonly kind: StreamName;
  readonly codec: ChannelCodec;
  /** Absent: the usual session of its kind. 0: the master chooses (H.245 §B.5.1). */
  readonly session?: number;
  /** Our RTP address for the device, if it is behind NAT and keeps its binding open (H.460.19). */
  readonly keepAliveAt?: TransportAddress;
  /** The address at which we receive RTCP about the channel. */
  readonly rtcp: TransportAddress;
  /** ms. */
  readonly ptime: number;
  /** bit/s. */
  readonly maxBitrate: number;
}

/** The addresses at which the peer receives our media. */
export interface Sink {
  readonly rtp: TransportAddress;
  readonly rtcp: TransportAddress;
  readonly keepAlivePayloadType?: number;
}

export type OutgoingState =
  | { readonly kind: 'awaiting'; readonly opening: Opening }
  | { readonly kind: 'established'; readonly opening: Opening; readonly sink: Sink; readonly payloadType: number }
  | { readonly kind: 'releasing'; readonly opening: Opening }
  | { readonly kind: 'released'; readonly opening: Opening };

export type RejectCause = H245.OpenLogicalChannelReject['cause'];

export type OutgoingEvent =
  | { readonly type: 'ack'; readonly sink: Sink | undefined; readonly payloadType?: number }
  | { readonly type: 'reject'; readonly cause: RejectCause }
  | { readonly type: 'close' }
  | { readonly type: 'closeAck' }
  | { readonly type: 'timeout' };

export type OutgoingNotice =
  | { readonly type: 'opened' }
  | { readonly type: 'refused'; readonly cause: RejectCause }
  | { readonly type: 'closed' };

/** T103, ms. */
export const T103 = 15_000;

type Step = readonly [OutgoingState, readonly Effect<OutgoingNotice>[]];

/** Returns undefined for a codec without a name in H.245. */
export function openRequest(opening: Opening): H245.OpenLogicalChannel | undefined {
  const { number, kind, codec, rtcp, keepAliveAt, session = SESSION[kind] } = opening;
  const dataType = dataTypeFor(opening);
  return (
    dataType && {
      forwardLogicalChannelNumber: number,
      forwardLogicalChannelParameters: {
        dataType,
        multiplexParameters: {
          h2250LogicalChannelParameters: {
            sessionID: session,
            mediaGuaranteedDelivery: false,
            mediaControlChannel: toH245Address(rtcp),
            mediaControlGuaranteedDelivery: false,
            ...(codec.kind === 'audio' && { silenceSuppression: false }),
            ...(codec.payloadType >= 96 && { dynamicRTPPayloadType: codec.payloadType }),
            ...(codec.kind === 'video' && {
              mediaPacketization: { rtpPayloadType: packetizationOf(codec.h264.packetizationMode, codec.payloadType) },
            }),
          },
        },
      },
      ...(keepAliveAt && { genericInformation: [keepAliveInformation(keepAliveAt)] }),
    }
  );
}

/** A shared screen is video with a role (H.239 §9). */
function dataTypeFor({ kind, codec, ptime, maxBitrate }: Opening): H245.DataType | undefined {
  if (kind === 'content' && codec.kind === 'video')
    return { videoData: asPresentation(videoCapability(codec, maxBitrate)) };
  return dataTypeOf(codec, ptime, maxBitrate);
}

export function openOutgoing(opening: Opening): Step {
  const body = openRequest(opening);
  if (body === undefined)
    return [{ kind: 'released', opening }, [notice({ type: 'refused', cause: { unknownDataType: null } })]];
  return [{ kind: 'awaiting', opening }, [send(request({ openLogicalChannel: body })), timer(T103)]];
}

const closeRequest = (number: number, source: 'user' | 'lcse'): Message =>
  request({
    closeLogicalChannel: {
      forwardLogicalChannelNumber: number,
      source: source === 'user' ? { user: null } : { lcse: null },
      reason: { unknown: null },
    },
  });

export function outgoingStep(state: OutgoingState, event: OutgoingEvent): Step {
  const { opening } = state;
  switch (event.type) {
    case 'ack':
      return state.kind === 'awaiting' ? onAck(opening, event) : [state, []];
    case 'reject':
      return state.kind === 'awaiting'
        ? [{ kind: 'released', opening }, [stopTimer, notice({ type: 'refused', cause: event.cause })]]
        : onGone(state);
    case 'close':
      return state.kind === 'awaiting' || state.kind === 'established'
        ? [{ kind: 'releasing', opening }, [send(closeRequest(opening.number, 'user')), timer(T103)]]
        : [state, []];
    case 'closeAck':
      return onGone(state);
    case 'timeout':
      return onTimeout(state);
    default:
      return event satisfies never;
  }
}

/** An Ack without an address to send to is useless. */
function onAck(opening: Opening, { sink, payloadType }: Extract<OutgoingEvent, { type: 'ack' }>): Step {
  if (sink === undefined) {
    return [
      { kind: 'released', opening },
      [
        stopTimer,
        send(closeRequest(opening.number, 'lcse')),
        notice({ type: 'refused', cause: { unspecified: null } }),
      ],
    ];
  }
  return [
    { kind: 'established', opening, sink, payloadType: payloadType ?? opening.codec.payloadType },
    [stopTimer, notice({ type: 'opened' })],
  ];
}

/** The peer does not have the channel, or no longer has it. */
function onGone(state: OutgoingState): Step {
  const { kind, opening } = state;
  if (kind !== 'established' && kind !== 'releasing') return [state, []];
  return [
    { kind: 'released', opening },
    [...(kind === 'releasing' ? [stopTimer] : []), notice({ type: 'closed' } as const)],
  ];
}

function onTimeout(state: OutgoingState): Step {
  const { opening } = state;
  if (state.kind === 'awaiting')
    return [
      { kind: 'released', opening },
      [send(closeRequest(opening.number, 'lcse')), notice({ type: 'refused', cause: { unspecified: null } })],
    ];
  return state.kind === 'releasing' ? [{ kind: 'released', opening }, [notice({ type: 'closed' })]] : [state, []];
}
