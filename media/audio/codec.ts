/** Codecs as the mixer uses them: PCM at 16 or 48 kHz in frames of 20 ms on one side, RTP payloads on the other. */
import type { AudioCodec, AudioCodecName } from '../description.ts';
import { decodeAlaw, decodeMulaw, encodeAlaw, encodeMulaw, powerOfAlaw, powerOfMulaw } from './g711.ts';
import { G722Decoder, G722Encoder } from './g722.ts';
import { G722Level } from './g722-level.ts';
import { takesOver } from './g722-takeover.ts';
import { takesOverInSilence } from './g722-silence.ts';
import { decodeL16, encodeL16 } from './l16.ts';
import { OPUS_RATE, OpusDecoder, OpusEncoder } from './opus.ts';
import { DOWNSAMPLE_HISTORY, downsample, Upsampler } from './resample.ts';

export const SAMPLE_RATE = 16_000;
export const FRAME_MS = 20;
/** Samples in a mixer frame at 16 kHz. */
export const FRAME_SAMPLES = (SAMPLE_RATE * FRAME_MS) / 1000;

/** A codec's sizes and rates in the mixer. */
export interface CodecFormat {
  /** Rate of the mixer's samples, Hz: 16 or 48 kHz. */
  readonly rate: number;
  /** RTP clock units in a mixer frame. */
  readonly unitsPerFrame: number;
  /** Bytes in a mixer frame; absent if the size varies, so that each packet is one frame. */
  readonly bytesPerFrame?: number;
}

export interface AudioDecoder {
  /** Rate of the samples, Hz: 16 or 48 kHz. */
  readonly rate: number;
  /** Samples per unit of the RTP clock. */
  readonly samplesPerUnit: number;
  /** Decodes any number of whole codec frames, in order (stateful). */
  decode(payload: Uint8Array): Int16Array;
  /**
   * At least `count` samples in place of lost ones, from `next` if that contains them; absent: the codec has no
   * concealment of its own.
   */
  conceal?(count: number, next: Uint8Array | undefined): Int16Array;
  /** To be called after the sender has been silent for a while. */
  reset(): void;
  /** No decoding is possible afterwards. Idempotent. */
  close(): void;
}

export interface AudioEncoder {
  /** Encodes one frame (stateful). The caller must not change the frame afterwards. */
  encode(frame: Int16Array): Uint8Array;
  /** A copy with the same state, independent from now on. */
  clone(): AudioEncoder;
  /**
   * True if this encoder would give the same bytes as `other` for the same frames from now on, or sound no
   * different. To be called once after each frame.
   */
  agreesWith(other: AudioEncoder): boolean;
  /**
   * While both encode digital silence: true if a listener of `other` would not notice that this encoder continues
   * instead.
   */
  takesOverInSilence(other: AudioEncoder): boolean;
  /**
   * While both encode sound: true if a listener of `other` would not notice that this encoder continues instead,
   * with `encoded` (which is `frame`); `other` has not encoded that frame yet.
   */
  takesOver(other: AudioEncoder, encoded: Uint8Array, frame: Int16Array): boolean;
  /** No encoding is possible afterwards. Idempotent. */
  close(): void;
}

/**
 * Measures how loud a packet is without decoding it: mean power relative to full scale. Packets must come in order.
 */
export type Meter = (payload: Uint8Array) => number;

interface Entry extends CodecFormat {
  readonly decoder: () => AudioDecoder;
  readonly meter?: () => Meter;
  readonly encoder: () => AudioEncoder;
}

const NARROW: CodecFormat = { rate: SAMPLE_RATE, unitsPerFrame: 160, bytesPerFrame: 160 };

/** Keyed by encoding name and clock rate, as in an rtpmap. */
const CODECS: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  // The RTP clock of G.722 is 8 kHz although its sample rate is 16 kHz (RFC 3551 §4.5.2).
  [
    'G722/8000',
    {
      ...NARROW,
      decoder: () => g722Decoder(),
      meter: g722Meter,
      encoder: () => new WidebandEncoder(new G722Encoder()),
    },
  ],
  [
    'PCMU/8000',
    {
      ...NARROW,
      decoder: () => narrowDecoder(decodeMulaw),
      meter: () => powerOfMulaw,
      encoder: () => new NarrowEncoder(encodeMulaw),
    },
  ],
  [
    'PCMA/8000',
    {
      ...NARROW,
      decoder: () => narrowDecoder(decodeAlaw),
      meter: () => powerOfAlaw,
      encoder: () => new NarrowEncoder(encodeAlaw),
    },
  ],
  [
    'L16/8000',
    {
      rate: SAMPLE_RATE,
      unitsPerFrame: 160,
      bytesPerFrame: 320,
      decoder: () => narrowDecoder(decodeL16),
      encoder: () => new NarrowEncoder(encodeL16),
    },
  ],
  [
    'L16/16000',
    {
      rate: SAMPLE_RATE,
      unitsPerFrame: 320,
      bytesPerFrame: 640,
      decoder: () => linearDecoder(SAMPLE_RATE),
      encoder: linearEncoder,
    },
  ],
  [
    'L16/48000',
    {
      rate: 48_000,
      unitsPerFrame: 960,
      bytesPerFrame: 1920,
      decoder: () => linearDecoder(48_000),
      encoder: linearEncoder,
    },
  ],
  [
    'opus/48000',
    {
      rate: OPUS_RATE,
      unitsPerFrame: 960,
      decoder: () => opusDecoder(),
      encoder: () => new FullbandEncoder(new OpusEncoder()),
    },
  ],
]);

