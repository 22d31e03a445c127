/** Remembers which packets have arrived (RFC 3711 §3.3.2). Indices only rise, to 2^48 at most. */

/**
 * Packets behind the newest that may still arrive; RFC 3711 requires at least 64. Devices send pictures in larger
 * bursts.
 */
const WINDOW = 1024;

export class ReplayWindow {
  readonly #seen = new Float64Array(WINDOW).fill(-1);
  #highest = -1;

  /** -1 before the first packet. */
  get highest(): number {
    return this.#highest;
  }

  /** True if the packet has arrived before, or is too old to tell. */
  isReplay(index: number): boolean {
    return index <= this.#highest - WINDOW || this.#seen[index % WINDOW] === index;
  }

  /** Only for authentic packets. */
  add(index: number): void {
    this.#seen[index % WINDOW] = index;
    if (index > this.#highest) this.#highest = index;
  }
}
