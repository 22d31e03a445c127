/** Asks a connection from time to time whether its far end is there. */
import type { Clock, Timer } from '../../../base/clock.ts';
import { PING_EVERY } from './options.ts';

export interface PulseUser {
  /** Bytes that have come so far. */
  readonly came: () => number;
  readonly ask: () => void;
  /** Nothing has come since it was asked. Nothing more is asked then. */
  readonly onDead: () => void;
}

export class Pulse {
  /** Not the wheel, whose timers are those of calls. */
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
