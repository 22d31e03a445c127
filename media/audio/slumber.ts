/**
 * A source that nobody hears, undecoded: how loud its packets are is estimated, the last of them are kept, and when it is heard after all a decoder
 * goes through them first, so that its state fits by the time of the first sample that counts. Pure.
 */
import type { AudioCodec } from '../description.ts';
import { openMeter } from './codec.ts';
import type { AudioDecoder, Meter } from './codec.ts';
import type { JitterPacket } from './jitter-buffer.ts';

/** Packets that are kept: 200 ms of them, by which a decoder of G.722 has found its scales. */
const KEPT = 10;
/** Bounds of what an estimate is corrected by, dB; how fast that is learned; and the level below which it is not. */
const LEAST_OFFSET = -3;
const MOST_OFFSET = 12;
const LEARNING = 0.05;
const LEAST_LEVEL = -75;
const NOTHING = new Int16Array(0);

/** What did not come. */
interface Gap {
  readonly samples: number;
}

export class Slumber {
  readonly #codecs: ReadonlyMap<number, AudioCodec>;
  #meter: { readonly payloadType: number; readonly powerOf: Meter } | undefined;
  /** dBov: of the packet at hand and the one before. */
  #estimate = -127;
  #before = -127;
  /** dB by which the sound is louder than estimated. */
  #offset = 0;
  #asleep = false;
  /** The last packets, and whether there were more before them. */
  #kept: (JitterPacket | Gap)[] = [];
  #more = false;
  /** In the place of what is not decoded. */
  #silence: Int16Array = NOTHING;

  constructor(codecs: ReadonlyMap<number, AudioCodec>) {
    this.#codecs = codecs;
  }

  get asleep(): boolean {
    return this.#asleep;
  }

  /** Of the frame at hand, which may be part of two packets; dBov. */
  get level(): number {
    return Math.max(-127, Math.min(0, Math.max(this.#estimate, this.#before) + this.#offset));
  }

  /** A packet is decoded: its estimate is noted. */
  observe(packet: JitterPacket): void {
    this.#before = this.#estimate;
    this.#estimate = this.#measure(packet);
  }

  /** What the frame's level really was. */
  learn(level: number): void {
    if (this.#meter === undefined || level < LEAST_LEVEL) return;
    const off = level - Math.max(this.#estimate, this.#before);
    this.#offset += LEARNING * (Math.max(LEAST_OFFSET, Math.min(MOST_OFFSET, off)) - this.#offset);
  }

  /** From the next packet on. A codec whose packets can't be measured stays awake. */
  fallAsleep(): void {
    if (this.#meter === undefined) return;
    this.#asleep = true;
    this.#kept = [];
    this.#more = false;
  }

  /** Without decoding what is kept: it is of the past. */
  stir(): void {
    this.#asleep = false;
    this.#kept = [];
    this.#meter = undefined;
  }

  /** The source is silent; its decoder begins anew. */
  pause(): void {
    this.#kept = [];
    this.#more = false;
    this.#estimate = -127;
    this.#before = -127;
  }

  /** In the place of decoding: as many samples of silence. */
  keep(packet: JitterPacket): Int16Array {
    this.observe(packet);
    this.#add(packet);
    // Those that can be measured have two samples at 16 kHz for each byte.
    return this.silence(2 * packet.payload.length);
  }

  /** As many samples that did not come. */
  skip(samples: number): Int16Array {
    this.#add({ samples });
    return this.silence(samples);
  }

  /** What the kept packets say; they are decoded from now on. */
  wake(decoderOf: (payloadType: number) => AudioDecoder | undefined): Int16Array {
    this.#asleep = false;
    const last = this.#kept.findLast((each) => 'payload' in each);
    // A decoder that has heard all before goes on; another one learns from what is kept.
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

  /** In the place of samples; read-only. */
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
