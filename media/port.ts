/**
 * The media plane, as the gateway knows it: rooms, members, and what happens to their packets. All that is behind
 * it (worker threads, sockets, mixer, switcher, SFU) is reached only through here.
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

/** How one agreed stream is to run towards a device. */
export interface AgreedStream {
  readonly kind: StreamName;
  /** Where the device said it receives RTP; the latch may learn better. */
  readonly remoteRtp: TransportAddress;
  readonly remoteRtcp: TransportAddress;
  /** The device sends to us. */
  readonly receive: boolean;
  /** We send to the device. */
  readonly send: boolean;
  /** What we send, with the payload type that the device expects. */
  readonly sendCodec: MediaCodec;
  /** What the device may send: payload types as we announced them. */
  readonly receiveCodecs: readonly MediaCodec[];
  /** RFC 4733 payload type and clock rate, when agreed. */
  readonly telephoneEvent?: TelephoneEvent;
  /** When it was agreed for more than one clock rate (8 and 48 kHz). */
  readonly otherTelephoneEvents?: readonly TelephoneEvent[];
  /** Audio: digits are looked for in the sound itself, as no other way for them was agreed (ITU-T Q.23). */
  readonly detectTones?: boolean;
  /** Packets of this type carry nothing; they only show where the device is (H.460.19). */
  readonly keepAlivePayloadType?: number;
  /** Feedback that the device accepts from us. */
  readonly feedback: Feedback;
  /** The most we may send, bit/s. */
  readonly maxBitrate?: number;
  /** Video: the largest picture that we may send; absent: any of the profile of `sendCodec`. */
  readonly pictureLimit?: PictureLimit;
  /** ms; 20 when absent. */
  readonly ptime?: number;
  /** SRTP in both directions; absent: plain RTP. */
  readonly security?: StreamSecurity;
  /** Plain RTP, as the relay that it comes from has the keys. */
  readonly securedByRelay?: 'sdes' | 'dtls';
}

/** The keys of one stream (RFC 3711), or that it goes by the member's DTLS transport, and what the device said of its own. */
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
  /** Packets that never came (RFC 3550 §A.3), received direction. */
  readonly packetsLost: number;
  /** Seconds (RFC 3550 §A.8), received direction. */
  readonly jitter: number;
  /** Packets from a source that is not the latched one, or that are not RTP. */
  readonly packetsDiscarded: number;
  /** SRTP: of those, packets that were not authentic, or came again. */
  readonly notAuthentic?: number;
  readonly keyframesRequested: number;
  /** Video: how often its pictures became larger or faster than a device that was to see them decodes. */
  readonly tooHigh?: number;
  /** Video: packets that came because they were asked for again; that the device asked for again and got. */
  readonly recovered?: number;
  readonly resent?: number;
  /** Audio: packets whose sound was played, or was passed over as nobody would have heard it. */
  readonly played?: number;
  /** Audio: ms of sound made up for packets that were lost or late. */
  readonly concealed?: number;
  /** Audio: packets that came after their turn. */
  readonly late?: number;
  /** Audio: ms that the sound waits for what its path needs. */
  readonly targetDelay?: number;
}

export type MemberEvent =
  /** The first valid RTP packet of this kind from the device. */
  | { readonly type: 'firstMedia'; readonly kind: StreamName }
  /** The first packet of this kind went to the device; of video that is the still, as a rule. */
  | { readonly type: 'firstMediaSent'; readonly kind: StreamName }
  /** A keyframe of this device is wanted and it accepts neither PLI nor FIR: the leg must ask. */
  | { readonly type: 'keyframeWanted'; readonly kind: PictureName }
  /** Somebody in the room can't decode what this device sends, and is not sent it. Again every 5 s while that lasts. */
  | { readonly type: 'modeTooHigh' }
  /** The device should send no more than this, bit/s, and takes no RTCP for it: the leg must ask. */
  | { readonly type: 'rateLimitWanted'; readonly kind: PictureName; readonly bitrate: number }
  /** The device asks, by RTCP, to be sent no more than this, bit/s: those whom it sees should send less. */
  | { readonly type: 'sendLimit'; readonly kind: PictureName; readonly bitrate: number }
  /** The payload of a packet of its `camera` stream. */
  | { readonly type: 'data'; readonly payload: Uint8Array }
  /** Whose picture its main video shows from now on, by member id; absent: nobody's. */
  | { readonly type: 'sees'; readonly member?: string }
  /** One digit, once: by RFC 4733, or heard in the sound (`detectTones`). */
  | { readonly type: 'digit'; readonly digit: string; readonly way: 'rtp' | 'in-band' }
  /** All clips of that `play` have been sent; not when it was replaced or stopped. */
  | { readonly type: 'played'; readonly playback: number }
  /** Nothing valid came on any agreed stream, neither RTP nor RTCP, for `since` ms. Once, until `heard`. */
  | { readonly type: 'silent'; readonly since: number }
  /** The DTLS handshake failed: no media will come or go. */
  | { readonly type: 'dtlsFailed' }
  /** Something came again. */
  | { readonly type: 'heard' }
  /** SRTP that is not authentic or came again; once for each since the keys were agreed. */
  | { readonly type: 'notAuthentic'; readonly kind: StreamName; readonly failure: SecurityFailure }
  /** The bridge was closed, its worker died, or a fault of ours ended the bridge (`detail`). */
  | { readonly type: 'closed'; readonly reason: ClosedReason; readonly detail?: string };

