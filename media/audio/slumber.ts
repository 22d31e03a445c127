/**
 * A source that is not heard and therefore not decoded: the level of its packets is estimated, and the last packets
 * are kept. When the source is heard after all, a decoder processes those first, so that its state fits by the
 * first sample that counts. Pure.
 */
import type { AudioCodec } from '../description.ts';
import { openMeter } from './codec.ts';
import type { AudioDecoder, Meter } from './codec.ts';
import type { JitterPacket } from './jitter-buffer.ts';

/** Packets that are kept: 200 ms, enough for a G.722 decoder to find its scales. */
const KEPT = 10;
/** Correction of the estimate: its bounds, dB; how fast it is learned; the level below which it is not learned. */
const LEAST_OFFSET = -3;
const MOST_OFFSET = 12;
const LEARNING = 0.05;
const LEAST_LEVEL = -75;
const NOTHING = new Int16Array(0);

/** Samples that did not arrive. */
interface Gap {
  readonly samples: number;
}

export class Slumber {
  readonly #codecs: ReadonlyMap<number, AudioCodec>;
  #meter: { readonly payloadType: number; readonly powerOf: Meter } | undefined;
  /** dBov of the current packet and the previous one. */
  #estimate = -127;
  #before = -127;
  /** dB by which the sound is louder than estimated. */
  #offset = 0;
  #asleep = false;
  /** The last packets, and whether any came before them. */
  #kept: (JitterPacket | Gap)[] = [];
  #more = false;
  /** Stands in for samples that are not decoded. */
  #silence: Int16Array = NOTHING;

  constructor(codecs: ReadonlyMap<number, AudioCodec>) {
    this.#codecs = codecs;
  }

  get asleep(): boolean {
    return this.#asleep;
  }

  /** Level of the current frame, which may span two packets; dBov. */
  get level(): number {
    return Math.max(-127, Math.min(0, Math.max(this.#estimate, this.#before) + this.#offset));
  }

  /** Notes the estimate for a packet that is decoded. */
  observe(packet: JitterPacket): void {
    this.#before = this.#estimate;
    this.#estimate = this.#measure(packet);
  }

  /** Learns from the true level of the frame. */
  learn(level: number): void {
    if (this.#meter === undefined || level < LEAST_LEVEL) return;
    const off = level - Math.max(this.#estimate, this.#before);
    this.#offset += LEARNING * (Math.max(LEAST_OFFSET, Math.min(MOST_OFFSET, off)) - this.#offset);
  }

  /** Takes effect with the next packet. A codec whose packets cannot be measured stays awake. */
  fallAsleep(): void {
    if (this.#meter === undefined) return;
    this.#asleep = true;
    this.#kept = [];
    this.#more = false;
  }

  /** Wakes without decoding the kept packets: they belong to the past. */
  stir(): void {
    this.#asleep = false;
    this.#kept = [];
    this.#meter = undefined;
  }

  /** The source is silent; its decoder will restart. */
  pause(): void {
    this.#kept = [];
    this.#more = false;
    this.#estimate = -127;
    this.#before = -127;
  }

  /** Keeps a packet instead of decoding it; returns as many samples of silence. */
  keep(packet: JitterPacket): Int16Array {
    this.observe(packet);
    this.#add(packet);
    // Codecs that can be measured have two samples at 16 kHz per byte.
    return this.silence(2 * packet.payload.length);
  }

  /** Notes `samples` that did not arrive. */
  skip(samples: number): Int16Array {
    this.#add({ samples });
    return this.silence(samples);
  }

  /** Decodes the kept packets; later ones are decoded again as they come. */
  wake(decoderOf: (payloadType: number) => AudioDecoder | undefined): Int16Array {
    this.#asleep = false;
    const last = this.#kept.findLast((each) => 'payload' in each);
    // A decoder that has processed all earlier packets continues; any other one learns from the kept packets.
    if (this.#more && last !== undefined) decoderOf(last.payloadType)?.reset();
    const pieces = this.#kept.map((each) => {
      if ('samples' in each) return this.silence(each.samples);
      return decoderOf(each.payloadType)?.decode(each.payload) ?? NOTHING;
    });
    this.#kept = [];
    const out = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of pieces) {
      out.set(piece, at);
      at += piece.length;
    }
    return out;
  }

  #add(what: JitterPacket | Gap): void {
    this.#kept.push(what);
    if (this.#kept.length <= KEPT) return;
    this.#kept.shift();
    this.#more = true;
  }

  /** Stands in for samples; read-only. */
  silence(samples: number): Int16Array {
    if (this.#silence.length < samples) this.#silence = new Int16Array(samples);
    return this.#silence.subarray(0, samples);
  }

  #measure({ payloadType, payload }: JitterPacket): number {
    if (this.#meter?.payloadType !== payloadType) {
      const codec = this.#codecs.get(payloadType);
      const powerOf = codec === undefined ? undefined : openMeter(codec);
      this.#meter = powerOf === undefined ? undefined : { payloadType, powerOf };
    }
    return this.#meter === undefined ? -127 : 10 * Math.log10(this.#meter.powerOf(payload) + 1e-13);
  }
}
