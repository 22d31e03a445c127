/** Fast connect (H.323 §8.1.7): logical channels proposed in SETUP and opened by CONNECT. Pure. */
import {
  NO_FEEDBACK,
  type AudioCodecName,
  type Codec,
  type MediaDescription,
  type StreamDescription,
} from '../../../media/index.ts';
import { fromH245Address, toH245Address } from '../address.ts';
import { OpenLogicalChannel } from '../asn1/index.ts';
import type { ProtocolProfile } from '../../../registry/port.ts';
import type * as H245 from '../asn1/generated/h245.types.ts';
import type { AvCodec, ChannelCodec } from '../h245/data-type.ts';
import { codecOf, type Proposal } from '../h245/incoming-channel.ts';
import type { Opening, Sink } from '../h245/outgoing-channel.ts';
import type { LocalSink } from '../h245/streams.ts';

/** A channel that the caller proposes; those of one session and direction are alternatives, best first. */
type Alternative =
  | { readonly way: 'toUs'; readonly open: H245.OpenLogicalChannel; readonly proposal: Proposal }
  | { readonly way: 'fromUs'; readonly open: H245.OpenLogicalChannel; readonly codec: AvCodec; readonly sink: Sink };

export interface FastConnect {
  readonly alternatives: readonly Alternative[];
  readonly offer: MediaDescription;
}

/** The greatest number of proposals that are read. */
const MAX_PROPOSALS = 64;
const DEFAULT_PTIME = 20;
/** Any H.264 that is readable: the media plane later decides which formats can be sent and received. */
const VIDEO: readonly Codec[] = [0x42_80_1f, 0x4d_00_1f, 0x64_00_1f].map((profileLevelId) => ({
  kind: 'video',
  name: 'H264',
  payloadType: 96,
  clockRate: 90_000,
  h264: { profileLevelId, packetizationMode: 0 },
}));

/**
 * Returns the proposals as the caller's offer; undefined if none is acceptable, so that H.245 has to open the
 * channels. Streams that are not proposed, or cannot be, are offered as inactive, so that H.245 can open them
 * later.
 */
export function readFastStart(
  fastStart: readonly Uint8Array[] | undefined,
  able: readonly AudioCodecName[],
): FastConnect | undefined {
  const receivable: readonly Codec[] = [
    ...able.map((name): Codec => ({ kind: 'audio', name, payloadType: 0, clockRate: 8000, channels: 1 })),
    ...VIDEO,
  ];
  const alternatives = (fastStart ?? [])
    .slice(0, MAX_PROPOSALS)
    .flatMap((bytes) => readAlternative(bytes, receivable) ?? []);
  const audio = streamOf('audio', alternatives);
  if (audio === undefined) return undefined;
  return {
    alternatives,
    offer: {
      streams: [audio, streamOf('video', alternatives) ?? laterVideo(audio), laterContent(audio), laterCamera(audio)],
    },
  };
}

/** Returns undefined also for an undecodable proposal: one bad proposal does not spoil the others. */
function readAlternative(bytes: Uint8Array, receivable: readonly Codec[]): Alternative | undefined {
  let open: H245.OpenLogicalChannel;
  try {
    open = OpenLogicalChannel.decode(bytes);
  } catch {
    return undefined;
  }
  const { forwardLogicalChannelParameters: forward, reverseLogicalChannelParameters: reverse } = open;
  const from = reverse?.multiplexParameters;
  if (reverse !== undefined && from !== undefined && 'h2250LogicalChannelParameters' in from) {
    const parameters = from.h2250LogicalChannelParameters;
    const [codec, rtp] = [codecOf(reverse.dataType, parameters, receivable), fromH245Address(parameters.mediaChannel)];
    if (codec === undefined || rtp === undefined) return undefined;
    return {
      way: 'fromUs',
      open,
      codec,
      sink: { rtp, rtcp: fromH245Address(parameters.mediaControlChannel) ?? { ...rtp, port: rtp.port + 1 } },
    };
  }
  if (!('h2250LogicalChannelParameters' in forward.multiplexParameters)) return undefined;
  const parameters = forward.multiplexParameters.h2250LogicalChannelParameters;
  const codec = codecOf(forward.dataType, parameters, receivable);
  if (codec === undefined) return undefined;
  return {
    way: 'toUs',
    open,
    proposal: {
      number: open.forwardLogicalChannelNumber,
      kind: codec.kind,
      codec,
      sessionId: parameters.sessionID,
      rtcp: fromH245Address(parameters.mediaControlChannel),
    },
  };
}

