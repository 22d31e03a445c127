/**
 * The media plane's port to the gateway: bridges, members, and what happens to their packets. Everything behind it
 * (worker threads, sockets, mixer, switcher, SFU) is reached only through this file.
 */
import type { AudioClip } from './audio/clip.ts';
import type { SecurityFailure, SrtpKey } from './srtp/srtp.ts';
import type {
  AudioCodecName,
  DtlsSetup,
  DtlsStream,
  DtlsTransport,
  Feedback,
  Fingerprint,
  MediaCodec,
  PictureLimit,
  StreamName,
  TransportAddress,
} from './description.ts';

export type * from './description.ts';
export type { CryptoSuiteName } from './srtp/suites.ts';
export type { SecurityFailure, SrtpKey } from './srtp/srtp.ts';

export type { AudioClip } from './audio/clip.ts';
export type { MediaErrorKind } from './errors.ts';
export type * from './rtpengine/port.ts';

/** How one agreed stream runs towards a device. */
export interface AgreedStream {
  readonly kind: StreamName;
  /** The RTP address that the device announced; the latch may learn a better one. */
  readonly remoteRtp: TransportAddress;
  readonly remoteRtcp: TransportAddress;
  /** The device sends to us. */
  readonly receive: boolean;
  /** We send to the device. */
  readonly send: boolean;
  /** The codec that we send, with the payload type that the device expects. */
  readonly sendCodec: MediaCodec;
  /** The codecs that the device may send, with payload types as we announced them. */
  readonly receiveCodecs: readonly MediaCodec[];
  /** RFC 4733 payload type and clock rate, when agreed. */
  readonly telephoneEvent?: TelephoneEvent;
  /** Present if telephone events were agreed for more than one clock rate (8 and 48 kHz). */
  readonly otherTelephoneEvents?: readonly TelephoneEvent[];
  /** Audio: detect digits in the sound itself, because no other way for them was agreed (ITU-T Q.23). */
  readonly detectTones?: boolean;
  /** Payload type of packets that carry nothing and only show where the device is (H.460.19). */
  readonly keepAlivePayloadType?: number;
  /** Feedback that the device accepts from us. */
  readonly feedback: Feedback;
  /** The most we may send, bit/s. */
  readonly maxBitrate?: number;
  /** Video: the largest picture that we may send; absent: any that the profile of `sendCodec` allows. */
  readonly pictureLimit?: PictureLimit;
  /** Packet time in ms; 20 if absent. */
  readonly ptime?: number;
  /** SRTP in both directions; absent: plain RTP. */
  readonly security?: StreamSecurity;
  /** Plain RTP because a relay in between holds the keys: how the device secures the stream. */
  readonly securedByRelay?: 'sdes' | 'dtls';
}

/** One stream's SRTP keys (RFC 3711), or, for a stream on the member's DTLS transport, what the device announced. */
export type StreamSecurity =
  | { readonly method: 'sdes'; readonly send: SrtpKey; readonly receive: SrtpKey }
  | ({
      readonly method: 'dtls';
      readonly setup: DtlsSetup;
      readonly fingerprints: readonly Fingerprint[];
    } & DtlsStream);

export interface TelephoneEvent {
  readonly payloadType: number;
  /** Hz. */
  readonly clockRate: number;
}

export interface StreamStats {
  readonly kind: StreamName;
  readonly packetsReceived: number;
  readonly packetsSent: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** Packets that never arrived (RFC 3550 §A.3), received direction. */
  readonly packetsLost: number;
  /** Seconds (RFC 3550 §A.8), received direction. */
  readonly jitter: number;
  /** Packets from a source that is not the latched one, or that are not RTP. */
  readonly packetsDiscarded: number;
  /** SRTP: discarded packets that were not authentic or were replayed. */
  readonly notAuthentic?: number;
  readonly keyframesRequested: number;
  /** Video: how often the pictures became too large or too fast for a device that should have seen them. */
  readonly tooHigh?: number;
  /**
   * Video: `recovered`: packets retransmitted to us on request; `resent`: packets that the device requested again
   * and got.
   */
  readonly recovered?: number;
  readonly resent?: number;
  /** Audio: packets that were played, or skipped because no listener would have heard them. */
  readonly played?: number;
  /** Audio: ms of sound made up for packets that were lost or late. */
  readonly concealed?: number;
  /** Audio: packets that arrived after their turn. */
  readonly late?: number;
  /** Audio: ms for which sound is buffered to cover the path's jitter. */
  readonly targetDelay?: number;
}

