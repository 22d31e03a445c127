/** Clips played to one device in sequence, over the meeting's sound turned down meanwhile. Pure. */

/** -12 dB. */
const UNDER_CLIPS = 0.25;
/** Change of the meeting's gain per frame: turned down, and up again, within 60 ms. */
const STEP = 0.25;

export class Playback {
  readonly number: number;
  readonly #clips: readonly Int16Array[];
  #clip = 0;
  #at = 0;

  /** `clips`: PCM at 16 kHz. */
  constructor(number: number, clips: readonly Int16Array[]) {
    this.number = number;
    this.#clips = clips;
  }

  get over(): boolean {
    return this.#clip >= this.#clips.length;
  }

  /** Fills `frame` with the next samples; silence after the last one. */
  next(frame: Int16Array): void {
    let filled = 0;
    for (
      let clip = this.#clips[this.#clip];
      clip !== undefined && filled < frame.length;
      clip = this.#clips[this.#clip]
    ) {
      const part = clip.subarray(this.#at, this.#at + frame.length - filled);
      frame.set(part, filled);
      filled += part.length;
      this.#at += part.length;
      if (this.#at < clip.length) continue;
      this.#clip += 1;
      this.#at = 0;
    }
    frame.fill(0, filled);
  }
}

/** Turns the meeting's sound down while clips play. */
export class Ducking {
  #gain = 1;

  /** The meeting is turned down, or not fully up again. */
  get active(): boolean {
    return this.#gain < 1;
  }

  /** Changes `values` in place; `clip`: the samples that play, `undefined` if no clip plays any more. */
  apply(values: Int32Array, clip: Int16Array | undefined): void {
    const from = this.#gain;
    const to = clip === undefined ? Math.min(1, from + STEP) : Math.max(UNDER_CLIPS, from - STEP);
    const step = (to - from) / values.length;
    for (let i = 0; i < values.length; i++) {
      values[i] = Math.round((values[i] ?? 0) * (from + step * (i + 1))) + (clip === undefined ? 0 : (clip[i] ?? 0));
    }
    this.#gain = to;
  }
}
