/**
 * RTCP compound packets: SR, RR, SDES, BYE (RFC 3550 §6); Generic NACK, PLI (RFC 4585 §6); FIR, TMMBR, TMMBN (RFC
 * 5104 §4); REMB (draft-alvestrand-rmcat-remb-03). Unknown packets are kept as `other`.
 */
import { decodeFeedback, encodeFeedback, PAYLOAD_FEEDBACK, TRANSPORT_FEEDBACK } from './rtcp-feedback.ts';
import type { RtcpFeedback } from './rtcp-feedback.ts';

/** RFC 3550 §6.4.1. */
export interface ReportBlock {
  readonly ssrc: number;
  /** Units of 1/256. */
  readonly fractionLost: number;
  /** Signed, 24 bits. */
  readonly cumulativeLost: number;
  readonly highestSequence: number;
  /** Timestamp units. */
  readonly jitter: number;
  /** Middle 32 bits of the last SR's NTP timestamp. */
  readonly lastSr: number;
  /** Units of 1/65536 s. */
  readonly delaySinceLastSr: number;
}

export interface SenderReport {
  readonly type: 'sr';
  readonly ssrc: number;
  readonly ntpSeconds: number;
  /** Units of 1/2^32 s. */
  readonly ntpFraction: number;
  readonly rtpTimestamp: number;
  readonly packetCount: number;
  readonly octetCount: number;
  readonly reports: readonly ReportBlock[];
}

export type RtcpPacket =
  | SenderReport
  | { readonly type: 'rr'; readonly ssrc: number; readonly reports: readonly ReportBlock[] }
  | { readonly type: 'sdes'; readonly chunks: readonly { readonly ssrc: number; readonly cname?: string }[] }
  | { readonly type: 'bye'; readonly ssrcs: readonly number[]; readonly reason?: string }
  | RtcpFeedback
  | { readonly type: 'other'; readonly packetType: number; readonly count: number; readonly body: Uint8Array };

const SR = 200;
const RR = 201;
const SDES = 202;
const BYE = 203;
const REPORT_LENGTH = 24;
const CNAME = 1;

/** The packets of a compound, up to the first incomplete one. Never throws. */
export function decodeRtcp(data: Uint8Array): readonly RtcpPacket[] {
  const packets: RtcpPacket[] = [];
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let at = 0; at + 4 <= view.byteLength;) {
    const first = view.getUint8(at);
    const end = at + 4 + 4 * view.getUint16(at + 2);
    if (first >> 6 !== 2 || end > view.byteLength) break;
    const padding = (first & 0x20) === 0 ? 0 : view.getUint8(end - 1);
    const length = end - at - 4 - padding;
    if (length < 0) break;
    const body = new DataView(data.buffer, data.byteOffset + at + 4, length);
    const packet = decodeOne(view.getUint8(at + 1), first & 0x1f, body);
    if (packet === undefined) break;
    packets.push(packet);
    at = end;
  }
  return packets;
}

export function encodeRtcp(packets: readonly RtcpPacket[]): Uint8Array {
  const parts = packets.map(encodeOne);
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function decodeOne(packetType: number, count: number, body: DataView): RtcpPacket | undefined {
  switch (packetType) {
    case SR:
      return decodeSr(count, body);
    case RR: {
      if (body.byteLength < 4 + count * REPORT_LENGTH) return undefined;
      return { type: 'rr', ssrc: body.getUint32(0), reports: decodeReports(body, 4, count) };
    }
    case SDES:
      return decodeSdes(count, body);
    case BYE:
      return decodeBye(count, body);
    case TRANSPORT_FEEDBACK:
    case PAYLOAD_FEEDBACK:
      return decodeFeedback(packetType, count, body) ?? other(packetType, count, body);
    default:
      return other(packetType, count, body);
  }
}

function other(packetType: number, count: number, body: DataView): RtcpPacket {
  return { type: 'other', packetType, count, body: new Uint8Array(body.buffer, body.byteOffset, body.byteLength) };
}

function decodeSr(count: number, body: DataView): RtcpPacket | undefined {
  if (body.byteLength < 24 + count * REPORT_LENGTH) return undefined;
  return {
    type: 'sr',
    ssrc: body.getUint32(0),
    ntpSeconds: body.getUint32(4),
    ntpFraction: body.getUint32(8),
    rtpTimestamp: body.getUint32(12),
    packetCount: body.getUint32(16),
    octetCount: body.getUint32(20),
    reports: decodeReports(body, 24, count),
  };
}

function decodeReports(body: DataView, start: number, count: number): ReportBlock[] {
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * REPORT_LENGTH;
    return {
      ssrc: body.getUint32(at),
      fractionLost: body.getUint8(at + 4),
      cumulativeLost: (body.getInt32(at + 4) << 8) >> 8,
      highestSequence: body.getUint32(at + 8),
      jitter: body.getUint32(at + 12),
      lastSr: body.getUint32(at + 16),
      delaySinceLastSr: body.getUint32(at + 20),
    };
  });
}

