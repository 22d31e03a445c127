/**
 * Media that one side of a call can send and receive, in terms that SIP (SDP) and H.323 (H.245) share.
 *
 * A `MediaDescription` is always from the viewpoint of the side that made it: `direction: 'sendonly'` means that
 * *this side* sends. Addresses are where this side wants to *receive*. The order of `streams` is significant (SDP
 * m-lines).
 */

import type { SrtpKey } from './srtp/srtp.ts';

export type MediaKind = 'audio' | 'video' | 'application';

/** The purpose of a stream. `other` only keeps its place in the order; it is always refused. */
export type StreamRole = 'main' | 'content' | 'floor' | 'camera' | 'other';

/**
 * The streams that one device can have in a meeting, each with its own sockets. `content`: H.264 of a shared
 * screen; `camera`: H.224 (RFC 4573).
 */
export type StreamName = 'audio' | 'video' | 'content' | 'camera';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** An IP transport address; `address` is an IPv4 or IPv6 literal without brackets. */
export interface TransportAddress {
  readonly address: string;
  readonly port: number;
}

/** H.264 parameters as in RFC 6184 §8.1 and H.241. Absent limits: those of the level apply. */
export interface H264Parameters {
  /** 24 bits: profile_idc, constraint flags, level_idc; e.g. 0x428016. */
  readonly profileLevelId: number;
  /** Absent in SDP means 0. */
  readonly packetizationMode: 0 | 1 | 2;
  /** Macroblocks per second. */
  readonly maxMbps?: number;
  /** Macroblocks per frame. */
  readonly maxFs?: number;
  /** Units of 1000 bit/s (NAL HRD 1200), RFC 6184. */
  readonly maxBr?: number;
  /** Each side may use its own level (RFC 6184 §8.1, level-asymmetry-allowed). */
  readonly levelAsymmetry?: boolean;
  /** sprop-parameter-sets as signalled, base64, comma-separated. */
  readonly parameterSets?: string;
}

/**
 * The largest picture that a device decodes: its level, raised by the limits it announces beyond that (RFC 6184
 * §8.1).
 */
export interface PictureLimit {
  /** Macroblocks. */
  readonly maxFs: number;
  /** Macroblocks per second. */
  readonly maxMbps: number;
}

export type AudioCodecName = 'PCMU' | 'PCMA' | 'G722' | 'opus' | 'L16';

interface CodecCommon {
  /** RTP payload type, 0..127. */
  readonly payloadType: number;
  /** RTP clock rate in Hz (8000 for G.722, RFC 3551 §4.5.2). */
  readonly clockRate: number;
}

export interface AudioCodec extends CodecCommon {
  readonly kind: 'audio';
  readonly name: AudioCodecName;
  readonly channels: 1 | 2;
}

export interface H264Codec extends CodecCommon {
  readonly kind: 'video';
  readonly name: 'H264';
  readonly h264: H264Parameters;
}

/** RFC 4733 telephone-event. */
export interface TelephoneEventCodec extends CodecCommon {
  readonly kind: 'telephone-event';
}

/** H.224 frames, one per packet (RFC 4573). */
export interface DataCodec extends CodecCommon {
  readonly kind: 'data';
  readonly name: 'H224';
}

/** Codecs that we can run. */
export type MediaCodec = AudioCodec | H264Codec | DataCodec;

/** A codec that is only recognised by name: counted as offered, never chosen. */
export interface UnsupportedCodec extends CodecCommon {
  readonly kind: 'unsupported';
  readonly name: string;
}

export type Codec = MediaCodec | TelephoneEventCodec | UnsupportedCodec;

/**
 * One a=crypto line (RFC 4568): the key its side sends with, and the key the other side sends with if the line is
 * chosen.
 */
export interface SdesChoice {
  readonly tag: number;
  readonly theirs: SrtpKey;
  readonly ours: SrtpKey;
}

/** A fingerprint (RFC 8122): the hash function as SDP names it (`sha-256`), and hexadecimal bytes with colons. */
export interface Fingerprint {
  readonly algorithm: string;
  readonly value: string;
}

