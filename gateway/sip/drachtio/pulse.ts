/** Pings a connection periodically to check that the far end is alive. */
import type { Clock, Timer } from '../../../base/clock.ts';
import { PING_EVERY } from './options.ts';

export interface PulseUser {
  /** The number of bytes received so far. */
  readonly came: () => number;
  readonly ask: () => void;
  /** Called when nothing was received since the last ping. Pinging ends then. */
  readonly onDead: () => void;
}

export class Pulse {
  /** Not the wheel, whose timers belong to calls. */
  readonly #clock: Clock;
  readonly #user: PulseUser;
  #seen: number | undefined;
  #timer: Timer;

  constructor(clock: Clock, user: PulseUser) {
    this.#clock = clock;
    this.#user = user;
    this.#timer = clock.after(PING_EVERY, () => this.#beat());
  }

  #beat(): void {
    const came = this.#user.came();
    if (this.#seen === came) return this.#user.onDead();
    this.#seen = came;
    this.#timer = this.#clock.after(PING_EVERY, () => this.#beat());
    this.#user.ask();
  }

  stop(): void {
    this.#timer.cancel();
  }
}
