/** RTP packets that we build ourselves (RFC 3550 §5.1): no padding, extension or CSRC. */
import { RTP_HEADER_LENGTH } from './packet.ts';

/** A packet to send; the edge adds SSRC and payload type. */
export interface OutgoingRtp {
  readonly sequence: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly payload: Uint8Array;
}

export function encodeOutgoing(out: OutgoingRtp, ssrc: number, payloadType: number): Uint8Array {
  const data = Buffer.allocUnsafe(RTP_HEADER_LENGTH + out.payload.length);
  data[0] = 0x80;
  data[1] = (out.marker ? 0x80 : 0) | payloadType;
  data.writeUInt16BE(out.sequence, 2);
  data.writeUInt32BE(out.timestamp, 4);
  data.writeUInt32BE(ssrc, 8);
  data.set(out.payload, RTP_HEADER_LENGTH);
  return data;
}
