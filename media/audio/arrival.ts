/**
 * Models packet arrival, and how long audio must wait so that the next packets are there in time. A packet's
 * transit is its arrival less its media time, ms; only differences matter. The smallest transit of the last ten
 * seconds is the baseline: a packet that waited nowhere. As the minimum of a window it follows the device's clock.
 * The target is the second largest transit of a two-second slot (the 99th percentile of packets of 20 ms), in the
 * worst slot of the window: two late packets raise it at once, and it takes ten quiet seconds to fall. Pure: time
 * is an argument.
 */

/** ms. */
const SLOT = 2000;
const SLOTS = 5;
/**
 * A sample must have arrived one frame before it is played, since a tick takes 20 ms at once; plus some slack for
 * the tick itself.
 */
const FRAME = 20;
const SLACK = 5;
/** Spread that is assumed until the path is known. */
const FIRST_SPREAD = 15;
/** Bounds of the target. */
export const LEAST_DELAY = 20;
export const MOST_DELAY = 200;

interface Slot {
  readonly number: number;
  least: number;
  most: number;
  secondMost: number;
}

export class ArrivalModel {
  #slots: Slot[] = [];

  /** `undefined` before the first packet. */
  get baseline(): number | undefined {
    if (this.#slots.length === 0) return undefined;
    let least = Infinity;
    for (const slot of this.#slots) least = Math.min(least, slot.least);
    return least;
  }

  /** ms that audio should wait from a punctual packet's arrival to its playback. */
  get target(): number {
    let spread = 0;
    const baseline = this.baseline ?? 0;
    for (const slot of this.#slots) spread = Math.max(spread, slot.secondMost - baseline);
    return Math.min(MOST_DELAY, Math.max(LEAST_DELAY, spread + FRAME + SLACK));
  }

  observe(transit: number, now: number): void {
    const slot = this.#slotAt(Math.floor(now / SLOT), transit);
    slot.least = Math.min(slot.least, transit);
    if (transit > slot.most) {
      slot.secondMost = slot.most;
      slot.most = transit;
    } else slot.secondMost = Math.max(slot.secondMost, transit);
  }

  /** The source's numbers restart; the path's spread is assumed to be unchanged. */
  restart(transit: number, now: number): void {
    const spread = this.#slots.length === 0 ? FIRST_SPREAD : this.target - FRAME - SLACK;
    this.#slots = [
      { number: Math.floor(now / SLOT), least: transit, most: transit + spread, secondMost: transit + spread },
    ];
  }

  #slotAt(number: number, transit: number): Slot {
    const last = this.#slots.at(-1);
    if (last !== undefined && last.number >= number) return last;
    const slot: Slot = { number, least: transit, most: -Infinity, secondMost: -Infinity };
    this.#slots = [...this.#slots.filter((known) => known.number > number - SLOTS), slot];
    return slot;
  }
}
