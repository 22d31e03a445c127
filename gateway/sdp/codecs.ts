/** Converts rtpmap and fmtp (RFC 8866 §6.6, §6.15; RFC 6184 §8.1) to codecs and back. */
import type { MediaDescription as SdpMedia } from 'sdp-transform';
import type { AudioCodecName, Codec, H264Codec, H264Parameters } from '../../media/port.ts';

const MAX_FORMATS = 64;

/** Payload types that need no rtpmap (RFC 3551 table 4 and 5). */
const STATIC: ReadonlyMap<number, readonly [name: string, clockRate: number]> = new Map([
  [0, ['PCMU', 8000]],
  [3, ['GSM', 8000]],
  [4, ['G723', 8000]],
  [8, ['PCMA', 8000]],
  [9, ['G722', 8000]],
  [15, ['G728', 8000]],
  [18, ['G729', 8000]],
  [31, ['H261', 90_000]],
  [34, ['H263', 90_000]],
]);

/** The codecs by lower-case name, with the clock rate that their rtpmap must state. */
const AUDIO: ReadonlyMap<string, { readonly name: AudioCodecName; readonly clockRate: number }> = new Map([
  ['pcmu', { name: 'PCMU', clockRate: 8000 }],
  ['pcma', { name: 'PCMA', clockRate: 8000 }],
  ['g722', { name: 'G722', clockRate: 8000 }],
  ['opus', { name: 'opus', clockRate: 48_000 }],
]);

/** The names counted as offered; all others are `other`, so that a peer cannot invent metric labels. */
const KNOWN: ReadonlyMap<string, string> = new Map(
  [
    'G7221',
    'G728',
    'G729',
    'G723',
    'GSM',
    'iLBC',
    'speex',
    'L16',
    'MP4A-LATM',
    'SIREN14',
    'SIRENLPR',
    'H261',
    'H263',
    'H263-1998',
    'H263-2000',
    'H264-SVC',
    'H265',
    'VP8',
    'VP9',
    'AV1',
    'H224',
  ].map((name) => [name.toLowerCase(), name]),
);

export function decodeCodecs(media: SdpMedia): readonly Codec[] {
  const formats = String(media.payloads ?? '')
    .split(/\s+/)
    .filter((format) => /^\d{1,3}$/.test(format));
  return [...new Set(formats)]
    .slice(0, MAX_FORMATS)
    .map(Number)
    .filter((type) => type <= 127)
    .map((type) => decodeCodec(media, type));
}

function decodeCodec(media: SdpMedia, payloadType: number): Codec {
  const map = media.rtp.find(({ payload }) => payload === payloadType);
  const [name, rate] = map === undefined ? (STATIC.get(payloadType) ?? ['', 0]) : [String(map.codec), map.rate ?? 8000];
  const channels = Number(map?.encoding ?? 1);
  const known = name.toLowerCase();
  const audio = AUDIO.get(known);
  if (media.type === 'audio' && audio !== undefined && isSaidRight(audio.clockRate, rate, known)) {
    return {
      kind: 'audio',
      name: audio.name,
      payloadType,
      clockRate: audio.clockRate,
      channels: channels === 2 ? 2 : 1,
    };
  }
  if (known === 'telephone-event') return { kind: 'telephone-event', payloadType, clockRate: rate };
  if (media.type === 'video' && known === 'h264') {
    return {
      kind: 'video',
      name: 'H264',
      payloadType,
      clockRate: 90_000,
      h264: decodeH264(fmtpOf(media, payloadType)),
    };
  }
  if (media.type === 'application' && known === 'h224')
    return { kind: 'data', name: 'H224', payloadType, clockRate: 4800 };
  return { kind: 'unsupported', name: KNOWN.get(known) ?? 'other', payloadType, clockRate: rate };
}

/** The clock rate of G.722 is 8000 by RFC 3551 §4.5.2; some devices write its true rate, 16000. */
const isSaidRight = (wanted: number, said: number, name: string): boolean =>
  said === wanted || (name === 'g722' && said === 16_000);

const fmtpOf = (media: SdpMedia, payloadType: number): string =>
  String(media.fmtp.find(({ payload }) => payload === payloadType)?.config ?? '');

/** Parameters separated by `;`, by spaces or both; names in any case. */
function parseFmtp(config: string): ReadonlyMap<string, string> {
  return new Map(
    config.split(/[;\s]+/).flatMap((part): [string, string][] => {
      const at = part.indexOf('=');
      return at > 0 ? [[part.slice(0, at).toLowerCase(), part.slice(at + 1)]] : [];
    }),
  );
}

/** RFC 6184 §8.1: without profile-level-id Baseline level 1, without packetization-mode 0. */
function decodeH264(config: string): H264Parameters {
  const fmtp = parseFmtp(config);
  const hex = fmtp.get('profile-level-id') ?? '';
  const mode = Number(fmtp.get('packetization-mode') ?? 0);
  const number = (name: string): number | undefined => {
    const value = Number(fmtp.get(name));
    return Number.isInteger(value) && value > 0 && value < 2 ** 31 ? value : undefined;
  };
  const [maxMbps, maxFs, maxBr] = [number('max-mbps'), number('max-fs'), number('max-br')];
  const parameterSets = fmtp.get('sprop-parameter-sets');
  return {
    profileLevelId: /^[0-9a-f]{6}$/i.test(hex) ? Number.parseInt(hex, 16) : 0x42_00_0a,
    packetizationMode: mode === 1 ? 1 : mode === 2 ? 2 : 0,
    ...(maxMbps !== undefined && { maxMbps }),
    ...(maxFs !== undefined && { maxFs }),
    ...(maxBr !== undefined && { maxBr }),
    ...(fmtp.get('level-asymmetry-allowed') === '1' && { levelAsymmetry: true }),
    ...(parameterSets !== undefined && /^[\w+/=,]+$/.test(parameterSets) && { parameterSets }),
  };
}

/** The fmtp of our codec, or undefined. Does not repeat the sender's parameter sets. */
export function encodeFmtp(codec: Codec): string | undefined {
  if (codec.kind === 'telephone-event') return '0-15';
  return codec.kind === 'video' ? encodeH264(codec) : undefined;
}

function encodeH264({ h264 }: H264Codec): string {
  const parts = [`profile-level-id=${h264.profileLevelId.toString(16).padStart(6, '0')}`];
  if (h264.packetizationMode !== 0) parts.push(`packetization-mode=${h264.packetizationMode}`);
  if (h264.maxMbps !== undefined) parts.push(`max-mbps=${h264.maxMbps}`);
  if (h264.maxFs !== undefined) parts.push(`max-fs=${h264.maxFs}`);
  if (h264.maxBr !== undefined) parts.push(`max-br=${h264.maxBr}`);
  if (h264.levelAsymmetry === true) parts.push('level-asymmetry-allowed=1');
  return parts.join(';');
}
