/**
 * The mix for a group of listeners, and their encoders. Listeners that say nothing hear the same, so those of one
 * codec share an encoder. A listener that hears its own mix continues with a copy, and returns to the shared
 * encoder when the two agree again (at once for G.711; for a codec with a longer memory only when its listeners'
 * decoders would not notice).
 */
import type { AudioCodec } from '../description.ts';
import { FRAME_MS, formatOf, openEncoder } from './codec.ts';
import type { AudioEncoder } from './codec.ts';
import { Limiter } from './limiter.ts';
import { addFrame, heard, subtract } from './mix.ts';
import { openPacketizer } from './packetizer.ts';
import type { AudioPayload } from './packetizer.ts';
import { Ducking } from './playback.ts';
import { Tripler } from './resample.ts';

/** Frames of silence after which listeners may switch to a shared encoder, and frames between two trials. */
const LASTING = 50;
const TRIAL = 12;
/** Frames between two trials while there is sound. */
const TRIAL_IN_SOUND = 6;

interface Shared {
  readonly encoder: AudioEncoder;
  /** The current frame, encoded. */
  encoded: Uint8Array | undefined;
  /** Used for at least one listener in the current frame. */
  used: boolean;
}

export interface Listener {
  readonly codec: AudioCodec;
  readonly ptime: number;
  /** Sample rate of what the listener hears, Hz. */
  readonly rate: number;
  readonly packetizer: { push(encoded: Uint8Array): readonly AudioPayload[] };
  /** The listener's own encoder while it cannot share one. */
  encoder: AudioEncoder | undefined;
  /**
   * The shared encoder that is in step with the listener's decoder while it has none of its own; `undefined` before
   * the first frame.
   */
  shared: Shared | undefined;
  /** Consecutive frames of the common mix that the listener's own encoder encoded. */
  apart: number;
  /** For the listener's own mix. */
  readonly limiter: Limiter;
  readonly ducking: Ducking;
  /** For clips, if the listener hears more than 16 kHz. */
  readonly tripler: Tripler | undefined;
}

/** Returns `undefined` for a codec that the mixer cannot encode. `ptime` in ms. */
export function openListener(codec: AudioCodec, ptime: number): Listener | undefined {
  const format = formatOf(codec);
  if (format === undefined) return undefined;
  const { rate } = format;
  return {
    codec,
    ptime,
    rate,
    packetizer: openPacketizer(format, ptime, FRAME_MS),
    encoder: undefined,
    shared: undefined,
    apart: 0,
    limiter: new Limiter(),
    ducking: new Ducking(),
    tripler: rate === 48_000 ? new Tripler() : undefined,
  };
}

/** The listener moves to another bus and takes its encoder along. */
export function leave(listener: Listener): void {
  listener.encoder ??= listener.shared?.encoder.clone();
  listener.shared = undefined;
}

/** Closes the listener's encoder. Idempotent. */
export function closeListener(listener: Listener | undefined): void {
  listener?.encoder?.close();
}

export class Bus {
  readonly #sum: Int32Array;
  readonly #values: Int32Array;
  readonly #limiter = new Limiter();
  readonly #shared = new Map<string, Shared>();
  /** Consecutive silent frames of the common mix. */
  #silentFrames = 0;
  /** The mix for all listeners that say nothing, and the limiter's gain before it. */
  #common: Int16Array;
  #gain = 1;

  /** `frame`: samples in 20 ms. */
  constructor(frame: number) {
    this.#sum = new Int32Array(frame);
    this.#values = new Int32Array(frame);
    this.#common = new Int16Array(frame);
  }

  clear(): void {
    this.#sum.fill(0);
  }

  add(frame: Int16Array): void {
    addFrame(this.#sum, frame);
  }

  /**
   * Encodes a listener's own mix: everything but `own`, with `clip` over it. Called before `prepareCommon`, so that
   * the listener leaves with a copy of the shared encoder as it was before this frame.
   */
  encodeOwn(listener: Listener, own: Int16Array | undefined, clip: Int16Array | undefined): Uint8Array {
    if (listener.encoder === undefined) {
      listener.encoder = this.#sharedOf(listener)?.encoder.clone() ?? openEncoder(listener.codec);
      listener.shared = undefined;
      listener.limiter.gain = this.#limiter.gain;
    }
    listener.apart = 0;
    const values = this.#values;
    subtract(this.#sum, own, values);
    if (clip !== undefined || listener.ducking.active) {
      listener.ducking.apply(values, clip === undefined ? undefined : (listener.tripler?.process(clip) ?? clip));
    }
    return listener.encoder?.encode(heard(values, listener.limiter)) ?? new Uint8Array(0);
  }

  prepareCommon(): void {
    this.#silentFrames = this.#sum.every((value) => value === 0) ? this.#silentFrames + 1 : 0;
    this.#gain = this.#limiter.gain;
    this.#common = heard(this.#sum, this.#limiter);
  }

  /** Encodes the common mix for a listener. */
  encodeCommon(listener: Listener): Uint8Array {
    // The listener's gain differs from that of the common mix: it encodes by itself until both are equal again.
    if (listener.encoder !== undefined && listener.limiter.gain !== this.#gain) {
      return listener.encoder.encode(heard(this.#sum, listener.limiter));
    }
    const shared = this.#sharedOf(listener) ?? this.#share(listener);
    shared.encoded ??= shared.encoder.encode(this.#common);
    if (listener.encoder !== undefined && listener.encoder !== shared.encoder) {
      listener.limiter.gain = this.#limiter.gain;
      listener.apart += 1;
      const inSound = this.#silentFrames === 0 && listener.apart % TRIAL_IN_SOUND === 0;
      if (!inSound || !shared.encoder.takesOver(listener.encoder, shared.encoded, this.#common)) {
        const encoded = listener.encoder.encode(this.#common);
        if (!this.#canShare(shared.encoder, listener.encoder)) return encoded;
      }
    }
    if (listener.encoder !== shared.encoder) listener.encoder?.close();
    listener.encoder = undefined;
    listener.shared = shared;
    listener.apart = 0;
    shared.used = true;
    return shared.encoded;
  }

  /** Every listener has its frame: closes unused shared encoders. */
  finish(): void {
    for (const [name, shared] of this.#shared) {
      if (!shared.used) {
        this.#shared.delete(name);
        shared.encoder.close();
      }
      shared.encoded = undefined;
      shared.used = false;
    }
  }

  /** No listeners are left. */
  close(): void {
    for (const { encoder } of this.#shared.values()) encoder.close();
    this.#shared.clear();
  }

  /**
   * In lasting silence the switch is tried only at intervals, as the trial itself costs the encoding of several
   * frames.
   */
  #canShare(shared: AudioEncoder, own: AudioEncoder): boolean {
    if (shared.agreesWith(own)) return true;
    return this.#silentFrames >= LASTING && this.#silentFrames % TRIAL === 0 && shared.takesOverInSilence(own);
  }

  #sharedOf({ codec }: Listener): Shared | undefined {
    return this.#shared.get(nameOf(codec));
  }

  /** The first quiet listener of a codec shares its encoder with later ones. */
  #share(listener: Listener): Shared {
    const encoder = listener.encoder ?? openEncoder(listener.codec);
    if (encoder === undefined) throw new Error(`Cannot encode ${listener.codec.name}: no such codec`);
    const shared: Shared = { encoder, encoded: undefined, used: true };
    this.#shared.set(nameOf(listener.codec), shared);
    return shared;
  }
}

function nameOf({ name, clockRate, channels }: AudioCodec): string {
  return `${name}/${clockRate}/${channels}`;
}
