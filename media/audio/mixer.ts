/**
 * The mixer of one room: every 20 ms each listener gets everybody's audio but its own, and what is played to it alone. Those
 * who wait hear silence and are not heard; they have a bus of their own, which nobody speaks on.
 */
import type { AudioCodec } from '../description.ts';
import { Bus, leave, openListener } from './bus.ts';
import type { Listener } from './bus.ts';
import { FRAME_SAMPLES } from './codec.ts';
import type { JitterCounts } from './jitter-buffer.ts';
import { frameLevel } from './mix.ts';
import type { AudioPayload } from './packetizer.ts';
import type { Playback } from './playback.ts';
import { AudioSource } from './source.ts';
import type { AudioPacket } from './source.ts';
import { loudest, Voice } from './voice.ts';

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
}

/** One party of a meeting, with all that it has in the mixer; it can move to another. */
export interface Seat {
  source: Source | undefined;
  listener: Listener | undefined;
  playback: Playback | undefined;
  presence: Presence;
  /** What it says in the frame at hand; `undefined` while it is not mixed. */
  own: Int16Array | undefined;
  /** It hears something of its own in the frame at hand. */
  alone: boolean;
}

const PRESENT: Presence = { hears: true, heard: true };

interface Speaking {
  readonly seat: Seat;
  readonly voice: Voice;
  readonly frame: Int16Array;
  readonly speaks: boolean;
}

export class Mixer {
  readonly #seats = new Map<number, Seat>();
  readonly #meeting = new Bus();
  readonly #lobby = new Bus();
  readonly #clip = new Int16Array(FRAME_SAMPLES);

  /** `detectTones`: digits are looked for in the sound. */
  setSource(id: number, codecs: readonly AudioCodec[], detectTones = false): void {
    this.#seat(id).source = { audio: new AudioSource(codecs, detectTones), voice: new Voice() };
  }

  removeSource(id: number): void {
    const seat = this.#seats.get(id);
    if (seat !== undefined) seat.source = undefined;
  }

  /** `ptime` in ms. A codec that the mixer can't encode makes a listener that hears nothing. */
  setListener(id: number, codec: AudioCodec, ptime: number): void {
    const seat = this.#seat(id);
    const present = seat.listener?.codec;
    const same = present?.name === codec.name && present.clockRate === codec.clockRate && present.channels === codec.channels;
    if (!same || seat.listener?.ptime !== ptime) seat.listener = openListener(codec, ptime);
  }

  /** What plays to it rests until it listens again. */
  removeListener(id: number): void {
    const seat = this.#seats.get(id);
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
    return seat;
  }

  put(id: number, seat: Seat): void {
    this.#seats.set(id, seat);
  }

  /** One frame. */
  tick(now: number, output: MixerOutput): void {
    this.#pull(now, output);
    // Those who hear something of their own first: they leave with a copy of the shared encoder as it was before this frame.
    for (const [id, seat] of this.#seats) {
      seat.alone = seat.playback !== undefined || seat.own !== undefined || seat.listener?.ducking.active === true;
      if (seat.alone) this.#sendOwn(id, seat, output);
    }
    this.#meeting.prepareCommon();
    this.#lobby.prepareCommon();
    for (const [id, { listener, alone, presence }] of this.#seats) {
      if (listener === undefined || alone) continue;
      send(id, listener, (presence.hears ? this.#meeting : this.#lobby).encodeCommon(listener), output);
    }
    this.#meeting.finish();
    this.#lobby.finish();
  }

  /** What each source says now, into the meeting's sum. */
  #pull(now: number, output: MixerOutput): void {
    const present: Speaking[] = [];
    for (const [id, seat] of this.#seats) {
      seat.own = undefined;
      const { source, presence } = seat;
      if (source === undefined) continue;
      const frame = source.audio.pull(now);
      for (const digit of source.audio.takeDigits()) output.digit(id, digit);
      const level = frame === undefined ? undefined : frameLevel(frame);
      if (level !== undefined && presence.heard) output.level(id, level);
      const speaks = source.voice.hear(level) && presence.heard;
      if (frame !== undefined) present.push({ seat, voice: source.voice, frame, speaks });
    }
    const chosen = loudest(present.filter(({ speaks }) => speaks));
    this.#meeting.clear();
    for (const speaking of present) {
      const frame = speaking.voice.enter(speaking.frame, chosen.has(speaking));
      if (frame === undefined) continue;
      speaking.seat.own = frame;
      this.#meeting.add(frame);
    }
  }

  #sendOwn(id: number, seat: Seat, output: MixerOutput): void {
    const { listener, playback, presence, own } = seat;
    if (listener === undefined) return;
    playback?.next(this.#clip);
    const clip = playback === undefined ? undefined : this.#clip;
    const bus = presence.hears ? this.#meeting : this.#lobby;
    send(id, listener, bus.encodeOwn(listener, presence.hears ? own : undefined, clip), output);
    if (playback?.over !== true) return;
    seat.playback = undefined;
    output.played(id, playback.number);
  }

  #seat(id: number): Seat {
    const present = this.#seats.get(id);
    if (present !== undefined) return present;
    const seat: Seat = { source: undefined, listener: undefined, playback: undefined, presence: PRESENT, own: undefined, alone: false };
    this.#seats.set(id, seat);
    return seat;
  }
}

function send(id: number, listener: Listener, encoded: Uint8Array, output: MixerOutput): void {
  for (const audio of listener.packetizer.push(encoded)) output.send(id, audio);
}
