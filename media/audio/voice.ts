/**
 * Which sources are in the mix: those above their own noise floor, and of them the loudest few. A voice enters with a
 * short fade and leaves with a longer one, so that neither is a click.
 */

/**
 * Nobody follows more than a few voices at once, and beyond them noise only adds up. Each voice in the mix hears a mix
 * of its own, so this also bounds what a room costs, however many there are in it.
 */
export const MOST_VOICES = 6;
/** dB by which another must be louder to take a voice's place. */
const ADVANTAGE = 6;
/** dBov: below the first all is silence; noise between them is told by being steady. */
const LOWEST_GATE = -62;
const HIGHEST_GATE = -54;
/** dB that a source must be above its floor; how fast the floor rises to steady noise, dB per frame (1.5 dB/s). */
const ABOVE_FLOOR = 6;
const FLOOR_RISE = 0.03;
/** Frames that a source stays in the mix after its last loud one. */
const HANGOVER = 15;
/** dB per frame by which loudness is forgotten, so that a pause between words costs no place. */
const FORGOTTEN = 0.5;

export class Voice {
  #hangover = 0;
  #floor = -127;
  #inMix = false;
  /** Of late, dBov. */
  loudness = -127;

  /** `true`: it has something to say. `level`: of its frame, dBov; `undefined`: it has none. `doubt`: dB by which it may be more. */
  hear(level: number | undefined, doubt = 0): boolean {
    if (level === undefined) {
      this.#inMix = false;
      this.#hangover = 0;
      return false;
    }
    this.#floor = level < this.#floor ? level : Math.max(-127, Math.min(this.#floor + FLOOR_RISE, HIGHEST_GATE));
    if (this.#floor < LOWEST_GATE - ABOVE_FLOOR) this.#floor = LOWEST_GATE - ABOVE_FLOOR;
    this.loudness = Math.max(level, this.loudness - FORGOTTEN);
    this.#hangover = level + doubt > Math.min(HIGHEST_GATE, this.#floor + ABOVE_FLOOR) ? HANGOVER : this.#hangover - 1;
    return this.#hangover > 0;
  }

  /** It was mixed in the frame before. */
  get inMix(): boolean {
    return this.#inMix;
  }

  /** For choosing: who is in the mix has an advantage. */
  get rank(): number {
    return this.loudness + (this.#inMix ? ADVANTAGE : 0);
  }

  /** It is in another room, whose mix it was not in. */
  leave(): void {
    this.#inMix = false;
    this.#hangover = 0;
  }

  /** The frame as it goes into the mix; `undefined`: it does not. */
  enter(frame: Int16Array, chosen: boolean): Int16Array | undefined {
    const before = this.#inMix;
    this.#inMix = chosen;
    if (before === chosen) return chosen ? frame : undefined;
    // In within 5 ms, out within 20.
    const length = chosen ? frame.length >> 2 : frame.length;
    const faded = frame.slice();
    for (let i = 0; i < length; i++)
      faded[i] = Math.round(((frame[i] ?? 0) * (chosen ? i + 1 : length - i)) / (length + 1));
    return faded;
  }
}

/** The voices that are mixed, of those that have something to say. */
export function loudest<T extends { readonly voice: Voice }>(speaking: readonly T[]): ReadonlySet<T> {
  if (speaking.length <= MOST_VOICES) return new Set(speaking);
  return new Set(speaking.toSorted((a, b) => b.voice.rank - a.voice.rank).slice(0, MOST_VOICES));
}
