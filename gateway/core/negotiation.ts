/**
 * Which of the offered streams and codecs run, by the offer/answer model (RFC 3264) on `MediaDescription`s, for SIP
 * and H.323 alike.
 */
import type {
  AgreedStream,
  AudioCodec,
  AudioCodecName,
  Codec,
  Direction,
  Feedback,
  H264Codec,
  MediaDescription,
  PictureLimit,
  StreamDescription,
  TelephoneEventCodec,
  TransportAddress,
} from '../../media/index.ts';
import type { MediaDirection } from '../../registry/index.ts';
import { chooseVideo, limitedTo, raised, type VideoMode } from './h264-choice.ts';
import { limitsOf } from './h264-level.ts';

export type AvKind = 'audio' | 'video';

export interface MediaAbilities {
  readonly audio: readonly AudioCodecName[];
  readonly video: boolean;
  /** The most that a device is asked to send, bit/s. */
  readonly maxVideoBitrate: number;
  /** The most that a device may send, as others must decode it; absent: as it offers, and 720p in offers of ours. */
  readonly videoMode?: VideoMode;
  /** By the device's profile. */
  readonly device: { readonly audio: MediaDirection; readonly video: MediaDirection };
}

export type LocalAddresses = Readonly<Partial<Record<AvKind, TransportAddress>>>;

export interface Agreement {
  readonly description: MediaDescription;
  readonly streams: readonly AgreedStream[];
}

const PTIME = 20;
const AUDIO_BITRATE = 64_000;

/** The stream that carries the main picture or the sound: the first one of its kind that is open and not content. */
function mainStream(description: MediaDescription, kind: AvKind): StreamDescription | undefined {
  return description.streams.find((stream) => stream.kind === kind && stream.role === 'main' && stream.rtp !== undefined);
}

/** Hz, of linear samples (RFC 3551 §4.5.11) that the mixer takes. */
const L16_RATES: readonly number[] = [48_000, 16_000, 8000];

/** G.722, then Opus when it is the device's own first choice, then G.711 in the device's order, then Opus at all, then linear samples. */
export function chooseAudio(codecs: readonly Codec[], able: readonly AudioCodecName[]): AudioCodec | undefined {
  const audio = codecs.filter((codec): codec is AudioCodec => codec.kind === 'audio' && able.includes(codec.name));
  const first = codecs.find((codec) => codec.kind !== 'telephone-event');
  const named = (name: AudioCodecName): AudioCodec | undefined => audio.find((codec) => codec.name === name);
  const opus = named('opus');
  return (
    named('G722') ??
    (opus !== undefined && opus === first ? opus : undefined) ??
    audio.find((codec) => codec.name === 'PCMA' || codec.name === 'PCMU') ??
    opus ??
    audio.find((codec) => codec.name === 'L16' && codec.channels === 1 && L16_RATES.includes(codec.clockRate))
  );
}

/** RFC 4733 §2.5.1.1: at the clock rate of the audio, where offered; else at 8000 Hz. */
function chooseEvents(codecs: readonly Codec[], clockRate: number): TelephoneEventCodec | undefined {
  const events = codecs.filter((codec) => codec.kind === 'telephone-event');
  return events.find((codec) => codec.clockRate === clockRate) ?? events.find((codec) => codec.clockRate === 8000);
}

interface Choice {
  /** Ours to the device. */
  readonly send: AudioCodec | H264Codec;
  /** The device's to us. */
  readonly receive: AudioCodec | H264Codec;
  readonly events?: TelephoneEventCodec;
}

function choose(stream: StreamDescription, abilities: MediaAbilities): Choice | undefined {
  const pick = (codecs: readonly Codec[]): AudioCodec | H264Codec | undefined => {
    if (stream.kind === 'audio') return chooseAudio(codecs, abilities.audio);
    return abilities.video ? chooseVideo(codecs) : undefined;
  };
  const [send, receive] = [pick(stream.codecs), pick(stream.sends ?? stream.codecs)];
  const either = send ?? receive;
  if (either === undefined) return undefined;
  const events = stream.kind === 'audio' ? chooseEvents(stream.codecs, either.clockRate) : undefined;
  return { send: either, receive: receive ?? either, ...(events && { events }) };
}

