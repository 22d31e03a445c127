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
  DtlsTransport,
  Feedback,
  FloorLine,
  H264Codec,
  MediaCodec,
  MediaDescription,
  MediaSecurity,
  PictureLimit,
  StreamDescription,
  StreamName,
  TelephoneEventCodec,
  TransportAddress,
} from '../../../media/port.ts';
import type { MediaDirection } from '../../../registry/port.ts';
import { chooseVideo, limitedTo, raised, type VideoMode } from './h264-choice.ts';
import { limitsOf } from './h264-level.ts';
import {
  agreedSecurity,
  answeredSecurity,
  offeredSecurity,
  secure,
  type EncryptionRule,
  type Secured,
} from './security.ts';
import type { EndReason } from '../reason.ts';

export interface MediaAbilities {
  readonly audio: readonly AudioCodecName[];
  readonly video: boolean;
  /** The most that a device is asked to send, bit/s. */
  readonly maxVideoBitrate: number;
  /** The most that a device may send, as others must decode it; absent: as it offers, and 720p in offers of ours. */
  readonly videoMode?: VideoMode;
  /** By the device's profile. */
  readonly device: { readonly audio: MediaDirection; readonly video: MediaDirection; readonly screen: MediaDirection };
  /** By the policy of the meeting's account, as far as it is known yet. */
  readonly camera: boolean;
  /** What of it is worth offering to the device, by its profile; absent: all. */
  readonly worthOffering?: { readonly audio?: readonly string[]; readonly packetizationModes?: readonly (0 | 1)[] };
  readonly encryption: EncryptionRule;
  /** Content and camera are agreed on while the call is up, whatever it begins with (H.323). */
  readonly openEnded?: boolean;
}

/** Our sockets, or our end of DTLS, by which all streams go then. */
export type LocalAddresses = Readonly<Partial<Record<StreamName, TransportAddress>>> & {
  readonly dtls?: DtlsTransport;
};

export interface Agreement {
  readonly description: MediaDescription;
  readonly streams: readonly AgreedStream[];
}

const PTIME = 20;
const AUDIO_BITRATE = 64_000;
/** bit/s: the guide has 1.2 Mbit/s for a screen of high quality, and 320 kbit/s where the network gives no more. */
export const CONTENT_RATE = { most: 1_200_000, least: 320_000 } as const;
/** 720p30: what every HD room decodes; a screen that only the newest see would be no shared one. */
const CONTENT_MODE: VideoMode = { profileLevelId: 0x42_80_1f, maxFs: 3600, maxMbps: 108_000, maxBr: 14_000 };

/** Which of the streams of a member this one would be; undefined for what never runs. */
export function nameOf({ kind, role }: StreamDescription): StreamName | undefined {
  if (role === 'main') return kind === 'application' ? undefined : kind;
  if (role === 'content') return kind === 'video' ? 'content' : undefined;
  return role === 'camera' ? 'camera' : undefined;
}

/** The first one of its name that is open. */
function openStream(description: MediaDescription, name: StreamName): StreamDescription | undefined {
  return description.streams.find((stream) => nameOf(stream) === name && stream.rtp !== undefined);
}

/** What is spoken of BFCP; of several lines the first of these. */
const FLOOR_PROTOCOLS = ['UDP/BFCP', 'TCP/TLS/BFCP', 'TCP/BFCP'] as const;

/** Over TLS a device has to say whom it will be. */
const isNamed = ({ attributes }: FloorLine): boolean => attributes.some((text) => /^fingerprint:\s*sha-/i.test(text));

/** The device's line for the floor, of those that we speak. */
export function floorLineOf(streams: readonly StreamDescription[]): StreamDescription | undefined {
  const open = streams.filter(
    ({ role, rtp, floor }) =>
      role === 'floor' && rtp !== undefined && floor !== undefined && (!/TLS/i.test(floor.protocol) || isNamed(floor)),
  );
  return FLOOR_PROTOCOLS.map((protocol) => open.find(({ floor }) => floor?.protocol.toUpperCase() === protocol)).find(
    (stream) => stream !== undefined,
  );
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
  readonly send: MediaCodec;
  /** The device's to us. */
  readonly receive: MediaCodec;
  readonly events?: TelephoneEventCodec;
}

