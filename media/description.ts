/**
 * What one side of a call can send and receive, in words that SIP (SDP) and H.323 (H.245) share.
 *
 * A `MediaDescription` is always from the viewpoint of the side that made it: its `direction: 'sendonly'` means
 * that *it* sends. Addresses are where it wants to *receive*. The order of `streams` is meaningful (SDP m-lines).
 */

import type { SrtpKey } from './srtp/srtp.ts';

export type MediaKind = 'audio' | 'video' | 'application';

/** What a stream is for. `other` is kept only so that its place in the order is kept; it is always refused. */
export type StreamRole = 'main' | 'content' | 'floor' | 'camera' | 'other';

/** The streams that one device can have in a meeting, each with sockets of its own. `content`: H.264 of a shared screen; `camera`: H.224 (RFC 4573). */
export type StreamName = 'audio' | 'video' | 'content' | 'camera';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** An IP transport address; `address` is an IPv4 or IPv6 literal without brackets. */
export interface TransportAddress {
  readonly address: string;
  readonly port: number;
}

/** H.264 as RFC 6184 §8.1 and H.241 describe it. Absent limits: the level alone holds. */
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
  /** Each side may have a level of its own (RFC 6184 §8.1, level-asymmetry-allowed). */
  readonly levelAsymmetry?: boolean;
  /** sprop-parameter-sets as signalled, base64, comma-separated. */
  readonly parameterSets?: string;
}

/** The largest picture that a device decodes: its level, raised by what it says beyond it (RFC 6184 §8.1). */
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

/** H.224 frames, one a packet (RFC 4573). */
export interface DataCodec extends CodecCommon {
  readonly kind: 'data';
  readonly name: 'H224';
}

/** What can run. */
export type MediaCodec = AudioCodec | H264Codec | DataCodec;

/** Anything that we recognise by name only: counted as offered, never chosen. */
export interface UnsupportedCodec extends CodecCommon {
  readonly kind: 'unsupported';
  readonly name: string;
}

export type Codec = MediaCodec | TelephoneEventCodec | UnsupportedCodec;

/** One a=crypto line (RFC 4568): what its side sends with, and what the other side sends with when it is chosen. */
export interface SdesChoice {
  readonly tag: number;
  readonly theirs: SrtpKey;
  readonly ours: SrtpKey;
}

/** RFC 8122: hash function as SDP names it (`sha-256`), and hexadecimal bytes with colons. */
export interface Fingerprint {
  readonly algorithm: string;
  readonly value: string;
}

/** Who opens the DTLS connection (RFC 4145, RFC 5763 §5). */
export type DtlsSetup = 'active' | 'passive' | 'actpass';

/** One transport for all streams of a side, with ICE, DTLS and one port for RTP and RTCP (RFC 8843, RFC 8842, RFC 5761). */
export interface DtlsTransport {
  readonly fingerprints: readonly Fingerprint[];
  readonly ice: { readonly usernameFragment: string; readonly password: string };
  /** Ours, to be announced; those of a device are not needed by ICE-lite (RFC 8445 §2.5). */
  readonly candidates: readonly IceCandidate[];
}

/** What tells the packets of a stream from others of its transport: at least one of them. */
export interface DtlsStream {
  /** That its side sends with. */
  readonly ssrc?: number;
  readonly mid?: string;
  /** Of those that we have a use for (RFC 8285). */
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

/** How a stream is secured. Of a device: what it offers or accepts. Of ours: what runs. */
export type MediaSecurity =
  | {
      readonly method: 'sdes';
      /** The stream runs with keys or not at all (RTP/SAVP). */
      readonly required: boolean;
      /** Those that can run, in the order of their side. Of our first offer: empty, as the leg makes the keys. */
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
  /** Absent: refused (port 0). */
  readonly rtp?: TransportAddress;
  /** Where RTCP is received when it is not `rtp.port + 1` (RFC 3605). */
  readonly rtcp?: TransportAddress;
  /** What it receives, in order of preference. Empty for a stream that is refused. */
  readonly codecs: readonly Codec[];
  /** What it sends, where that is not what it receives: the logical channels of H.245 go one way each. */
  readonly sends?: readonly Codec[];
  readonly feedback: Feedback;
  /** Packet time in ms. */
  readonly ptime?: number;
  /** The smallest of what the description allows for this stream, bit/s. */
  readonly maxBitrate?: number;
  /** Payload type of the empty packets by which it keeps its way to us open (H.460.19). */
  readonly keepAlivePayloadType?: number;
  /** Absent: plain RTP. */
  readonly security?: MediaSecurity;
  /** Plain RTP, as a relay between the device and us has the keys: how the device secures it. */
  readonly securedByRelay?: 'sdes' | 'dtls';
  /** It can't run as it is described: keys that we have no cipher for, or DTLS without ICE. */
  readonly unusableSecurity?: boolean;
  /** a=label (RFC 4574). */
  readonly label?: string;
  /** Of a stream of the role `floor`: what its side says of BFCP. In an answer of ours: it is accepted, and the leg says the rest. */
  readonly floor?: FloorLine;
}

/** A BFCP line (RFC 8856): its protocol, and its attributes as they are written, without `a=`. */
export interface FloorLine {
  readonly protocol: string;
  readonly attributes: readonly string[];
}

export interface MediaDescription {
  readonly streams: readonly StreamDescription[];
  /** The smallest of what the description allows for all streams together, bit/s. */
  readonly maxBitrate?: number;
}

export const NO_FEEDBACK: Feedback = { nack: false, pli: false, fir: false, tmmbr: false };
