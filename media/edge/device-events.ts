/** What one stream with one device tells those above it. */
import type { AudioCodec, H264Codec } from '../description.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { SecurityFailure } from '../srtp/srtp.ts';
import type { SenderReport } from '../rtp/rtcp.ts';

export interface DeviceStreamEvents {
  /** RTP of an agreed codec; `data` is the whole packet and the receiver's to keep. */
  readonly onMedia: (codec: AudioCodec | H264Codec, packet: RtpPacket, data: Uint8Array) => void;
  /** H.224, one packet's payload. */
  readonly onData: (payload: Uint8Array) => void;
  /** A pause in the device's sound (RFC 3389). */
  readonly onComfortNoise: (packet: RtpPacket) => void;
  /** Something valid came from the device, RTP or RTCP. */
  readonly onAlive: (now: number) => void;
  readonly onSenderReport: (report: SenderReport) => void;
  readonly onDigit: (digit: string) => void;
  /** The device asks for a keyframe of what it sees. */
  readonly onKeyframeRequest: () => void;
  /** A keyframe of the device is wanted and it takes no RTCP for it. */
  readonly onKeyframeWanted: () => void;
  /** Somebody can't decode what the device sends. */
  readonly onModeTooHigh: () => void;
  /** A loss broke the device's picture: it stays so until a keyframe comes. */
  readonly onPictureLost: () => void;
  /** The device should send no more, and takes no RTCP for it. */
  readonly onRateLimitWanted: (bitrate: number) => void;
  /** The device wants to be sent no more. */
  readonly onSendLimit: (bitrate: number) => void;
  /** SRTP that is not authentic, or came again: the first one of its kind. */
  readonly onSecurityFailure: (failure: SecurityFailure) => void;
  readonly onFirstReceived: () => void;
  readonly onFirstSent: () => void;
}
