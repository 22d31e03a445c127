/** One stream after offer and answer, as the media plane runs it. Pure. */
import type {
  AgreedStream,
  Direction,
  H264Codec,
  MediaDescription,
  PictureLimit,
  StreamDescription,
  StreamName,
  TransportAddress,
} from '../../../media/port.ts';
import { deviceAllows, type MediaAbilities } from './abilities.ts';
import type { Choice } from './choose.ts';
import { limitsOf } from './h264-level.ts';
import { agreedSecurity, type Secured } from './security.ts';
import { defaultRtcp, PTIME, receives, sends } from './streams.ts';

const AUDIO_BITRATE = 64_000;

/** Lowest of the limits for the stream and for the session, for video less the share of the audio; bit/s. */
function sendLimit(description: MediaDescription, stream: StreamDescription): number | undefined {
  const share = stream.kind === 'video' ? AUDIO_BITRATE : 0;
  const limits = [stream.maxBitrate, description.maxBitrate && Math.max(description.maxBitrate - share, AUDIO_BITRATE)];
  const known = limits.filter((limit): limit is number => limit !== undefined && limit > 0);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** One stream as it runs. `weAllow`: the direction in our description. */
export function agreeOne(
  kind: StreamName,
  remote: {
    readonly description: MediaDescription;
    readonly stream: StreamDescription;
    readonly rtp: TransportAddress;
  },
  choice: Choice,
  abilities: MediaAbilities,
  weAllow: Direction,
  secured: Secured,
): AgreedStream {
  const { stream, rtp } = remote;
  const security = agreedSecurity(secured);
  const device = deviceAllows(kind, abilities);
  const maxBitrate = sendLimit(remote.description, stream);
  return {
    kind,
    remoteRtp: rtp,
    remoteRtcp: stream.rtcp ?? defaultRtcp(rtp),
    receive: sends(stream.direction) && receives(weAllow) && device !== 'to-device',
    send: receives(stream.direction) && sends(weAllow) && device !== 'from-device',
    sendCodec: choice.send,
    receiveCodecs: [choice.receive],
    feedback: stream.feedback,
    ...(stream.keepAlivePayloadType !== undefined && { keepAlivePayloadType: stream.keepAlivePayloadType }),
    ...(kind === 'audio' && { ptime: stream.ptime ?? PTIME }),
    ...(choice.events && {
      telephoneEvent: { payloadType: choice.events.payloadType, clockRate: choice.events.clockRate },
    }),
    ...(maxBitrate !== undefined && { maxBitrate }),
    ...(choice.send.kind === 'video' && { pictureLimit: pictureLimit(choice.send) }),
    ...(security && { security }),
    ...(secured.how === 'relay' && { securedByRelay: secured.method }),
  };
}

/** Limits that the device announced for decoding; a lower level in our answer limits only its own sending. */
function pictureLimit({ h264 }: H264Codec): PictureLimit {
  const { maxFs, maxMbps } = limitsOf(h264);
  return { maxFs, maxMbps };
}

/** A DTLS transport is opened with the call: no stream can be moved to it or away from it later. */
export const goesBy = ({ how }: Secured, dtls: boolean): boolean => (how === 'dtls') === dtls;

export const carriesNothing = (streams: readonly AgreedStream[]): boolean =>
  !streams.some(({ kind }) => kind === 'audio' || kind === 'video');
