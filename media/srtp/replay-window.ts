/** Which packets have come already (RFC 3711 §3.3.2). Indices only rise, by 2^48 at most. */

/** Packets behind the newest that may still come; RFC 3711 asks for 64 at least. Rooms send pictures in bursts of more. */
const WINDOW = 1024;

export class ReplayWindow {
  readonly #seen = new Float64Array(WINDOW).fill(-1);
  #highest = -1;

  /** -1 before the first. */
  get highest(): number {
    return this.#highest;
  }

  /** It came before, or it is too old to tell. */
  isReplay(index: number): boolean {
    return index <= this.#highest - WINDOW || this.#seen[index % WINDOW] === index;
  }

  /** Only of what is authentic. */
  add(index: number): void {
    this.#seen[index % WINDOW] = index;
    if (index > this.#highest) this.#highest = index;
  }
}
