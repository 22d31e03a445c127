/** One device's audio on its way into the mixer: cushion, decoder, frames of 20 ms. */
import type { AudioCodec } from '../description.ts';
import { FRAME_SAMPLES, openDecoder } from './codec.ts';
import type { AudioDecoder } from './codec.ts';
import { Cushion } from './cushion.ts';

/** Gaps up to this long are filled with silence, samples; a longer one is cut out. */
const LONGEST_GAP = FRAME_SAMPLES * 5;

export class AudioSource {
  readonly #cushion: Cushion;
  readonly #codecs: ReadonlyMap<number, AudioCodec>;
  readonly #decoders = new Map<number, AudioDecoder>();
  readonly #frame = new Int16Array(FRAME_SAMPLES);
  /** Decoded samples beyond the frame at hand. */
  #rest = new Int16Array(0);
  #payloadTypes = new WeakMap<Uint8Array, number>();

  /** By payload type; what the mixer can't decode is left out. All share one RTP clock. */
  constructor(codecs: readonly AudioCodec[]) {
    this.#codecs = new Map(codecs.map((codec) => [codec.payloadType, codec]));
    this.#cushion = new Cushion(codecs[0]?.clockRate ?? 8000);
  }

  push(payloadType: number, timestamp: number, payload: Uint8Array, now: number): void {
    if (payload.length === 0 || this.#decoder(payloadType) === undefined) return;
    this.#payloadTypes.set(payload, payloadType);
    this.#cushion.push({ timestamp, payload }, now);
  }

  /** The next 20 ms, valid until the next call; `undefined` when there is nothing to hear. */
  pull(now: number): Int16Array | undefined {
    let filled = this.#takeRest(0);
    while (filled < FRAME_SAMPLES) {
      const next = this.#cushion.pull(now);
      if (next === undefined) break;
      const decoder = this.#decoder(this.#payloadTypes.get(next.packet.payload) ?? -1);
      if (decoder === undefined) continue;
      const samples = decoder.decode(next.packet.payload);
      this.#cushion.played(next.packet, samples.length / decoder.samplesPerUnit);
      this.#rest = withGap(next.lost * decoder.samplesPerUnit, samples);
      filled = this.#takeRest(filled);
    }
    if (filled === 0) return undefined;
    return this.#frame.fill(0, filled);
  }

  #takeRest(filled: number): number {
    const count = Math.min(this.#rest.length, FRAME_SAMPLES - filled);
    if (count === 0) return filled;
    this.#frame.set(this.#rest.subarray(0, count), filled);
    this.#rest = this.#rest.subarray(count);
    return filled + count;
  }

  #decoder(payloadType: number): AudioDecoder | undefined {
    const known = this.#decoders.get(payloadType);
    if (known !== undefined) return known;
    const codec = this.#codecs.get(payloadType);
    const decoder = codec === undefined ? undefined : openDecoder(codec);
    if (decoder !== undefined) this.#decoders.set(payloadType, decoder);
    return decoder;
  }
}

function withGap(gap: number, samples: Int16Array): Int16Array<ArrayBuffer> {
  const silence = gap <= LONGEST_GAP ? gap : 0;
  const out = new Int16Array(silence + samples.length);
  out.set(samples, silence);
  return out;
}
