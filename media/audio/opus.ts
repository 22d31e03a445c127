/**
 * Opus (RFC 6716) by libopus, as WebAssembly. Encoders and decoders open asynchronously but the mixer needs them at
 * once, so some are kept in stock. Encoders use the low-delay mode: it has one algorithm for all sound, so that a
 * listener can switch between encoders.
 */
import { Application, createDecoder, createEncoder } from 'libopus-wasm';
import type { OpusDecoderHandle, OpusEncoderHandle } from 'libopus-wasm';

export const OPUS_RATE = 48_000;
const FRAME = 960;
/** bit/s: transparent for one channel. */
const BITRATE = 64_000;
const COMPLEXITY = 5;
/**
 * Encoders that had the same input for this many frames are in step: the remaining effect of earlier input is
 * inaudible.
 */
const IN_STEP = 10;
/**
 * Frames that a new encoder must process before it continues for another: the measured difference is 39 dB below a
 * tone after three frames, 20 dB after one.
 */
const WARM_UP = 3;
/** Concealment is made in pieces of 2.5 ms. */
const PIECE = 120;
/** Samples: 120 ms, the most that a packet holds (RFC 6716 §3.1). */
const LONGEST = 5760;

class Store<T> {
  readonly #open: () => Promise<T>;
  readonly #size: number;
  readonly #ready: T[] = [];
  #opening = 0;

  constructor(size: number, open: () => Promise<T>) {
    this.#size = size;
    this.#open = open;
  }

  async fill(): Promise<void> {
    const missing = this.#size - this.#ready.length - this.#opening;
    this.#opening += missing;
    try {
      this.#ready.push(...(await Promise.all(Array.from({ length: missing }, this.#open))));
    } finally {
      this.#opening -= missing;
    }
  }

  /** Returns `undefined` if more were needed at once than are in stock. */
  take(): T | undefined {
    const taken = this.#ready.pop();
    this.fill().catch(() => {}); // Without memory there is silence, and the next call tries again.
    return taken;
  }
}

const encoders = new Store(24, async () =>
  createEncoder({
    channels: 1,
    sampleRate: OPUS_RATE,
    application: Application.RestrictedLowDelay,
    bitrate: BITRATE,
    complexity: COMPLEXITY,
  }),
);
const decoders = new Store(16, async () =>
  createDecoder({ channels: 1, sampleRate: OPUS_RATE, maxFrameSize: LONGEST }),
);

/** To be called in each thread before the first encoder or decoder. */
export async function loadOpus(): Promise<void> {
  await Promise.all([encoders.fill(), decoders.fill()]);
}

export class OpusDecoder {
  #handle: OpusDecoderHandle | undefined = decoders.take();

  /** Decodes one channel at 48 kHz. A packet that is not Opus is concealed. */
  decode(packet: Uint8Array): Int16Array {
    this.#handle ??= decoders.take();
    try {
      return this.#handle?.decode(packet) ?? new Int16Array(FRAME);
    } catch {
      return this.conceal(FRAME);
    }
  }

  /** At least `count` samples of libopus' own concealment; from `next` if that contains them (RFC 6716 §2.1.7). */
  conceal(count: number, next?: Uint8Array): Int16Array {
    const frameSize = Math.min(LONGEST, Math.ceil(count / PIECE) * PIECE);
    try {
      if (next !== undefined && frameSize === FRAME)
        return this.#handle?.decode(next, { decodeFec: true, frameSize }) ?? new Int16Array(frameSize);
      return this.#handle?.decode(null, { frameSize }) ?? new Int16Array(frameSize);
    } catch {
      return new Int16Array(frameSize);
    }
  }

  /** Idempotent. */
  close(): void {
    this.#handle?.free();
    this.#handle = undefined;
  }
}

export class OpusEncoder {
  #handle: OpusEncoderHandle | undefined = encoders.take();
  /** The last frames, latest first. */
  #recent: readonly Int16Array[] = [];
  /** Consecutive frames in which the other encoder got the same input. */
  #alike = 0;

  /** Encodes 20 ms at 48 kHz, which the caller must leave unchanged. */
  encode(frame: Int16Array): Uint8Array {
    this.#handle ??= encoders.take();
    this.#recent = [frame, ...this.#recent.slice(0, WARM_UP - 1)];
    return this.#handle?.encode(frame) ?? new Uint8Array(0);
  }

  /** A copy that continues without a seam, as it has encoded the last frames too. */
  clone(): OpusEncoder {
    const copy = new OpusEncoder();
    for (const frame of this.#recent.toReversed()) copy.encode(frame);
    return copy;
  }

  /** To be called once for each frame. */
  agreesWith(other: OpusEncoder): boolean {
    other.#alike = this.#recent[0] === other.#recent[0] ? other.#alike + 1 : 0;
    return other.#alike >= IN_STEP;
  }

  /** Idempotent. */
  close(): void {
    this.#handle?.free();
    this.#handle = undefined;
  }
}
