/**
 * SPS and PPS of a device that sends them only once, or only by signalling: the routers and decoders behind us
 * start at an IDR picture only if its parameter sets come with it. Pure.
 */
import { NAL_IDR, NAL_PPS, NAL_SPS, nalType, nalTypes, readPayload } from './h264.ts';
import type { RtpPacket } from '../rtp/packet.ts';

export class ParameterSets {
  /** The latest unit of each NAL unit type. A device has one picture format at a time. */
  readonly #known = new Map<number, Uint8Array>();
  #timestamp: number | undefined;
  #seen = false;

  /** `signalled`: sprop-parameter-sets (RFC 6184 §8.1), base64, comma-separated. */
  constructor(signalled: string | undefined) {
    for (const each of (signalled ?? '').split(',')) this.#learn(Uint8Array.from(Buffer.from(each, 'base64')));
  }

  /** The NAL units to send before this packet, with its timestamp. */
  before(packet: RtpPacket): readonly Uint8Array[] {
    if (packet.timestamp !== this.#timestamp) {
      this.#timestamp = packet.timestamp;
      this.#seen = false;
    }
    const content = readPayload(packet.payload);
    if (content.kind === 'whole') for (const unit of content.units) this.#learn(unit);
    const types = nalTypes(content);
    if (types.includes(NAL_SPS)) this.#seen = true;
    const begins = types.includes(NAL_IDR) && (content.kind !== 'fragment' || content.start);
    if (!begins || this.#seen) return [];
    this.#seen = true;
    const [sps, pps] = [this.#known.get(NAL_SPS), this.#known.get(NAL_PPS)];
    return sps === undefined || pps === undefined ? [] : [sps, pps];
  }

  #learn(unit: Uint8Array): void {
    const type = nalType(unit);
    // A copy: packets are rewritten and reused.
    if (type === NAL_SPS || type === NAL_PPS) this.#known.set(type, unit.slice());
  }
}