export type MemberEvent =
  /** The first valid RTP packet of this kind from the device. */
  | { readonly type: 'firstMedia'; readonly kind: StreamName }
  /** The first packet of this kind went to the device; for video that is usually the still. */
  | { readonly type: 'firstMediaSent'; readonly kind: StreamName }
  /** A keyframe of this device is needed and it accepts neither PLI nor FIR: the leg must ask. */
  | { readonly type: 'keyframeWanted'; readonly kind: PictureName }
  /**
   * A member of the bridge cannot decode this device's video and is not sent it. Repeated every 5 s while that
   * lasts.
   */
  | { readonly type: 'modeTooHigh' }
  /** The device should send no more than this, bit/s, and accepts no RTCP for it: the leg must ask. */
  | { readonly type: 'rateLimitWanted'; readonly kind: PictureName; readonly bitrate: number }
  /** The device asked by RTCP to be sent no more than this, bit/s: the devices it sees should send less. */
  | { readonly type: 'sendLimit'; readonly kind: PictureName; readonly bitrate: number }
  /** The payload of a packet on the device's `camera` stream. */
  | { readonly type: 'data'; readonly payload: Uint8Array }
  /** The member (by id) that the device's main video shows from now on; absent: no member. */
  | { readonly type: 'sees'; readonly member?: string }
  /** One digit, reported once, from RFC 4733 or detected in the sound (`detectTones`). */
  | { readonly type: 'digit'; readonly digit: string; readonly way: 'rtp' | 'in-band' }
  /** All clips of that `play` have been sent; not emitted if it was replaced or stopped. */
  | { readonly type: 'played'; readonly playback: number }
  /**
   * Nothing valid, neither RTP nor RTCP, arrived on any agreed stream for `since` ms. Emitted once, until `heard`.
   */
  | { readonly type: 'silent'; readonly since: number }
  /** The DTLS handshake failed: no media will flow. */
  | { readonly type: 'dtlsFailed' }
  /** Packets arrive again after `silent`. */
  | { readonly type: 'heard' }
  /** SRTP that is not authentic or was replayed; emitted once for each failure since the keys were agreed. */
  | { readonly type: 'notAuthentic'; readonly kind: StreamName; readonly failure: SecurityFailure }
  /** The bridge was closed, its worker died, or an internal fault ended the bridge (`detail`). */
  | { readonly type: 'closed'; readonly reason: ClosedReason; readonly detail?: string };

/** The reason why media ended: `fault` is an internal fault in the media worker that ended only this bridge. */
export type ClosedReason = 'bridge-closed' | 'worker-lost' | 'fault';

/** Streams that are pictures. */
export type PictureName = Extract<StreamName, 'video' | 'content'>;

/**
 * Where a device sees the shared content: in its content stream, in its main video instead of the speaker, or not
 * at all.
 */
export type ContentView = 'own' | 'main' | 'none';

/** One device's media in a bridge. `close()` is idempotent and drains the ports. */
export interface MediaMember {
  readonly id: string;
  /** Local sockets, already bound; RTCP is on `port + 1`. */
  readonly local: Readonly<Partial<Record<StreamName, TransportAddress>>>;
  /** The one transport of all streams, for a member that was added with `dtls`. */
  readonly dtls?: DtlsTransport;
  /** Starts or changes the streams. A changed remote address re-arms the source latch. Kinds not named stop. */
  agree(streams: readonly AgreedStream[]): Promise<void>;
  /** The device requested, by signalling, a keyframe of the picture it sees. */
  requestKeyframe(kind: PictureName): void;
  /**
   * Limits what the device should send, bit/s: by RTCP if the device accepts that, otherwise `rateLimitWanted` is
   * emitted.
   */
  setReceiveLimit(kind: PictureName, bitrate: number): void;
  setContentView(view: ContentView): void;
  /** Sends a packet to the device on its `camera` stream; does nothing while that stream is not agreed. */
  sendData(payload: Uint8Array): void;
  /** Lets a waiting member take part. Idempotent. */
  admit(): Promise<void>;
  /** Keeps the device's sound from every listener; digits are still detected. */
  setMuted(muted: boolean): void;
  /**
   * Plays the clips in order to this device alone, over the meeting's sound turned down by 12 dB. Replaces the
   * current playback. Starts when audio is sent, and pauses while it is not. At most `MOST_CLIPS` clips are kept.
   * Returns the playback's number.
   */
  play(clips: readonly AudioClip[]): number;
  stopPlaying(): void;
  /**
   * Moves to another bridge of the same worker with sockets, latch, agreed streams, packet numbers and playback;
   * `false`, with nothing changed, if that bridge is on another worker. Rejects with `closed` or `worker-lost` as
   * any call.
   */
  moveTo(bridge: MediaBridge, options: { readonly waiting: boolean }): Promise<boolean>;
  /** A snapshot; all zeros before `agree`. */
  stats(): Promise<readonly StreamStats[]>;
  close(): Promise<void>;
}