/** SDES (RFC 3550 §6.5); CNAME is the only item kept. */
function decodeSdes(count: number, body: DataView): RtcpPacket | undefined {
  const chunks: { ssrc: number; cname?: string }[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + 4 > body.byteLength) return undefined;
    const chunk: { ssrc: number; cname?: string } = { ssrc: body.getUint32(at) };
    at += 4;
    while (at < body.byteLength && body.getUint8(at) !== 0) {
      const length = at + 1 < body.byteLength ? body.getUint8(at + 1) : 255;
      if (at + 2 + length > body.byteLength) return undefined;
      if (body.getUint8(at) === CNAME) chunk.cname = text(body, at + 2, length);
      at += 2 + length;
    }
    at = (at + 4) & ~3;
    chunks.push(chunk);
  }
  return { type: 'sdes', chunks };
}

function decodeBye(count: number, body: DataView): RtcpPacket | undefined {
  if (body.byteLength < 4 * count) return undefined;
  const ssrcs = Array.from({ length: count }, (_, index) => body.getUint32(4 * index));
  const at = 4 * count;
  const length = at < body.byteLength ? body.getUint8(at) : 0;
  if (length === 0 || at + 1 + length > body.byteLength) return { type: 'bye', ssrcs };
  return { type: 'bye', ssrcs, reason: text(body, at + 1, length) };
}

function text(body: DataView, at: number, length: number): string {
  return new TextDecoder().decode(new Uint8Array(body.buffer, body.byteOffset + at, length));
}

function encodeOne(packet: RtcpPacket): Uint8Array {
  switch (packet.type) {
    case 'sr': {
      const view = frame(SR, packet.reports.length, 24 + REPORT_LENGTH * packet.reports.length);
      view.setUint32(4, packet.ssrc);
      view.setUint32(8, packet.ntpSeconds);
      view.setUint32(12, packet.ntpFraction);
      view.setUint32(16, packet.rtpTimestamp);
      view.setUint32(20, packet.packetCount);
      view.setUint32(24, packet.octetCount);
      encodeReports(view, 28, packet.reports);
      return bytes(view);
    }
    case 'rr': {
      const view = frame(RR, packet.reports.length, 4 + REPORT_LENGTH * packet.reports.length);
      view.setUint32(4, packet.ssrc);
      encodeReports(view, 8, packet.reports);
      return bytes(view);
    }
    case 'sdes':
      return encodeSdes(packet.chunks);
    case 'bye':
      return encodeBye(packet.ssrcs, packet.reason);
    case 'other': {
      const view = frame(packet.packetType, packet.count, packet.body.length);
      const out = bytes(view);
      out.set(packet.body, 4);
      return out;
    }
    default: {
      const { packetType, count, body } = encodeFeedback(packet);
      const out = bytes(frame(packetType, count, body.length));
      out.set(body, 4);
      return out;
    }
  }
}

function encodeReports(view: DataView, start: number, reports: readonly ReportBlock[]): void {
  reports.forEach((report, index) => {
    const at = start + index * REPORT_LENGTH;
    view.setUint32(at, report.ssrc);
    view.setUint32(at + 4, ((report.fractionLost & 0xff) << 24) | (report.cumulativeLost & 0xffffff));
    view.setUint32(at + 8, report.highestSequence);
    view.setUint32(at + 12, report.jitter);
    view.setUint32(at + 16, report.lastSr);
    view.setUint32(at + 20, report.delaySinceLastSr);
  });
}

function encodeSdes(chunks: readonly { readonly ssrc: number; readonly cname?: string }[]): Uint8Array {
  const encoded = chunks.map((chunk) => ({
    ssrc: chunk.ssrc,
    cname: new TextEncoder().encode(chunk.cname ?? '').subarray(0, 255),
  }));
  // Each chunk ends with one to four null bytes, up to a 32-bit boundary (RFC 3550 §6.5).
  const size = (cname: Uint8Array): number => (4 + (cname.length === 0 ? 0 : 2 + cname.length) + 4) & ~3;
  const view = frame(
    SDES,
    chunks.length,
    encoded.reduce((sum, chunk) => sum + size(chunk.cname), 0),
  );
  const out = bytes(view);
  let at = 4;
  for (const { ssrc, cname } of encoded) {
    view.setUint32(at, ssrc);
    if (cname.length > 0) {
      out[at + 4] = CNAME;
      out[at + 5] = cname.length;
      out.set(cname, at + 6);
    }
    at += size(cname);
  }
  return out;
}

function encodeBye(ssrcs: readonly number[], reason: string | undefined): Uint8Array {
  const words = new TextEncoder().encode(reason ?? '').subarray(0, 255);
  const tail = words.length === 0 ? 0 : (1 + words.length + 3) & ~3;
  const view = frame(BYE, ssrcs.length, 4 * ssrcs.length + tail);
  ssrcs.forEach((ssrc, index) => view.setUint32(4 + 4 * index, ssrc));
  const out = bytes(view);
  if (words.length > 0) {
    out[4 + 4 * ssrcs.length] = words.length;
    out.set(words, 5 + 4 * ssrcs.length);
  }
  return out;
}

/** A packet with its common header; `length` (of the body, bytes) is a multiple of four. */
function frame(packetType: number, count: number, length: number): DataView {
  const view = new DataView(new ArrayBuffer(4 + length));
  view.setUint8(0, 0x80 | count);
  view.setUint8(1, packetType);
  view.setUint16(2, length / 4);
  return view;
}

function bytes(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer);
}
