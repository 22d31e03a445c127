/** What the main thread and a media worker say to each other. Rooms and members go by numbers that are never used twice. */
import type { RtpSource } from '../edge/latch.ts';
import type { MediaErrorKind } from '../errors.ts';
import type { DtlsTransport, MediaCodec } from '../description.ts';
import type { AgreedStream, ContentView, MemberEvent, PictureName, StreamName, StreamStats } from '../port.ts';

/** `workerData` of the thread. */
export interface WorkerSettings {
  readonly workerBinary?: string;
  /** The devices' ports, which the worker's own sockets keep off. */
  readonly ports: { readonly min: number; readonly max: number };
  /** Where devices come by ICE and DTLS. */
  readonly dtls?: {
    readonly port: number;
    readonly listen: readonly { readonly address: string; readonly announced?: string }[];
  };
}

export interface BoundStream {
  readonly kind: StreamName;
  /** Of the RTP socket. */
  readonly port: number;
  /** What sent to this port last, in an earlier call: it may not know yet that the call is over. */
  readonly barred?: RtpSource;
}

/** A worker knows members by their numbers only. */
export type WorkerEvent = Exclude<MemberEvent, { type: 'sees' }> | { readonly type: 'sees'; readonly source?: number };

/** What was sending to a port when it was closed. */
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
  /** By ICE and DTLS; the sockets are on the loopback then. */
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
  /** No `member`: nobody presents. */
  | { readonly op: 'present'; readonly bridge: number; readonly member?: number }
  | ({ readonly op: 'admit' } & OfMember)
  | ({ readonly op: 'setMuted'; readonly muted: boolean } & OfMember)
  /** `clips`: PCM in shared memory. */
  | ({ readonly op: 'play'; readonly playback: number; readonly clips: readonly Int16Array[] } & OfMember)
  | ({ readonly op: 'stopPlaying' } & OfMember)
  /** Into the room `to`, with all that it has. */
  | ({ readonly op: 'moveMember'; readonly to: number; readonly waiting: boolean } & OfMember)
  | ({ readonly op: 'memberStats' } & OfMember)
  | ({ readonly op: 'closeMember' } & OfMember)
  | { readonly op: 'load' }
  | { readonly op: 'close' };

/** `inUse`: RTP ports of pairs that something else holds; nothing was bound then. */
export interface BindResult {
  readonly inUse: readonly number[];
  /** Of a member that comes by DTLS. */
  readonly dtls?: DtlsTransport;
}

/** What is left in a worker, for its statistics and for the leak tests. */
export interface WorkerLoad {
  /** ms, 99th percentile since the last time. */
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
