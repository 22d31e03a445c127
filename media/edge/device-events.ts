/** Events that one stream with one device reports to the layers above it. */
import type { AudioCodec, H264Codec } from '../description.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { SecurityFailure } from '../srtp/srtp.ts';
import type { SenderReport } from '../rtp/rtcp.ts';

export interface DeviceStreamEvents {
  /** RTP of an agreed codec; `data` is the whole packet, and the receiver may keep it. */
  readonly onMedia: (codec: AudioCodec | H264Codec, packet: RtpPacket, data: Uint8Array) => void;
  /** H.224: the payload of one packet. */
  readonly onData: (payload: Uint8Array) => void;
  /** A pause in the device's sound (RFC 3389). */
  readonly onComfortNoise: (packet: RtpPacket) => void;
  /** A valid packet, RTP or RTCP, came from the device. */
  readonly onAlive: (now: number) => void;
  readonly onSenderReport: (report: SenderReport) => void;
  readonly onDigit: (digit: string) => void;
  /** The device requests a keyframe of the picture it sees. */
  readonly onKeyframeRequest: () => void;
  /** A keyframe of the device is needed, and the device accepts no RTCP for that. */
  readonly onKeyframeWanted: () => void;
  /** A viewer cannot decode the device's video. */
  readonly onModeTooHigh: () => void;
  /** A loss broke the device's picture; it stays broken until a keyframe arrives. */
  readonly onPictureLost: () => void;
  /** The device should send no more than `bitrate`, and accepts no RTCP for that. */
  readonly onRateLimitWanted: (bitrate: number) => void;
  /** The device asks to be sent no more than `bitrate`. */
  readonly onSendLimit: (bitrate: number) => void;
  /** SRTP that is not authentic or was replayed: the first packet of each kind of failure. */
  readonly onSecurityFailure: (failure: SecurityFailure) => void;
  readonly onFirstReceived: () => void;
  readonly onFirstSent: () => void;
}
