import type { Clock, Timer } from '../../../../base/clock.ts';

/**
 * A timer wheel over one `Clock` timer: setting and cancelling cost a few assignments, whatever the number of timers.
 * Times are rounded up to `TICK` milliseconds.
 */
const TICK = 10;
const SLOTS = 4096;

export class WheelTimer implements Timer {
  tick = 0;
  previous: WheelTimer | undefined = undefined;
  next: WheelTimer | undefined = undefined;
  wheel: TimerWheel | undefined = undefined;
  readonly callback: (owner: never) => void;
  readonly owner: unknown;

  constructor(callback: (owner: never) => void, owner: unknown) {
    this.callback = callback;
    this.owner = owner;
  }

  cancel(): void {
    this.wheel?.remove(this);
  }

  run(): void {
    (this.callback as (owner: unknown) => void)(this.owner);
  }
}

export class TimerWheel {
  readonly #clock: Clock;
  readonly #slots: (WheelTimer | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  /** Every tick up to this one has been run. */
  #done: number;
  #size = 0;
  #armed: Timer | undefined;
  #armedTick = Infinity;

  readonly #guard: (work: () => void) => void;

  /** `guard` runs the callbacks: one that throws must not prevent the others from running. */
  constructor(clock: Clock, guard: (work: () => void) => void = (work) => work()) {
    this.#clock = clock;
    this.#guard = guard;
    this.#done = Math.floor(clock.now() / TICK);
  }

  get size(): number {
    return this.#size;
  }

  now(): number {
    return this.#clock.now();
  }

  /**
   * Runs `callback(owner)` once, `delay` ms from now. Sharing one function among many owners saves a closure for
   * each.
   */
  after<T>(delay: number, callback: (owner: T) => void, owner: T): WheelTimer {
    if (this.#size === 0) this.#done = Math.max(this.#done, Math.floor(this.#clock.now() / TICK));
    const timer = new WheelTimer(callback, owner);
    timer.tick = Math.max(this.#done + 1, Math.ceil((this.#clock.now() + delay) / TICK));
    timer.wheel = this;
    const slot = timer.tick % SLOTS;
    const head = this.#slots[slot];
    timer.next = head;
    if (head !== undefined) head.previous = timer;
    this.#slots[slot] = timer;
    this.#size++;
    if (timer.tick < this.#armedTick) this.#arm(timer.tick);
    return timer;
  }

  remove(timer: WheelTimer): void {
    if (timer.wheel !== this) return;
    timer.wheel = undefined;
    if (timer.previous === undefined) this.#slots[timer.tick % SLOTS] = timer.next;
    else timer.previous.next = timer.next;
    if (timer.next !== undefined) timer.next.previous = timer.previous;
    timer.previous = undefined;
    timer.next = undefined;
    this.#size--;
    if (this.#size === 0) this.#disarm();
  }

  /** Drops all timers. */
  clear(): void {
    for (let slot = 0; slot < SLOTS; slot++)
      for (let timer = this.#slots[slot]; timer !== undefined; timer = this.#slots[slot]) this.remove(timer);
    this.#disarm();
  }

  #disarm(): void {
    this.#armed?.cancel();
    this.#armed = undefined;
    this.#armedTick = Infinity;
  }

  #arm(tick: number): void {
    this.#armed?.cancel();
    this.#armedTick = tick;
    this.#armed = this.#clock.after(Math.max(0, tick * TICK - this.#clock.now()), () => this.#fire());
  }

  #fire(): void {
    this.#armed = undefined;
    // Timers that callbacks add meanwhile are found by the search below.
    this.#armedTick = -Infinity;
    const until = Math.floor(this.#clock.now() / TICK);
    const late = until - this.#done > SLOTS;
    const last = late ? this.#done + SLOTS : until;
    for (let tick = this.#done + 1; tick <= last && this.#size > 0; tick++) {
      this.#done = tick;
      this.#runSlot(tick, late ? until : tick);
    }
    this.#done = Math.max(this.#done, until);
    this.#armedTick = Infinity;
    if (this.#size > 0) this.#arm(this.#nextTick());
  }

  #runSlot(slot: number, until: number): void {
    const due: WheelTimer[] = [];
    for (let timer = this.#slots[slot % SLOTS]; timer !== undefined; timer = timer.next)
      if (timer.tick <= until) due.push(timer);
    // The list is last in, first out; run the timers in the order in which they were set.
    for (let at = due.length - 1; at >= 0; at--) {
      const timer = due[at];
      if (timer?.wheel !== this) continue;
      this.remove(timer);
      this.#guard(() => timer.run());
    }
  }

  /** The first tick that has work, or one revolution from now if all work is later. */
  #nextTick(): number {
    for (let tick = this.#done + 1; tick < this.#done + SLOTS; tick++) {
      for (let timer = this.#slots[tick % SLOTS]; timer !== undefined; timer = timer.next)
        if (timer.tick === tick) return tick;
    }
    return this.#done + SLOTS;
  }
}
