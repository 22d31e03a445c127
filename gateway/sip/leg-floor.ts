/**
 * The floor of a SIP leg: opens the port when one of our descriptions first needs it, and keeps commands in order
 * meanwhile.
 */
import type { MediaDescription, StreamDescription } from '../../media/port.ts';
import type { LegCommand, LegEvent } from '../core/leg.ts';
import { offeredFloor, SipFloor, type FloorPlace, type OfferedFloor } from './bfcp-floor.ts';

export class LegFloor {
  readonly #place: FloorPlace;
  readonly #source: string;
  readonly #emit: (event: LegEvent) => void;
  /** The device's floor line, as JSON. */
  #offered: string | undefined;
  #floor: SipFloor | undefined;
  /** Commands that wait for the port; undefined while no port is being opened. */
  #waiting: (() => void)[] | undefined;
  #closed = false;

  constructor(place: FloorPlace, source: string, emit: (event: LegEvent) => void) {
    this.#place = place;
    this.#source = source;
    this.#emit = emit;
  }

  /** Handles a description of the device. */
  described(streams: readonly StreamDescription[]): void {
    const offered = offeredFloor(streams);
    // JSON, because a substring would keep the whole description in memory.
    this.#offered = offered && JSON.stringify(offered);
    if (offered === undefined || this.#floor?.lost === true || this.#floor?.isFor(offered.line) === false) this.#end();
    else this.#floor?.signal(offered);
  }

  /** Runs `then` once the floor line of `media` has a port, or at once if it needs none. */
  prepare(media: MediaDescription | undefined, then: () => void): void {
    if (this.#waiting !== undefined) return void this.#waiting.push(then);
    // A lost floor is not restored: a description names a port only while BFCP runs.
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

  /** Puts our floor line in its place; without a port the line is refused. `ownOffer`: it is not an answer. */
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

  /** `true`: content may be sent at once. */
  show(on: boolean): boolean {
    return this.#floor?.show(on) ?? true;
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#end();
  }

  /** `offered`: the line for which the port was opened. The device may have sent another one since. */
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

/** BFCP is not available: port 0. */
export function withoutFloor(media: MediaDescription): MediaDescription {
  const refused = (stream: StreamDescription): StreamDescription => {
    const { floor: _, ...rest } = stream;
    return rest;
  };
  return { ...media, streams: media.streams.map((stream) => (stream.floor === undefined ? stream : refused(stream))) };
}
