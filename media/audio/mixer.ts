/**
 * The mixer of one bridge: every 20 ms each listener gets the audio of all others, and the clips played to it
 * alone. Waiting members hear silence and are not heard; they have a bus of their own without voices. There is a
 * bus for each rate in use, 16 and 48 kHz; a voice is resampled once for the rate that is not its own.
 */
import type { AudioCodec } from '../description.ts';
import { Bus, closeListener, leave, openListener } from './bus.ts';
import type { Listener } from './bus.ts';
import { FRAME_MS, FRAME_SAMPLES } from './codec.ts';
import type { JitterCounts } from './jitter-buffer.ts';
import type { AudioPayload } from './packetizer.ts';
import type { Playback } from './playback.ts';
import { AudioSource } from './source.ts';
import type { AudioPacket } from './source.ts';
import { loudest, Voice } from './voice.ts';
import { VoiceRates } from './voice-rates.ts';

export interface MixerOutput {
  /** Sends audio to one listener. */
  readonly send: (listener: number, audio: AudioPayload) => void;
  /** Reports a source's level, dBov, for each frame of the sources that may be heard. */
  readonly level: (source: number, level: number) => void;
  /** Reports a digit detected in a source's sound. */
  readonly digit: (source: number, digit: string) => void;
  /** Reports that the last sample of a playback was sent. */
  readonly played: (listener: number, playback: number) => void;
}

export interface Presence {
  /** The meeting's sound goes to the member. */
  readonly hears: boolean;
  /** The member's sound goes into the meeting. */
  readonly heard: boolean;
}

export interface SourceStats extends Readonly<JitterCounts> {
  /** ms. */
  readonly target: number;
}

interface Source {
  readonly audio: AudioSource;
  readonly voice: Voice;
  readonly rates: VoiceRates;
}

/** One member's state in the mixer; it can move to another mixer. */
export interface Strip {
  source: Source | undefined;
  listener: Listener | undefined;
  playback: Playback | undefined;
  presence: Presence;
  /** Mixed in the current frame. */
  speaks: boolean;
  /** Hears its own mix in the current frame. */
  alone: boolean;
  /** The encoded frame that goes to the member. */
  encoded: Uint8Array | undefined;
}

const PRESENT: Presence = { hears: true, heard: true };

/** Error margin (dB) of the level estimate for sources that are not decoded. */
const DOUBT = 3;

export class Mixer {
  readonly #strips = new Map<number, Strip>();
  /** Keyed by rate, Hz. */
  readonly #buses = new Map<number, { readonly meeting: Bus; readonly lobby: Bus }>();
  readonly #clip = new Int16Array(FRAME_SAMPLES);

  /** `detectTones`: detect digits in the sound. */
  setSource(id: number, codecs: readonly AudioCodec[], detectTones = false): void {
    const strip = this.#strip(id);
    strip.source?.audio.close();
    strip.source = { audio: new AudioSource(codecs, detectTones), voice: new Voice(), rates: new VoiceRates() };
  }

  removeSource(id: number): void {
    const strip = this.#strips.get(id);
    strip?.source?.audio.close();
    if (strip !== undefined) strip.source = undefined;
  }

  /** `ptime` in ms. With a codec that the mixer cannot encode, the listener hears nothing. */
  setListener(id: number, codec: AudioCodec, ptime: number): void {
    const strip = this.#strip(id);
    const present = strip.listener?.codec;
    const same =
      present?.name === codec.name && present.clockRate === codec.clockRate && present.channels === codec.channels;
    if (same && strip.listener?.ptime === ptime) return;
    closeListener(strip.listener);
    strip.listener = openListener(codec, ptime);
  }

  /** Pauses the playback until the listener is set again. */
  removeListener(id: number): void {
    const strip = this.#strips.get(id);
    closeListener(strip?.listener);
    if (strip !== undefined) strip.listener = undefined;
  }

  setPresence(id: number, presence: Presence): void {
    const strip = this.#strip(id);
    if (strip.listener !== undefined && strip.presence.hears !== presence.hears) leave(strip.listener);
    strip.presence = presence;
  }

  /** `undefined` stops the playback. */
  play(id: number, playback: Playback | undefined): void {
    this.#strip(id).playback = playback;
  }

  push(source: number, packet: AudioPacket, now: number): void {
    this.#strips.get(source)?.source?.audio.push(packet, now);
  }

  sourceStats(id: number): SourceStats | undefined {
    const audio = this.#strips.get(id)?.source?.audio;
    return audio === undefined ? undefined : { ...audio.counts, target: audio.target };
  }

  /** Takes a member's strip out of the mixer. */
  take(id: number): Strip | undefined {
    const strip = this.#strips.get(id);
    this.#strips.delete(id);
    if (strip?.listener !== undefined) leave(strip.listener);
    strip?.source?.voice.leave();
    return strip;
  }

  /** Removes a member that has left. Idempotent. */
  remove(id: number): void {
    this.removeSource(id);
    this.removeListener(id);
    this.#strips.delete(id);
  }

