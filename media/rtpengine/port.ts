/**
 * A relay for the media of calls, as the gateway knows it: it stands between a device and the media plane, and rewrites
 * the session descriptions that pass between them, so that both send to it.
 */
import { LocalError } from '../../base/errors.ts';

/** Who a description is from. */
export type RelaySide = 'device' | 'gateway';

/** How the device's side of a call's sound is secured, as agreed. */
export type RelayedSecurity = 'none' | 'sdes' | 'dtls';

export type RelayErrorKind =
  /** No instance takes the call. */
  | 'no-instance'
  /** The instance that has the call does not answer, or no longer knows it. */
  | 'lost'
  /** The relay can do nothing with the description. */
  | 'bad-sdp';

export class RelayError extends LocalError {
  declare readonly kind: RelayErrorKind;

  constructor(kind: RelayErrorKind, message: string) {
    super(kind, `Cannot relay media: ${message}`);
  }
}

/** One call at the relay. What it is asked must be asked one after the other. */
export interface RelaySession {
  /** The description for the other side. Rejects with `RelayError`. */
  offer(sdp: string, from: RelaySide): Promise<string>;
  /** `from`: who answers. */
  answer(sdp: string, from: RelaySide): Promise<string>;
  /** The instance that has it, by its configured name; undefined before the first offer. */
  readonly instance: string | undefined;
  /** The instance that it has is no longer of use. */
  readonly lost: boolean;
  /** As the device offered it, until it is agreed. */
  readonly security: readonly RelayedSecurity[];
  /** The instance died, forgot the call, or hears nothing of the device any more. At most once for each place that it had. */
  onLost: (why: RelayLoss) => void;
  /** Forgets the instance, so that the next offer goes to one that is well. False: none was for as long as a call may wait. */
  move(): Promise<boolean>;
  /** Ends it at the instance, once. Idempotent. */
  close(): void;
}

export type RelayLoss = 'instance-down' | 'instance-restarted' | 'call-forgotten' | 'media-timeout';

/** What RTCP told of one stream. */
export interface RelayedQuality {
  /** 0..1. */
  readonly loss: number;
  /** s. */
  readonly jitter: number;
  /** 1..5, where rtpengine could tell. */
  readonly mos?: number;
  /** s. */
  readonly roundTrip?: number;
}

export type RelayCommand = 'ping' | 'statistics' | 'offer' | 'answer' | 'query' | 'delete';

/** For metrics and log; `instance` is a configured name. */
export type RelayFact =
  /** `sessions`: how many calls were on it. */
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
  /** Ends what is left at the instances, and closes the sockets. Idempotent. */
  close(): Promise<void>;
}
