/** The events that an H.245 session reports, and the dependencies that it needs. */
import type { MediaDescription, PictureName } from '../../../media/port.ts';
import type { VendorIdentity } from '../../../registry/port.ts';
import type { Clock, Random } from '../../../base/clock.ts';
import type { EndReason } from '../../core/reason.ts';
import type { ContentEvent } from '../h239/content.ts';
import type { Message } from './message.ts';

export type SessionEvent =
  /** The media that the peer sends and receives has changed. */
  | { readonly type: 'media'; readonly description: MediaDescription }
  | { readonly type: 'digit'; readonly digit: string }
  | { readonly type: 'keyframeRequested'; readonly kind?: PictureName }
  /** Reported after the media that the event is about. */
  | ContentEvent
  | { readonly type: 'identified'; readonly vendor: VendorIdentity }
  /** endSession was received. */
  | { readonly type: 'endedByPeer' }
  | { readonly type: 'failed'; readonly reason: EndReason };

export interface SessionOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly send: (message: Message) => void;
  readonly onEvent: (event: SessionEvent) => void;
  /** The device is a client of H.460.19. */
  readonly traversal?: boolean;
}
