/**
 * Converts a packetization-mode 1 stream for a device that only accepts mode 0 (RFC 6184 §6.2: single NAL unit
 * packets). STAP-A is split; FU-A is joined if the NAL unit fits into one packet. A larger unit cannot be expressed
 * in mode 0: it is sent unchanged, and counted; many devices accept it nevertheless. Pure.
 */
import { addSequence } from '../rtp/sequence.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { readPayload } from './h264.ts';
import type { H264Payload } from './h264.ts';

/** The largest NAL unit that is joined, bytes: fits an Ethernet frame. */
export const LARGEST_UNIT = 1400;

type Fragment = Extract<H264Payload, { kind: 'fragment' }>;

interface Held {
  readonly header: number;
  readonly packets: readonly RtpPacket[];
  readonly pieces: readonly Uint8Array[];
  readonly size: number;
}

export class Mode0Adapter {
  #offset = 0;
  #held: Held | undefined;
  #tooLarge = 0;

  /** Number of NAL units that were too large. */
  get tooLarge(): number {
    return this.#tooLarge;
  }

  /** The same stream, renumbered. */
  push(packet: RtpPacket): readonly RtpPacket[] {
    const content = readPayload(packet.payload);
    if (content.kind === 'fragment') return this.#pushFragment(packet, content);
    const before = this.#release();
    if (content.kind === 'other' || content.units.length === 1)
      return [...before, this.#numbered(packet, content.kind === 'whole' ? content.units[0] : undefined)];
    const last = content.units.length - 1;
    const units = content.units.map((payload, index) => {
      const numbered = this.#numbered(packet, payload);
      return { ...numbered, sequence: addSequence(numbered.sequence, index), marker: packet.marker && index === last };
    });
    this.#offset += last;
    return [...before, ...units];
  }

  #pushFragment(packet: RtpPacket, fragment: Fragment): readonly RtpPacket[] {
    if (fragment.start) {
      const before = this.#release();
      this.#held = {
        header: fragment.header,
        packets: [packet],
        pieces: [fragment.data],
        size: 1 + fragment.data.length,
      };
      return before;
    }
    const held = this.#held;
    const follows = held !== undefined && packet.sequence === addSequence(held.packets.at(-1)?.sequence ?? 0, 1);
    if (held === undefined || !follows) return [...this.#release(), this.#numbered(packet)];
    const next: Held = {
      header: held.header,
      packets: [...held.packets, packet],
      pieces: [...held.pieces, fragment.data],
      size: held.size + fragment.data.length,
    };
    this.#held = next;
    if (next.size > LARGEST_UNIT) {
      this.#tooLarge += 1;
      return this.#release();
    }
    return fragment.end ? [this.#join(next, packet)] : [];
  }

  #join(held: Held, last: RtpPacket): RtpPacket {
    this.#held = undefined;
    const joined = this.#numbered(held.packets[0] ?? last, Buffer.concat([Uint8Array.of(held.header), ...held.pieces]));
    this.#offset -= held.packets.length - 1;
    return { ...joined, marker: last.marker };
  }

  /** Sends the held packets unchanged. */
  #release(): readonly RtpPacket[] {
    const held = this.#held;
    this.#held = undefined;
    return held === undefined ? [] : held.packets.map((packet) => this.#numbered(packet));
  }

  #numbered(packet: RtpPacket, payload: Uint8Array = packet.payload): RtpPacket {
    return { ...packet, sequence: addSequence(packet.sequence, this.#offset), payload };
  }
}
