/** What the mixer knows of codecs: PCM at 16 kHz in frames of 20 ms on its side, RTP payloads on the other. */
import type { AudioCodec, AudioCodecName } from '../description.ts';
import { decodeAlaw, decodeMulaw, encodeAlaw, encodeMulaw } from './g711.ts';
import { G722Decoder, G722Encoder } from './g722.ts';
import { takesOverInSilence } from './g722-silence.ts';
import { DOWNSAMPLE_HISTORY, downsample, Upsampler } from './resample.ts';

export const SAMPLE_RATE = 16_000;
export const FRAME_MS = 20;
/** Samples in a mixer frame. */
export const FRAME_SAMPLES = (SAMPLE_RATE * FRAME_MS) / 1000;

export interface AudioDecoder {
  /** Of the samples, Hz: 16 or 48 kHz. */
  readonly rate: number;
  /** Samples per unit of the RTP clock. */
  readonly samplesPerUnit: number;
  /** Any number of whole codec frames; stateful, so in order. */
  decode(payload: Uint8Array): Int16Array;
}

export interface AudioEncoder {
  /** Of the samples, Hz: 16 or 48 kHz. */
  readonly rate: number;
  /** Units of the RTP clock in a mixer frame. */
  readonly unitsPerFrame: number;
  /** Bytes in a mixer frame. */
  readonly bytesPerFrame: number;
  /** One frame; stateful. */
  encode(frame: Int16Array): Uint8Array;
  /** The same state, apart from now on. */
  clone(): AudioEncoder;
  /** Would give the same bytes as `other` for the same frames from now on, or sound no different. */
  agreesWith(other: AudioEncoder): boolean;
  /** While both encode digital silence: whoever hears `other` would not notice that this one goes on instead. */
  takesOverInSilence(other: AudioEncoder): boolean;
}

interface CodecFactory {
  readonly decoder: () => AudioDecoder;
  readonly encoder: () => AudioEncoder;
}

const FACTORIES: Partial<Record<AudioCodecName, CodecFactory>> = {
  G722: { decoder: () => g722Decoder(), encoder: () => new WidebandEncoder(new G722Encoder()) },
  PCMU: { decoder: () => g711Decoder(decodeMulaw), encoder: () => new G711Encoder(encodeMulaw) },
  PCMA: { decoder: () => g711Decoder(decodeAlaw), encoder: () => new G711Encoder(encodeAlaw) },
};

export const AUDIO_CODECS: readonly AudioCodecName[] = ['G722', 'PCMU', 'PCMA'];

/** `undefined`: the mixer can't. */
export function openDecoder(codec: AudioCodec): AudioDecoder | undefined {
  return codec.channels === 1 ? FACTORIES[codec.name]?.decoder() : undefined;
}

export function openEncoder(codec: AudioCodec): AudioEncoder | undefined {
  return codec.channels === 1 ? FACTORIES[codec.name]?.encoder() : undefined;
}

function g711Decoder(expand: (payload: Uint8Array) => Int16Array): AudioDecoder {
  const upsampler = new Upsampler();
  return { rate: SAMPLE_RATE, samplesPerUnit: 2, decode: (payload) => upsampler.process(expand(payload)) };
}

/** The RTP clock of G.722 is 8 kHz although it has 16 kHz (RFC 3551 §4.5.2). */
function g722Decoder(): AudioDecoder {
  const decoder = new G722Decoder();
  return { rate: SAMPLE_RATE, samplesPerUnit: 2, decode: (payload) => decoder.decode(payload) };
}

class WidebandEncoder implements AudioEncoder {
  readonly rate = SAMPLE_RATE;
  readonly unitsPerFrame = 160;
  readonly bytesPerFrame = 160;
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
}

class G711Encoder implements AudioEncoder {
  readonly rate = SAMPLE_RATE;
  readonly unitsPerFrame = 160;
  readonly bytesPerFrame = 160;
  readonly #compress: (samples: Int16Array) => Uint8Array;
  #history: Float64Array;

  constructor(compress: (samples: Int16Array) => Uint8Array, history: Float64Array = new Float64Array(DOWNSAMPLE_HISTORY)) {
    this.#compress = compress;
    this.#history = history;
  }

  encode(frame: Int16Array): Uint8Array {
    const { output, history } = downsample(this.#history, frame);
    this.#history = history;
    return this.#compress(output);
  }

  clone(): AudioEncoder {
    return new G711Encoder(this.#compress, this.#history);
  }

  /** The filter's 3 ms of history is all the state there is. */
  agreesWith(other: AudioEncoder): boolean {
    return other instanceof G711Encoder && other.#compress === this.#compress;
  }

  takesOverInSilence(other: AudioEncoder): boolean {
    return this.agreesWith(other);
  }
}