/** Which side opens the DTLS connection (RFC 4145, RFC 5763 §5). */
export type DtlsSetup = 'active' | 'passive' | 'actpass';

/**
 * One transport for all streams of a side, with ICE, DTLS and one port for RTP and RTCP (RFC 8843, RFC 8842, RFC
 * 5761).
 */
export interface DtlsTransport {
  readonly fingerprints: readonly Fingerprint[];
  readonly ice: { readonly usernameFragment: string; readonly password: string };
  /** Our candidates, to be announced; ICE-lite does not need the device's (RFC 8445 §2.5). */
  readonly candidates: readonly IceCandidate[];
}

/** Identifies the packets of a stream within its transport: `ssrc`, `mid` or both are present. */
export interface DtlsStream {
  /** The SSRC that this side sends with. */
  readonly ssrc?: number;
  readonly mid?: string;
  /** The header extensions that we use (RFC 8285). */
  readonly extensions: readonly RtpExtension[];
}

export interface RtpExtension {
  readonly id: number;
  readonly uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' | 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time';
}

export interface IceCandidate extends TransportAddress {
  readonly foundation: string;
  readonly priority: number;
  readonly protocol: 'udp' | 'tcp';
}

/** How a stream is secured: in a device's description what it offers or accepts, in ours what runs. */
export type MediaSecurity =
  | {
      readonly method: 'sdes';
      /** The stream runs with keys or not at all (RTP/SAVP). */
      readonly required: boolean;
      /**
       * Usable choices, in the order of the side that made them. Empty in our first offer: the leg makes the keys.
       */
      readonly choices: readonly SdesChoice[];
    }
  | ({ readonly method: 'dtls'; readonly setup: DtlsSetup; readonly transport: DtlsTransport } & DtlsStream);

/** RTCP feedback that a side accepts (RFC 4585, RFC 5104). */
export interface Feedback {
  readonly nack: boolean;
  readonly pli: boolean;
  readonly fir: boolean;
  readonly tmmbr: boolean;
  /** Receiver estimated maximum bitrate (draft-alvestrand-rmcat-remb). */
  readonly remb?: boolean;
}

export interface StreamDescription {
  readonly kind: MediaKind;
  readonly role: StreamRole;
  readonly direction: Direction;
  /** Absent: the stream is refused (port 0). */
  readonly rtp?: TransportAddress;
  /** RTCP address, if it is not `rtp.port + 1` (RFC 3605). */
  readonly rtcp?: TransportAddress;
  /** Codecs that this side receives, in order of preference. Empty for a refused stream. */
  readonly codecs: readonly Codec[];
  /**
   * Codecs that this side sends, if they differ from those it receives: H.245 logical channels are unidirectional.
   */
  readonly sends?: readonly Codec[];
  readonly feedback: Feedback;
  /** Packet time in ms. */
  readonly ptime?: number;
  /** The smallest limit that the description sets for this stream, bit/s. */
  readonly maxBitrate?: number;
  /** Payload type of the empty packets with which this side keeps its path to us open (H.460.19). */
  readonly keepAlivePayloadType?: number;
  /** Absent: plain RTP. */
  readonly security?: MediaSecurity;
  /** Plain RTP because a relay between the device and us holds the keys: how the device secures the stream. */
  readonly securedByRelay?: 'sdes' | 'dtls';
  /** The stream cannot run as described: its keys are for a cipher that we lack, or it is DTLS without ICE. */
  readonly unusableSecurity?: boolean;
  /** a=label (RFC 4574). */
  readonly label?: string;
  /**
   * BFCP attributes of a stream with the role `floor`. In our answer: the stream is accepted, and the leg fills in
   * the rest.
   */
  readonly floor?: FloorLine;
}

/** A BFCP line (RFC 8856): its protocol, and its attributes as written, without `a=`. */
export interface FloorLine {
  readonly protocol: string;
  readonly attributes: readonly string[];
}

export interface MediaDescription {
  readonly streams: readonly StreamDescription[];
  /** The smallest limit that the description sets for all streams together, bit/s. */
  readonly maxBitrate?: number;
}

export const NO_FEEDBACK: Feedback = { nack: false, pli: false, fir: false, tmmbr: false };
