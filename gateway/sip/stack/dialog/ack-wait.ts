import { doubled, T1, TRANSACTION_LIFE } from '../transaction/timers.ts';
import type { TimerWheel, WheelTimer } from '../transaction/wheel.ts';

/**
 * Repeats a response until it is acknowledged: a 2xx to INVITE (RFC 3261 §13.3.1.4, over any transport) with the
 * delay `capped` at T2, or a reliable provisional response (RFC 3262 §3), whose delay doubles without a cap.
 */
export class AckWait {
  readonly #wheel: TimerWheel;
  readonly #send: () => void;
  readonly #onTimeout: () => void;
  readonly #capped: boolean;
  #delay = T1;
  #repeat: WheelTimer;
  readonly #giveUp: WheelTimer;

  constructor(wheel: TimerWheel, capped: boolean, send: () => void, onTimeout: () => void) {
    this.#wheel = wheel;
    this.#capped = capped;
    this.#send = send;
    this.#onTimeout = onTimeout;
    send();
    this.#repeat = wheel.after(T1, onRepeat, this);
    this.#giveUp = wheel.after(TRANSACTION_LIFE, onGiveUp, this);
  }

  stop(): void {
    this.#repeat.cancel();
    this.#giveUp.cancel();
  }

  repeat(): void {
    this.#send();
    this.#delay = this.#capped ? doubled(this.#delay) : this.#delay * 2;
    this.#repeat = this.#wheel.after(this.#delay, onRepeat, this);
  }

  giveUp(): void {
    this.#repeat.cancel();
    this.#onTimeout();
  }
}

function onRepeat(wait: AckWait): void {
  wait.repeat();
}

function onGiveUp(wait: AckWait): void {
  wait.giveUp();
}