function choose(stream: StreamDescription, abilities: MediaAbilities): Choice | undefined {
  const pick = (codecs: readonly Codec[]): MediaCodec | undefined => {
    // mediasoup has no linear samples.
    if (stream.kind === 'audio')
      return chooseAudio(
        codecs,
        stream.security?.method === 'dtls' ? abilities.audio.filter((name) => name !== 'L16') : abilities.audio,
      );
    if (stream.kind === 'application') return codecs.find((codec) => codec.kind === 'data');
    return abilities.video ? chooseVideo(codecs) : undefined;
  };
  const [send, receive] = [pick(stream.codecs), pick(stream.sends ?? stream.codecs)];
  const either = send ?? receive;
  if (either === undefined) return undefined;
  // mediasoup knows one payload type for each SSRC: digits come by INFO then.
  const events =
    stream.kind === 'audio' && stream.security?.method !== 'dtls'
      ? chooseEvents(stream.codecs, either.clockRate)
      : undefined;
  return { send: either, receive: receive ?? either, ...(events && { events }) };
}

function deviceAllows(name: StreamName, { device, camera }: MediaAbilities): MediaDirection {
  if (name === 'camera') return camera ? 'both' : 'none';
  return name === 'content' ? device.screen : device[name];
}

const NAMES: readonly StreamName[] = ['audio', 'video', 'content', 'camera'];

/** Streams to take ports for; without sound and picture the call has nothing to carry. */
export function usableKinds(offer: MediaDescription | undefined, abilities: MediaAbilities): readonly StreamName[] {
  const isDtls = offer !== undefined && offersDtls(offer);
  const usable = (name: StreamName): boolean => {
    const isExtra = name === 'content' || name === 'camera';
    if (isExtra && isDtls) return false;
    if (isExtra && abilities.openEnded === true) return abilities.video;
    if (offer === undefined) return !isExtra && (name === 'audio' || abilities.video);
    const stream = openStream(offer, name);
    // A line for the floor announces the one for the content, which some add only when they share.
    if (name === 'content' && stream === undefined) return abilities.video && floorLineOf(offer.streams) !== undefined;
    return (
      stream !== undefined &&
      choose(stream, abilities) !== undefined &&
      typeof secure(stream, abilities.encryption) !== 'string'
    );
  };
  const kinds = NAMES.filter((name) => deviceAllows(name, abilities) !== 'none' && usable(name));
  return kinds.some((name) => name === 'audio' || name === 'video') ? kinds : [];
}

/** By ICE and DTLS, as browsers do. */
const offersDtls = ({ streams }: MediaDescription): boolean =>
  streams.some(({ security }) => security?.method === 'dtls');

/** For a member whose media comes by DTLS: what will be agreed, under the payload types of the device. */
export function dtlsCodecs(
  offer: MediaDescription | undefined,
  kinds: readonly StreamName[],
  abilities: MediaAbilities,
): readonly MediaCodec[] | undefined {
  if (offer === undefined || !offersDtls(offer)) return undefined;
  return kinds.flatMap((name) => {
    const stream = openStream(offer, name);
    const codec = stream && choose(stream, abilities)?.receive;
    return codec === undefined ? [] : [codec];
  });
}

