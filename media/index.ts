/**
 * The media plane, as the gateway knows it: rooms, members, and what happens to their packets. All that is behind
 * it (worker threads, sockets, mixer, switcher, SFU) is reached only through here.
 */
import type { AudioCodec, AudioCodecName, Feedback, H264Codec, MediaKind, TransportAddress } from './description.ts';

export type * from './description.ts';

export { NO_FEEDBACK } from './description.ts';
export { MediaError } from './errors.ts';
export type { MediaErrorCode } from './errors.ts';
export { openMediaPlane } from './plane.ts';

/** How one agreed stream is to run towards a device. */
export interface AgreedStream {
  readonly kind: 'audio' | 'video';
  /** Where the device said it receives RTP; the latch may learn better. */
  readonly remoteRtp: TransportAddress;
  readonly remoteRtcp: TransportAddress;
  /** The device sends to us. */
  readonly receive: boolean;
  /** We send to the device. */
  readonly send: boolean;
  /** What we send, with the payload type that the device expects. */
  readonly sendCodec: AudioCodec | H264Codec;
  /** What the device may send: payload types as we announced them. */
  readonly receiveCodecs: readonly (AudioCodec | H264Codec)[];
  /** RFC 4733 payload type and clock rate, when agreed. */
  readonly telephoneEvent?: { readonly payloadType: number; readonly clockRate: number };
  /** Packets of this type carry nothing; they only show where the device is (H.460.19). */
  readonly keepAlivePayloadType?: number;
  /** Feedback that the device accepts from us. */
  readonly feedback: Feedback;
  /** The most we may send, bit/s. */
  readonly maxBitrate?: number;
  /** ms; 20 when absent. */
  readonly ptime?: number;
}

export interface StreamStats {
  readonly kind: 'audio' | 'video';
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
  readonly keyframesRequested: number;
}

export type MemberEvent =
  /** The first valid RTP packet of this kind from the device. */
  | { readonly type: 'firstMedia'; readonly kind: 'audio' | 'video' }
  /** The first packet of this kind went to the device. */
  | { readonly type: 'firstMediaSent'; readonly kind: 'audio' | 'video' }
  /** A keyframe of this device is wanted and it accepts neither PLI nor FIR: the leg must ask. */
  | { readonly type: 'keyframeWanted' }
  /** One digit, once: RFC 4733. */
  | { readonly type: 'digit'; readonly digit: string }
  /** The worker died or the room closed under the member. */
  | { readonly type: 'closed'; readonly reason: 'room-closed' | 'worker-lost' };

/** One device's media in a room. `close()` is idempotent and drains the ports. */
export interface MediaMember {
  readonly id: string;
  /** Local sockets, bound already; RTCP is on `port + 1`. */
  readonly local: { readonly audio?: TransportAddress; readonly video?: TransportAddress };
  /** Starts or changes the streams. A changed remote address arms the source latch again. Kinds not named stop. */
  agree(streams: readonly AgreedStream[]): Promise<void>;
  /** The device asked, by signalling, for a keyframe of what it sees. */
  requestKeyframe(): void;
  /** A snapshot; all zeros before `agree`. */
  stats(): Promise<readonly StreamStats[]>;
  close(): Promise<void>;
}

export interface MemberOptions {
  readonly id: string;
  /** Kinds to bind sockets for. */
  readonly kinds: readonly Extract<MediaKind, 'audio' | 'video'>[];
  /** Which of the plane's addresses to bind and announce; the family follows the signalling's. */
  readonly family: 4 | 6;
  /** CNAME of our RTCP SDES. */
  readonly cname: string;
  readonly onEvent: (event: MemberEvent) => void;
}

export interface MediaRoom {
  readonly id: string;
  addMember(options: MemberOptions): Promise<MediaMember>;
  /** Ends every member (`closed`, `room-closed`). Idempotent. */
  close(): Promise<void>;
}

export interface MediaPlaneStats {
  readonly ports: { readonly total: number; readonly used: number; readonly draining: number };
  readonly workers: readonly {
    readonly id: number;
    readonly state: 'starting' | 'ready' | 'dead';
    readonly rooms: number;
    readonly members: number;
    readonly eventLoopDelayP99: number;
  }[];
}

export interface MediaPlane {
  /** What the mixer can decode and encode, the order of preference is the gateway's affair. */
  readonly audioCodecs: readonly AudioCodecName[];
  /** A room on the least loaded worker. */
  openRoom(id: string): Promise<MediaRoom>;
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
  /** How long a closed port stays out of use, ms. */
  readonly drainTime: number;
  /** Path of the mediasoup-worker binary; mediasoup's own place when absent. */
  readonly workerBinary?: string;
  readonly onWorkerState?: (worker: number, state: 'starting' | 'ready' | 'dead') => void;
}
