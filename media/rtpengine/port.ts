/**
 * A relay for the media of calls, as the gateway knows it: it stands between a device and the media plane, and
 * rewrites the session descriptions that pass between them, so that both send to the relay.
 */
import { LocalError } from '../../base/errors.ts';

/** The side that a description comes from. */
export type RelaySide = 'device' | 'gateway';

/** How the device's side of a call's streams is secured, as agreed. */
export type RelayedSecurity = 'none' | 'sdes' | 'dtls';

export type RelayErrorKind =
  /** No instance accepts the call. */
  | 'no-instance'
  /** The instance that has the call does not answer, or no longer knows the call. */
  | 'lost'
  /** The relay cannot handle the description. */
  | 'bad-sdp';

export class RelayError extends LocalError {
  declare readonly kind: RelayErrorKind;

  constructor(kind: RelayErrorKind, message: string) {
    super(kind, `Cannot relay media: ${message}`);
  }
}

/** One call at the relay. Calls to its methods must not overlap. */
export interface RelaySession {
  /** Returns the description for the other side. Rejects with `RelayError`. */
  offer(sdp: string, from: RelaySide): Promise<string>;
  /** `from`: the answering side. */
  answer(sdp: string, from: RelaySide): Promise<string>;
  /** The configured name of the instance that has the call; undefined before the first offer. */
  readonly instance: string | undefined;
  /** The call's instance can no longer be used. */
  readonly lost: boolean;
  /** The device's offered security, until it is agreed. */
  readonly security: readonly RelayedSecurity[];
  /**
   * The instance died, forgot the call, or receives nothing from the device any more. Called at most once for each
   * place that the call had.
   */
  onLost: (why: RelayLoss) => void;
  /**
   * Forgets the instance, so that the next offer goes to a healthy one. False: no instance was healthy for as long
   * as a call may wait.
   */
  move(): Promise<boolean>;
  /** Ends the call at the instance, once. Idempotent. */
  close(): void;
}

export type RelayLoss = 'instance-down' | 'instance-restarted' | 'call-forgotten' | 'media-timeout';

/** The quality of one stream according to RTCP. */
export interface RelayedQuality {
  /** 0..1. */
  readonly loss: number;
  /** s. */
  readonly jitter: number;
  /** 1..5, if rtpengine could compute it. */
  readonly mos?: number;
  /** s. */
  readonly roundTrip?: number;
}

export type RelayCommand = 'ping' | 'statistics' | 'offer' | 'answer' | 'query' | 'delete';

/** For metrics and log; `instance` is a configured name. */
export type RelayFact =
  /** `sessions`: the number of calls on the instance. */
  | {
      readonly type: 'instance';
      readonly instance: string;
      readonly change: 'up' | 'down' | 'restarted';
      readonly sessions: number;
    }
  | {
      readonly type: 'request';
      readonly instance: string;
      readonly command: RelayCommand;
      readonly outcome: 'ok' | 'refused' | 'timeout';
      readonly seconds: number;
    }
  | { readonly type: 'quality'; readonly instance: string; readonly streams: readonly RelayedQuality[] };

export interface RelayInstanceStats {
  readonly instance: string;
  readonly up: boolean;
  readonly sessions: number;
}

export interface Relay {
  openSession(): RelaySession;
  stats(): readonly RelayInstanceStats[];
  /** Ends the remaining calls at the instances, and closes the sockets. Idempotent. */
  close(): Promise<void>;
}