const deviceAllows = (kind: AvKind, abilities: MediaAbilities): MediaDirection => abilities.device[kind];

/** Kinds to take ports for; empty means that the call has nothing to carry. */
export function usableKinds(offer: MediaDescription | undefined, abilities: MediaAbilities): readonly AvKind[] {
  const kinds = (['audio', 'video'] as const).filter((kind) => deviceAllows(kind, abilities) !== 'none');
  if (offer === undefined) return kinds.filter((kind) => kind === 'audio' || abilities.video);
  return kinds.filter((kind) => {
    const stream = mainStream(offer, kind);
    return stream !== undefined && choose(stream, abilities) !== undefined;
  });
}

const sends = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'sendonly';
const receives = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'recvonly';

export function directionOf(send: boolean, receive: boolean): Direction {
  if (send) return receive ? 'sendrecv' : 'sendonly';
  return receive ? 'recvonly' : 'inactive';
}

/** The smallest of what the session, the stream and (for video) the sound's share leave. */
function sendLimit(description: MediaDescription, stream: StreamDescription): number | undefined {
  const share = stream.kind === 'video' ? AUDIO_BITRATE : 0;
  const limits = [stream.maxBitrate, description.maxBitrate && Math.max(description.maxBitrate - share, AUDIO_BITRATE)];
  const known = limits.filter((limit): limit is number => limit !== undefined && limit > 0);
  return known.length === 0 ? undefined : Math.min(...known);
}

const refuse = (stream: StreamDescription): StreamDescription => ({
  kind: stream.kind,
  role: stream.role,
  direction: 'inactive',
  codecs: [],
  feedback: stream.feedback,
});

export const defaultRtcp = (rtp: TransportAddress): TransportAddress => ({ address: rtp.address, port: rtp.port + 1 });

function agreeOne(
  kind: AvKind,
  remote: { readonly description: MediaDescription; readonly stream: StreamDescription; readonly rtp: TransportAddress },
  choice: Choice,
  abilities: MediaAbilities,
  weAllow: Direction,
): AgreedStream {
  const { stream, rtp } = remote;
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
    ...(choice.events && { telephoneEvent: { payloadType: choice.events.payloadType, clockRate: choice.events.clockRate } }),
    ...(maxBitrate !== undefined && { maxBitrate }),
    ...(choice.send.kind === 'video' && { pictureLimit: pictureLimit(choice.send) }),
  };
}

/** What the device says that it decodes; a lower level in our answer is about what it sends. */
function pictureLimit({ h264 }: H264Codec): PictureLimit {
  const { maxFs, maxMbps } = limitsOf(h264);
  return { maxFs, maxMbps };
}

const OUR_FEEDBACK: Feedback = { nack: true, pli: true, fir: true, tmmbr: true };

/** RFC 4585 §4.2: only what was offered may be answered. */
function answerFeedback({ kind, feedback }: StreamDescription): Feedback {
  return kind === 'video' ? feedback : { nack: false, pli: feedback.pli, fir: feedback.fir, tmmbr: false };
}

/** A codec as the device is told that it may send it. */
function told(codec: AudioCodec | H264Codec, abilities: MediaAbilities): AudioCodec | H264Codec {
  return codec.kind === 'video' ? limitedTo(codec, abilities.videoMode) : codec;
}

function answerStream(stream: StreamDescription, agreed: AgreedStream, local: TransportAddress, choice: Choice, abilities: MediaAbilities): StreamDescription {
  const receive = told(choice.receive, abilities);
  return {
    kind: stream.kind,
    role: stream.role,
    direction: directionOf(agreed.send, agreed.receive),
    rtp: local,
    rtcp: defaultRtcp(local),
    codecs: choice.events ? [receive, choice.events] : [receive],
    ...(stream.sends !== undefined && { sends: [choice.send] }),
    feedback: answerFeedback(stream),
    ...(stream.kind === 'audio' && { ptime: PTIME }),
    ...(stream.kind === 'video' && { maxBitrate: abilities.maxVideoBitrate }),
    ...(stream.label !== undefined && { label: stream.label }),
  };
}

