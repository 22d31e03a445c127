/** Which of the offered streams and codecs can run. Pure. */
import type {
  AudioCodec,
  AudioCodecName,
  Codec,
  MediaCodec,
  MediaDescription,
  StreamDescription,
  StreamName,
  TelephoneEventCodec,
} from '../../../media/port.ts';
import { deviceAllows, type MediaAbilities } from './abilities.ts';
import { chooseVideo } from './h264-choice.ts';
import { secure } from './security.ts';
import { floorLineOf, openStream } from './streams.ts';
import type { EndReason } from '../reason.ts';

/** Sample rates (Hz) of linear audio (RFC 3551 §4.5.11) that the mixer accepts. */
const L16_RATES: readonly number[] = [48_000, 16_000, 8000];

/**
 * Prefers G.722, then Opus if the device puts it first, then G.711 in the device's order, then Opus at all, then
 * linear samples.
 */
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

/** Telephone events at the clock rate of the audio if offered, else at 8000 Hz (RFC 4733 §2.5.1.1). */
function chooseEvents(codecs: readonly Codec[], clockRate: number): TelephoneEventCodec | undefined {
  const events = codecs.filter((codec) => codec.kind === 'telephone-event');
  return events.find((codec) => codec.clockRate === clockRate) ?? events.find((codec) => codec.clockRate === 8000);
}

/** The codecs of one stream. */
export interface Choice {
  /** Codec that we send to the device. */
  readonly send: MediaCodec;
  /** Codec that the device sends to us. */
  readonly receive: MediaCodec;
  readonly events?: TelephoneEventCodec;
}

export function choose(stream: StreamDescription, abilities: MediaAbilities): Choice | undefined {
  const pick = (codecs: readonly Codec[]): MediaCodec | undefined => {
    // mediasoup does not know linear samples.
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
  // mediasoup allows one payload type per SSRC, so digits have to come by INFO.
  const events =
    stream.kind === 'audio' && stream.security?.method !== 'dtls'
      ? chooseEvents(stream.codecs, either.clockRate)
      : undefined;
  return { send: either, receive: receive ?? either, ...(events && { events }) };
}

const NAMES: readonly StreamName[] = ['audio', 'video', 'content', 'camera'];

/** Streams to reserve ports for; empty if the call could carry neither audio nor video. */
export function usableKinds(offer: MediaDescription | undefined, abilities: MediaAbilities): readonly StreamName[] {
  const isDtls = offer !== undefined && offersDtls(offer);
  const usable = (name: StreamName): boolean => {
    const isExtra = name === 'content' || name === 'camera';
    if (isExtra && isDtls) return false;
    if (isExtra && abilities.openEnded === true) return abilities.video;
    if (offer === undefined) return !isExtra && (name === 'audio' || abilities.video);
    const stream = openStream(offer, name);
    // A BFCP line announces a content stream; some devices add that only when they share.
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

/** The offer uses ICE and DTLS, as browsers do. */
const offersDtls = ({ streams }: MediaDescription): boolean =>
  streams.some(({ security }) => security?.method === 'dtls');

/**
 * Codecs that will be agreed with a device that offers DTLS, under its payload types; `undefined` for other
 * devices.
 */
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

/** The reason why no stream of an offer can run. */
export function whyNothing(offer: MediaDescription | undefined, abilities: MediaAbilities): EndReason {
  const refusals = (['audio', 'video'] as const).flatMap((name) => {
    const stream = offer && openStream(offer, name);
    const secured = stream && choose(stream, abilities) && secure(stream, abilities.encryption);
    return typeof secured === 'string' ? [secured] : [];
  });
  return refusals[0] ?? 'no-common-codec';
}
