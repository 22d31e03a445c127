/** What a device sees while nobody sends a picture that it may see: a still, and when it is sent. Pure. */
import { PLACEHOLDER_PICTURES } from './placeholder-picture.ts';

/** After the first one, ms: often enough for a decoder that begins late or has lost it. */
const FIRST_REPEATS: readonly number[] = [1000, 2000, 4000];
const REPEAT_INTERVAL = 5000;
/** At most this often when the device asks, ms. */
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

  /** The device asks for a picture. */
  request(): void {
    this.#wanted = true;
  }

  /** Another picture is on the screen now. */
  stop(): void {
    this.#since = undefined;
    this.#wanted = false;
  }

  get shown(): boolean {
    return this.#since !== undefined;
  }

  /** The NAL units to send now, as one picture; none when it is not time yet. */
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

  /** In turn, as IDR pictures that follow one another need different numbers. */
  #send(now: number): readonly Uint8Array[] {
    this.#lastAt = now;
    this.#wanted = false;
    return PICTURES[this.#sent++ % PICTURES.length] ?? [];
  }
}
