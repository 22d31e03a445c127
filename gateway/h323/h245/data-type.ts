/** Converts the content of a logical channel (H.245 §7.3, DataType) to and from the codecs of a media description. */
import type { AudioCodec, AudioCodecName, Codec, H264Codec } from '../../../media/port.ts';
import type * as H245 from '../asn1/generated/h245.types.ts';
import { h224Data, type H224Codec } from './h224.ts';
import { h264Capability, h264Parameters } from './h241.ts';

export type AvCodec = AudioCodec | H264Codec;
/** The codecs that a channel may carry. */
export type ChannelCodec = AvCodec | H224Codec;

/** The frames that a packet may hold, of 1 ms each (H.225.0 table 3). */
const MAX_FRAMES = 60;
/** RFC 3551: payload types of the codecs that have a static one. */
const STATIC: Readonly<Partial<Record<AudioCodecName, number>>> = { PCMU: 0, PCMA: 8, G722: 9 };
const FIRST_DYNAMIC = 96;

const audio = (name: 'PCMU' | 'PCMA' | 'G722'): AudioCodec => ({
  kind: 'audio',
  name,
  payloadType: STATIC[name] ?? 0,
  clockRate: 8000,
  channels: 1,
});

/** Decodes an audio capability or the data type of a channel. Undefined for codecs that we do not support. */
export function audioCodec(capability: H245.AudioCapability): AudioCodec | undefined {
  if ('g711Ulaw64k' in capability) return audio('PCMU');
  if ('g711Alaw64k' in capability) return audio('PCMA');
  return 'g722-64k' in capability ? audio('G722') : undefined;
}

/** One codec for each profile of the capability. The payload type is that of the channel, if known. */
export function videoCodecs(
  capability: H245.VideoCapability,
  packetizationMode: 0 | 1,
  payloadType = FIRST_DYNAMIC,
): readonly H264Codec[] {
  if (!('genericVideoCapability' in capability)) return [];
  return h264Parameters(capability.genericVideoCapability, packetizationMode).map((h264) => ({
    kind: 'video',
    name: 'H264',
    payloadType,
    clockRate: 90_000,
    h264,
  }));
}

export function audioCapability(codec: Codec, frames = MAX_FRAMES): H245.AudioCapability | undefined {
  if (codec.kind !== 'audio') return undefined;
  switch (codec.name) {
    case 'PCMU':
      return { g711Ulaw64k: frames };
    case 'PCMA':
      return { g711Alaw64k: frames };
    case 'G722':
      return { 'g722-64k': frames };
    default:
      return undefined;
  }
}

/** `maxBitrate` in bit/s. */
export const videoCapability = (codec: H264Codec, maxBitrate: number): H245.VideoCapability => ({
  genericVideoCapability: h264Capability(codec.h264, maxBitrate),
});

/** `ptime` in ms. */
export function dataTypeOf(codec: ChannelCodec, ptime: number, maxBitrate: number): H245.DataType | undefined {
  if (codec.kind === 'video') return { videoData: videoCapability(codec, maxBitrate) };
  if (codec.kind === 'data') return { data: h224Data(codec.form) };
  const audioData = audioCapability(codec, ptime);
  return audioData && { audioData };
}