const codecIn = (alternative: Alternative): ChannelCodec =>
  alternative.way === 'toUs' ? alternative.proposal.codec : alternative.codec;

function streamOf(kind: 'audio' | 'video', alternatives: readonly Alternative[]): StreamDescription | undefined {
  const own = alternatives.filter((alternative) => codecIn(alternative).kind === kind);
  const [toUs, fromUs] = [
    own.filter(({ way }) => way === 'toUs'),
    own.flatMap((alternative) => (alternative.way === 'fromUs' ? [alternative] : [])),
  ];
  const sink = fromUs[0]?.sink ?? guess(own[0]);
  if (sink === undefined) return undefined;
  const codecs = fromUs.map(({ codec }) => codec);
  const sends = toUs.map(codecIn);
  return {
    kind,
    role: 'main',
    direction: fromUs.length > 0 ? (toUs.length > 0 ? 'sendrecv' : 'recvonly') : 'sendonly',
    rtp: sink.rtp,
    rtcp: sink.rtcp,
    codecs: codecs.length > 0 ? codecs : sends,
    sends: sends.length > 0 ? sends : codecs,
    feedback: NO_FEEDBACK,
  };
}

/** A caller that only sends states where it receives RTCP; its RTP port is the one below. */
function guess(alternative: Alternative | undefined): Sink | undefined {
  const rtcp = alternative?.way === 'toUs' ? alternative.proposal.rtcp : undefined;
  return rtcp && { rtp: { ...rtcp, port: Math.max(1, rtcp.port - 1) }, rtcp };
}

/** Inactive streams that reserve a place for later, with the address of the audio stream. Both modes, baseline. */
const LATER_VIDEO = ([1, 0] as const).map((packetizationMode): Codec => ({
  kind: 'video',
  name: 'H264',
  payloadType: 96,
  clockRate: 90_000,
  h264: { profileLevelId: 0x42_80_1f, packetizationMode },
}));
const LATER_CAMERA: readonly Codec[] = [{ kind: 'data', name: 'H224', payloadType: 107, clockRate: 4800 }];
const laterVideo = (audio: StreamDescription): StreamDescription => ({
  ...audio,
  kind: 'video',
  direction: 'inactive',
  codecs: LATER_VIDEO,
  sends: LATER_VIDEO,
});
const laterContent = (audio: StreamDescription): StreamDescription => ({ ...laterVideo(audio), role: 'content' });
const laterCamera = (audio: StreamDescription): StreamDescription => ({
  ...audio,
  kind: 'application',
  role: 'camera',
  direction: 'inactive',
  codecs: LATER_CAMERA,
  sends: LATER_CAMERA,
});

const BY_SCREEN = { both: 'sendrecv', 'to-device': 'sendonly', 'from-device': 'recvonly', none: 'inactive' } as const;

/**
 * Adds to the meeting's answer the streams that H.245 may open in the reserved places: a screen in either mode, as
 * the device's profile permits, and its camera.
 */
export function withLater(answer: MediaDescription, { screen }: Pick<ProtocolProfile, 'screen'>): MediaDescription {
  return {
    ...answer,
    streams: answer.streams.map((stream): StreamDescription => {
      if (stream.rtp === undefined || stream.direction !== 'inactive') return stream;
      if (stream.role === 'camera') return { ...stream, direction: 'sendrecv' };
      return stream.role === 'content' ? { ...stream, direction: BY_SCREEN[screen], codecs: LATER_VIDEO } : stream;
    }),
  };
}

