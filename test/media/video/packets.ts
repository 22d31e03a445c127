/** Short notations for H.264 packets. */
import type { RtpPacket } from '../../../media/rtp/packet.ts';

export function packet(sequence: number, timestamp: number, payload: readonly number[], marker = false): RtpPacket {
  return {
    payloadType: 97,
    marker,
    sequence: sequence & 0xffff,
    timestamp: timestamp >>> 0,
    ssrc: 1,
    csrcs: [],
    payload: Uint8Array.from(payload),
  };
}

export const SPS = [0x67, 0x42, 0x80, 0x1f];
export const PPS = [0x68, 0xce];
export const IDR = [0x65, 0x88, 0x01];
export const SLICE = [0x41, 0x9a, 0x02];
export const SEI = [0x06, 0x05];

export function stapA(...units: readonly (readonly number[])[]): number[] {
  return [0x78, ...units.flatMap((unit) => [unit.length >> 8, unit.length & 0xff, ...unit])];
}

/** A NAL unit in pieces of `size` bytes. */
export function fuA(unit: readonly number[], size: number): number[][] {
  const header = unit[0] ?? 0;
  const body = unit.slice(1);
  const pieces: number[][] = [];
  for (let at = 0; at < body.length; at += size) {
    const start = at === 0 ? 0x80 : 0;
    const end = at + size >= body.length ? 0x40 : 0;
    pieces.push([(header & 0xe0) | 28, start | end | (header & 0x1f), ...body.slice(at, at + size)]);
  }
  return pieces;
}
