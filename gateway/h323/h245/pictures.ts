/** Requests to the peer about the pictures that it sends: keyframes, and a bit rate. */
import type { PictureName } from '../../../media/port.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Channels } from './channels.ts';
import { command, type Message } from './message.ts';

export interface PictureOptions {
  readonly clock: Clock;
  readonly channels: Channels;
  readonly send: (message: Message) => void;
}

/**
 * Minimum interval between two keyframe requests, in ms. The media plane asks less often, but a burst of losses
 * might not.
 */
const KEYFRAME_INTERVAL = 500;

export class Pictures {
  readonly #options: PictureOptions;
  readonly #asked = new Map<PictureName, number>();

  constructor(options: PictureOptions) {
    this.#options = options;
  }

  requestKeyframe(kind: PictureName): void {
    const { clock, channels, send } = this.#options;
    const now = clock.now();
    const logicalChannelNumber = channels.received(kind);
    if (logicalChannelNumber === undefined || now - (this.#asked.get(kind) ?? -Infinity) < KEYFRAME_INTERVAL) return;
    this.#asked.set(kind, now);
    send(command({ miscellaneousCommand: { logicalChannelNumber, type: { videoFastUpdatePicture: null } } }));
  }

  /** Limits the bit rate that the peer should send, in bit/s (H.245 §8.12.4, in units of 100). */
  limit(kind: PictureName, bitrate: number): void {
    const { channels, send } = this.#options;
    const logicalChannelNumber = channels.received(kind);
    if (logicalChannelNumber === undefined) return;
    send(
      command({
        flowControlCommand: {
          scope: { logicalChannelNumber },
          restriction: { maximumBitRate: Math.floor(bitrate / 100) },
        },
      }),
    );
  }
}
