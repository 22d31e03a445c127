/**
 * Converts SDP (RFC 8866) to `MediaDescription`. Lenient: devices write odd `fmtp`, several `ccm` words on one
 * line, upper-case hexadecimal, `c=` in one place only, and attributes where they have no meaning.
 */
import { RemoteError } from '../../base/errors.ts';
import { isIP } from 'node:net';
import { parse, type MediaDescription as SdpMedia, type SessionDescription } from 'sdp-transform';
import type {
  Codec,
  Direction,
  Feedback,
  FloorLine,
  MediaDescription,
  StreamDescription,
  StreamRole,
  TransportAddress,
} from '../../media/port.ts';
import { decodeCodecs } from './codecs.ts';
import { decodeSecurity, isOpen, isRtp, type OwnKeys, type SdpSecurity } from './security.ts';

/** The text is no SDP that can be used; `kind` is bounded, for metrics. */
export class SdpError extends RemoteError {
  declare readonly kind: 'empty' | 'no-media' | 'too-many-media' | 'bad-media-line' | 'no-connection' | 'bad-address';
  constructor(kind: SdpError['kind'], message: string) {
    super(kind, `Cannot use SDP: ${message}`);
  }
}

/** The parts of an offered m-line that an answer must repeat (RFC 3264 §6). */
export interface MediaLine {
  readonly type: string;
  readonly protocol: string;
  readonly formats: string;
  readonly mid?: string;
}

export interface DecodedSdp {
  readonly description: MediaDescription;
  /** One for each stream of the description. */
  readonly lines: readonly MediaLine[];
}

const MAX_MEDIA_LINES = 32;
const MOST_ATTRIBUTES = 32;
const LONGEST_ATTRIBUTE = 256;
const LAST_PORT = 65_535;
const DIRECTIONS: readonly string[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

/** Without `keys`, keys in the SDP are ignored. */
export function decodeSdp(text: string, keys?: OwnKeys): DecodedSdp {
  if (text.trim() === '') throw new SdpError('empty', 'it is empty');
  const normal = normalise(text);
  const session = parse(normal);
  const [head = '', ...sections] = normal.split(/^m=/m);
  if (session.media.length === 0) throw new SdpError('no-media', 'it has no m-line');
  if (session.media.length > MAX_MEDIA_LINES)
    throw new SdpError('too-many-media', `it has more than ${MAX_MEDIA_LINES} m-lines`);
  const seen = { video: false };
  const streams = session.media.map((media, index) => {
    // The parser's types promise these fields, but it omits them for an unreadable line.
    if (typeof media.type !== 'string' || typeof media.port !== 'number' || media.port > LAST_PORT)
      throw new SdpError('bad-media-line', `m-line ${index + 1} can't be read`);
    const section = sections[index] ?? '';
    const stream = decodeStream(session, media, {
      ...seen,
      head,
      section,
      security: isRtp(media.protocol) ? decodeSecurity(session, media, { section, index }, keys) : {},
    });
    if (stream.kind === 'video' && stream.role === 'main' && stream.rtp !== undefined) seen.video = true;
    return stream;
  });
  const maxBitrate = bandwidth(session.bandwidth);
  return {
    description: { streams, ...(maxBitrate !== undefined && { maxBitrate }) },
    lines: session.media.map(mediaLine),
  };
}

/** Converts devices' spellings into the forms that the parser knows. */
function normalise(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/^(m=\w+ \d+)\/\d+ /gm, '$1 ')
    .replaceAll(/^(a=rtcp-fb:\S+ ccm) (\S+(?: \S+)+)$/gm, (_, head: string, words: string) =>
      words
        .split(' ')
        .map((word) => `${head} ${word}`)
        .join('\n'),
    )
    .replaceAll('\n', '\r\n');
}

const mediaLine = (media: SdpMedia): MediaLine => ({
  type: media.type,
  protocol: media.protocol,
  formats: String(media.payloads ?? ''),
  ...(media.mid !== undefined && { mid: String(media.mid) }),
});

