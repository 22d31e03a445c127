/**
 * The video that one device sees: a single seamless stream (SSRC, sequence, timestamps) whose source changes only
 * at a keyframe; until then the old picture stays, or a still is sent if there was no picture. Pure: packets and
 * time go in, numbered packets come out.
 */
import { addSequence, addTimestamp, sequenceDelta } from '../rtp/sequence.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { Placeholder } from './placeholder.ts';
import type { VideoPacket } from './source.ts';

export interface ViewerPacket {
  readonly sequence: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly payload: Uint8Array;
}

const CLOCK_RATE = 90_000;
/** How often a missing keyframe is requested again, ms. */
export const RETRY_INTERVAL = 1000;
/** How long the last picture of a departed source stays while the next source's keyframe is awaited, ms. */
export const LAST_PICTURE_STAYS = 1000;

interface Playing {
  readonly source: number;
  readonly sequenceOffset: number;
  readonly timestampOffset: number;
  /** Start of what is passed on, in the source's numbers; older packets are dropped. */
  readonly base: number;
}

export class Viewer {
  #target: number | undefined;
  #playing: Playing | undefined;
  #askedAt: number | undefined;
  #lastSequence: number;
  #lastTimestamp: number;
  #lastAt: number | undefined;
  readonly #placeholder = new Placeholder();
  /** When the screen became empty of sources, ms. */
  #emptySince: number | undefined;

  /** `first`: the numbers of the first packet. */
  constructor(first: { readonly sequence: number; readonly timestamp: number }) {
    this.#lastSequence = addSequence(first.sequence, -1);
    this.#lastTimestamp = first.timestamp;
  }

  /** Sources whose packets this viewer needs. */
  get watched(): readonly number[] {
    const playing = this.#playing?.source;
    return [playing, this.#target === playing ? undefined : this.#target].filter((source) => source !== undefined);
  }

  /** The source to show from its next keyframe on; `undefined`: none, at once. */
  watch(source: number | undefined): void {
    if (source === this.#target) return;
    this.#target = source;
    this.#askedAt = undefined;
    if (source === undefined) this.#playing = undefined;
  }

  /** The source is gone. */
  lose(source: number): void {
    if (this.#playing?.source === source) this.#playing = undefined;
    if (this.#target === source) this.#target = undefined;
  }

  /** The streams are renumbered: starts again at the next keyframe. */
  restart(): void {
    this.#playing = undefined;
    this.#askedAt = undefined;
  }

  /** The source to ask for a keyframe now, if any; repeated while the keyframe does not arrive. */
  wantsKeyframeOf(now: number): number | undefined {
    if (this.#target === undefined || this.#playing?.source === this.#target) return undefined;
    if (this.#askedAt !== undefined && now - this.#askedAt < RETRY_INTERVAL) return undefined;
    this.#askedAt = now;
    return this.#target;
  }

  /** The source on the screen: the target of the device's own keyframe requests. */
  get playing(): number | undefined {
    return this.#playing?.source;
  }

  /** The device requests a keyframe; `true` if it sees the still, which is then sent again. */
  requestStill(): boolean {
    if (this.#playing === undefined) this.#placeholder.request();
    return this.#playing === undefined;
  }

  /** The still, if it is due. */
  still(now: number): readonly ViewerPacket[] {
    if (this.#playing !== undefined) return [];
    this.#emptySince ??= now;
    const awaited =
      this.#target !== undefined && this.#lastAt !== undefined && now - this.#emptySince < LAST_PICTURE_STAYS;
    if (awaited && !this.#placeholder.shown) return [];
    const units = this.#placeholder.due(now);
    const timestamp = addTimestamp(this.#lastTimestamp, this.#elapsed(now));
    return units.map((payload, index) => {
      const sequence = addSequence(this.#lastSequence, 1);
      this.#count(sequence, timestamp, now);
      return { sequence, timestamp, marker: index === units.length - 1, payload };
    });
  }

  push(source: number, { packet, keyframe }: VideoPacket, now: number): readonly ViewerPacket[] {
    if (this.#playing?.source === source) return this.#pass(this.#playing, packet, now);
    if (source !== this.#target || keyframe === undefined) return [];
    const playing = this.#switchTo(source, keyframe[0] ?? packet, now);
    return keyframe.flatMap((each) => this.#pass(playing, each, now));
  }

  /** The numbers of the next packet: a viewer created later for the same device continues with them. */
  nextNumbers(now: number): { readonly sequence: number; readonly timestamp: number } {
    return { sequence: addSequence(this.#lastSequence, 1), timestamp: this.timestampAt(now) ?? this.#lastTimestamp };
  }

  /** The RTP timestamp of this instant (for sender reports); `undefined` before the first packet. */
  timestampAt(now: number): number | undefined {
    return this.#lastAt === undefined ? undefined : addTimestamp(this.#lastTimestamp, units(now - this.#lastAt));
  }

  #switchTo(source: number, first: RtpPacket, now: number): Playing {
    this.#placeholder.stop();
    this.#emptySince = undefined;
    this.#playing = {
      source,
      base: first.sequence,
      sequenceOffset: addSequence(this.#lastSequence, 1 - first.sequence),
      timestampOffset: addTimestamp(this.#lastTimestamp, this.#elapsed(now) - first.timestamp),
    };
    return this.#playing;
  }

  #pass(playing: Playing, packet: RtpPacket, now: number): readonly ViewerPacket[] {
    const fromBase = sequenceDelta(packet.sequence, playing.base);
    if (fromBase < 0) return [];
    // Once numbers wrap, only a recent base is meaningful.
    if (fromBase > 0x4000) this.#playing = { ...playing, base: addSequence(playing.base, 0x2000) };
    const sequence = addSequence(packet.sequence, playing.sequenceOffset);
    const timestamp = addTimestamp(packet.timestamp, playing.timestampOffset);
    if (sequenceDelta(sequence, this.#lastSequence) > 0) this.#count(sequence, timestamp, now);
    return [{ sequence, timestamp, marker: packet.marker, payload: packet.payload }];
  }

  /** Timestamp units since the last packet, at least one: two pictures never share a timestamp. */
  #elapsed(now: number): number {
    return this.#lastAt === undefined ? 0 : Math.max(1, units(now - this.#lastAt));
  }

  #count(sequence: number, timestamp: number, now: number): void {
    this.#lastSequence = sequence;
    this.#lastTimestamp = timestamp;
    this.#lastAt = now;
  }
}

function units(ms: number): number {
  return Math.round((ms * CLOCK_RATE) / 1000);
}
