/** What an H.245 session says upwards, and what it needs. */
import type { MediaDescription, PictureName } from '../../../media/port.ts';
import type { VendorIdentity } from '../../../registry/port.ts';
import type { Clock, Random } from '../../../base/clock.ts';
import type { EndReason } from '../../core/reason.ts';
import type { ContentEvent } from '../h239/content.ts';
import type { Message } from './message.ts';

export type SessionEvent =
  /** What the peer sends and receives has changed. */
  | { readonly type: 'media'; readonly description: MediaDescription }
  | { readonly type: 'digit'; readonly digit: string }
  | { readonly type: 'keyframeRequested'; readonly kind?: PictureName }
  /** Told after the media that it is about. */
  | ContentEvent
  | { readonly type: 'identified'; readonly vendor: VendorIdentity }
  /** endSession came. */
  | { readonly type: 'endedByPeer' }
  | { readonly type: 'failed'; readonly reason: EndReason };

export interface SessionOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly send: (message: Message) => void;
  readonly onEvent: (event: SessionEvent) => void;
  /** The room is a client of H.460.19. */
  readonly traversal?: boolean;
}
