/** Packs encoded frames of 20 ms into payloads of the agreed packet time. */

export interface AudioPayload {
  readonly payload: Uint8Array;
  /** Duration in RTP clock units. */
  readonly units: number;
}

/** Bytes; a larger payload may be fragmented on the way. */
const MOST_BYTES = 1280;

/** Without `bytesPerFrame`: a codec without a constant rate, each of whose frames is a packet. */
export interface PacketFormat {
  readonly unitsPerFrame: number;
  readonly bytesPerFrame?: number;
}

/** Payloads of `ptime` (ms), or shorter ones if those would be too large. */
export function openPacketizer(
  format: PacketFormat,
  ptime: number,
  frameMs: number,
): { push(encoded: Uint8Array): readonly AudioPayload[] } {
  const { unitsPerFrame, bytesPerFrame } = format;
  if (bytesPerFrame === undefined)
    return { push: (payload) => (payload.length === 0 ? [] : [{ payload, units: unitsPerFrame }]) };
  const bytesPerMs = bytesPerFrame / frameMs;
  let short = ptime;
  while (short * bytesPerMs > MOST_BYTES) short /= 2;
  return new Packetizer({ ptime: short, bytesPerMs, unitsPerMs: unitsPerFrame / frameMs });
}

export class Packetizer {
  readonly #bytes: number;
  readonly #unitsPerByte: number;
  #rest: Uint8Array = new Uint8Array(0);

  /** For codecs with a constant rate. `ptime` in ms. */
  constructor(options: { readonly ptime: number; readonly bytesPerMs: number; readonly unitsPerMs: number }) {
    this.#bytes = Math.max(1, Math.round(options.ptime * options.bytesPerMs));
    this.#unitsPerByte = options.unitsPerMs / options.bytesPerMs;
  }

  push(encoded: Uint8Array): readonly AudioPayload[] {
    if (this.#rest.length === 0 && encoded.length === this.#bytes) return [this.#payload(encoded)];
    const all = new Uint8Array(this.#rest.length + encoded.length);
    all.set(this.#rest);
    all.set(encoded, this.#rest.length);
    const payloads: AudioPayload[] = [];
    let at = 0;
    for (; at + this.#bytes <= all.length; at += this.#bytes)
      payloads.push(this.#payload(all.subarray(at, at + this.#bytes)));
    this.#rest = all.subarray(at);
    return payloads;
  }

  #payload(payload: Uint8Array): AudioPayload {
    return { payload, units: payload.length * this.#unitsPerByte };
  }
}
