/** A logical channel that the peer opens to send media to us (H.245 §8.4 incoming LCSE, §8.5 B-LCSE). Pure. */
import type { Codec, StreamName, TransportAddress } from '../../../media/port.ts';
import { fromH245Address, toH245Address } from '../address.ts';
import type * as H245 from '../asn1/generated/h245.types.ts';
import { presentationOf } from '../h239/extended-video.ts';
import { keepAlivePayloadType } from '../h46019.ts';
import { audioCodec, videoCodecs, type AvCodec, type ChannelCodec } from './data-type.ts';
import { h224FormOf } from './h224.ts';
import { packetizationModeOf } from './h241.ts';
import { response, type Message } from './message.ts';
import { SESSION, type RejectCause, type Sink } from './outgoing-channel.ts';
import type { LocalSink } from './streams.ts';

/** The stream that a peer proposes to send, reduced to the parts that we use. */
export interface Proposal {
  readonly number: number;
  readonly kind: StreamName;
  readonly codec: ChannelCodec;
  /** 0: the peer, being the slave, leaves the choice to us (H.245 §B.5.1). */
  readonly sessionId: number;
  /** The address at which the peer receives RTCP about the channel. */
  readonly rtcp: TransportAddress | undefined;
  readonly keepAlivePayloadType?: number;
  /** Bidirectional channel only: what the peer wants to receive, and where. */
  readonly reverse?: Sink & { readonly codec: ChannelCodec };
}

export interface IncomingChannel extends Proposal {
  /** `closing`: the peer was asked to close the channel, because it leads to sockets that no longer exist. */
  readonly state: 'awaitingConfirm' | 'established' | 'closing';
  /** Bidirectional channel only: our number of the reverse direction. */
  readonly reverseNumber?: number;
}

/**
 * Marks other than the role that identify the channel of a shared screen: its number, announced with the token
 * (H.239 §8.3), or its session.
 */
export interface ContentMarks {
  readonly number: number | undefined;
  readonly session: number | undefined;
}

type H2250 = H245.H2250LogicalChannelParameters;

const NO_MARKS: ContentMarks = { number: undefined, session: undefined };

/** `receivable`: the codecs that we announced. */
export function readOpenRequest(
  open: H245.OpenLogicalChannel,
  receivable: readonly Codec[],
  marks = NO_MARKS,
): Proposal | { readonly refused: RejectCause } {
  const { forwardLogicalChannelParameters: forward, reverseLogicalChannelParameters: reverse } = open;
  const parameters = h2250Of(forward.multiplexParameters);
  if (parameters === undefined) return { refused: { unspecified: null } };
  const carried = carriedBy(forward.dataType, parameters, receivable);
  if (carried === undefined)
    return { refused: '$unknown' in forward.dataType ? { unknownDataType: null } : { dataTypeNotSupported: null } };
  const number = open.forwardLogicalChannelNumber;
  const kind = carried.kind === 'video' && isMarked(number, parameters.sessionID, marks) ? 'content' : carried.kind;
  const proposal: Proposal = {
    number,
    kind,
    codec: carried.codec,
    sessionId: parameters.sessionID,
    rtcp: fromH245Address(parameters.mediaControlChannel),
    ...keepAliveOf(open.genericInformation),
  };
  if (reverse === undefined) return proposal;
  const backwards = h2250Of(reverse.multiplexParameters);
  const back = backwards && carriedBy(reverse.dataType, backwards, receivable);
  const rtp = fromH245Address(backwards?.mediaChannel);
  if (back === undefined || rtp === undefined || back.kind !== carried.kind || kind === 'content')
    return { refused: { unsuitableReverseParameters: null } };
  return {
    ...proposal,
    reverse: {
      codec: back.codec,
      rtp,
      rtcp: fromH245Address(backwards?.mediaControlChannel) ?? { ...rtp, port: rtp.port + 1 },
    },
  };
}

/** Main video has session 2; devices that name no role give the screen a session of its own. */
const isMarked = (number: number, session: number, marks: ContentMarks): boolean =>
  number === marks.number || (session > SESSION.camera && session === marks.session);

function keepAliveOf(information: readonly H245.GenericInformation[] | undefined): {
  readonly keepAlivePayloadType?: number;
} {
  const payloadType = keepAlivePayloadType(information);
  return payloadType === undefined ? {} : { keepAlivePayloadType: payloadType };
}

function h2250Of(parameters: object | undefined): H2250 | undefined {
  if (parameters === undefined || !('h2250LogicalChannelParameters' in parameters)) return undefined;
  return parameters.h2250LogicalChannelParameters as H2250;
}

interface Carried {
  readonly kind: StreamName;
  readonly codec: ChannelCodec;
}

/** The purpose and the codec of a channel. For a stream of several payloads (Avaya), the first usable one. */
function carriedBy(dataType: H245.DataType, parameters: H2250, receivable: readonly Codec[]): Carried | undefined {
  if (!('multiplePayloadStream' in dataType)) return carriedAlone(dataType, parameters, receivable);
  for (const { dataType: inner, payloadType } of dataType.multiplePayloadStream.elements) {
    const carried = carriedAlone(
      inner,
      payloadType === undefined ? parameters : { ...parameters, dynamicRTPPayloadType: payloadType },
      receivable,
    );
    if (carried !== undefined) return carried;
  }
  return undefined;
}

