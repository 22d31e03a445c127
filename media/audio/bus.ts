/**
 * What a group of listeners hears, and their encoders. Listeners that say nothing hear the same, so those of one codec share an
 * encoder; one that hears something of its own goes on with a copy, and comes back to the shared one when the two agree again (at
 * once for G.711; for a codec with a longer memory only when no listener's decoder would notice).
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

/** Frames of silence after which listeners may go over to a shared encoder, and frames between two trials. */
const LASTING = 50;
const TRIAL = 12;
/** Frames between two trials in sound. */
const TRIAL_IN_SOUND = 6;

interface Shared {
  readonly encoder: AudioEncoder;
  /** Of the frame at hand. */
  encoded: Uint8Array | undefined;
  /** By somebody, in the frame at hand. */
  used: boolean;
}

export interface Listener {
  readonly codec: AudioCodec;
  readonly ptime: number;
  /** Of what it hears, Hz. */
  readonly rate: number;
  readonly packetizer: { push(encoded: Uint8Array): readonly AudioPayload[] };
  /** Its own while it can't share. */
  encoder: AudioEncoder | undefined;
  /** The one in step with its decoder while it has none of its own; `undefined` before the first frame. */
  shared: Shared | undefined;
  /** Frames of the common mix, on end, that it encoded by itself. */
  apart: number;
  /** Of its own mix. */
  readonly limiter: Limiter;
  readonly ducking: Ducking;
  /** Of clips, while it hears more than 16 kHz. */
  readonly tripler: Tripler | undefined;
}

/** `undefined`: a codec that the mixer can't encode. `ptime` in ms. */
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

/** It hears another bus from now on: it takes its encoder with it. */
export function leave(listener: Listener): void {
  listener.encoder ??= listener.shared?.encoder.clone();
  listener.shared = undefined;
}

/** Ends it. Idempotent. */
export function closeListener(listener: Listener | undefined): void {
  listener?.encoder?.close();
}

export class Bus {
  readonly #sum: Int32Array;
  readonly #values: Int32Array;
  readonly #limiter = new Limiter();
  readonly #shared = new Map<string, Shared>();
  /** Of the common mix, on end. */
  #silentFrames = 0;
  /** What all hear who say nothing, and the limiter's gain before it. */
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
   * For a listener that hears something of its own: all but `own`, and `clip` over it. Comes before `prepareCommon`, so that it
   * leaves with a copy of the shared encoder as it was before this frame.
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

  /** For a listener that hears what all hear. */
  encodeCommon(listener: Listener): Uint8Array {
    // Turned down otherwise than the common mix is: on its own until both are back.
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

  /** Nobody is left who has not heard the frame. */
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

  /** Nobody hears it any more. */
  close(): void {
    for (const { encoder } of this.#shared.values()) encoder.close();
    this.#shared.clear();
  }

  /** In lasting silence it is tried now and then, as the trial itself costs some frames' encoding. */
  #canShare(shared: AudioEncoder, own: AudioEncoder): boolean {
    if (shared.agreesWith(own)) return true;
    return this.#silentFrames >= LASTING && this.#silentFrames % TRIAL === 0 && shared.takesOverInSilence(own);
  }

  #sharedOf({ codec }: Listener): Shared | undefined {
    return this.#shared.get(nameOf(codec));
  }

  /** The first quiet listener of a codec gives its encoder to those who come after. */
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
