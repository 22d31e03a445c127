/** The interface between the leg scenarios and a signalling protocol: devices that call, and their view. */
import type { LegListener } from '../../../gateway/core/leg.ts';
import type { EndReason } from '../../../gateway/core/reason.ts';
import type { MediaDescription } from '../../../media/port.ts';

/** The view of a device. Reasons are in the words of the protocol (`RoomDriver.words`). */
export type Seen =
  /** The call is answered, with the gateway's answer or, if the device made no offer, its offer. */
  | { readonly type: 'accepted'; readonly media: MediaDescription }
  /** `whole`: everything that the device receives, without the parts that name this call. */
  | { readonly type: 'rejected'; readonly reason: string; readonly whole: string }
  /** The answer to a mid-call offer of the device. */
  | { readonly type: 'answered'; readonly media: MediaDescription }
  | { readonly type: 'refused'; readonly reason: string }
  /** The gateway offers. */
  | { readonly type: 'offered'; readonly media: MediaDescription }
  | { readonly type: 'keyframe' }
  | { readonly type: 'floor'; readonly decision: string }
  | { readonly type: 'content'; readonly on: boolean }
  | { readonly type: 'limited'; readonly bitrate: number }
  /** The gateway probes the device. */
  | { readonly type: 'probed' }
  | { readonly type: 'transferAccepted' }
  | { readonly type: 'transferred'; readonly outcome: string }
  | { readonly type: 'ended'; readonly reason: string };

/** `none`: expects the gateway's offer. `broken`: an unreadable media description. */
export type Offer = MediaDescription | 'none' | 'broken';

export interface RoomCallOptions {
  readonly dial: string;
  readonly host?: string;
  readonly userAgent?: string;
  readonly offer: Offer;
}

export interface RoomCall {
  next(): Promise<Seen>;
  /** Received, and not yet returned by `next`. */
  readonly unseen: readonly Seen[];
  /** The device acknowledges the gateway's acceptance, with its answer if that contained an offer. */
  acknowledge(answer?: MediaDescription): void;
  /** Works before the answer, too. */
  hangUp(): void;
  offer(offer: Offer): void;
  answer(media: MediaDescription): void;
  refuseOffer(): void;
  requestKeyframe(): void;
  /** Sends a digit by signalling. */
  key(digit: string): void;
  transfer(dial: string): void;
}

export interface RoomDriver {
  call(options: RoomCallOptions): RoomCall;
  words(type: 'rejected' | 'refused' | 'transferred' | 'ended', reason: EndReason | 'done'): string;
  /**
   * UDP ports of an audio call: H.323 reserves two each for video, content and camera control, which may follow
   * later.
   */
  readonly soundPorts: number;
  /** Number of calls that the protocol side still holds. */
  left(): number;
  /** Resolves once acknowledged calls are confirmed; absent if that is immediate. */
  confirmed?(): Promise<void>;
  close(): Promise<void>;
}

/** Abilities of some protocols only: mid-call offers, transfers, and acceptance of codecs before the answer. */
export type Ability = 'offer' | 'transfer' | 'codecs-first' | 'unsupported-device';

export type OpenDriver = (listener: LegListener) => Promise<RoomDriver>;