function carriedAlone(dataType: H245.DataType, parameters: H2250, receivable: readonly Codec[]): Carried | undefined {
  if ('data' in dataType) {
    const [form, own] = [h224FormOf(dataType.data), receivable.find((codec) => codec.kind === 'data')];
    return (
      form &&
      own && {
        kind: 'camera',
        codec: { ...own, form, payloadType: parameters.dynamicRTPPayloadType ?? own.payloadType },
      }
    );
  }
  const presented = 'videoData' in dataType ? presentationOf(dataType.videoData) : undefined;
  for (const videoData of presented ?? []) {
    const codec = codecOf({ videoData }, parameters, receivable);
    if (codec !== undefined) return { kind: 'content', codec };
  }
  const codec = presented === undefined ? codecOf(dataType, parameters, receivable) : undefined;
  return codec && { kind: codec.kind, codec };
}

/** The codec of a channel, with the payload type that the sender states. */
export function codecOf(dataType: H245.DataType, parameters: H2250, receivable: readonly Codec[]): AvCodec | undefined {
  const packetization =
    parameters.mediaPacketization !== undefined && 'rtpPayloadType' in parameters.mediaPacketization
      ? parameters.mediaPacketization.rtpPayloadType
      : undefined;
  const payloadType = parameters.dynamicRTPPayloadType ?? packetization?.payloadType;
  if ('audioData' in dataType) {
    const codec = audioCodec(dataType.audioData);
    return codec && receivable.some((own) => own.kind === 'audio' && own.name === codec.name)
      ? { ...codec, ...(payloadType !== undefined && { payloadType }) }
      : undefined;
  }
  if (!('videoData' in dataType)) return undefined;
  const mode = (packetization && packetizationModeOf(packetization)) ?? 0;
  return videoCodecs(dataType.videoData, mode, payloadType).find((codec) =>
    receivable.some((own) => own.kind === 'video' && profileOf(own) === profileOf(codec)),
  );
}

const profileOf = (codec: Extract<AvCodec, { kind: 'video' }>): number => codec.h264.profileLevelId >> 16;

/** Sets `sessionId` if the peer left it to us. `reverseNumber` is the other direction of a bidirectional channel. */
export function openAck(proposal: Proposal, local: LocalSink, reverseNumber: number | undefined): Message {
  const addresses = { mediaChannel: toH245Address(local.rtp), mediaControlChannel: toH245Address(local.rtcp) };
  return response({
    openLogicalChannelAck: {
      forwardLogicalChannelNumber: proposal.number,
      ...(reverseNumber !== undefined && {
        reverseLogicalChannelParameters: {
          reverseLogicalChannelNumber: reverseNumber,
          multiplexParameters: {
            h2250LogicalChannelParameters: {
              sessionID: SESSION[proposal.kind],
              mediaControlChannel: addresses.mediaControlChannel,
            },
          },
        },
      }),
      forwardMultiplexAckParameters: {
        h2250LogicalChannelAckParameters: {
          sessionID: proposal.sessionId === 0 ? SESSION[proposal.kind] : proposal.sessionId,
          ...addresses,
          ...(proposal.codec.payloadType >= 96 && { dynamicRTPPayloadType: proposal.codec.payloadType }),
          flowControlToZero: false,
        },
      },
    },
  });
}

export const openReject = (number: number, cause: RejectCause): Message =>
  response({ openLogicalChannelReject: { forwardLogicalChannelNumber: number, cause } });
export const closeAck = (number: number): Message =>
  response({ closeLogicalChannelAck: { forwardLogicalChannelNumber: number } });

/** True if we may send nothing on the channel until a FlowControlCommand permits it (H.245 §B.5.2). */
export function startsAtZero({ forwardMultiplexAckParameters: parameters }: H245.OpenLogicalChannelAck): boolean {
  return (
    parameters !== undefined &&
    'h2250LogicalChannelAckParameters' in parameters &&
    parameters.h2250LogicalChannelAckParameters.flowControlToZero === true
  );
}

/** The address to which an Ack directs our media; the RTCP port is the next one unless the Ack states another. */
export function sinkOf(ack: H245.OpenLogicalChannelAck): {
  readonly sink: Sink | undefined;
  readonly payloadType?: number;
} {
  const parameters = ack.forwardMultiplexAckParameters;
  if (parameters === undefined || !('h2250LogicalChannelAckParameters' in parameters)) return { sink: undefined };
  const { mediaChannel, mediaControlChannel, dynamicRTPPayloadType } = parameters.h2250LogicalChannelAckParameters;
  const rtp = fromH245Address(mediaChannel);
  if (rtp === undefined) return { sink: undefined };
  const rtcp = fromH245Address(mediaControlChannel) ?? { address: rtp.address, port: rtp.port + 1 };
  return {
    sink: { rtp, rtcp, ...keepAliveOf(ack.genericInformation) },
    ...(dynamicRTPPayloadType !== undefined && { payloadType: dynamicRTPPayloadType }),
  };
}
