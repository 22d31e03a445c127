/**
 * What one device sees: one stream without a seam (SSRC, sequence, timestamps), whose source changes only at a
 * keyframe; until it comes the old picture stays, and a still is sent where there is none. Pure: packets and time go in,
 * numbered packets come out.
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
/** How often a keyframe that does not come is asked for again, ms. */
export const RETRY_INTERVAL = 1000;
/** How long the last picture of a source that went stays while the next one's keyframe is awaited, ms. */
export const LAST_PICTURE_STAYS = 1000;

interface Playing {
  readonly source: number;
  readonly sequenceOffset: number;
  readonly timestampOffset: number;
  /** In the source's numbers: nothing older is passed on. */
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
  /** Since when no source is on the screen, ms. */
  #emptySince: number | undefined;

  /** The numbers that the first packet follows. */
  constructor(first: { readonly sequence: number; readonly timestamp: number }) {
    this.#lastSequence = addSequence(first.sequence, -1);
    this.#lastTimestamp = first.timestamp;
  }

  /** Sources that this viewer needs packets of. */
  get watched(): readonly number[] {
    const playing = this.#playing?.source;
    return [playing, this.#target === playing ? undefined : this.#target].filter((source) => source !== undefined);
  }

  /** Whom it is to see from the next keyframe on; `undefined`: nobody, at once. */
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

  /** The streams are numbered otherwise from now on: begins again at the next keyframe. */
  restart(): void {
    this.#playing = undefined;
    this.#askedAt = undefined;
  }

  /** Whom to ask for a keyframe now, if anybody; asks again while it does not come. */
  wantsKeyframeOf(now: number): number | undefined {
    if (this.#target === undefined || this.#playing?.source === this.#target) return undefined;
    if (this.#askedAt !== undefined && now - this.#askedAt < RETRY_INTERVAL) return undefined;
    this.#askedAt = now;
    return this.#target;
  }

  /** The source on the screen: what the device's own keyframe requests are for. */
  get playing(): number | undefined {
    return this.#playing?.source;
  }

  /** The device asks for a keyframe; `true` when it sees the still, which is then sent again. */
  requestStill(): boolean {
    if (this.#playing === undefined) this.#placeholder.request();
    return this.#playing === undefined;
  }

  /** The still, when it is time for it. */
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

  /** The numbers that a next packet would get: where a viewer that is made later for the same device goes on. */
  nextNumbers(now: number): { readonly sequence: number; readonly timestamp: number } {
    return { sequence: addSequence(this.#lastSequence, 1), timestamp: this.timestampAt(now) ?? this.#lastTimestamp };
  }

  /** What an RTP timestamp of now would be (for sender reports); `undefined` before the first packet. */
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
    // Only a base not far behind says anything once numbers wrap.
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
