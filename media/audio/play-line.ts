/**
 * Samples on their way out: those decoded and not yet played, and before them the last ones played, which
 * concealment and time scaling need.
 */

/** Samples at 16 kHz kept after they were played. */
const PLAYED = 560;
const CAPACITY = 4096;

export class PlayLine {
  /** Ratio of the sample rate to 16 kHz. */
  readonly scale: number;
  /** Read-only outside this class. */
  samples: Int16Array;
  /** The next sample to play. */
  at: number;
  /** Index at which the next sample is appended. */
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

  /** Replaces the samples before the end, as far back as they are kept. */
  replaceEnd(samples: Int16Array): void {
    const count = Math.min(samples.length, this.end - this.at + this.#played);
    this.samples.set(samples.subarray(samples.length - count), this.end - count);
  }

  /** Returns a view that is valid until the next append; `count` samples must be waiting. */
  play(count: number): Int16Array {
    this.at += count;
    return this.samples.subarray(this.at - count, this.at);
  }

  /** Inserts samples before the next one to play. */
  insert(samples: Int16Array): void {
    this.widen(samples.length);
    this.samples.set(samples, this.at);
  }

  /** Makes room for `count` samples before the next one to play; the caller writes them. */
  widen(count: number): void {
    this.#makeRoom(count);
    this.samples.copyWithin(this.at + count, this.at, this.end);
    this.end += count;
  }

  /** Removes `count` waiting samples, starting `from` samples after the next one to play. */
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
