/** A logical channel that the peer opens: it sends media to us on it (H.245 §8.4 incoming LCSE, §8.5 B-LCSE). Pure. */
import type { Codec, TransportAddress } from '../../../media/index.ts';
import { fromH245Address, toH245Address } from '../address.ts';
import type * as H245 from '../asn1/schemas/h245.types.ts';
import { keepAlivePayloadType } from '../h46019.ts';
import { audioCodec, videoCodecs, type AvCodec } from './data-type.ts';
import { packetizationModeOf } from './h241.ts';
import { response, type Message } from './message.ts';
import { SESSION, type AvKind, type RejectCause, type Sink } from './outgoing-channel.ts';

/** What a peer wants to send, as far as it is of use. */
export interface Proposal {
  readonly number: number;
  readonly kind: AvKind;
  readonly codec: AvCodec;
  /** 0: the peer, being slave, leaves it to us (H.245 §B.5.1). */
  readonly sessionId: number;
  /** Where the peer receives RTCP about the channel. */
  readonly rtcp: TransportAddress | undefined;
  readonly keepAlivePayloadType?: number;
  /** What the peer wants to receive, and where: of a bidirectional channel. */
  readonly reverse?: Sink & { readonly codec: AvCodec };
}

export interface IncomingChannel extends Proposal {
  /** `closing`: the peer was asked to close it, for it goes to sockets that are not there any more. */
  readonly state: 'awaitingConfirm' | 'established' | 'closing';
  /** Of a bidirectional channel: our number of the way back. */
  readonly reverseNumber?: number;
}

/** Our sockets for a kind of media. */
export interface LocalSink {
  readonly rtp: TransportAddress;
  readonly rtcp: TransportAddress;
}

type H2250 = H245.H2250LogicalChannelParameters;

/** `receivable`: the codecs that we announced. */
export function readOpenRequest(open: H245.OpenLogicalChannel, receivable: readonly Codec[]): Proposal | { readonly refused: RejectCause } {
  const { forwardLogicalChannelParameters: forward, reverseLogicalChannelParameters: reverse } = open;
  const parameters = h2250Of(forward.multiplexParameters);
  if (parameters === undefined) return { refused: { unspecified: null } };
  const codec = codecOf(forward.dataType, parameters, receivable);
  if (codec === undefined) return { refused: '$unknown' in forward.dataType ? { unknownDataType: null } : { dataTypeNotSupported: null } };
  const proposal: Proposal = { number: open.forwardLogicalChannelNumber, kind: codec.kind, codec, sessionId: parameters.sessionID, rtcp: fromH245Address(parameters.mediaControlChannel), ...keepAliveOf(open.genericInformation) };
  if (reverse === undefined) return proposal;
  const backwards = h2250Of(reverse.multiplexParameters);
  const back = backwards && codecOf(reverse.dataType, backwards, receivable);
  const rtp = fromH245Address(backwards?.mediaChannel);
  if (back === undefined || rtp === undefined || back.kind !== codec.kind) return { refused: { unsuitableReverseParameters: null } };
  return { ...proposal, reverse: { codec: back, rtp, rtcp: fromH245Address(backwards?.mediaControlChannel) ?? { ...rtp, port: rtp.port + 1 } } };
}

function keepAliveOf(information: readonly H245.GenericInformation[] | undefined): { readonly keepAlivePayloadType?: number } {
  const payloadType = keepAlivePayloadType(information);
  return payloadType === undefined ? {} : { keepAlivePayloadType: payloadType };
}

function h2250Of(parameters: object | undefined): H2250 | undefined {
  if (parameters === undefined || !('h2250LogicalChannelParameters' in parameters)) return undefined;
  return parameters.h2250LogicalChannelParameters as H2250;
}

/** The codec of a channel, with the payload type that its sender says. */
export function codecOf(dataType: H245.DataType, parameters: H2250, receivable: readonly Codec[]): AvCodec | undefined {
  const packetization = parameters.mediaPacketization !== undefined && 'rtpPayloadType' in parameters.mediaPacketization ? parameters.mediaPacketization.rtpPayloadType : undefined;
  const payloadType = parameters.dynamicRTPPayloadType ?? packetization?.payloadType;
  if ('audioData' in dataType) {
    const codec = audioCodec(dataType.audioData);
    return codec && receivable.some((own) => own.kind === 'audio' && own.name === codec.name) ? { ...codec, ...(payloadType !== undefined && { payloadType }) } : undefined;
  }
  if (!('videoData' in dataType)) return undefined;
  const mode = (packetization && packetizationModeOf(packetization)) ?? 0;
  return videoCodecs(dataType.videoData, mode, payloadType).find((codec) => receivable.some((own) => own.kind === 'video' && profileOf(own) === profileOf(codec)));
}

const profileOf = (codec: Extract<AvCodec, { kind: 'video' }>): number => codec.h264.profileLevelId >> 16;

/** `sessionId` is set where the peer left it to us. `reverseNumber` is the channel's other direction, when it has one. */
export function openAck(proposal: Proposal, local: LocalSink, reverseNumber: number | undefined): Message {
  const addresses = { mediaChannel: toH245Address(local.rtp), mediaControlChannel: toH245Address(local.rtcp) };
  return response({
    openLogicalChannelAck: {
      forwardLogicalChannelNumber: proposal.number,
      ...(reverseNumber !== undefined && {
        reverseLogicalChannelParameters: {
          reverseLogicalChannelNumber: reverseNumber,
          multiplexParameters: { h2250LogicalChannelParameters: { sessionID: SESSION[proposal.kind], mediaControlChannel: addresses.mediaControlChannel } },
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

export const openReject = (number: number, cause: RejectCause): Message => response({ openLogicalChannelReject: { forwardLogicalChannelNumber: number, cause } });
export const closeAck = (number: number): Message => response({ closeLogicalChannelAck: { forwardLogicalChannelNumber: number } });

/** Whether we may send nothing on the channel until a FlowControlCommand lets us (H.245 §B.5.2). */
export function startsAtZero({ forwardMultiplexAckParameters: parameters }: H245.OpenLogicalChannelAck): boolean {
  return parameters !== undefined && 'h2250LogicalChannelAckParameters' in parameters && parameters.h2250LogicalChannelAckParameters.flowControlToZero === true;
}

/** Where an Ack wants our media; the RTCP port is the next one unless it says otherwise. */
export function sinkOf(ack: H245.OpenLogicalChannelAck): { readonly sink: Sink | undefined; readonly payloadType?: number } {
  const parameters = ack.forwardMultiplexAckParameters;
  if (parameters === undefined || !('h2250LogicalChannelAckParameters' in parameters)) return { sink: undefined };
  const { mediaChannel, mediaControlChannel, dynamicRTPPayloadType } = parameters.h2250LogicalChannelAckParameters;
  const rtp = fromH245Address(mediaChannel);
  if (rtp === undefined) return { sink: undefined };
  const rtcp = fromH245Address(mediaControlChannel) ?? { address: rtp.address, port: rtp.port + 1 };
  return { sink: { rtp, rtcp, ...keepAliveOf(ack.genericInformation) }, ...(dynamicRTPPayloadType !== undefined && { payloadType: dynamicRTPPayloadType }) };
}
