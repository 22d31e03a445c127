/**
 * SPS and PPS for a device that sends them once only, or only by signalling: routers and decoders behind us take an IDR
 * picture for a place to begin only when its parameter sets are there. Pure.
 */
import { NAL_IDR, NAL_PPS, NAL_SPS, nalType, nalTypes, readPayload } from './h264.ts';
import type { RtpPacket } from '../rtp/packet.ts';

export class ParameterSets {
  /** By NAL unit type; the latest of each. A device has one picture format at a time. */
  readonly #known = new Map<number, Uint8Array>();
  #timestamp: number | undefined;
  #seen = false;

  /** `signalled`: sprop-parameter-sets (RFC 6184 §8.1), base64 and commas. */
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
