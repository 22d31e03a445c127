/**
 * A device's incoming video: in order, without duplicates, one SSRC at a time. Tracks whether the picture is
 * broken: from a loss until the next IDR picture. Pure.
 */
import type { H264Codec } from '../description.ts';
import { PacketOrder } from '../rtp/packet-order.ts';
import type { Ordered } from '../rtp/packet-order.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { startsIdr } from '../video/h264.ts';

export interface ReceivedVideo {
  readonly codec: H264Codec;
  readonly packet: RtpPacket;
  /** The whole packet. */
  readonly data: Uint8Array;
}

/** How long to wait for a missing packet, ms: with requests for it, and without. */
export const PATIENCE = { asking: 400, waiting: 120 } as const;
/** A device that has retransmitted none of this many requested packets never will, whatever it announced. */
const TRIES = 10;
/** How long packets of the device's previous SSRC count as stragglers, ms. */
const STRAGGLER_TIME = 1000;

interface Source {
  readonly ssrc: number;
  readonly order: PacketOrder<ReceivedVideo>;
}

export class VideoReceiver {
  /** The device announced that it retransmits packets on request. */
  asks = false;
  #source: Source | undefined;
  #left: { readonly ssrc: number; readonly at: number } | undefined;
  #recoveredBefore = 0;
  #broken = false;

  /** The decoded picture is wrong until an IDR picture arrives. */
  get broken(): boolean {
    return this.#broken;
  }

  get recovered(): number {
    return this.#recoveredBefore + (this.#source?.order.recovered ?? 0);
  }

  push(received: ReceivedVideo, now: number): readonly ReceivedVideo[] {
    const { ssrc, sequence } = received.packet;
    if (this.#left?.ssrc === ssrc && now - this.#left.at < STRAGGLER_TIME) return [];
    if (this.#source?.ssrc === ssrc) return this.#take(this.#source.order.push(sequence, received, now));
    const before = this.#source === undefined ? [] : this.#leave(this.#source, now);
    this.#source = { ssrc, order: new PacketOrder() };
    return [...before, ...this.#take(this.#source.order.push(sequence, received, now))];
  }

  /** Passes a packet of the device that is not video but may be numbered with it. */
  pass({ ssrc, sequence }: RtpPacket, now: number): readonly ReceivedVideo[] {
    return this.#source?.ssrc === ssrc ? this.#take(this.#source.order.pass(sequence, now)) : [];
  }

  /** To be called about every 20 ms. `requests`: sequence numbers to request from the device. */
  tick(now: number): { readonly released: readonly ReceivedVideo[]; readonly requests: readonly number[] } {
    const order = this.#source?.order;
    if (order === undefined) return { released: [], requests: [] };
    const asks = this.asks && (order.recovered > 0 || order.inVain < TRIES);
    const released = this.#take(order.tick(now, asks ? PATIENCE.asking : PATIENCE.waiting));
    return { released, requests: asks ? order.takeRequests(now) : [] };
  }

  #leave({ ssrc, order }: Source, now: number): readonly ReceivedVideo[] {
    this.#left = { ssrc, at: now };
    this.#recoveredBefore += order.recovered;
    this.#source = undefined;
    const rest = this.#take(order.flush());
    this.#broken = true;
    return rest;
  }

  #take(ordered: readonly Ordered<ReceivedVideo>[]): readonly ReceivedVideo[] {
    for (const { item, afterGap } of ordered) {
      if (afterGap) this.#broken = true;
      if (startsIdr(item.packet.payload)) this.#broken = false;
    }
    return ordered.map(({ item }) => item);
  }
}
