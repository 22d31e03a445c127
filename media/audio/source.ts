/**
 * One device's audio on its way into the mixer, in frames of 20 ms: jitter buffer, decoder, concealment of missing
 * packets, time scaling towards the delay that the path needs. A source that has not been heard for a while is not
 * decoded. Pure: time is an argument.
 */
import type { AudioCodec } from '../description.ts';
import { FRAME_SAMPLES, formatOf, openDecoder, SAMPLE_RATE } from './codec.ts';
import { frameLevel } from './mix.ts';
import type { AudioDecoder } from './codec.ts';
import { Concealer } from './conceal.ts';
import { JitterBuffer } from './jitter-buffer.ts';
import type { JitterCounts, JitterPacket } from './jitter-buffer.ts';
import { LONGEST_PERIOD } from './pitch.ts';
import { PlayLine } from './play-line.ts';
import { lengthen, shorten } from './time-scale.ts';
import { Slumber } from './slumber.ts';
import { ToneDigits } from './tone-digits.ts';

/** Frames between two adjustments: at most one period in 80 ms keeps speech natural. */
const ADJUST_EVERY = 4;
/** Frames between two trials in sound without a period, as the search is expensive. */
const TRY_EVERY = 25;
/** ms below and above the target delay that are tolerated; a period is up to 15 ms. */
const SHORT = 5;
const LONG = 10;
/** ms from the target beyond which even dissimilar sound is cross-faded. */
const FAR = 40;
/** Deviation from the target, in samples at 16 kHz, that is tolerated in a source that is not heard. */
const UNHEARD = 24;
const ALIKE = 0.7;
/** ms without packets after which the previous source may return: until then its packets are stragglers. */
const LEFT = 200;
/** Frames not heard after which the source is no longer decoded. */
const DROWSY = 50;
/** Frames: no device sends longer packets, and a packet of several seconds would hold up all later ones. */
const LONGEST_PACKET = 12;
/** Comfort noise (RFC 3389) at an RTP clock of 8 kHz (RFC 3551 §6). */
export const COMFORT_NOISE = 13;

export interface AudioPacket extends JitterPacket {
  readonly ssrc: number;
}

export class AudioSource {
  readonly #codecs: ReadonlyMap<number, AudioCodec>;
  /** Most bytes that a packet may hold, by payload type; Opus has its own limit. */
  readonly #mostBytes: ReadonlyMap<number, number>;
  readonly #tones: ToneDigits | undefined;
  readonly #decoders = new Map<number, AudioDecoder>();
  #clockRate: number;
  #buffer: JitterBuffer;
  #line: PlayLine;
  #concealer: Concealer;
  #ssrc: number | undefined;
  /** The previous source's SSRC. */
  #left: number | undefined;
  #heardAt = -Infinity;
  /** Decoder of the packet played last. */
  #decoder: AudioDecoder | undefined;
  #samplesPerUnit = 2;
  #sinceAdjusted = 0;
  /** The samples played last were concealed by the decoder. */
  #decoderConceals = false;
  /** The decoders have been reset, and nothing has been decoded since. */
  #idle = true;
  #digits = '';
  readonly #slumber: Slumber;
  /** Consecutive frames that were not heard. */
  #unheard = 0;
  #present = false;

