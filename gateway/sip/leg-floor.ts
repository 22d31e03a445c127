/** What a SIP leg does about its floor: the port is opened when a description of ours first needs it, and commands keep their order meanwhile. */
import type { MediaDescription, StreamDescription } from '../../media/port.ts';
import type { LegCommand, LegEvent } from '../core/leg.ts';
import { offeredFloor, SipFloor, type FloorPlace, type OfferedFloor } from './bfcp-floor.ts';

export class LegFloor {
  readonly #place: FloorPlace;
  readonly #source: string;
  readonly #emit: (event: LegEvent) => void;
  /** The device's line, as JSON. */
  #offered: string | undefined;
  #floor: SipFloor | undefined;
  /** Commands that wait; undefined: nothing is being opened. */
  #waiting: (() => void)[] | undefined;
  #closed = false;

  constructor(place: FloorPlace, source: string, emit: (event: LegEvent) => void) {
    this.#place = place;
    this.#source = source;
    this.#emit = emit;
  }

  /** A description of the device. */
  described(streams: readonly StreamDescription[]): void {
    const offered = offeredFloor(streams);
    // Parts of a text keep the whole of it.
    this.#offered = offered && JSON.stringify(offered);
    if (offered === undefined || this.#floor?.lost === true || this.#floor?.isFor(offered.line) === false) this.#end();
    else this.#floor?.signal(offered);
  }

  /** Runs `then` once there is a port for the floor line of `media`, or at once when none is needed. */
  prepare(media: MediaDescription | undefined, then: () => void): void {
    if (this.#waiting !== undefined) return void this.#waiting.push(then);
    // What is lost does not come back: a description of ours names a port where there is somebody.
    if (this.#floor?.lost === true) this.#end();
    const [place, offered] = [this.#place, this.#offered];
    const wanted =
      media?.streams.some(({ floor }) => floor !== undefined) === true && this.#floor === undefined && !this.#closed;
    if (!wanted || offered === undefined) return then();
    this.#waiting = [then];
    SipFloor.open({
      place,
      offered: JSON.parse(offered) as OfferedFloor,
      source: this.#source,
      onEvent: (event) => queueMicrotask(() => this.#emit(event)),
    }).then(
      (floor) => this.#opened(floor, offered),
      () => this.#opened(undefined, offered),
    );
  }

  /** Our line in its place; without a port it is refused. `ownOffer`: it answers none. */
  withLine(media: MediaDescription, ownOffer: boolean): MediaDescription {
    const floor = this.#floor;
    if (floor === undefined) return withoutFloor(media);
    return {
      ...media,
      streams: media.streams.map((stream) =>
        stream.floor === undefined ? stream : { ...stream, rtp: floor.local, floor: floor.line(ownOffer) },
      ),
    };
  }

  decide(decision: Extract<LegCommand, { type: 'floor' }>['decision']): void {
    this.#floor?.decide(decision);
  }

  /** `true`: it may be sent at once. */
  show(on: boolean): boolean {
    return this.#floor?.show(on) ?? true;
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#end();
  }

  /** `offered`: what it was opened for. Meanwhile the device may have said something else. */
  #opened(floor: SipFloor | undefined, offered: string): void {
    const now = this.#offered === undefined ? undefined : (JSON.parse(this.#offered) as OfferedFloor);
    if (this.#closed || now === undefined || floor?.isFor(now.line) !== true) floor?.close();
    else {
      this.#floor = floor;
      if (this.#offered !== offered) floor.signal(now);
    }
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const run of waiting) run();
  }

  #end(): void {
    this.#floor?.close();
    this.#floor = undefined;
  }
}

/** Nobody speaks BFCP here: port 0. */
export function withoutFloor(media: MediaDescription): MediaDescription {
  const refused = (stream: StreamDescription): StreamDescription => {
    const { floor: _, ...rest } = stream;
    return rest;
  };
  return { ...media, streams: media.streams.map((stream) => (stream.floor === undefined ? stream : refused(stream))) };
}
