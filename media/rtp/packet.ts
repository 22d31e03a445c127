/** RTP data packets (RFC 3550 §5.1). */

export const RTP_HEADER_LENGTH = 12;

export interface RtpExtension {
  /** "Defined by profile", 16 bits: 0xBEDE for one-byte headers (RFC 8285). */
  readonly profile: number;
  /** A multiple of four bytes. */
  readonly data: Uint8Array;
}

export interface RtpPacket {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly csrcs: readonly number[];
  readonly extension?: RtpExtension;
  /** Without padding. */
  readonly payload: Uint8Array;
}

/** Header fields that the edge replaces. */
export interface RtpRewrite {
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
}

const NO_CSRCS: readonly number[] = [];

/** RFC 5761 §4: on a port shared with RTP, a packet whose second byte is 192..223 is RTCP. */
export function isRtcp(data: Uint8Array): boolean {
  const type = data[1];
  return type !== undefined && type >= 192 && type <= 223;
}

/** `undefined` for anything that is not a whole RTP packet of version 2 (RFC 3550 §A.1's header checks). */
export function decodeRtp(data: Uint8Array): RtpPacket | undefined {
  const first = data[0];
  const second = data[1];
  if (first === undefined || second === undefined || data.length < RTP_HEADER_LENGTH) return undefined;
  if (first >> 6 !== 2 || isRtcp(data)) return undefined;
  const bounds = payloadBounds(data, first);
  if (bounds === undefined) return undefined;
  const extension = bounds.extension;
  return {
    payloadType: second & 0x7f,
    marker: second >= 0x80,
    sequence: u16(data, 2),
    timestamp: u32(data, 4),
    ssrc: u32(data, 8),
    csrcs: (first & 0x0f) === 0 ? NO_CSRCS : readCsrcs(data, first & 0x0f),
    ...(extension === undefined ? {} : { extension }),
    payload: data.subarray(bounds.start, bounds.end),
  };
}

export function encodeRtp(packet: RtpPacket): Uint8Array {
  const { csrcs, extension, payload } = packet;
  const extensionLength = extension === undefined ? 0 : 4 + extension.data.length;
  const start = RTP_HEADER_LENGTH + 4 * csrcs.length + extensionLength;
  const out = new Uint8Array(start + payload.length);
  out[0] = 0x80 | (extension === undefined ? 0 : 0x10) | csrcs.length;
  out[1] = (packet.marker ? 0x80 : 0) | packet.payloadType;
  writeHeaderNumbers(out, packet);
  csrcs.forEach((csrc, index) => writeU32(out, RTP_HEADER_LENGTH + 4 * index, csrc));
  if (extension !== undefined) {
    const at = RTP_HEADER_LENGTH + 4 * csrcs.length;
    writeU16(out, at, extension.profile);
    writeU16(out, at + 2, extension.data.length / 4);
    out.set(extension.data, at + 4);
  }
  out.set(payload, start);
  return out;
}

/** Overwrites the header of a packet in place; everything else, including the marker bit, is unchanged. */
export function rewriteRtp(data: Uint8Array, rewrite: RtpRewrite): void {
  data[1] = ((data[1] ?? 0) & 0x80) | rewrite.payloadType;
  writeHeaderNumbers(data, rewrite);
}

/**
 * Length of header, CSRCs and extension: the part that SRTP does not encrypt (RFC 3711 §3.1). `undefined` if the
 * packet is shorter, or not RTP.
 */
export function rtpHeaderLength(data: Uint8Array): number | undefined {
  const first = data[0];
  if (first === undefined || data.length < RTP_HEADER_LENGTH || first >> 6 !== 2) return undefined;
  const extensionAt = extensionOffset(first);
  if ((first & 0x10) === 0) return extensionAt <= data.length ? extensionAt : undefined;
  const length = extensionAt + 4 + 4 * u16(data, extensionAt + 2);
  return length <= data.length ? length : undefined;
}

/** Offset just after the CSRCs. */
const extensionOffset = (first: number): number => RTP_HEADER_LENGTH + 4 * (first & 0x0f);

interface Bounds {
  readonly start: number;
  readonly end: number;
  readonly extension?: RtpExtension;
}

function payloadBounds(data: Uint8Array, first: number): Bounds | undefined {
  const start = rtpHeaderLength(data);
  if (start === undefined) return undefined;
  const extensionAt = extensionOffset(first);
  const extension =
    (first & 0x10) === 0 ? undefined : { profile: u16(data, extensionAt), data: data.subarray(extensionAt + 4, start) };
  const padding = (first & 0x20) === 0 ? 0 : (data[data.length - 1] ?? 0);
  if ((first & 0x20) !== 0 && padding === 0) return undefined;
  const end = data.length - padding;
  if (start > end) return undefined;
  return extension === undefined ? { start, end } : { start, end, extension };
}

function readCsrcs(data: Uint8Array, count: number): number[] {
  return Array.from({ length: count }, (_, index) => u32(data, RTP_HEADER_LENGTH + 4 * index));
}

function writeHeaderNumbers(out: Uint8Array, numbers: Omit<RtpRewrite, 'payloadType'>): void {
  writeU16(out, 2, numbers.sequence);
  writeU32(out, 4, numbers.timestamp);
  writeU32(out, 8, numbers.ssrc);
}

function u16(data: Uint8Array, at: number): number {
  return ((data[at] ?? 0) << 8) | (data[at + 1] ?? 0);
}

export function u32(data: Uint8Array, at: number): number {
  return ((u16(data, at) << 16) | u16(data, at + 2)) >>> 0;
}

function writeU16(out: Uint8Array, at: number, value: number): void {
  out[at] = value >>> 8;
  out[at + 1] = value;
}

function writeU32(out: Uint8Array, at: number, value: number): void {
  writeU16(out, at, value >>> 16);
  writeU16(out, at + 2, value);
}
