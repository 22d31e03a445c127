/**
 * The codecs of a bridge's router. H.264 has an entry for every profile that devices and browsers send, each with
 * packetization-mode 0 and 1, because mediasoup compares the mode exactly and the profile by RFC 6184's patterns.
 */
import type { types } from 'mediasoup';
import type { AudioCodec, H264Codec } from '../description.ts';

/** Level 3.1; mediasoup ignores the level if asymmetry is allowed. */
const PROFILES = {
  constrainedBaseline: '42e01f',
  baseline: '42001f',
  main: '4d001f',
  high: '64001f',
  constrainedHigh: '640c1f',
} as const;

type Profile = keyof typeof PROFILES;

/** Payload types that the edge uses towards the router; one per kind is enough. */
export const EDGE_AUDIO_PAYLOAD_TYPE = 96;
export const EDGE_VIDEO_PAYLOAD_TYPE = 97;

const AUDIO: readonly types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'audio', mimeType: 'audio/G722', clockRate: 8000 },
  { kind: 'audio', mimeType: 'audio/PCMU', clockRate: 8000, preferredPayloadType: 0 },
  { kind: 'audio', mimeType: 'audio/PCMA', clockRate: 8000, preferredPayloadType: 8 },
];

export function routerCodecs(): types.RouterRtpCodecCapability[] {
  const video = Object.values(PROFILES).flatMap((profile) => [h264(profile, 1), h264(profile, 0)]);
  return [...AUDIO, ...video];
}

function h264(profileLevelId: string, mode: number): types.RouterRtpCodecCapability {
  return { kind: 'video', mimeType: 'video/H264', clockRate: 90_000, parameters: h264Parameters(profileLevelId, mode) };
}

export function h264Parameters(profileLevelId: string, mode: number): Record<string, string | number> {
  return { 'profile-level-id': profileLevelId, 'packetization-mode': mode, 'level-asymmetry-allowed': 1 };
}

/**
 * The profile by the patterns of RFC 6184 table 5; a value that matches no pattern is judged by its profile_idc
 * alone.
 */
export function profileOf(profileLevelId: number): Profile {
  const idc = profileLevelId >> 16;
  const constraints = (profileLevelId >> 8) & 0xff;
  if (idc === 0x42) return (constraints & 0x40) === 0 ? 'baseline' : 'constrainedBaseline';
  if (idc === 0x4d) return (constraints & 0x80) === 0 ? 'main' : 'constrainedBaseline';
  if (idc === 0x58) return (constraints & 0x40) === 0 ? 'baseline' : 'constrainedBaseline';
  return (constraints & 0x0c) === 0x0c ? 'constrainedHigh' : 'high';
}

/** Parameters of what the edge produces, as mediasoup needs them. */
export function produceParameters(codec: AudioCodec | H264Codec, ssrc: number, cname: string): types.RtpParameters {
  return { codecs: [codecParameters(codec)], encodings: [{ ssrc }], rtcp: { cname, reducedSize: true } };
}

function codecParameters(codec: AudioCodec | H264Codec): types.RtpCodecParameters {
  if (codec.kind === 'audio') {
    const channels = codec.name === 'opus' ? { channels: 2 } : {};
    return {
      mimeType: `audio/${codec.name}`,
      payloadType: EDGE_AUDIO_PAYLOAD_TYPE,
      clockRate: codec.clockRate,
      ...channels,
    };
  }
  const { profileLevelId, packetizationMode } = codec.h264;
  return {
    mimeType: 'video/H264',
    payloadType: EDGE_VIDEO_PAYLOAD_TYPE,
    clockRate: 90_000,
    parameters: h264Parameters(PROFILES[profileOf(profileLevelId)], packetizationMode === 0 ? 0 : 1),
    rtcpFeedback: [
      { type: 'nack', parameter: 'pli' },
      { type: 'ccm', parameter: 'fir' },
    ],
  };
}

/**
 * Capabilities of what the edge consumes: everything the router has, without retransmission and header extensions
 * (the loopback loses nothing).
 */
export function consumeCapabilities(router: types.RtpCapabilities): types.RtpCapabilities {
  const codecs = (router.codecs ?? [])
    .filter((codec) => !codec.mimeType.toLowerCase().endsWith('/rtx'))
    .map((codec) => ({
      ...codec,
      rtcpFeedback: (codec.rtcpFeedback ?? []).filter(({ type, parameter }) => parameter === 'pli' || type === 'ccm'),
    }));
  return { codecs, headerExtensions: [] };
}
