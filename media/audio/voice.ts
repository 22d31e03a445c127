/**
 * Selects the sources in the mix: the loudest few of those above their own noise floor. A voice enters with a short
 * fade and leaves with a longer one, so that neither causes a click.
 */

/**
 * Listeners follow only a few voices at once, and beyond them noise adds up. Each voice in the mix hears its own
 * mix, so this also bounds the cost of a bridge, however many members it has.
 */
export const MOST_VOICES = 6;
/** dB by which another voice must be louder to take a place in the mix. */
const ADVANTAGE = 6;
/** dBov: below the lowest gate everything is silence; between the two, steady sound counts as noise. */
const LOWEST_GATE = -62;
const HIGHEST_GATE = -54;
/** dB above its floor that a source must reach; how fast the floor rises to steady noise, dB per frame (1.5 dB/s). */
const ABOVE_FLOOR = 6;
const FLOOR_RISE = 0.03;
/** Frames that a source stays in the mix after its last loud frame. */
const HANGOVER = 15;
/** dB per frame by which loudness decays, so that a pause between words costs no place. */
const FORGOTTEN = 0.5;

export class Voice {
  #hangover = 0;
  #floor = -127;
  #inMix = false;
  /** Recent loudness, dBov. */
  loudness = -127;

  /**
   * Returns `true` if the source says something. `level` of its frame, dBov; `undefined`: no frame. `doubt`: dB by
   * which the level may be higher.
   */
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

  /** True if the voice was mixed in the previous frame. */
  get inMix(): boolean {
    return this.#inMix;
  }

  /** For choosing: voices in the mix have an advantage. */
  get rank(): number {
    return this.loudness + (this.#inMix ? ADVANTAGE : 0);
  }

  /** The source has moved to another bridge, where it is not in the mix. */
  leave(): void {
    this.#inMix = false;
    this.#hangover = 0;
  }

  /** The frame as it goes into the mix; `undefined`: not mixed. */
  enter(frame: Int16Array, chosen: boolean): Int16Array | undefined {
    const before = this.#inMix;
    this.#inMix = chosen;
    if (before === chosen) return chosen ? frame : undefined;
    // Fades in within 5 ms, out within 20 ms.
    const length = chosen ? frame.length >> 2 : frame.length;
    const faded = frame.slice();
    for (let i = 0; i < length; i++)
      faded[i] = Math.round(((frame[i] ?? 0) * (chosen ? i + 1 : length - i)) / (length + 1));
    return faded;
  }
}

/** Chooses the voices to be mixed from those that say something. */
export function loudest<T extends { readonly voice: Voice }>(speaking: readonly T[]): ReadonlySet<T> {
  if (speaking.length <= MOST_VOICES) return new Set(speaking);
  return new Set(speaking.toSorted((a, b) => b.voice.rank - a.voice.rank).slice(0, MOST_VOICES));
}
