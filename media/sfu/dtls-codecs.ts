/**
 * The only codec of a stream that uses DTLS, as mediasoup needs it: with the payload type that both sides of the
 * call use.
 */
import type { types } from 'mediasoup';
import type { AudioCodec, H264Codec, RtpExtension } from '../description.ts';
import { h264Parameters } from './codecs.ts';

type Coded = AudioCodec | H264Codec;

const FEEDBACK: readonly types.RtcpFeedback[] = [
  { type: 'nack' },
  { type: 'nack', parameter: 'pli' },
  { type: 'ccm', parameter: 'fir' },
  { type: 'goog-remb' },
];

const shape = (codec: Coded) => ({
  mimeType: codec.kind === 'audio' ? `audio/${codec.name}` : 'video/H264',
  clockRate: codec.clockRate,
  ...(codec.kind === 'audio' && codec.name === 'opus' && { channels: 2 }),
  ...(codec.kind === 'video' && {
    parameters: h264Parameters(
      codec.h264.profileLevelId.toString(16).padStart(6, '0'),
      codec.h264.packetizationMode === 0 ? 0 : 1,
    ),
  }),
  rtcpFeedback: codec.kind === 'audio' ? [] : [...FEEDBACK],
});

/** The codec as the router's capability and the device's. */
export const deviceCodec = (codec: Coded): types.RtpCodecCapability => ({
  kind: codec.kind,
  preferredPayloadType: codec.payloadType,
  ...shape(codec),
});

/** `ssrc` or `mid` identifies the stream's packets within the transport. */
export function deviceParameters(
  codec: Coded,
  {
    ssrc,
    mid,
    cname,
    extensions,
  }: {
    readonly ssrc?: number;
    readonly mid?: string;
    readonly cname?: string;
    readonly extensions: readonly RtpExtension[];
  },
): types.RtpParameters {
  return {
    codecs: [{ payloadType: codec.payloadType, ...shape(codec) }],
    encodings: [ssrc === undefined ? {} : { ssrc }],
    headerExtensions: extensions.map(({ id, uri }) => ({ id, uri })),
    ...(mid !== undefined && { mid }),
    rtcp: { reducedSize: true, ...(cname !== undefined && { cname }) },
  };
}
