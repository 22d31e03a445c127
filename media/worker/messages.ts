/** Messages between the main thread and a media worker. Bridges and members have numbers that are never reused. */
import type { RtpSource } from '../edge/latch.ts';
import type { MediaErrorKind } from '../errors.ts';
import type { DtlsTransport, MediaCodec } from '../description.ts';
import type { AgreedStream, ContentView, MemberEvent, PictureName, StreamName, StreamStats } from '../port.ts';

/** `workerData` of the thread. */
export interface WorkerSettings {
  readonly workerBinary?: string;
  /** The devices' port range, which the worker's own sockets avoid. */
  readonly ports: { readonly min: number; readonly max: number };
  /** Addresses to listen on for devices that use ICE and DTLS. */
  readonly dtls?: {
    readonly port: number;
    readonly listen: readonly { readonly address: string; readonly announced?: string }[];
  };
}

export interface BoundStream {
  readonly kind: StreamName;
  /** Port of the RTP socket. */
  readonly port: number;
  /** The last source that sent to this port in an earlier call: it may not know yet that the call is over. */
  readonly barred?: RtpSource;
}

/** An event as a worker reports it: members are known by number only. */
export type WorkerEvent = Exclude<MemberEvent, { type: 'sees' }> | { readonly type: 'sees'; readonly source?: number };

/** The source that was sending to a port when it was closed. */
export interface LastSource {
  readonly port: number;
  readonly source: RtpSource;
}

export interface AddMember {
  readonly op: 'addMember';
  readonly bridge: number;
  readonly member: number;
  readonly cname: string;
  readonly address: string;
  readonly family: 4 | 6;
  readonly streams: readonly BoundStream[];
  readonly waiting: boolean;
  /** Present if the device uses ICE and DTLS; the sockets are on the loopback then. */
  readonly dtls?: readonly MediaCodec[];
}

interface OfMember {
  readonly bridge: number;
  readonly member: number;
}

export type Request =
  | { readonly op: 'openBridge'; readonly bridge: number }
  | { readonly op: 'closeBridge'; readonly bridge: number }
  | AddMember
  | ({ readonly op: 'agree'; readonly streams: readonly AgreedStream[] } & OfMember)
  | ({ readonly op: 'requestKeyframe'; readonly kind: PictureName } & OfMember)
  | ({ readonly op: 'setReceiveLimit'; readonly kind: PictureName; readonly bitrate: number } & OfMember)
  | ({ readonly op: 'setContentView'; readonly view: ContentView } & OfMember)
  | ({ readonly op: 'sendData'; readonly payload: Uint8Array } & OfMember)
  /** Without `member` the presentation ends. */
  | { readonly op: 'present'; readonly bridge: number; readonly member?: number }
  | ({ readonly op: 'admit' } & OfMember)
  | ({ readonly op: 'setMuted'; readonly muted: boolean } & OfMember)
  /** `clips`: PCM in shared memory. */
  | ({ readonly op: 'play'; readonly playback: number; readonly clips: readonly Int16Array[] } & OfMember)
  | ({ readonly op: 'stopPlaying' } & OfMember)
  /** Moves the member, with everything it has, into the bridge `to`. */
  | ({ readonly op: 'moveMember'; readonly to: number; readonly waiting: boolean } & OfMember)
  | ({ readonly op: 'memberStats' } & OfMember)
  | ({ readonly op: 'closeMember' } & OfMember)
  | { readonly op: 'load' }
  | { readonly op: 'close' };

/** `inUse`: RTP ports of pairs that something else holds; nothing is bound then. */
export interface BindResult {
  readonly inUse: readonly number[];
  /** Only for a member that uses DTLS. */
  readonly dtls?: DtlsTransport;
}

/** The objects alive in a worker, for its statistics and for the leak tests. */
export interface WorkerLoad {
  /** ms, 99th percentile since the previous query. */
  readonly eventLoopDelayP99: number;
  readonly bridges: number;
  readonly members: number;
}

export interface Results {
  openBridge: undefined;
  closeBridge: readonly LastSource[];
  addMember: BindResult;
  agree: undefined;
  requestKeyframe: undefined;
  setReceiveLimit: undefined;
  setContentView: undefined;
  sendData: undefined;
  present: undefined;
  admit: undefined;
  setMuted: undefined;
  play: undefined;
  stopPlaying: undefined;
  moveMember: undefined;
  memberStats: readonly StreamStats[];
  closeMember: readonly LastSource[];
  load: WorkerLoad;
  close: undefined;
}

export type Result = Results[keyof Results];

export interface Call {
  readonly call: number;
  readonly request: Request;
}

export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'result'; readonly call: number; readonly result: Result }
  | { readonly type: 'failure'; readonly call: number; readonly kind: MediaErrorKind; readonly message: string }
  /** A fault of ours ended a bridge: its sockets are closed. */
  | { readonly type: 'fault'; readonly bridge: number; readonly detail: string; readonly last: readonly LastSource[] }
  | { readonly type: 'event'; readonly bridge: number; readonly member: number; readonly event: WorkerEvent };