export interface MemberOptions {
  readonly id: string;
  /** Kinds to bind sockets for. */
  readonly kinds: readonly StreamName[];
  /**
   * Codecs, one per kind, of a member that comes by ICE and DTLS (RFC 5763), with the payload types that both sides
   * use. Its streams have no sockets of their own towards the device.
   */
  readonly dtls?: readonly MediaCodec[];
  /** The address family to bind and announce; follows the signalling's. */
  readonly family: 4 | 6;
  /** The CNAME in our RTCP SDES. */
  readonly cname: string;
  /**
   * Takes part in nothing until `admit`: the device hears and sees no other member and is neither heard nor seen.
   * Digits are detected and clips are played; otherwise silence is sent.
   */
  readonly waiting?: boolean;
  readonly onEvent: (event: MemberEvent) => void;
}

export interface MediaBridge {
  readonly id: string;
  addMember(options: MemberOptions): Promise<MediaMember>;
  /**
   * Shows the content stream of this member (by id) to the others; `undefined` shows none. Reset when the member
   * leaves.
   */
  present(member: string | undefined): void;
  /** Ends every member (`closed`, `bridge-closed`). Idempotent. */
  close(): Promise<void>;
}

export interface MediaPlaneStats {
  readonly ports: { readonly total: number; readonly used: number; readonly draining: number };
  readonly workers: readonly {
    readonly id: number;
    readonly state: 'starting' | 'ready' | 'dead' | 'closed';
    readonly bridges: number;
    readonly members: number;
    readonly eventLoopDelayP99: number;
  }[];
}

export interface MediaPlane {
  /** Codecs that the mixer can decode and encode; the gateway decides on their order. */
  readonly audioCodecs: readonly AudioCodecName[];
  /**
   * Opens a bridge on the least loaded worker, or on that of `near` while it is ready. Waits up to 3 s for a worker
   * to become ready, then rejects with `not-ready`.
   */
  openBridge(id: string, options?: { readonly near?: MediaBridge }): Promise<MediaBridge>;
  stats(): Promise<MediaPlaneStats>;
  close(): Promise<void>;
}

export interface MediaPlaneOptions {
  /** Number of worker threads, each with one mediasoup worker of its own. */
  readonly workers: number;
  /** First and last UDP port, inclusive. RTP takes the even, RTCP the next odd one. */
  readonly ports: { readonly min: number; readonly max: number };
  /** Local addresses to bind, and those to announce (behind a 1:1 NAT); an absent family is not offered. */
  readonly listen: {
    readonly v4?: { readonly address: string; readonly announced?: string };
    readonly v6?: { readonly address: string; readonly announced?: string };
  };
  /** First port for ICE and DTLS, UDP and TCP, one per worker; absent: devices cannot use DTLS. */
  readonly dtlsPort?: number;
  /** How long a closed port stays out of use, ms. */
  readonly drainTime: number;
  /** Path of the mediasoup-worker binary; absent: the one in the mediasoup package. */
  readonly workerBinary?: string;
  readonly onWorkerState?: (worker: number, state: 'starting' | 'ready' | 'dead' | 'closed') => void;
  /** Receives a fault of ours on the main thread, such as in the handler of a member's event. */
  readonly onFault?: (error: unknown) => void;
}