export const AUDIO_CODECS: readonly AudioCodecName[] = ['opus', 'G722', 'PCMU', 'PCMA', 'L16'];

/**
 * Returns `undefined` if the mixer lacks the codec. The rtpmap of Opus always says two channels (RFC 7587 §7); it
 * is mixed as one.
 */
function entryOf({ name, clockRate, channels }: AudioCodec): Entry | undefined {
  return channels === 1 || name === 'opus' ? CODECS.get(`${name}/${clockRate}`) : undefined;
}

export function formatOf(codec: AudioCodec): CodecFormat | undefined {
  return entryOf(codec);
}

export function openDecoder(codec: AudioCodec): AudioDecoder | undefined {
  return entryOf(codec)?.decoder();
}

/** Returns `undefined` for a codec whose packets must be decoded to be measured. */
export function openMeter(codec: AudioCodec): Meter | undefined {
  return entryOf(codec)?.meter?.();
}

export function openEncoder(codec: AudioCodec): AudioEncoder | undefined {
  return entryOf(codec)?.encoder();
}

function nothing(): void {}

function narrowDecoder(expand: (payload: Uint8Array) => Int16Array): AudioDecoder {
  let upsampler = new Upsampler();
  return {
    rate: SAMPLE_RATE,
    samplesPerUnit: 2,
    decode: (payload) => upsampler.process(expand(payload)),
    reset: () => (upsampler = new Upsampler()),
    close: nothing,
  };
}

function g722Decoder(): AudioDecoder {
  let decoder = new G722Decoder();
  return {
    rate: SAMPLE_RATE,
    samplesPerUnit: 2,
    decode: (payload) => decoder.decode(payload),
    reset: () => (decoder = new G722Decoder()),
    close: nothing,
  };
}

function g722Meter(): Meter {
  const level = new G722Level();
  return (payload) => level.powerOf(payload);
}

function linearDecoder(rate: number): AudioDecoder {
  return { rate, samplesPerUnit: 1, decode: decodeL16, reset: nothing, close: nothing };
}

/** The decoder keeps its state over a pause, as the sender's encoder does. */
function opusDecoder(): AudioDecoder {
  const decoder = new OpusDecoder();
  return {
    rate: OPUS_RATE,
    samplesPerUnit: 1,
    decode: (payload) => decoder.decode(payload),
    conceal: (count, next) => decoder.conceal(count, next),
    reset: nothing,
    close: () => decoder.close(),
  };
}

function linearEncoder(): AudioEncoder {
  const encoder: AudioEncoder = {
    encode: encodeL16,
    clone: () => encoder,
    agreesWith: () => true,
    takesOverInSilence: () => true,
    takesOver: () => true,
    close: nothing,
  };
  return encoder;
}

class WidebandEncoder implements AudioEncoder {
  readonly #encoder: G722Encoder;

  constructor(encoder: G722Encoder) {
    this.#encoder = encoder;
  }

  encode(frame: Int16Array): Uint8Array {
    return this.#encoder.encode(frame);
  }

  clone(): AudioEncoder {
    return new WidebandEncoder(new G722Encoder(this.#encoder));
  }

  agreesWith(other: AudioEncoder): boolean {
    return other instanceof WidebandEncoder && this.#encoder.equals(other.#encoder);
  }

  takesOverInSilence(other: AudioEncoder): boolean {
    return other instanceof WidebandEncoder && takesOverInSilence(this.#encoder, other.#encoder);
  }

  takesOver(other: AudioEncoder, encoded: Uint8Array, frame: Int16Array): boolean {
    return other instanceof WidebandEncoder && takesOver(encoded, other.#encoder, frame);
  }

  close(): void {}
}

class FullbandEncoder implements AudioEncoder {
  readonly #encoder: OpusEncoder;

  constructor(encoder: OpusEncoder) {
    this.#encoder = encoder;
  }

  encode(frame: Int16Array): Uint8Array {
    return this.#encoder.encode(frame);
  }

  clone(): AudioEncoder {
    return new FullbandEncoder(this.#encoder.clone());
  }

  agreesWith(other: AudioEncoder): boolean {
    return other instanceof FullbandEncoder && this.#encoder.agreesWith(other.#encoder);
  }

  takesOverInSilence(other: AudioEncoder): boolean {
    return other instanceof FullbandEncoder;
  }

  takesOver(): boolean {
    return false;
  }

  close(): void {
    this.#encoder.close();
  }
}

class NarrowEncoder implements AudioEncoder {
  readonly #compress: (samples: Int16Array) => Uint8Array;
  #history: Float64Array;

  constructor(
    compress: (samples: Int16Array) => Uint8Array,
    history: Float64Array = new Float64Array(DOWNSAMPLE_HISTORY),
  ) {
    this.#compress = compress;
    this.#history = history;
  }

  encode(frame: Int16Array): Uint8Array {
    const { output, history } = downsample(this.#history, frame);
    this.#history = history;
    return this.#compress(output);
  }

  clone(): AudioEncoder {
    return new NarrowEncoder(this.#compress, this.#history);
  }

  /** The only state is the filter's history of 3 ms. */
  agreesWith(other: AudioEncoder): boolean {
    return other instanceof NarrowEncoder && other.#compress === this.#compress;
  }

  takesOverInSilence(other: AudioEncoder): boolean {
    return this.agreesWith(other);
  }

  takesOver(other: AudioEncoder): boolean {
    return this.agreesWith(other);
  }

  close(): void {}
}