export interface FastAnswer {
  /** The fastStart of our CONNECT. */
  readonly fastStart: readonly Uint8Array[];
  readonly opened: readonly {
    readonly outgoing?: { readonly opening: Opening; readonly sink: Sink };
    readonly incoming?: Proposal;
  }[];
}

const same = (a: Codec | undefined, b: ChannelCodec): boolean =>
  a?.kind === b.kind && 'name' in a && a.name === b.name && a.payloadType === b.payloadType;

/**
 * The streams that the meeting agreed to, as opened channels. `answer` is seen from our side: `codecs` received,
 * `sends` sent. `take` numbers the channels that we send on.
 */
export function answerFastStart(
  { alternatives }: FastConnect,
  answer: MediaDescription,
  take: () => number,
): FastAnswer {
  const fastStart: Uint8Array[] = [];
  const opened: FastAnswer['opened'][number][] = [];
  for (const stream of answer.streams) {
    const { kind, rtp } = stream;
    if (rtp === undefined || kind === 'application' || stream.role !== 'main' || stream.direction === 'inactive')
      continue;
    const local: LocalSink = { rtp, rtcp: stream.rtcp ?? { ...rtp, port: rtp.port + 1 } };
    const received = alternatives.find(
      (alternative) =>
        alternative.way === 'toUs' && stream.codecs.some((codec) => same(codec, alternative.proposal.codec)),
    );
    if (received?.way === 'toUs' && stream.direction !== 'sendonly') {
      fastStart.push(OpenLogicalChannel.encode(answerToUs(received.open, local)));
      opened.push({ incoming: received.proposal });
    }
    const sent = alternatives.find(
      (alternative) =>
        alternative.way === 'fromUs' && (stream.sends ?? stream.codecs).some((codec) => same(codec, alternative.codec)),
    );
    if (sent?.way === 'fromUs' && stream.direction !== 'recvonly') {
      const opening: Opening = {
        number: take(),
        kind,
        codec: sent.codec,
        rtcp: local.rtcp,
        ptime: stream.ptime ?? DEFAULT_PTIME,
        maxBitrate: stream.maxBitrate ?? 0,
      };
      fastStart.push(OpenLogicalChannel.encode(answerFromUs(sent.open, opening)));
      opened.push({ outgoing: { opening, sink: sent.sink } });
    }
  }
  return { fastStart, opened };
}

/** The caller's channel to us, with our addresses filled in. */
function answerToUs(open: H245.OpenLogicalChannel, local: LocalSink): H245.OpenLogicalChannel {
  const { multiplexParameters } = open.forwardLogicalChannelParameters;
  if (!('h2250LogicalChannelParameters' in multiplexParameters)) return open;
  const parameters = {
    ...multiplexParameters.h2250LogicalChannelParameters,
    mediaChannel: toH245Address(local.rtp),
    mediaControlChannel: toH245Address(local.rtcp),
  };
  return {
    ...open,
    forwardLogicalChannelParameters: {
      ...open.forwardLogicalChannelParameters,
      multiplexParameters: { h2250LogicalChannelParameters: parameters },
    },
  };
}

/** Our channel to the caller, which it proposed in the reverse part; the number is ours. */
function answerFromUs(open: H245.OpenLogicalChannel, { number, rtcp }: Opening): H245.OpenLogicalChannel {
  const reverse = open.reverseLogicalChannelParameters;
  const multiplex = reverse?.multiplexParameters;
  if (reverse === undefined || multiplex === undefined || !('h2250LogicalChannelParameters' in multiplex)) return open;
  const parameters = { ...multiplex.h2250LogicalChannelParameters, mediaControlChannel: toH245Address(rtcp) };
  return {
    ...open,
    forwardLogicalChannelNumber: number,
    reverseLogicalChannelParameters: { ...reverse, multiplexParameters: { h2250LogicalChannelParameters: parameters } },
  };
}