/** Why nothing of an offer can run. */
export function whyNothing(offer: MediaDescription | undefined, abilities: MediaAbilities): EndReason {
  const refusals = (['audio', 'video'] as const).flatMap((name) => {
    const stream = offer && openStream(offer, name);
    const secured = stream && choose(stream, abilities) && secure(stream, abilities.encryption);
    return typeof secured === 'string' ? [secured] : [];
  });
  return refusals[0] ?? 'no-common-codec';
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

export const refuse = (stream: StreamDescription): StreamDescription => ({
  kind: stream.kind,
  role: stream.role,
  direction: 'inactive',
  codecs: [],
  feedback: stream.feedback,
});

export const defaultRtcp = (rtp: TransportAddress): TransportAddress => ({ address: rtp.address, port: rtp.port + 1 });

function agreeOne(
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
function told(codec: MediaCodec, name: StreamName, abilities: MediaAbilities): MediaCodec {
  return codec.kind === 'video' ? limitedTo(codec, modeOf(name, abilities)) : codec;
}

/** The most that a device may send as this; content is never lowered for one that decodes less. */
export const modeOf = (name: StreamName, { videoMode }: MediaAbilities): VideoMode | undefined =>
  name === 'content' ? CONTENT_MODE : videoMode;
export const rateOf = (name: StreamName, { maxVideoBitrate }: MediaAbilities): number =>
  name === 'content' ? CONTENT_RATE.most : maxVideoBitrate;

function answerStream(
  stream: StreamDescription,
  agreed: AgreedStream,
  local: TransportAddress,
  choice: Choice,
  abilities: MediaAbilities,
  security: MediaSecurity | undefined,
): StreamDescription {
  const receive = told(choice.receive, agreed.kind, abilities);
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
    ...(stream.kind === 'video' && { maxBitrate: rateOf(agreed.kind, abilities) }),
    ...(security && { security }),
    ...(stream.label !== undefined && { label: stream.label }),
  };
}

/** Our answer, with every offered stream in its place; undefined when nothing of it can run. */
export function answerOffer(
  offer: MediaDescription,
  local: LocalAddresses,
  abilities: MediaAbilities,
): Agreement | undefined {
  const streams: AgreedStream[] = [];
  const floor =
    local.content !== undefined && deviceAllows('content', abilities) !== 'none' && floorLineOf(offer.streams);
  const description = offer.streams.map((stream) => {
    if (stream === floor && stream.floor !== undefined)
      return { ...refuse(stream), direction: 'sendrecv' as const, floor: stream.floor };
    const name = nameOf(stream);
    if (name === undefined || stream !== openStream(offer, name)) return refuse(stream);
    const [address, choice] = [local[name], choose(stream, abilities)];
    const secured = secure(stream, abilities.encryption);
    if (
      address === undefined ||
      choice === undefined ||
      stream.rtp === undefined ||
      typeof secured === 'string' ||
      deviceAllows(name, abilities) === 'none'
    )
      return refuse(stream);
    const security = answeredSecurity(secured, local.dtls);
    if (!goesBy(secured, local.dtls !== undefined)) return refuse(stream);
    const agreed = agreeOne(
      name,
      { description: offer, stream, rtp: stream.rtp },
      choice,
      abilities,
      'sendrecv',
      secured,
    );
    streams.push(agreed);
    return answerStream(stream, agreed, address, choice, abilities, security);
  });
  return carriesNothing(streams) ? undefined : { description: { streams: description }, streams };
}

/** DTLS has a transport of its own, made with the call: a stream can't come or go to it in mid-call. */
const goesBy = ({ how }: Secured, dtls: boolean): boolean => (how === 'dtls') === dtls;

const carriesNothing = (streams: readonly AgreedStream[]): boolean =>
  !streams.some(({ kind }) => kind === 'audio' || kind === 'video');

const OFFERED_AUDIO: readonly AudioCodec[] = [
  { kind: 'audio', name: 'G722', payloadType: 9, clockRate: 8000, channels: 1 },
  { kind: 'audio', name: 'opus', payloadType: 111, clockRate: 48_000, channels: 2 },
  { kind: 'audio', name: 'PCMA', payloadType: 8, clockRate: 8000, channels: 1 },
  { kind: 'audio', name: 'PCMU', payloadType: 0, clockRate: 8000, channels: 1 },
];
const OFFERED_EVENTS: TelephoneEventCodec = { kind: 'telephone-event', payloadType: 101, clockRate: 8000 };
/** Baseline as rooms spell it (constraint_set0); level 3.1, 720p30, where there is no mode. */
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

/** What the device's profile has of ours; all of it where that would leave nothing. */
function offeredAudio({ audio, worthOffering }: MediaAbilities): readonly AudioCodec[] {
  const able = OFFERED_AUDIO.filter(({ name }) => audio.includes(name));
  const worth = able.filter(({ name }) => worthOffering?.audio?.includes(name) !== false);
  return worth.length === 0 ? able : worth;
}

/** Our offer, for a room that made none or that is moved to other sockets. */
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
/** Of our content stream where the device named none. */
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

/** What runs after the room's answer to our offer; undefined when it took nothing. */
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
