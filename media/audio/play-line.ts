/** Samples on their way out: what is decoded and not played yet, and behind it what was played last, which concealment and time scaling need. */

/** Samples at 16 kHz that are kept after they were played. */
const PLAYED = 560;
const CAPACITY = 4096;

export class PlayLine {
  /** Of its rate to 16 kHz. */
  readonly scale: number;
  /** Read-only for others. */
  samples: Int16Array;
  /** The next sample to play. */
  at: number;
  /** Where the next one comes to. */
  end: number;
  readonly #played: number;

  constructor(scale = 1) {
    this.scale = scale;
    this.#played = PLAYED * scale;
    this.samples = new Int16Array(CAPACITY * scale);
    this.at = this.#played;
    this.end = this.#played;
  }

  get waiting(): number {
    return this.end - this.at;
  }

  append(more: Int16Array): void {
    this.#makeRoom(more.length);
    this.samples.set(more, this.end);
    this.end += more.length;
  }

  /** The samples up to the end are those, as far back as is kept. */
  replaceEnd(samples: Int16Array): void {
    const count = Math.min(samples.length, this.end - this.at + this.#played);
    this.samples.set(samples.subarray(samples.length - count), this.end - count);
  }

  /** A view, valid until something is appended; there must be so many. */
  play(count: number): Int16Array {
    this.at += count;
    return this.samples.subarray(this.at - count, this.at);
  }

  /** Samples before the next one to play. */
  insert(samples: Int16Array): void {
    this.widen(samples.length);
    this.samples.set(samples, this.at);
  }

  /** Puts `count` samples' place before the next one to play; their content is the caller's to write. */
  widen(count: number): void {
    this.#makeRoom(count);
    this.samples.copyWithin(this.at + count, this.at, this.end);
    this.end += count;
  }

  /** Takes out `count` samples that wait, the first of them `from` samples from the next to play. */
  narrow(from: number, count: number): void {
    this.samples.copyWithin(this.at + from, this.at + from + count, this.end);
    this.end -= count;
  }

  #makeRoom(count: number): void {
    if (this.end + count <= this.samples.length) return;
    const kept = this.samples.subarray(this.at - this.#played, this.end);
    const needed = kept.length + count;
    if (needed <= this.samples.length) this.samples.copyWithin(0, this.at - this.#played, this.end);
    else {
      const larger = new Int16Array(2 * needed);
      larger.set(kept);
      this.samples = larger;
    }
    this.at = this.#played;
    this.end = kept.length;
  }
}
