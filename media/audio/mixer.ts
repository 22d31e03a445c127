/**
 * The mixer of one room: every 20 ms each listener gets everybody's audio but its own, and what is played to it alone. Those
 * who wait hear silence and are not heard; they have a bus of their own, which nobody speaks on. There is a bus for each rate that
 * somebody hears, 16 and 48 kHz; a voice is resampled once for the one that is not its own.
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
  /** What goes to one listener now. */
  readonly send: (listener: number, audio: AudioPayload) => void;
  /** How loud a source is, dBov; called for each frame of those who may be heard. */
  readonly level: (source: number, level: number) => void;
  /** A digit was heard in a source's sound. */
  readonly digit: (source: number, digit: string) => void;
  /** The last of a playback was sent. */
  readonly played: (listener: number, playback: number) => void;
}

export interface Presence {
  /** The meeting's sound goes to it. */
  readonly hears: boolean;
  /** Its sound goes into the meeting. */
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

/** One party of a meeting, with all that it has in the mixer; it can move to another. */
export interface Seat {
  source: Source | undefined;
  listener: Listener | undefined;
  playback: Playback | undefined;
  presence: Presence;
  /** It is mixed in the frame at hand. */
  speaks: boolean;
  /** It hears something of its own in the frame at hand. */
  alone: boolean;
  /** What goes to it. */
  encoded: Uint8Array | undefined;
}

const PRESENT: Presence = { hears: true, heard: true };

/** dB that a level of a source that is not decoded may be wrong. */
const DOUBT = 3;

export class Mixer {
  readonly #seats = new Map<number, Seat>();
  /** By rate, Hz. */
  readonly #buses = new Map<number, { readonly meeting: Bus; readonly lobby: Bus }>();
  readonly #clip = new Int16Array(FRAME_SAMPLES);

  /** `detectTones`: digits are looked for in the sound. */
  setSource(id: number, codecs: readonly AudioCodec[], detectTones = false): void {
    const seat = this.#seat(id);
    seat.source?.audio.close();
    seat.source = { audio: new AudioSource(codecs, detectTones), voice: new Voice(), rates: new VoiceRates() };
  }

  removeSource(id: number): void {
    const seat = this.#seats.get(id);
    seat?.source?.audio.close();
    if (seat !== undefined) seat.source = undefined;
  }

  /** `ptime` in ms. A codec that the mixer can't encode makes a listener that hears nothing. */
  setListener(id: number, codec: AudioCodec, ptime: number): void {
    const seat = this.#seat(id);
    const present = seat.listener?.codec;
    const same =
      present?.name === codec.name && present.clockRate === codec.clockRate && present.channels === codec.channels;
    if (same && seat.listener?.ptime === ptime) return;
    closeListener(seat.listener);
    seat.listener = openListener(codec, ptime);
  }

  /** What plays to it rests until it listens again. */
  removeListener(id: number): void {
    const seat = this.#seats.get(id);
    closeListener(seat?.listener);
    if (seat !== undefined) seat.listener = undefined;
  }

  setPresence(id: number, presence: Presence): void {
    const seat = this.#seat(id);
    if (seat.listener !== undefined && seat.presence.hears !== presence.hears) leave(seat.listener);
    seat.presence = presence;
  }

  /** `undefined`: nothing any more. */
  play(id: number, playback: Playback | undefined): void {
    this.#seat(id).playback = playback;
  }

  push(source: number, packet: AudioPacket, now: number): void {
    this.#seats.get(source)?.source?.audio.push(packet, now);
  }

  sourceStats(id: number): SourceStats | undefined {
    const audio = this.#seats.get(id)?.source?.audio;
    return audio === undefined ? undefined : { ...audio.counts, target: audio.target };
  }

  /** Its place is empty after it. */
  take(id: number): Seat | undefined {
    const seat = this.#seats.get(id);
    this.#seats.delete(id);
    if (seat?.listener !== undefined) leave(seat.listener);
    seat?.source?.voice.leave();
    return seat;
  }

  /** A party is gone for good. Idempotent. */
  remove(id: number): void {
    this.removeSource(id);
    this.removeListener(id);
    this.#seats.delete(id);
  }

