/**
 * The mixer of one room: every 20 ms each listener gets everybody's audio but its own. Listeners that say nothing hear
 * the same, so those of one codec share an encoder; one that speaks goes on with a copy, and comes back to the shared
 * one when the two agree again (at once for G.711; for a codec with a longer memory only when no listener's decoder
 * would notice).
 */
import type { AudioCodec } from '../description.ts';
import { FRAME_MS, FRAME_SAMPLES, openEncoder } from './codec.ts';
import type { AudioEncoder } from './codec.ts';
import { addFrame, frameLevel, heard } from './mix.ts';
import { Limiter } from './limiter.ts';
import { Packetizer } from './packetizer.ts';
import type { AudioPayload } from './packetizer.ts';
import { AudioSource } from './source.ts';
import { loudest, Voice } from './voice.ts';

export interface MixerOutput {
  /** What goes to one listener now. */
  readonly send: (listener: number, audio: AudioPayload) => void;
  /** How loud a source is, dBov; called for each frame that it has. */
  readonly level: (source: number, level: number) => void;
}

/** Frames of silence after which listeners may go over to a shared encoder, and frames between two trials. */
const LASTING = 50;
const TRIAL = 12;

interface Source {
  readonly audio: AudioSource;
  readonly voice: Voice;
}

interface Listener {
  readonly codec: AudioCodec;
  readonly ptime: number;
  readonly packetizer: Packetizer;
  /** Its own while it can't share. */
  encoder: AudioEncoder | undefined;
  /** Of its own mix. */
  readonly limiter: Limiter;
}

interface Shared {
  readonly encoder: AudioEncoder;
  /** Of the frame at hand. */
  encoded: Uint8Array | undefined;
}

/** What all hear who say nothing. */
interface Common {
  readonly frame: Int16Array;
  /** The limiter's before the frame. */
  readonly gain: number;
}

export class Mixer {
  readonly #sources = new Map<number, Source>();
  readonly #listeners = new Map<number, Listener>();
  readonly #shared = new Map<string, Shared>();
  readonly #sum = new Int32Array(FRAME_SAMPLES);
  readonly #limiter = new Limiter();
  /** Of the common mix, on end. */
  #silentFrames = 0;

  setSource(id: number, codecs: readonly AudioCodec[]): void {
    this.#sources.set(id, { audio: new AudioSource(codecs), voice: new Voice() });
  }

  removeSource(id: number): void {
    this.#sources.delete(id);
  }

  /** `ptime` in ms. A codec that the mixer can't encode makes a listener that hears nothing. */
  setListener(id: number, codec: AudioCodec, ptime: number): void {
    const present = this.#listeners.get(id);
    if (present !== undefined && present.codec.name === codec.name && present.ptime === ptime) return;
    const encoder = openEncoder(codec);
    if (encoder === undefined) {
      this.#listeners.delete(id);
      return;
    }
    const bytesPerMs = encoder.bytesPerFrame / FRAME_MS;
    const packetizer = new Packetizer({ ptime, bytesPerMs, unitsPerMs: encoder.unitsPerFrame / FRAME_MS });
    this.#listeners.set(id, { codec, ptime, packetizer, encoder: undefined, limiter: new Limiter() });
  }

  removeListener(id: number): void {
    this.#listeners.delete(id);
  }

  push(source: number, payloadType: number, timestamp: number, payload: Uint8Array, now: number): void {
    this.#sources.get(source)?.audio.push(payloadType, timestamp, payload, now);
  }

  /** One frame. */
  tick(now: number, output: MixerOutput): void {
    const frames = this.#pull(now, output);
    if (this.#listeners.size === 0) return;
    const send = (id: number, listener: Listener, encoded: Uint8Array): void => {
      for (const audio of listener.packetizer.push(encoded)) output.send(id, audio);
    };
    // Those who speak first: they leave with a copy of the shared encoder as it was before this frame.
    for (const [id, listener] of this.#listeners) {
      const own = frames.get(id);
      if (own !== undefined) send(id, listener, this.#encodeOwn(listener, own));
    }
    this.#silentFrames = this.#sum.every((value) => value === 0) ? this.#silentFrames + 1 : 0;
    const gain = this.#limiter.gain;
    const common = { frame: heard(this.#sum, undefined, this.#limiter), gain };
    const inUse = new Set<string>();
    for (const [id, listener] of this.#listeners) {
      if (!frames.has(id)) send(id, listener, this.#encodeCommon(listener, common, inUse));
    }
    for (const name of this.#shared.keys()) if (!inUse.has(name)) this.#shared.delete(name);
    for (const shared of this.#shared.values()) shared.encoded = undefined;
  }

  /** What each source says now; those that are not mixed are left out. */
  #pull(now: number, output: MixerOutput): ReadonlyMap<number, Int16Array> {
    const present: { readonly id: number; readonly frame: Int16Array; readonly voice: Voice; readonly speaks: boolean }[] = [];
    for (const [id, { audio, voice }] of this.#sources) {
      const frame = audio.pull(now);
      const level = frame === undefined ? undefined : frameLevel(frame);
      if (level !== undefined) output.level(id, level);
      const speaks = voice.hear(level);
      if (frame !== undefined) present.push({ id, frame, voice, speaks });
    }
    const chosen = loudest(present.filter(({ speaks }) => speaks));
    const frames = new Map<number, Int16Array>();
    this.#sum.fill(0);
    for (const source of present) {
      const frame = source.voice.enter(source.frame, chosen.has(source));
      if (frame === undefined) continue;
      frames.set(source.id, frame);
      addFrame(this.#sum, frame);
    }
    return frames;
  }

  #encodeOwn(listener: Listener, own: Int16Array): Uint8Array {
    if (listener.encoder === undefined) {
      listener.encoder = this.#shared.get(listener.codec.name)?.encoder.clone() ?? openEncoder(listener.codec);
      listener.limiter.gain = this.#limiter.gain;
    }
    return listener.encoder?.encode(heard(this.#sum, own, listener.limiter)) ?? new Uint8Array(0);
  }

  #encodeCommon(listener: Listener, common: Common, inUse: Set<string>): Uint8Array {
    const { name } = listener.codec;
    // Turned down otherwise than the common mix is: on its own until both are back.
    if (listener.encoder !== undefined && listener.limiter.gain !== common.gain) {
      return listener.encoder.encode(heard(this.#sum, undefined, listener.limiter));
    }
    const shared = this.#shared.get(name) ?? this.#share(listener);
    shared.encoded ??= shared.encoder.encode(common.frame);
    if (listener.encoder !== undefined && listener.encoder !== shared.encoder) {
      const encoded = listener.encoder.encode(common.frame);
      listener.limiter.gain = this.#limiter.gain;
      if (!this.#canShare(shared.encoder, listener.encoder)) return encoded;
    }
    listener.encoder = undefined;
    inUse.add(name);
    return shared.encoded;
  }

  /** In lasting silence it is tried now and then, as the trial itself costs some frames' encoding. */
  #canShare(shared: AudioEncoder, own: AudioEncoder): boolean {
    if (shared.agreesWith(own)) return true;
    return this.#silentFrames >= LASTING && this.#silentFrames % TRIAL === 0 && shared.takesOverInSilence(own);
  }

  /** The first quiet listener of a codec gives its encoder to those who come after. */
  #share(listener: Listener): Shared {
    const encoder = listener.encoder ?? openEncoder(listener.codec);
    if (encoder === undefined) throw new Error(`Cannot encode ${listener.codec.name}: no such codec`);
    const shared: Shared = { encoder, encoded: undefined };
    this.#shared.set(listener.codec.name, shared);
    return shared;
  }
}
