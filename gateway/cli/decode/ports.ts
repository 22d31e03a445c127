/** UDP (RFC 768) and TCP (RFC 9293 §3.1) headers. */
import { viewOf } from './octet-queue.ts';

export interface UdpDatagram {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly payload: Uint8Array;
  /** False if less was captured than was sent. */
  readonly whole: boolean;
}

export function decodeUdp(octets: Uint8Array): UdpDatagram | undefined {
  if (octets.length < 8) return undefined;
  const view = viewOf(octets);
  const length = view.getUint16(4) || octets.length;
  return {
    sourcePort: view.getUint16(0),
    destinationPort: view.getUint16(2),
    payload: octets.subarray(8, Math.max(8, length)),
    whole: octets.length >= length,
  };
}

export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const ACK = 0x10;

export interface TcpSegment {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly payload: Uint8Array;
}

export function decodeTcp(octets: Uint8Array): TcpSegment | undefined {
  if (octets.length < 20) return undefined;
  const header = ((octets[12] ?? 0) >> 4) * 4;
  if (header < 20) return undefined;
  const view = viewOf(octets);
  return {
    sourcePort: view.getUint16(0),
    destinationPort: view.getUint16(2),
    sequence: view.getUint32(4),
    acknowledgement: view.getUint32(8),
    flags: octets[13] ?? 0,
    payload: octets.subarray(Math.min(header, octets.length)),
  };
}
