/** Encoded frames of 20 ms into payloads of the packet time that was agreed. */

export interface AudioPayload {
  readonly payload: Uint8Array;
  /** Units of the RTP clock that it lasts. */
  readonly units: number;
}

/** Bytes: what is larger may be cut on the way. */
const MOST_BYTES = 1280;

/** Without `bytesPerFrame`: a codec of no constant rate, whose frames are packets. */
export interface PacketFormat {
  readonly unitsPerFrame: number;
  readonly bytesPerFrame?: number;
}

/** Payloads of `ptime` (ms), or shorter ones where those would be too large. */
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

  /** For codecs of a constant rate. `ptime` in ms. */
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
