/** Our offers, and the agreement that the device's answer leads to (RFC 3264). Pure. */
import type {
  AudioCodec,
  Direction,
  Feedback,
  H264Codec,
  MediaDescription,
  StreamDescription,
  StreamName,
  TelephoneEventCodec,
  TransportAddress,
} from '../../../media/port.ts';
import {
  CONTENT_MODE,
  CONTENT_RATE,
  deviceAllows,
  type Agreement,
  type LocalAddresses,
  type MediaAbilities,
} from './abilities.ts';
import { agreeOne, carriesNothing, goesBy } from './agree-stream.ts';
import { choose } from './choose.ts';
import { raised, type VideoMode } from './h264-choice.ts';
import { offeredSecurity, secure } from './security.ts';
import { defaultRtcp, directionOf, nameOf, PTIME } from './streams.ts';

const OUR_FEEDBACK: Feedback = { nack: true, pli: true, fir: true, tmmbr: true };

const OFFERED_AUDIO: readonly AudioCodec[] = [
  { kind: 'audio', name: 'G722', payloadType: 9, clockRate: 8000, channels: 1 },
  { kind: 'audio', name: 'opus', payloadType: 111, clockRate: 48_000, channels: 2 },
  { kind: 'audio', name: 'PCMA', payloadType: 8, clockRate: 8000, channels: 1 },
  { kind: 'audio', name: 'PCMU', payloadType: 0, clockRate: 8000, channels: 1 },
];
const OFFERED_EVENTS: TelephoneEventCodec = { kind: 'telephone-event', payloadType: 101, clockRate: 8000 };
/** Baseline in the devices' own spelling (constraint_set0); level 3.1 (720p30) unless a mode is given. */
function offeredVideo(mode: VideoMode | undefined, modes: readonly (0 | 1)[] = [1, 0]): readonly H264Codec[] {
  const profileLevelId = (0x42_80 << 8) | ((mode?.profileLevelId ?? 0x1f) & 0xff);
  return ([1, 0] as const)
    .filter((packetizationMode) => modes.includes(packetizationMode))
    .map((packetizationMode) => ({
      kind: 'video',
      name: 'H264',
      payloadType: 98 - packetizationMode,
      clockRate: 90_000,
      h264: { profileLevelId, packetizationMode, ...(mode && raised(profileLevelId, mode)), levelAsymmetry: true },
    }));
}

/** Our codecs that the device's profile names; all of ours if it names none of them. */
function offeredAudio({ audio, worthOffering }: MediaAbilities): readonly AudioCodec[] {
  const able = OFFERED_AUDIO.filter(({ name }) => audio.includes(name));
  const worth = able.filter(({ name }) => worthOffering?.audio?.includes(name) !== false);
  return worth.length === 0 ? able : worth;
}

/** Our offer, to a device that made none or that is moved to other sockets. */
export function makeOffer(local: LocalAddresses, abilities: MediaAbilities): MediaDescription {
  const direction = (name: StreamName): Direction => {
    const device = deviceAllows(name, abilities);
    return directionOf(device !== 'from-device', device !== 'to-device');
  };
  const security = abilities.openEnded === true ? undefined : offeredSecurity(abilities.encryption);
  const streams: StreamDescription[] = [];
  if (local.audio !== undefined) {
    streams.push({
      kind: 'audio',
      role: 'main',
      direction: direction('audio'),
      rtp: local.audio,
      rtcp: defaultRtcp(local.audio),
      codecs: [...offeredAudio(abilities), OFFERED_EVENTS],
      feedback: { nack: false, pli: false, fir: false, tmmbr: false },
      ptime: PTIME,
    });
  }
  if (local.video !== undefined && abilities.video) {
    streams.push({
      kind: 'video',
      role: 'main',
      direction: direction('video'),
      rtp: local.video,
      rtcp: defaultRtcp(local.video),
      codecs: offeredVideo(abilities.videoMode, abilities.worthOffering?.packetizationModes),
      feedback: OUR_FEEDBACK,
      maxBitrate: abilities.maxVideoBitrate,
    });
  }
  if (local.content !== undefined && deviceAllows('content', abilities) !== 'none')
    streams.push(offeredContent(local.content, direction('content')));
  if (local.camera !== undefined && abilities.camera) {
    const codec = { kind: 'data', name: 'H224', payloadType: 107, clockRate: 4800 } as const;
    streams.push({
      kind: 'application',
      role: 'camera',
      direction: 'sendrecv',
      rtp: local.camera,
      rtcp: defaultRtcp(local.camera),
      codecs: [codec],
      feedback: NONE,
    });
  }
  return { streams: security === undefined ? streams : streams.map((stream) => ({ ...stream, security })) };
}

const NONE: Feedback = { nack: false, pli: false, fir: false, tmmbr: false };
/** Label of our content stream if the device gave it none. */
const CONTENT_LABEL = '12';

/** A second picture for shared screens (RFC 4796 `slides`). */
export const offeredContent = (rtp: TransportAddress, direction: Direction): StreamDescription => ({
  kind: 'video',
  role: 'content',
  direction,
  rtp,
  rtcp: defaultRtcp(rtp),
  codecs: offeredVideo(CONTENT_MODE).map((codec) => ({ ...codec, payloadType: codec.payloadType + 2 })),
  feedback: OUR_FEEDBACK,
  maxBitrate: CONTENT_RATE.most,
  label: CONTENT_LABEL,
});

/** The streams that run after the device's answer to our offer; `undefined` if it accepted none. */
export function agreeOnAnswer(
  offer: MediaDescription,
  answer: MediaDescription,
  abilities: MediaAbilities,
): Agreement | undefined {
  const streams = offer.streams.flatMap((ours, index) => {
    const [stream, name] = [answer.streams[index], nameOf(ours)];
    if (name === undefined || stream?.rtp === undefined || stream.kind !== ours.kind) return [];
    const [choice, secured] = [choose(stream, abilities), secure(stream, abilities.encryption)];
    if (choice === undefined || typeof secured === 'string' || !goesBy(secured, ours.security?.method === 'dtls'))
      return [];
    return [
      agreeOne(name, { description: answer, stream, rtp: stream.rtp }, choice, abilities, ours.direction, secured),
    ];
  });
  return carriesNothing(streams) ? undefined : { description: offer, streams };
}