  put(id: number, seat: Seat): void {
    this.#seats.set(id, seat);
  }

  /** Everybody is gone. Idempotent. */
  close(): void {
    for (const id of this.#seats.keys()) this.remove(id);
    for (const rate of this.#buses.keys()) this.#closeBus(rate);
  }

  /** One frame. All is encoded before any of it is sent, and sent in one order, so that each listener's packets keep their distance. */
  tick(now: number, output: MixerOutput): void {
    this.#openBuses();
    this.#pull(now, output);
    // Those who hear something of their own first: they leave with a copy of the shared encoder as it was before this frame.
    for (const seat of this.#seats.values()) {
      seat.alone =
        seat.listener !== undefined && (seat.playback !== undefined || seat.speaks || seat.listener.ducking.active);
      if (seat.alone) this.#encodeOwn(seat);
    }
    for (const { meeting, lobby } of this.#buses.values()) {
      meeting.prepareCommon();
      lobby.prepareCommon();
    }
    for (const seat of this.#seats.values()) {
      if (seat.listener !== undefined && !seat.alone)
        seat.encoded = this.#busOf(seat.listener, seat.presence).encodeCommon(seat.listener);
    }
    for (const { meeting, lobby } of this.#buses.values()) {
      meeting.finish();
      lobby.finish();
    }
    for (const [id, seat] of this.#seats) if (seat.listener !== undefined) this.#send(id, seat, seat.listener, output);
  }

  /** One for each rate that somebody hears, and no other. */
  #openBuses(): void {
    const rates = new Set<number>();
    for (const { listener } of this.#seats.values()) if (listener !== undefined) rates.add(listener.rate);
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

  /** What each source says now, into the meeting's sums. Only those that are heard are decoded. */
  #pull(now: number, output: MixerOutput): void {
    const speaking: Source[] = [];
    for (const [id, seat] of this.#seats) {
      seat.speaks = false;
      const { source, presence } = seat;
      if (source === undefined) continue;
      const { audio, voice } = source;
      const level = audio.advance(now);
      if (audio.hasDigits) for (const digit of audio.takeDigits()) output.digit(id, digit);
      if (level !== undefined && presence.heard) output.level(id, level);
      if (voice.hear(level, audio.asleep ? DOUBT : 0) && presence.heard) speaking.push(source);
    }
    const chosen = loudest(speaking);
    for (const bus of this.#buses.values()) bus.meeting.clear();
    for (const seat of this.#seats.values()) {
      const { source } = seat;
      if (source === undefined) continue;
      const isChosen = chosen.has(source);
      const frame = isChosen || source.voice.inMix ? source.audio.frame() : undefined;
      source.audio.heard(isChosen);
      const heard = frame === undefined ? undefined : source.voice.enter(frame, isChosen);
      source.rates.begin(heard, source.audio.rate);
      if (heard === undefined) continue;
      seat.speaks = true;
      for (const [rate, { meeting }] of this.#buses) meeting.add(source.rates.at(rate));
    }
  }

  #encodeOwn(seat: Seat): void {
    const { listener, playback, presence, source, speaks } = seat;
    if (listener === undefined) return;
    playback?.next(this.#clip);
    const clip = playback === undefined ? undefined : this.#clip;
    const own = presence.hears && speaks ? source?.rates.at(listener.rate) : undefined;
    seat.encoded = this.#busOf(listener, presence).encodeOwn(listener, own, clip);
  }

  #send(id: number, seat: Seat, listener: Listener, output: MixerOutput): void {
    const { encoded, playback } = seat;
    seat.encoded = undefined;
    if (encoded !== undefined) for (const audio of listener.packetizer.push(encoded)) output.send(id, audio);
    if (playback?.over !== true) return;
    seat.playback = undefined;
    output.played(id, playback.number);
  }

  #seat(id: number): Seat {
    const present = this.#seats.get(id);
    if (present !== undefined) return present;
    const seat: Seat = {
      source: undefined,
      listener: undefined,
      playback: undefined,
      presence: PRESENT,
      speaks: false,
      alone: false,
      encoded: undefined,
    };
    this.#seats.set(id, seat);
    return seat;
  }
}
