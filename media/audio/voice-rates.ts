/** What one voice says in a frame, at the rates at which it is heard: resampled once, and only when somebody hears it so. */
import { Thirder, Tripler } from './resample.ts';

const NARROW = 16_000;

export class VoiceRates {
  #frame: Int16Array | undefined;
  #rate = NARROW;
  /** At the other rate. */
  #other: Int16Array | undefined;
  /** While it is mixed: begun anew it starts from silence, as a voice that enters does. */
  #tripler: Tripler | undefined;
  #thirder: Thirder | undefined;

  /** `undefined`: it is not mixed in this frame. */
  begin(frame: Int16Array | undefined, rate: number): void {
    this.#frame = frame;
    this.#other = undefined;
    if (frame !== undefined && rate === this.#rate) return;
    this.#rate = rate;
    this.#tripler = undefined;
    this.#thirder = undefined;
  }

  /** 16 or 48 kHz. */
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
