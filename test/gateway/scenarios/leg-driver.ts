/** What the leg scenarios need of a signalling protocol: rooms that call, and see what a room sees. */
import type { LegListener } from '../../../gateway/core/leg.ts';
import type { EndReason } from '../../../gateway/core/reason.ts';
import type { MediaDescription } from '../../../media/port.ts';

/** What a room gets to see. Reasons are in the words of the protocol (`RoomDriver.words`). */
export type Seen =
  /** The call is answered, with the gateway's answer or, when the room made no offer, its offer. */
  | { readonly type: 'accepted'; readonly media: MediaDescription }
  /** `whole` is all that the room is told, without what names this one call. */
  | { readonly type: 'rejected'; readonly reason: string; readonly whole: string }
  /** To an offer of the room inside the call. */
  | { readonly type: 'answered'; readonly media: MediaDescription }
  | { readonly type: 'refused'; readonly reason: string }
  /** The gateway offers. */
  | { readonly type: 'offered'; readonly media: MediaDescription }
  | { readonly type: 'keyframe' }
  | { readonly type: 'floor'; readonly decision: string }
  | { readonly type: 'content'; readonly on: boolean }
  | { readonly type: 'limited'; readonly bitrate: number }
  /** It is asked whether it is there. */
  | { readonly type: 'probed' }
  | { readonly type: 'transferAccepted' }
  | { readonly type: 'transferred'; readonly outcome: string }
  | { readonly type: 'ended'; readonly reason: string };

/** `none`: the gateway is to offer. `broken`: what can't be read as a media description. */
export type Offer = MediaDescription | 'none' | 'broken';

export interface RoomCallOptions {
  readonly dial: string;
  readonly host?: string;
  readonly userAgent?: string;
  readonly offer: Offer;
}

export interface RoomCall {
  next(): Promise<Seen>;
  /** Seen, but not taken by `next`. */
  readonly unseen: readonly Seen[];
  /** The room has the gateway's yes to its call; with its answer, when that yes, or a later one, was an offer. */
  acknowledge(answer?: MediaDescription): void;
  /** Before the answer, too. */
  hangUp(): void;
  offer(offer: Offer): void;
  answer(media: MediaDescription): void;
  refuseOffer(): void;
  requestKeyframe(): void;
  /** A digit, by signalling. */
  key(digit: string): void;
  transfer(dial: string): void;
}

export interface RoomDriver {
  call(options: RoomCallOptions): RoomCall;
  words(type: 'rejected' | 'refused' | 'transferred' | 'ended', reason: EndReason | 'done'): string;
  /**
   * UDP ports of a call that has sound only: H.323 keeps two each for a picture, content and cameras that may come
   * later.
   */
  readonly soundPorts: number;
  /** Calls that the protocol's side still holds. */
  left(): number;
  /** Resolves once calls that rooms have acknowledged are confirmed; absent where that takes no time to speak of. */
  confirmed?(): Promise<void>;
  close(): Promise<void>;
}

/** What not every protocol has: changed offers in mid-call, transfers, and a yes or no to codecs before the answer. */
export type Ability = 'offer' | 'transfer' | 'codecs-first' | 'unsupported-device';

export type OpenDriver = (listener: LegListener) => Promise<RoomDriver>;
