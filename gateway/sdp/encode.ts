/** Converts `MediaDescription` to SDP, strictly. */
import { write, type MediaDescription as SdpMedia, type SessionDescription } from 'sdp-transform';
import type { Codec, FloorLine, MediaDescription, StreamDescription } from '../../media/port.ts';
import { encodeFmtp } from './codecs.ts';
import type { MediaLine } from './decode.ts';
import { encodeSecurity, protocolOf } from './security.ts';

/** The identity of our session: the version increases with every description that differs (RFC 3264 §8). */
export interface SdpOrigin {
  readonly sessionId: number;
  readonly version: number;
  /** The address for `o=`, and for `c=` if no stream is open. */
  readonly address: string;
}

/** `lines`: the offered m-lines that an answer repeats; undefined for an offer. */
export function encodeSdp(description: MediaDescription, origin: SdpOrigin, lines?: readonly MediaLine[]): string {
  const first = description.streams.find(({ rtp }) => rtp !== undefined)?.rtp?.address ?? origin.address;
  const version = ipVersion(first);
  return write({
    version: 0,
    origin: {
      username: '-',
      sessionId: origin.sessionId,
      sessionVersion: origin.version,
      netType: 'IN',
      ipVer: version,
      address: first,
    },
    name: 'roomgate',
    connection: { version, ip: first },
    timing: { start: 0, stop: 0 },
    ...bundle(description, lines),
    media: description.streams.map((stream, index) => encodeStream(stream, lines?.[index])),
  });
}

/**
 * The group of streams that share the DTLS transport (RFC 8843). We answer connectivity checks and send none (RFC
 * 8445 §2.5).
 */
function bundle({ streams }: MediaDescription, lines: readonly MediaLine[] | undefined): Partial<SessionDescription> {
  const isDtls = ({ rtp, security }: StreamDescription): boolean => rtp !== undefined && security?.method === 'dtls';
  if (!streams.some(isDtls)) return {};
  const mids = streams.flatMap((stream, index) => (isDtls(stream) ? (lines?.[index]?.mid ?? []) : []));
  return { icelite: 'ice-lite', ...(mids.length > 0 && { groups: [{ type: 'BUNDLE', mids: mids.join(' ') }] }) };
}

const ipVersion = (address: string): 4 | 6 => (address.includes(':') ? 6 : 4);

function encodeStream(stream: StreamDescription, line: MediaLine | undefined): SdpMedia {
  if (stream.rtp === undefined) return refused(line ?? { type: stream.kind, protocol: 'RTP/AVP', formats: '0' });
  if (stream.floor !== undefined) return floorLine(stream.rtp.port, stream.floor);
  const fmtp = stream.codecs.flatMap((codec) => {
    const config = encodeFmtp(codec);
    return config === undefined ? [] : [{ payload: codec.payloadType, config }];
  });
  return {
    type: stream.kind,
    port: stream.rtp.port,
    protocol: protocolOf(stream.security, line?.protocol),
    payloads: stream.codecs.map(({ payloadType }) => payloadType).join(' '),
    ...(stream.maxBitrate !== undefined && {
      bandwidth: [
        { type: 'AS', limit: Math.ceil(stream.maxBitrate / 1000) },
        { type: 'TIAS', limit: stream.maxBitrate },
      ],
    }),
    rtp: stream.codecs.map(encodeRtpmap),
    fmtp,
    ...(stream.ptime !== undefined && { ptime: stream.ptime }),
    direction: stream.direction,
    ...encodeFeedback(stream),
    ...encodeSecurity(stream.security, stream.kind),
    ...(line?.mid !== undefined && { mid: line.mid }),
    ...(stream.role === 'content' && { content: 'slides' }),
    ...(stream.label !== undefined && { label: stream.label }),
  };
}

/** RFC 8856 §4: the format list is one asterisk. */
const floorLine = (port: number, { protocol, attributes }: FloorLine): SdpMedia => ({
  type: 'application',
  port,
  protocol,
  payloads: '*',
  rtp: [],
  fmtp: [],
  invalid: attributes.map((value) => ({ value })),
});

/** Port 0, with the format list of the offer (RFC 3264 §6). */
const refused = (line: MediaLine): SdpMedia => ({
  type: line.type as SdpMedia['type'],
  port: 0,
  protocol: line.protocol as SdpMedia['protocol'],
  payloads: line.formats,
  rtp: [],
  fmtp: [],
});

function encodeRtpmap(codec: Codec): SdpMedia['rtp'][number] {
  const { payloadType: payload, clockRate: rate } = codec;
  if (codec.kind === 'telephone-event') return { payload, codec: 'telephone-event', rate };
  return { payload, codec: codec.name, rate, ...(codec.kind === 'audio' && codec.channels === 2 && { encoding: 2 }) };
}

function encodeFeedback({ kind, feedback }: StreamDescription): Pick<SdpMedia, 'rtcpFb'> {
  if (kind !== 'video') return {};
  const line = (wanted: boolean | undefined, type: string, subtype?: string): NonNullable<SdpMedia['rtcpFb']> =>
    wanted === true ? [{ payload: '*' as unknown as number, type, ...(subtype !== undefined && { subtype }) }] : [];
  const rtcpFb = [
    ...line(feedback.nack, 'nack'),
    ...line(feedback.pli, 'nack', 'pli'),
    ...line(feedback.fir, 'ccm', 'fir'),
    ...line(feedback.tmmbr, 'ccm', 'tmmbr'),
    ...line(feedback.remb, 'goog-remb'),
  ];
  return rtcpFb.length === 0 ? {} : { rtcpFb };
}