  put(id: number, strip: Strip): void {
    this.#strips.set(id, strip);
  }

  /** Removes all members. Idempotent. */
  close(): void {
    for (const id of this.#strips.keys()) this.remove(id);
    for (const rate of this.#buses.keys()) this.#closeBus(rate);
  }

  /**
   * Mixes one frame. All of it is encoded before any of it is sent, and sent in a fixed order, so that each
   * listener's packets keep their spacing.
   */
  tick(now: number, output: MixerOutput): void {
    this.#openBuses();
    this.#pull(now, output);
    // Listeners with their own mix come first: they leave with a copy of the shared encoder as it was before this
    // frame.
    for (const strip of this.#strips.values()) {
      strip.alone =
        strip.listener !== undefined && (strip.playback !== undefined || strip.speaks || strip.listener.ducking.active);
      if (strip.alone) this.#encodeOwn(strip);
    }
    for (const { meeting, lobby } of this.#buses.values()) {
      meeting.prepareCommon();
      lobby.prepareCommon();
    }
    for (const strip of this.#strips.values()) {
      if (strip.listener !== undefined && !strip.alone)
        strip.encoded = this.#busOf(strip.listener, strip.presence).encodeCommon(strip.listener);
    }
    for (const { meeting, lobby } of this.#buses.values()) {
      meeting.finish();
      lobby.finish();
    }
    for (const [id, strip] of this.#strips)
      if (strip.listener !== undefined) this.#send(id, strip, strip.listener, output);
  }

  /** Keeps one pair of buses for each rate that a listener uses. */
  #openBuses(): void {
    const rates = new Set<number>();
    for (const { listener } of this.#strips.values()) if (listener !== undefined) rates.add(listener.rate);
    for (const rate of this.#buses.keys()) if (!rates.has(rate)) this.#closeBus(rate);
    for (const rate of rates) {
      const frame = (rate * FRAME_MS) / 1000;
      if (!this.#buses.has(rate)) this.#buses.set(rate, { meeting: new Bus(frame), lobby: new Bus(frame) });
    }
  }

  #closeBus(rate: number): void {
    const bus = this.#buses.get(rate);
    bus?.meeting.close();
    bus?.lobby.close();
    this.#buses.delete(rate);
  }

  #busOf({ rate }: Listener, { hears }: Presence): Bus {
    const buses = this.#buses.get(rate);
    if (buses === undefined) throw new Error(`Cannot mix at ${rate} Hz: no such bus`);
    return hears ? buses.meeting : buses.lobby;
  }

  /** Adds each source's current frame to the meeting's sums. Only sources that are heard are decoded. */
  #pull(now: number, output: MixerOutput): void {
    const speaking: Source[] = [];
    for (const [id, strip] of this.#strips) {
      strip.speaks = false;
      const { source, presence } = strip;
      if (source === undefined) continue;
      const { audio, voice } = source;
      const level = audio.advance(now);
      if (audio.hasDigits) for (const digit of audio.takeDigits()) output.digit(id, digit);
      if (level !== undefined && presence.heard) output.level(id, level);
      if (voice.hear(level, audio.asleep ? DOUBT : 0) && presence.heard) speaking.push(source);
    }
    const chosen = loudest(speaking);
    for (const bus of this.#buses.values()) bus.meeting.clear();
    for (const strip of this.#strips.values()) {
      const { source } = strip;
      if (source === undefined) continue;
      const isChosen = chosen.has(source);
      const frame = isChosen || source.voice.inMix ? source.audio.frame() : undefined;
      source.audio.heard(isChosen);
      const heard = frame === undefined ? undefined : source.voice.enter(frame, isChosen);
      source.rates.begin(heard, source.audio.rate);
      if (heard === undefined) continue;
      strip.speaks = true;
      for (const [rate, { meeting }] of this.#buses) meeting.add(source.rates.at(rate));
    }
  }

  #encodeOwn(strip: Strip): void {
    const { listener, playback, presence, source, speaks } = strip;
    if (listener === undefined) return;
    playback?.next(this.#clip);
    const clip = playback === undefined ? undefined : this.#clip;
    const own = presence.hears && speaks ? source?.rates.at(listener.rate) : undefined;
    strip.encoded = this.#busOf(listener, presence).encodeOwn(listener, own, clip);
  }

  #send(id: number, strip: Strip, listener: Listener, output: MixerOutput): void {
    const { encoded, playback } = strip;
    strip.encoded = undefined;
    if (encoded !== undefined) for (const audio of listener.packetizer.push(encoded)) output.send(id, audio);
    if (playback?.over !== true) return;
    strip.playback = undefined;
    output.played(id, playback.number);
  }

  #strip(id: number): Strip {
    const present = this.#strips.get(id);
    if (present !== undefined) return present;
    const strip: Strip = {
      source: undefined,
      listener: undefined,
      playback: undefined,
      presence: PRESENT,
      speaks: false,
      alone: false,
      encoded: undefined,
    };
    this.#strips.set(id, strip);
    return strip;
  }
}
