/** Describes the open logical channels as the peer's media description: what it sends and where it receives. Pure. */
import {
  NO_FEEDBACK,
  type Codec,
  type Direction,
  type MediaDescription,
  type StreamDescription,
  type StreamName,
  type TransportAddress,
} from '../../../media/index.ts';
import type { ChannelCodec } from './data-type.ts';
import type { IncomingChannel } from './incoming-channel.ts';
import type { OutgoingState } from './outgoing-channel.ts';

export interface OpenChannels {
  readonly outgoing: Extract<OutgoingState, { kind: 'established' }> | undefined;
  readonly incoming: IncomingChannel | undefined;
  /** The flow control limit for what we send, in bit/s; 0 forbids sending. */
  readonly limit: number | undefined;
}

/** The last known addresses and codecs of a stream, so that a stream on hold keeps its place. */
export interface Remembered {
  readonly rtp: TransportAddress;
  readonly rtcp: TransportAddress;
  readonly codecs: readonly Codec[];
  readonly sends: readonly Codec[];
  readonly keepAlivePayloadType?: number;
}

/** RFC 863: the port to use for a device that does not state where it receives; nothing listens there. */
const DISCARD = 9;

/** `host`: the device's address, for streams whose channels state none. */
export function remember(
  channels: OpenChannels,
  before: Remembered | undefined,
  host: string | undefined,
): Remembered | undefined {
  const { outgoing, incoming } = channels;
  const sends = incoming === undefined ? (before?.sends ?? []) : [plain(incoming.codec)];
  const codecs =
    outgoing === undefined
      ? backwards(incoming, before)
      : [{ ...plain(outgoing.opening.codec), payloadType: outgoing.payloadType }];
  const sink =
    outgoing?.sink ??
    incoming?.reverse ??
    (before && { rtp: before.rtp, rtcp: before.rtcp }) ??
    guessed(incoming, host);
  if (sink === undefined) return undefined;
  const keepAlive =
    outgoing?.sink.keepAlivePayloadType ?? incoming?.keepAlivePayloadType ?? before?.keepAlivePayloadType;
  return {
    rtp: sink.rtp,
    rtcp: sink.rtcp,
    ...(keepAlive !== undefined && { keepAlivePayloadType: keepAlive }),
    codecs: codecs.length > 0 ? codecs : sends,
    sends: sends.length > 0 ? sends : codecs,
  };
}

/** The codec of the reverse direction of a bidirectional channel. */
const backwards = (incoming: IncomingChannel | undefined, before: Remembered | undefined): readonly Codec[] =>
  incoming?.reverse === undefined ? (before?.codecs ?? []) : [plain(incoming.reverse.codec)];

/** Removes the H.245 form of the codec, which the layers above do not need. */
function plain(codec: ChannelCodec): Codec {
  if (codec.kind !== 'data') return codec;
  const { form: _, ...data } = codec;
  return data;
}

/**
 * A peer that only sends states where it receives RTCP, and its RTP port is the one below; otherwise uses at least
 * the host.
 */
function guessed(
  incoming: IncomingChannel | undefined,
  host: string | undefined,
): { readonly rtp: TransportAddress; readonly rtcp: TransportAddress } | undefined {
  const rtcp = incoming?.rtcp;
  if (rtcp !== undefined) return { rtp: { ...rtcp, port: Math.max(1, rtcp.port - 1) }, rtcp };
  return incoming && host !== undefined
    ? { rtp: { address: host, port: DISCARD }, rtcp: { address: host, port: DISCARD } }
    : undefined;
}

function directionOf({ outgoing, incoming, limit }: OpenChannels): Direction {
  const receives = (outgoing !== undefined || incoming?.reverse !== undefined) && limit !== 0;
  if (incoming === undefined) return receives ? 'recvonly' : 'inactive';
  return receives ? 'sendrecv' : 'sendonly';
}

const ROLE = { audio: 'main', video: 'main', content: 'content', camera: 'camera' } as const;
const KIND = { audio: 'audio', video: 'video', content: 'video', camera: 'application' } as const;

/**
 * One stream for each of `names`, in that order. H.245 cannot negotiate RTCP feedback, so the leg asks for
 * keyframes.
 */
export function describe(
  names: readonly StreamName[],
  of: (name: StreamName) => { readonly channels: OpenChannels; readonly known: Remembered | undefined },
  events: Codec | undefined,
): MediaDescription {
  return {
    streams: names.map((name): StreamDescription => {
      const { channels, known } = of(name);
      const what = { kind: KIND[name], role: ROLE[name] };
      if (known === undefined) return { ...what, direction: 'inactive', codecs: [], feedback: NO_FEEDBACK };
      const { limit, outgoing } = channels;
      return {
        ...what,
        direction: directionOf(channels),
        rtp: known.rtp,
        rtcp: known.rtcp,
        codecs: name === 'audio' && events !== undefined ? [...known.codecs, events] : known.codecs,
        sends: known.sends,
        feedback: NO_FEEDBACK,
        ...(known.keepAlivePayloadType !== undefined && { keepAlivePayloadType: known.keepAlivePayloadType }),
        ...(name === 'audio' && outgoing !== undefined && { ptime: outgoing.opening.ptime }),
        ...(limit !== undefined && limit > 0 && { maxBitrate: limit }),
      };
    }),
  };
}