/** `section`: the text of the m-line and its attributes; `head`: the text before all m-lines. */
function decodeStream(
  session: SessionDescription,
  media: SdpMedia,
  seen: { readonly video: boolean; readonly head: string; readonly section: string; readonly security: SdpSecurity },
): StreamDescription {
  const role = roleOf(media, seen.video);
  const kind = media.type === 'audio' || media.type === 'video' ? media.type : 'application';
  const floor = role === 'floor' ? floorOf(media, seen) : undefined;
  const codecs: readonly Codec[] = kind === 'application' && role !== 'camera' ? [] : decodeCodecs(media);
  const address = addressOf((media.connection ?? session.connection)?.ip);
  const usable =
    isOpen(media) && (floor !== undefined || ((kind !== 'application' || role === 'camera') && isRtp(media.protocol)));
  const { security } = seen.security;
  // A call without an address is useless; only a floor line may lack one.
  if (usable && address === undefined && floor === undefined) throw new SdpError('no-connection', 'it has no c-line');
  // A browser that has not gathered its addresses yet has none to name.
  const held = address === '0.0.0.0' && security?.method !== 'dtls';
  const maxBitrate = bandwidth(media.bandwidth);
  const label = media.label === undefined ? undefined : String(media.label);
  return {
    kind,
    role,
    direction: directionOf(session, media, held),
    codecs,
    feedback: decodeFeedback(media),
    ...(usable && address !== undefined && transport(media, address)),
    ...(floor && { floor }),
    ...seen.security,
    ...(kind === 'audio' && isPtime(media.ptime) && { ptime: media.ptime }),
    ...(maxBitrate !== undefined && { maxBitrate }),
    ...(label !== undefined && /^[\w-]{1,32}$/.test(label) && { label }),
  };
}

const attributesOf = (text: string): readonly string[] =>
  [...text.matchAll(/^a=(.*?)\r?$/gm)].map(([, value = '']) => value);
const isFingerprint = (attribute: string): boolean => /^fingerprint:/i.test(attribute);

/**
 * The attributes of a BFCP line apart from its address, verbatim, because the parser converts some of them.
 * Session-level fingerprints apply if the line has none.
 */
function floorOf(
  { protocol }: SdpMedia,
  { head, section }: { readonly head: string; readonly section: string },
): FloorLine {
  const own = attributesOf(section);
  const attributes = own.some(isFingerprint) ? own : [...attributesOf(head).filter(isFingerprint), ...own];
  return {
    protocol,
    attributes: attributes.filter((text) => text.length <= LONGEST_ATTRIBUTE).slice(0, MOST_ATTRIBUTES),
  };
}

/** An IP literal, without the TTL of a multicast address. The parser turns number-like texts into numbers. */
function addressOf(raw: unknown): string | undefined {
  if (raw === undefined) return undefined;
  const address = String(raw).split('/')[0]!;
  if (isIP(address) === 0) throw new SdpError('bad-address', 'its c-line has no IP address');
  return address;
}

const isPtime = (value: unknown): value is number => typeof value === 'number' && value >= 10 && value <= 60;

function transport(
  media: SdpMedia,
  address: string,
): { readonly rtp: TransportAddress; readonly rtcp?: TransportAddress } {
  const rtp = { address, port: media.port };
  if (media.rtcp === undefined || media.rtcp.port > LAST_PORT || media.rtcp.port === media.port + 1) return { rtp };
  return { rtp, rtcp: { address: addressOf(media.rtcp.address) ?? rtp.address, port: media.rtcp.port } };
}

function roleOf(media: SdpMedia, videoSeen: boolean): StreamRole {
  // The parser supports a=content (RFC 4796), but its types do not.
  const { content } = media as { readonly content?: string };
  if (media.type === 'audio') return content === 'alt' ? 'other' : 'main';
  if (media.type === 'video') return content === 'slides' || videoSeen ? 'content' : 'main';
  if (media.type !== 'application') return 'other';
  if (/BFCP/i.test(media.protocol)) return 'floor';
  return media.rtp.some(({ codec }) => /^h224$/i.test(codec)) ? 'camera' : 'other';
}

/** `c=IN IP4 0.0.0.0` is the hold of RFC 2543: that side does not want to receive. */
function directionOf(session: SessionDescription, media: SdpMedia, held: boolean): Direction {
  const named = media.direction ?? (session as { readonly direction?: string }).direction;
  const direction = DIRECTIONS.includes(named ?? '') ? (named as Direction) : 'sendrecv';
  if (!held) return direction;
  return direction === 'sendrecv' || direction === 'sendonly' ? 'sendonly' : 'inactive';
}

function decodeFeedback(media: SdpMedia): Feedback {
  const lines = (media.rtcpFb ?? []).map(({ type, subtype }) => `${type} ${subtype ?? ''}`.trim().toLowerCase());
  return {
    nack: lines.includes('nack'),
    pli: lines.includes('nack pli'),
    fir: lines.includes('ccm fir'),
    tmmbr: lines.includes('ccm tmmbr'),
    ...(lines.includes('goog-remb') && { remb: true }),
  };
}

/** bit/s: TIAS unchanged, AS and CT converted from kbit/s; the smallest non-zero value (RFC 8866 §5.8, RFC 3890). */
function bandwidth(lines: SessionDescription['bandwidth']): number | undefined {
  const limits = (lines ?? []).flatMap(({ type, limit }) => {
    const value = Number(limit);
    if (!(value > 0)) return [];
    if (type === 'TIAS') return [value];
    return type === 'AS' || type === 'CT' ? [value * 1000] : [];
  });
  return limits.length === 0 ? undefined : Math.min(...limits);
}
