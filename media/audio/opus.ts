/**
 * Opus (RFC 6716) by libopus, as WebAssembly. Its encoders and decoders are opened asynchronously, while the mixer needs them at once: so some
 * are kept in store. Encoders use the low-delay mode: it is one algorithm for all sound, so that a listener can change from one encoder to another.
 */
import { Application, createDecoder, createEncoder } from 'libopus-wasm';
import type { OpusDecoderHandle, OpusEncoderHandle } from 'libopus-wasm';

export const OPUS_RATE = 48_000;
const FRAME = 960;
/** bit/s: transparent for one channel. */
const BITRATE = 64_000;
const COMPLEXITY = 5;
/** Encoders alike for so many frames are in step: what they remember of before is below what is heard. */
const IN_STEP = 10;
/** Frames that a new one must hear to go on for another: measured, 39 dB below a tone after three of them, 20 after one. */
const WARM_UP = 3;
/** Concealment comes in pieces of 2.5 ms. */
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

  /** `undefined`: more were needed at once than are kept. */
  take(): T | undefined {
    const taken = this.#ready.pop();
    this.fill().catch(() => {}); // Without memory there is silence, and the next one to come tries again.
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

/** Before the first encoder or decoder, in each thread. */
export async function loadOpus(): Promise<void> {
  await Promise.all([encoders.fill(), decoders.fill()]);
}

export class OpusDecoder {
  #handle: OpusDecoderHandle | undefined = decoders.take();

  /** One channel at 48 kHz. What is no Opus is concealed. */
  decode(packet: Uint8Array): Int16Array {
    this.#handle ??= decoders.take();
    try {
      return this.#handle?.decode(packet) ?? new Int16Array(FRAME);
    } catch {
      return this.conceal(FRAME);
    }
  }

  /** At least `count` samples for what was lost, in libopus' own way; from `next` if that has them (RFC 6716 §2.1.7). */
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
  /** The frames before, the latest first. */
  #recent: readonly Int16Array[] = [];
  /** Frames on end in which another encoder got the same. */
  #alike = 0;

  /** 20 ms at 48 kHz, which the caller leaves unchanged. */
  encode(frame: Int16Array): Uint8Array {
    this.#handle ??= encoders.take();
    this.#recent = [frame, ...this.#recent.slice(0, WARM_UP - 1)];
    return this.#handle?.encode(frame) ?? new Uint8Array(0);
  }

  /** Goes on where this one is: it has heard the frames before, so that there is no seam. */
  clone(): OpusEncoder {
    const copy = new OpusEncoder();
    for (const frame of this.#recent.toReversed()) copy.encode(frame);
    return copy;
  }

  /** Asked once for each frame. */
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
