/** The still that a device sees while no visible participant sends a picture, and when to send it. Pure. */
import { PLACEHOLDER_PICTURES } from './placeholder-picture.ts';

/** ms after the first still: often enough for a decoder that starts late or has lost it. */
const FIRST_REPEATS: readonly number[] = [1000, 2000, 4000];
const REPEAT_INTERVAL = 5000;
/** Least time between stills sent on the device's request, ms. */
const REQUEST_INTERVAL = 500;

const PICTURES: readonly (readonly Uint8Array[])[] = PLACEHOLDER_PICTURES.map((units) =>
  units.map((unit) => Buffer.from(unit, 'base64')),
);

export class Placeholder {
  #since: number | undefined;
  #lastAt = -Infinity;
  #sent = 0;
  #repeats = 0;
  #wanted = false;

  /** The device requests a picture. */
  request(): void {
    this.#wanted = true;
  }

  /** A different picture is shown now. */
  stop(): void {
    this.#since = undefined;
    this.#wanted = false;
  }

  get shown(): boolean {
    return this.#since !== undefined;
  }

  /** The NAL units to send now, as one picture; empty if it is not time yet. */
  due(now: number): readonly Uint8Array[] {
    if (this.#since === undefined) {
      this.#since = now;
      this.#repeats = 0;
      return this.#send(now);
    }
    if (this.#wanted && now - this.#lastAt >= REQUEST_INTERVAL) return this.#send(now);
    const next = FIRST_REPEATS[this.#repeats];
    const at = next === undefined ? this.#lastAt + REPEAT_INTERVAL : this.#since + next;
    if (now < at) return [];
    this.#repeats += 1;
    return this.#send(now);
  }

  /** The stills take turns, as consecutive IDR pictures need different numbers. */
  #send(now: number): readonly Uint8Array[] {
    this.#lastAt = now;
    this.#wanted = false;
    return PICTURES[this.#sent++ % PICTURES.length] ?? [];
  }
}