  /** Codecs that the mixer cannot decode are ignored. `detectTones`: detect digits. */
  constructor(codecs: readonly AudioCodec[], detectTones = false) {
    this.#codecs = new Map(codecs.map((codec) => [codec.payloadType, codec]));
    this.#mostBytes = new Map(
      codecs.map((codec) => [codec.payloadType, LONGEST_PACKET * (formatOf(codec)?.bytesPerFrame ?? Infinity)]),
    );
    this.#tones = detectTones ? new ToneDigits() : undefined;
    this.#clockRate = codecs[0]?.clockRate ?? 8000;
    this.#buffer = new JitterBuffer(this.#clockRate);
    this.#line = new PlayLine();
    this.#concealer = new Concealer();
    this.#slumber = new Slumber(this.#codecs);
  }

  get counts(): Readonly<JitterCounts> {
    return this.#buffer.counts;
  }

  /** ms aimed at between a punctual packet's arrival and its playback. */
  get target(): number {
    return this.#buffer.target;
  }

  /** Rate of the frames, Hz. */
  get rate(): number {
    return SAMPLE_RATE * this.#line.scale;
  }

  /** Closes the decoders; they are reopened when a packet arrives. */
  close(): void {
    for (const decoder of this.#decoders.values()) decoder.close();
    this.#decoders.clear();
  }

  /** The source is not decoded, and its level is an estimate. */
  get asleep(): boolean {
    return this.#slumber.asleep;
  }

  get hasDigits(): boolean {
    return this.#digits !== '';
  }

  /** Digits detected since the last call. */
  takeDigits(): string {
    const digits = this.#digits;
    this.#digits = '';
    return digits;
  }

  push(packet: AudioPacket, now: number): void {
    const isNoise =
      packet.payloadType === COMFORT_NOISE && !this.#codecs.has(COMFORT_NOISE) && this.#clockRate === 8000;
    if (packet.payload.length === 0 || packet.payload.length > (this.#mostBytes.get(packet.payloadType) ?? Infinity))
      return;
    if (!isNoise && !this.#prepare(packet.payloadType)) return;
    if (packet.ssrc !== this.#ssrc) {
      if (packet.ssrc === this.#left && now - this.#heardAt < LEFT) return;
      const first = this.#ssrc === undefined;
      this.#left = this.#ssrc;
      this.#ssrc = packet.ssrc;
      if (!first) {
        this.close();
        this.#slumber.stir();
        this.#buffer.restart(packet, now);
        this.#heardAt = now;
        return;
      }
    }
    this.#heardAt = now;
    this.#buffer.push(packet, now);
  }

  /** Prepares the next 20 ms and returns their level, dBov. `undefined`: silence. */
  advance(now: number): number | undefined {
    const frame = this.#frame;
    this.#present = false;
    while (this.#line.waiting < frame) {
      const step = this.#buffer.take(now, this.#line.waiting / this.#samplesPerUnit);
      if (step.type === 'packet') this.#play(step.packet, step.follows);
      else if (step.type === 'conceal') this.#conceal(step.units * this.#samplesPerUnit, step.next);
      else if (step.type === 'pause') this.#pause(step.units * this.#samplesPerUnit);
      else if (!this.#fill()) return undefined;
    }
    this.#adjust(now);
    this.#line.play(frame);
    this.#present = true;
    if (this.#slumber.asleep) return this.#slumber.level;
    const level = frameLevel(this.#last());
    this.#slumber.learn(level);
    return level;
  }

  /**
   * The frame prepared by `advance`, at `rate`; valid until the next `advance`. Decodes packets that were skipped.
   */
  frame(): Int16Array | undefined {
    if (!this.#present) return undefined;
    if (this.#slumber.asleep) this.#wake();
    return this.#last();
  }

  /** Tells the source whether that frame is in the mix. */
  heard(isHeard: boolean): void {
    this.#unheard = isHeard ? 0 : this.#unheard + 1;
    if (this.#unheard >= DROWSY && !this.#slumber.asleep && this.#tones === undefined && !this.#concealer.active)
      this.#slumber.fallAsleep();
  }

  /** `advance` and `frame` in one call. */
  pull(now: number): Int16Array | undefined {
    return this.advance(now) === undefined ? undefined : this.frame();
  }

  #last(): Int16Array {
    const { samples, at } = this.#line;
    return samples.subarray(at - this.#frame, at);
  }

  /** Decodes the kept packets, and puts their end in place. */
  #wake(): void {
    const decoded = this.#slumber.wake((payloadType) => this.#decoderOf(payloadType));
    this.#line.replaceEnd(decoded);
  }

  get #frame(): number {
    return FRAME_SAMPLES * this.#line.scale;
  }

  /** Inserts or removes a period if too little or too much is waiting. Not while the line is concealed. */
  #adjust(now: number): void {
    this.#sinceAdjusted += 1;
    if (this.#sinceAdjusted < ADJUST_EVERY || this.#concealer.active || this.#decoderConceals) return;
    const excess = this.#buffer.excess(now, this.#line.waiting / this.#samplesPerUnit);
    if (this.#slumber.asleep) return this.#adjustUnheard(excess, now);
    if (excess >= -SHORT && excess <= LONG) return;
    if (excess > 0 && !this.#readAhead(now)) return;
    const likeness = Math.abs(excess) > FAR ? 0 : ALIKE;
    const done = excess > 0 ? shorten(this.#line, likeness) : lengthen(this.#line, likeness);
    this.#sinceAdjusted = done ? 0 : ADJUST_EVERY - TRY_EVERY;
  }

  /** Adjusts to the exact delay, at most a period at a time: the seams are not heard. */
  #adjustUnheard(excess: number, now: number): void {
    const samples = Math.min(LONGEST_PERIOD, Math.round(Math.abs(excess) * (SAMPLE_RATE / 1000)));
    if (samples < UNHEARD || (excess > 0 && !this.#readAhead(now))) return;
    if (excess > 0) this.#line.narrow(0, samples);
    else this.#line.insert(this.#slumber.silence(samples));
    this.#sinceAdjusted = 0;
  }

  /** Decodes ahead, as far as shortening needs. */
  #readAhead(now: number): boolean {
    while (this.#line.waiting < this.#frame + LONGEST_PERIOD * this.#line.scale) {
      if (!this.#buffer.hasNext()) return false;
      const step = this.#buffer.take(now, this.#line.waiting / this.#samplesPerUnit);
      if (step.type !== 'packet') return false;
      this.#play(step.packet, step.follows);
    }
    return true;
  }

  #play(packet: JitterPacket, follows: boolean): void {
    const decoder = this.#decoderOf(packet.payloadType);
    if (decoder === undefined) return this.#rest(packet);
    if (this.#slumber.asleep) return this.#keep(packet, decoder);
    // A decoder with its own concealment continues without a seam.
    const seam = this.#decoder !== undefined && (decoder !== this.#decoder || !(follows || this.#decoderConceals));
    this.#decoderConceals = false;
    this.#idle = false;
    if (seam && !this.#concealer.active) this.#concealer.conceal(this.#line, 0);
    this.#slumber.observe(packet);
    const samples = decoder.decode(packet.payload);
    this.#decoder = decoder;
    this.#samplesPerUnit = decoder.samplesPerUnit;
    this.#buffer.played(packet, samples.length / decoder.samplesPerUnit);
    if (this.#tones !== undefined) this.#digits += this.#tones.push(samples, decoder.rate);
    this.#concealer.merge(this.#line, samples);
  }

  /** Keeps the packet undecoded, with its length. */
  #keep(packet: JitterPacket, decoder: AudioDecoder): void {
    const samples = this.#slumber.keep(packet);
    this.#idle = false;
    this.#decoder = decoder;
    this.#buffer.played(packet, samples.length / decoder.samplesPerUnit);
    this.#line.append(samples);
  }

  /** A gap in a source that is not decoded. */
  #skip(count: number, lost: boolean): void {
    this.#line.append(this.#slumber.skip(count));
    this.#buffer.concealed(count / this.#samplesPerUnit, lost);
  }

  /** Comfort noise (RFC 3389 §3): the first byte is its level, -dBov. */
  #rest({ payload }: JitterPacket): void {
    if (!this.#slumber.asleep) this.#concealer.rest(this.#line, 0, -((payload[0] ?? 127) & 0x7f));
    this.#buffer.paused();
  }

  /** Conceals up to a frame's end; by the decoder itself if it can (then a little beyond). */
  #conceal(most: number, next: JitterPacket | undefined): void {
    const count = Math.min(most, this.#frame - this.#line.waiting);
    if (this.#slumber.asleep) return this.#skip(count, true);
    if (this.#decoder?.conceal === undefined || this.#concealer.active) {
      this.#concealer.conceal(this.#line, count);
      this.#buffer.concealed(count / this.#samplesPerUnit, true);
      return;
    }
    const whole = next !== undefined && this.#decoderOf(next.payloadType) === this.#decoder;
    const samples = this.#decoder.conceal(whole ? most : count, whole ? next.payload : undefined);
    this.#line.append(samples);
    this.#decoderConceals = true;
    this.#buffer.concealed(samples.length / this.#samplesPerUnit, true);
  }

  #pause(most: number): void {
    const count = Math.min(most, this.#frame - this.#line.waiting);
    if (this.#slumber.asleep) return this.#skip(count, false);
    this.#concealer.rest(this.#line, count);
    this.#buffer.concealed(count / this.#samplesPerUnit, false);
  }

  /**
   * Fills the frame while the source is silent: what is left is played to its end. `false`: nothing is left. Then
   * decoders are reset, as the sender's encoder hears silence too; within a talkspurt they keep their state, which
   * fits again sooner than one that learns from concealed sound.
   */
  #fill(): boolean {
    const sounds = this.#decoderConceals || (this.#concealer.active && !this.#concealer.faded);
    if (!sounds && this.#line.waiting === 0) {
      if (this.#idle) return false;
      this.#idle = true;
      this.#slumber.pause();
      for (const decoder of this.#decoders.values()) decoder.reset();
      this.#tones?.pause();
      return false;
    }
    const count = this.#frame - this.#line.waiting;
    // Sound made up by a decoder does not end by itself.
    if (this.#slumber.asleep) this.#line.append(this.#slumber.skip(count));
    else if (this.#decoderConceals) this.#concealer.rest(this.#line, count);
    else this.#concealer.conceal(this.#line, count);
    this.#decoderConceals = false;
    return true;
  }

  /** A codec with another clock or rate starts with a new buffer and line. `false`: the mixer cannot decode it. */
  #prepare(payloadType: number): boolean {
    const codec = this.#codecs.get(payloadType);
    const decoder = this.#decoderOf(payloadType);
    if (codec === undefined || decoder === undefined) return false;
    if (codec.clockRate === this.#clockRate && decoder.rate === this.rate) return true;
    if (codec.clockRate !== this.#clockRate) this.#buffer = new JitterBuffer(codec.clockRate, this.#buffer.counts);
    this.#clockRate = codec.clockRate;
    const scale = decoder.rate / SAMPLE_RATE;
    this.#slumber.stir();
    this.#line = new PlayLine(scale);
    this.#concealer = new Concealer(scale);
    this.#decoder = undefined;
    this.#samplesPerUnit = decoder.samplesPerUnit;
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
