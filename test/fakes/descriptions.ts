/** Media descriptions for tests. */
import type { AudioCodec, AudioCodecName, H264Codec, MediaDescription, StreamDescription } from '../../media/port.ts';

const RTP: Readonly<Record<AudioCodecName, readonly [type: number, rate: number]>> = {
  PCMU: [0, 8000],
  PCMA: [8, 8000],
  G722: [9, 8000],
  opus: [111, 48_000],
  L16: [11, 44_100],
};

export const audioCodec = (name: AudioCodecName): AudioCodec => ({
  kind: 'audio',
  name,
  payloadType: RTP[name][0],
  clockRate: RTP[name][1],
  channels: name === 'opus' ? 2 : 1,
});
export const h264 = (
  profileLevelId: number,
  packetizationMode: 0 | 1 | 2,
  more: Partial<H264Codec['h264']> = {},
): H264Codec => ({
  kind: 'video',
  name: 'H264',
  payloadType: 96 + packetizationMode,
  clockRate: 90_000,
  h264: { profileLevelId, packetizationMode, ...more },
});

export const audioStream = (
  names: readonly AudioCodecName[],
  more: Partial<StreamDescription> = {},
): StreamDescription => ({
  kind: 'audio',
  role: 'main',
  direction: 'sendrecv',
  rtp: { address: '192.0.2.7', port: 4000 },
  codecs: names.map(audioCodec),
  feedback: { nack: false, pli: false, fir: false, tmmbr: false },
  ...more,
});

export const videoStream = (
  codecs: readonly H264Codec[] = [h264(0x42_80_1f, 1)],
  more: Partial<StreamDescription> = {},
): StreamDescription => ({
  kind: 'video',
  role: 'main',
  direction: 'sendrecv',
  rtp: { address: '192.0.2.7', port: 4002 },
  codecs,
  feedback: { nack: false, pli: true, fir: true, tmmbr: false },
  ...more,
});

export const offerOf = (...streams: readonly StreamDescription[]): MediaDescription => ({ streams });
