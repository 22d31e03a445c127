/**
 * One device's audio on its way into the mixer, in frames of 20 ms: jitter buffer, decoder, concealment of what did not
 * come, time scaling towards the delay that the path needs. Pure: time is an argument.
 */
import type { AudioCodec } from '../description.ts';
import { FRAME_SAMPLES, openDecoder } from './codec.ts';
import type { AudioDecoder } from './codec.ts';
import { Concealer } from './conceal.ts';
import { JitterBuffer } from './jitter-buffer.ts';
import type { JitterCounts, JitterPacket } from './jitter-buffer.ts';
import { LONGEST_PERIOD } from './pitch.ts';
import { PlayLine } from './play-line.ts';
import { lengthen, shorten } from './time-scale.ts';

/** Frames between two adjustments: at most a period in 80 ms, so that speech stays speech. */
const ADJUST_EVERY = 4;
/** Frames between two trials in sound that has no period, as looking for one is dear. */
const TRY_EVERY = 25;
/** ms below and above the target delay that are left alone; a period is up to 15 ms. */
const SHORT = 5;
const LONG = 15;
/** ms from the target beyond which even what is not alike is cross-faded. */
const FAR = 40;
const ALIKE = 0.7;

export class AudioSource {
  readonly #buffer: JitterBuffer;
  readonly #codecs: ReadonlyMap<number, AudioCodec>;
  readonly #decoders = new Map<number, AudioDecoder>();
  readonly #line = new PlayLine();
  readonly #concealer = new Concealer();
  /** Of the packet played last. */
  #decoder: AudioDecoder | undefined;
  #samplesPerUnit = 2;
  #sinceAdjusted = 0;

  /** By payload type; what the mixer can't decode is left out, comfort noise too. All share one RTP clock. */
  constructor(codecs: readonly AudioCodec[]) {
    this.#codecs = new Map(codecs.map((codec) => [codec.payloadType, codec]));
    this.#buffer = new JitterBuffer(codecs[0]?.clockRate ?? 8000);
  }

  get counts(): Readonly<JitterCounts> {
    return this.#buffer.counts;
  }

  /** ms from a punctual packet's arrival to its playing that are aimed at. */
  get target(): number {
    return this.#buffer.target;
  }

  push(payloadType: number, timestamp: number, payload: Uint8Array, now: number): void {
    if (payload.length === 0 || this.#decoderOf(payloadType) === undefined) return;
    this.#buffer.push({ timestamp, payloadType, payload }, now);
  }

  /** The next 20 ms, valid until the next call; `undefined` when there is nothing to hear. */
  pull(now: number): Int16Array | undefined {
    while (this.#line.waiting < FRAME_SAMPLES) {
      const step = this.#buffer.take(now, this.#line.waiting / this.#samplesPerUnit);
      if (step.type === 'packet') this.#decode(step.packet, step.follows);
      else if (step.type === 'conceal') this.#conceal(step.units * this.#samplesPerUnit);
      else if (!this.#fill()) return undefined;
    }
    this.#adjust(now);
    return this.#line.play(FRAME_SAMPLES);
  }

  /** A period more or less, when too little or too much waits. Not while the line is concealed. */
  #adjust(now: number): void {
    this.#sinceAdjusted += 1;
    if (this.#sinceAdjusted < ADJUST_EVERY || this.#concealer.active) return;
    const excess = this.#buffer.excess(now, this.#line.waiting / this.#samplesPerUnit);
    if (excess >= -SHORT && excess <= LONG) return;
    if (excess > 0 && !this.#readAhead(now)) return;
    const likeness = Math.abs(excess) > FAR ? 0 : ALIKE;
    const done = excess > 0 ? shorten(this.#line, likeness) : lengthen(this.#line, likeness);
    this.#sinceAdjusted = done ? 0 : ADJUST_EVERY - TRY_EVERY;
  }

  /** Decodes what can be shortened. */
  #readAhead(now: number): boolean {
    while (this.#line.waiting < FRAME_SAMPLES + LONGEST_PERIOD) {
      if (!this.#buffer.hasNext()) return false;
      const step = this.#buffer.take(now, this.#line.waiting / this.#samplesPerUnit);
      if (step.type !== 'packet') return false;
      this.#decode(step.packet, step.follows);
    }
    return true;
  }

  #decode(packet: JitterPacket, follows: boolean): void {
    const decoder = this.#decoderOf(packet.payloadType);
    if (decoder === undefined) return;
    const seam = this.#decoder !== undefined && (!follows || decoder !== this.#decoder);
    if (seam && !this.#concealer.active) this.#concealer.conceal(this.#line, 0);
    const samples = decoder.decode(packet.payload);
    this.#decoder = decoder;
    this.#samplesPerUnit = decoder.samplesPerUnit;
    this.#buffer.played(packet, samples.length / decoder.samplesPerUnit);
    this.#concealer.merge(this.#line, samples);
  }

  /** Up to a frame's end. */
  #conceal(most: number): void {
    const count = Math.min(most, FRAME_SAMPLES - this.#line.waiting);
    this.#concealer.conceal(this.#line, count);
    this.#buffer.concealed(count / this.#samplesPerUnit);
  }

  /**
   * The source is silent: what is left is played to its end. `false`: nothing is. After that decoders begin anew, as
   * the sender's encoder hears silence too; within a talkspurt they keep their state, which fits again sooner than one
   * that learns from what was concealed.
   */
  #fill(): boolean {
    const sounds = this.#concealer.active && !this.#concealer.faded;
    if (!sounds && this.#line.waiting === 0) {
      if (this.#decoders.size > 0) this.#decoders.clear();
      return false;
    }
    this.#concealer.conceal(this.#line, FRAME_SAMPLES - this.#line.waiting);
    return true;
  }

  #decoderOf(payloadType: number): AudioDecoder | undefined {
    const known = this.#decoders.get(payloadType);
    if (known !== undefined) return known;
    const codec = this.#codecs.get(payloadType);
    const decoder = codec === undefined ? undefined : openDecoder(codec);
    if (decoder !== undefined) this.#decoders.set(payloadType, decoder);
    return decoder;
  }
}