/** Our answer, with every offered stream in its place; undefined when nothing of it can run. */
export function answerOffer(offer: MediaDescription, local: LocalAddresses, abilities: MediaAbilities): Agreement | undefined {
  const streams: AgreedStream[] = [];
  const description = offer.streams.map((stream) => {
    if (stream.kind === 'application' || stream !== mainStream(offer, stream.kind)) return refuse(stream);
    const [address, choice] = [local[stream.kind], choose(stream, abilities)];
    if (address === undefined || choice === undefined || stream.rtp === undefined) return refuse(stream);
    const agreed = agreeOne(stream.kind, { description: offer, stream, rtp: stream.rtp }, choice, abilities, 'sendrecv');
    streams.push(agreed);
    return answerStream(stream, agreed, address, choice, abilities);
  });
  return streams.length === 0 ? undefined : { description: { streams: description }, streams };
}

const OFFERED_AUDIO: readonly AudioCodec[] = [
  { kind: 'audio', name: 'G722', payloadType: 9, clockRate: 8000, channels: 1 },
  { kind: 'audio', name: 'opus', payloadType: 111, clockRate: 48_000, channels: 2 },
  { kind: 'audio', name: 'PCMA', payloadType: 8, clockRate: 8000, channels: 1 },
  { kind: 'audio', name: 'PCMU', payloadType: 0, clockRate: 8000, channels: 1 },
];
const OFFERED_EVENTS: TelephoneEventCodec = { kind: 'telephone-event', payloadType: 101, clockRate: 8000 };
/** Baseline as rooms spell it (constraint_set0); level 3.1, 720p30, where there is no mode. */
function offeredVideo(mode: VideoMode | undefined): readonly H264Codec[] {
  const profileLevelId = (0x42_80 << 8) | ((mode?.profileLevelId ?? 0x1f) & 0xff);
  return ([1, 0] as const).map((packetizationMode, index) => ({
    kind: 'video',
    name: 'H264',
    payloadType: 97 + index,
    clockRate: 90_000,
    h264: { profileLevelId, packetizationMode, ...(mode && raised(profileLevelId, mode)), levelAsymmetry: true },
  }));
}

/** Our offer, for a room that made none or that is moved to other sockets. */
export function makeOffer(local: LocalAddresses, abilities: MediaAbilities): MediaDescription {
  const direction = (kind: AvKind): Direction => {
    const device = deviceAllows(kind, abilities);
    return directionOf(device !== 'from-device', device !== 'to-device');
  };
  const streams: StreamDescription[] = [];
  if (local.audio !== undefined) {
    streams.push({
      kind: 'audio',
      role: 'main',
      direction: direction('audio'),
      rtp: local.audio,
      rtcp: defaultRtcp(local.audio),
      codecs: [...OFFERED_AUDIO.filter(({ name }) => abilities.audio.includes(name)), OFFERED_EVENTS],
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
      codecs: offeredVideo(abilities.videoMode),
      feedback: OUR_FEEDBACK,
      maxBitrate: abilities.maxVideoBitrate,
    });
  }
  return { streams };
}

/** What runs after the room's answer to our offer; undefined when it took nothing. */
export function agreeOnAnswer(offer: MediaDescription, answer: MediaDescription, abilities: MediaAbilities): Agreement | undefined {
  const streams = offer.streams.flatMap((ours, index) => {
    const stream = answer.streams[index];
    if (ours.kind === 'application' || stream?.rtp === undefined || stream.kind !== ours.kind) return [];
    const choice = choose(stream, abilities);
    return choice ? [agreeOne(ours.kind, { description: answer, stream, rtp: stream.rtp }, choice, abilities, ours.direction)] : [];
  });
  return streams.length === 0 ? undefined : { description: offer, streams };
}