/** Why media ended: `fault` is a fault of ours in the media worker that ended this bridge only. */
export type ClosedReason = 'bridge-closed' | 'worker-lost' | 'fault';

/** Streams that are pictures. */
export type PictureName = Extract<StreamName, 'video' | 'content'>;

/** Where a device sees the shared content: in its content stream, in its main video in place of the speaker, or not at all. */
export type ContentView = 'own' | 'main' | 'none';

/** One device's media in a room. `close()` is idempotent and drains the ports. */
export interface MediaMember {
  readonly id: string;
  /** Local sockets, bound already; RTCP is on `port + 1`. */
  readonly local: Readonly<Partial<Record<StreamName, TransportAddress>>>;
  /** Of a member that was asked for with `dtls`: the one transport of all its streams. */
  readonly dtls?: DtlsTransport;
  /** Starts or changes the streams. A changed remote address arms the source latch again. Kinds not named stop. */
  agree(streams: readonly AgreedStream[]): Promise<void>;
  /** The device asked, by signalling, for a keyframe of what it sees. */
  requestKeyframe(kind: PictureName): void;
  /** The most that the device should send, bit/s; asked of it by RTCP where it takes that, else `rateLimitWanted` comes. */
  setReceiveLimit(kind: PictureName, bitrate: number): void;
  setContentView(view: ContentView): void;
  /** A packet to the device on its `camera` stream; nothing happens while that is not agreed. */
  sendData(payload: Uint8Array): void;
  /** A waiting member takes part from now on. Idempotent. */
  admit(): Promise<void>;
  /** Its sound goes to nobody; digits are still taken. */
  setMuted(muted: boolean): void;
  /**
   * Plays the clips one after the other to this device alone, over the meeting's sound turned down by 12 dB. Replaces
   * what plays. It begins when audio is sent, and rests while it is not. At most `MOST_CLIPS` clips are kept.
   * The playback's number.
   */
  play(clips: readonly AudioClip[]): number;
  stopPlaying(): void;
  /**
   * With sockets, latch, agreed streams, numbers and what plays into another room of the same worker; `false`, and nothing
   * has changed, when that room is on another one. Rejects with `closed` or `worker-lost` as any call.
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
   * It comes by ICE and DTLS (RFC 5763): with these codecs, one for each kind, under the payload types that both sides use. Its streams have no
   * sockets of their own towards the device.
   */
  readonly dtls?: readonly MediaCodec[];
  /** Which of the plane's addresses to bind and announce; the family follows the signalling's. */
  readonly family: 4 | 6;
  /** CNAME of our RTCP SDES. */
  readonly cname: string;
  /**
   * Takes part in nothing until `admit`: hears and sees nobody, is neither heard nor seen. Digits are taken and clips are
   * played; else silence is sent.
   */
  readonly waiting?: boolean;
  readonly onEvent: (event: MemberEvent) => void;
}

export interface MediaBridge {
  readonly id: string;
  addMember(options: MemberOptions): Promise<MediaMember>;
  /** Whose content stream is shown to the others, by member id; `undefined`: nobody's. It is forgotten with the member. */
  present(member: string | undefined): void;
  /** Ends every member (`closed`, `room-closed`). Idempotent. */
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
  /** What the mixer can decode and encode, the order of preference is the gateway's affair. */
  readonly audioCodecs: readonly AudioCodecName[];
  /**
   * A room on the least loaded worker, or on the one of `near` while that is there. Waits up to 3 s for a worker to become ready;
   * rejects with `not-ready` then.
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
  /** Local addresses to bind and the ones to announce (behind a 1:1 NAT); a family that is absent is not offered. */
  readonly listen: {
    readonly v4?: { readonly address: string; readonly announced?: string };
    readonly v6?: { readonly address: string; readonly announced?: string };
  };
  /** First port for ICE and DTLS, UDP and TCP, one for each worker; absent: devices can't come that way. */
  readonly dtlsPort?: number;
  /** How long a closed port stays out of use, ms. */
  readonly drainTime: number;
  /** Path of the mediasoup-worker binary; mediasoup's own place when absent. */
  readonly workerBinary?: string;
  readonly onWorkerState?: (worker: number, state: 'starting' | 'ready' | 'dead' | 'closed') => void;
  /** Receives a fault of ours on the main thread, such as in the handler of a member's event. */
  readonly onFault?: (error: unknown) => void;
}
