/**
 * Chooses the speaker: the last member who spoke, with hysteresis. A member becomes the speaker after 300 ms of
 * speech within the last second, but not before the current speaker has had the floor for a second. Pure.
 */

/** dBov; louder is speech. */
export const SPEECH_LEVEL = -42;
/** Frames (20 ms) of speech needed. */
const NEEDED = 15;
/** Points lost per silent frame; speech has pauses. */
const DECAY = 0.3;
const MOST = 25;
/** ms */
const MINIMUM_FLOOR = 1000;

export class SpeakerTracker {
  readonly #points = new Map<number, number>();
  /** Latest first. */
  #order: number[] = [];
  #since = -Infinity;

  /** Members by how recently they spoke, without those who never did. */
  get order(): readonly number[] {
    return this.#order;
  }

  /** Observes a frame of a member; `true` if the order changed. */
  hear(member: number, level: number, now: number): boolean {
    const points = this.#points.get(member) ?? 0;
    const next = level > SPEECH_LEVEL ? Math.min(MOST, points + 1) : Math.max(0, points - DECAY);
    this.#points.set(member, next);
    if (next < NEEDED || this.#order[0] === member || now - this.#since < MINIMUM_FLOOR) return false;
    this.#order = [member, ...this.#order.filter((other) => other !== member)];
    this.#since = now;
    return true;
  }

  remove(member: number): void {
    this.#points.delete(member);
    this.#order = this.#order.filter((other) => other !== member);
  }
}
