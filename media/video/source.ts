/**
 * Finds where the keyframes of one watched source begin. A keyframe is an IDR picture; the parameter sets (and
 * anything else) that came before it with the same timestamp belong to it. Pure.
 */
import type { RtpPacket } from '../rtp/packet.ts';
import { startsIdr } from './h264.ts';

export interface VideoPacket {
  readonly packet: RtpPacket;
  /**
   * Set on the first packet of an IDR picture: all packets of this picture so far, including this one, in order. A
   * viewer can start with them.
   */
  readonly keyframe?: readonly RtpPacket[];
}

/** More packets before the IDR slice than any encoder sends; bounds the memory. */
const LONGEST_PREFIX = 16;

export class KeyframeFinder {
  #timestamp: number | undefined;
  #prefix: RtpPacket[] = [];
  #found = false;

  push(packet: RtpPacket): VideoPacket {
    if (packet.timestamp !== this.#timestamp) {
      this.#timestamp = packet.timestamp;
      this.#prefix = [];
      this.#found = false;
    }
    if (this.#found) return { packet };
    if (this.#prefix.length < LONGEST_PREFIX) this.#prefix.push(packet);
    if (!startsIdr(packet.payload)) return { packet };
    this.#found = true;
    return { packet, keyframe: this.#prefix };
  }
}
