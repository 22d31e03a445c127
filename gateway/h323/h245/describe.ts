/** The logical channels that are open, as the peer's media description: what it sends and where it receives. Pure. */
import { NO_FEEDBACK, type Codec, type Direction, type MediaDescription, type StreamDescription, type TransportAddress } from '../../../media/index.ts';
import type { IncomingChannel } from './incoming-channel.ts';
import type { AvKind, OutgoingState } from './outgoing-channel.ts';

export interface OpenChannels {
  readonly outgoing: Extract<OutgoingState, { kind: 'established' }> | undefined;
  readonly incoming: IncomingChannel | undefined;
  /** bit/s that we may send, by flow control; 0 for nothing. */
  readonly limit: number | undefined;
}

/** What was last known of a stream, so that one that is on hold keeps its place. */
export interface Remembered {
  readonly rtp: TransportAddress;
  readonly rtcp: TransportAddress;
  readonly codecs: readonly Codec[];
  readonly sends: readonly Codec[];
  readonly keepAlivePayloadType?: number;
}

export function remember(channels: OpenChannels, before: Remembered | undefined): Remembered | undefined {
  const { outgoing, incoming } = channels;
  const sends = incoming === undefined ? (before?.sends ?? []) : [incoming.codec];
  const codecs = outgoing === undefined ? backwards(incoming, before) : [{ ...outgoing.opening.codec, payloadType: outgoing.payloadType }];
  const sink = outgoing?.sink ?? incoming?.reverse ?? (before && { rtp: before.rtp, rtcp: before.rtcp }) ?? guessed(incoming);
  if (sink === undefined) return undefined;
  const keepAlive = outgoing?.sink.keepAlivePayloadType ?? incoming?.keepAlivePayloadType ?? before?.keepAlivePayloadType;
  return { rtp: sink.rtp, rtcp: sink.rtcp, ...(keepAlive !== undefined && { keepAlivePayloadType: keepAlive }), codecs: codecs.length > 0 ? codecs : sends, sends: sends.length > 0 ? sends : codecs };
}

/** The codec of the way back of a bidirectional channel. */
const backwards = (incoming: IncomingChannel | undefined, before: Remembered | undefined): readonly Codec[] => (incoming?.reverse === undefined ? (before?.codecs ?? []) : [incoming.reverse.codec]);

/** A peer that only sends says where it receives RTCP, which is next to its RTP. */
function guessed(incoming: IncomingChannel | undefined): { readonly rtp: TransportAddress; readonly rtcp: TransportAddress } | undefined {
  const rtcp = incoming?.rtcp;
  return rtcp && { rtp: { ...rtcp, port: Math.max(1, rtcp.port - 1) }, rtcp };
}

function directionOf({ outgoing, incoming, limit }: OpenChannels): Direction {
  const receives = (outgoing !== undefined || incoming?.reverse !== undefined) && limit !== 0;
  if (incoming === undefined) return receives ? 'recvonly' : 'inactive';
  return receives ? 'sendrecv' : 'sendonly';
}

/** One stream for each of `kinds`, in that order. RTCP feedback cannot be negotiated in H.245: the leg asks for keyframes. */
export function describe(kinds: readonly AvKind[], of: (kind: AvKind) => { readonly channels: OpenChannels; readonly known: Remembered | undefined }, events: Codec | undefined): MediaDescription {
  return {
    streams: kinds.map((kind): StreamDescription => {
      const { channels, known } = of(kind);
      if (known === undefined) return { kind, role: 'main', direction: 'inactive', codecs: [], feedback: NO_FEEDBACK };
      const { limit, outgoing } = channels;
      return {
        kind,
        role: 'main',
        direction: directionOf(channels),
        rtp: known.rtp,
        rtcp: known.rtcp,
        codecs: kind === 'audio' && events !== undefined ? [...known.codecs, events] : known.codecs,
        sends: known.sends,
        feedback: NO_FEEDBACK,
        ...(known.keepAlivePayloadType !== undefined && { keepAlivePayloadType: known.keepAlivePayloadType }),
        ...(kind === 'audio' && outgoing !== undefined && { ptime: outgoing.opening.ptime }),
        ...(limit !== undefined && limit > 0 && { maxBitrate: limit }),
      };
    }),
  };
}
