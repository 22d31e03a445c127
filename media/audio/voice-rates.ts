/** One voice's current frame at the rates in use: resampled once, and only if a listener needs that rate. */
import { Thirder, Tripler } from './resample.ts';

const NARROW = 16_000;

export class VoiceRates {
  #frame: Int16Array | undefined;
  #rate = NARROW;
  /** The frame at the other rate. */
  #other: Int16Array | undefined;
  /** Kept while the voice is mixed: a new one starts from silence, as a voice that enters does. */
  #tripler: Tripler | undefined;
  #thirder: Thirder | undefined;

  /** `undefined`: the voice is not mixed in this frame. */
  begin(frame: Int16Array | undefined, rate: number): void {
    this.#frame = frame;
    this.#other = undefined;
    if (frame !== undefined && rate === this.#rate) return;
    this.#rate = rate;
    this.#tripler = undefined;
    this.#thirder = undefined;
  }

  /** `rate`: 16 or 48 kHz. */
  at(rate: number): Int16Array {
    const frame = this.#frame;
    if (frame === undefined) throw new Error('Cannot resample a voice that says nothing');
    if (rate === this.#rate) return frame;
    this.#other ??=
      rate === NARROW
        ? (this.#thirder ??= new Thirder()).process(frame)
        : (this.#tripler ??= new Tripler()).process(frame);
    return this.#other;
  }
}
