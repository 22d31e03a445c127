/** The media that a device, its meeting and we can do: the input of every negotiation. */
import type {
  AgreedStream,
  AudioCodecName,
  DtlsTransport,
  MediaDescription,
  StreamName,
  TransportAddress,
} from '../../../media/port.ts';
import type { MediaDirection } from '../../../registry/port.ts';
import type { VideoMode } from './h264-choice.ts';
import type { EncryptionRule } from './security.ts';

export interface MediaAbilities {
  readonly audio: readonly AudioCodecName[];
  readonly video: boolean;
  /** Highest rate that the device is asked to send, bit/s. */
  readonly maxVideoBitrate: number;
  /**
   * Highest mode that the device may send, so that the others can decode it; absent: as it offers, and 720p in our
   * offers.
   */
  readonly videoMode?: VideoMode;
  /** Directions that the device's profile supports. */
  readonly device: { readonly audio: MediaDirection; readonly video: MediaDirection; readonly screen: MediaDirection };
  /** Far-end camera control is allowed by the policy of the meeting's account; `true` until the account is known. */
  readonly camera: boolean;
  /** Codecs that the device's profile makes worth offering; absent: all. */
  readonly worthOffering?: { readonly audio?: readonly string[]; readonly packetizationModes?: readonly (0 | 1)[] };
  readonly encryption: EncryptionRule;
  /** Content and camera can be added while the call is up, whatever it begins with (H.323). */
  readonly openEnded?: boolean;
}

/** Our sockets by stream, or our end of the one DTLS transport that carries all streams. */
export type LocalAddresses = Readonly<Partial<Record<StreamName, TransportAddress>>> & {
  readonly dtls?: DtlsTransport;
};

export interface Agreement {
  readonly description: MediaDescription;
  readonly streams: readonly AgreedStream[];
}

/** bit/s of shared content: the administration guide's rates for a screen in high quality and for a poor network. */
export const CONTENT_RATE = { most: 1_200_000, least: 320_000 } as const;
/** 720p30, which every HD device decodes: a shared screen is for all participants. */
export const CONTENT_MODE: VideoMode = { profileLevelId: 0x42_80_1f, maxFs: 3600, maxMbps: 108_000, maxBr: 14_000 };

export function deviceAllows(name: StreamName, { device, camera }: MediaAbilities): MediaDirection {
  if (name === 'camera') return camera ? 'both' : 'none';
  return name === 'content' ? device.screen : device[name];
}

/** Highest mode that a device may send on a stream; content is never lowered for a device that decodes less. */
export const modeOf = (name: StreamName, { videoMode }: MediaAbilities): VideoMode | undefined =>
  name === 'content' ? CONTENT_MODE : videoMode;

/** Highest rate that a device is asked to send on a stream, bit/s. */
export const rateOf = (name: StreamName, { maxVideoBitrate }: MediaAbilities): number =>
  name === 'content' ? CONTENT_RATE.most : maxVideoBitrate;
