/**
 * Runs one state machine: events wait in one queue, effects run in order, and a fault ends this machine only.
 *
 *   handle(event) ─▶ queue ─▶ step(state, event) ─▶ new state, effects ─▶ perform(effect) ─▶ handle(...) ...
 */

export type Step<State, Effect> = readonly [State, readonly Effect[]];

export interface Machine<State, Event, Effect> {
  readonly initial: State;
  /** Pure: returns the next state and what has to be done. */
  readonly step: (state: State, event: Event) => Step<State, Effect>;
  /** Carries out one effect. May call `handle`: that event waits for its turn. */
  readonly perform: (effect: Effect) => void;
  /** Reports the fault that ends the machine: called once, whatever fails afterwards. Must not throw. */
  readonly onFault: (error: unknown) => void;
  /** Event that lets the machine end in order after a fault; without one it is abandoned. */
  readonly onFaultEvent?: Event;
  /** Releases what the machine holds when it cannot end in order any more. */
  readonly abandon?: () => void;
}

export class Runner<State, Event, Effect> {
  readonly #machine: Machine<State, Event, Effect>;
  readonly #queue: Event[] = [];
  #state: State;
  #phase: 'idle' | 'busy' | 'closed' = 'idle';
  #faulty = false;

  constructor(machine: Machine<State, Event, Effect>) {
    this.#machine = machine;
    this.#state = machine.initial;
  }

  get state(): State {
    return this.#state;
  }

  get closed(): boolean {
    return this.#phase === 'closed';
  }

  /** Handles `event` and everything that its effects lead to, or queues it while another one is being handled. */
  handle(event: Event): void {
    if (this.#phase === 'closed') return;
    this.#queue.push(event);
    this.#work();
  }

  /** Ends the machine after a failure outside of it, such as a promise that rejected. */
  fail(error: unknown): void {
    if (this.closed || this.#faulty) return;
    const { onFault, onFaultEvent } = this.#machine;
    this.#faulty = true;
    onFault(error);
    if (onFaultEvent === undefined) return this.#abandon();
    // Before what is queued: those events may run into the same fault.
    this.#queue.unshift(onFaultEvent);
    this.#work();
  }

  /** Drops queued events; later ones are ignored. Idempotent. */
  close(): void {
    this.#phase = 'closed';
    this.#queue.length = 0;
  }

  #work(): void {
    if (this.#phase === 'busy') return;
    this.#phase = 'busy';
    while (!this.closed && this.#queue.length > 0) this.#turn(this.#queue.shift() as Event);
    if (!this.closed) this.#phase = 'idle';
  }

  #turn(event: Event): void {
    let effects: readonly Effect[];
    try {
      [this.#state, effects] = this.#machine.step(this.#state, event);
    } catch (error) {
      // A second fault in `step`: the machine cannot even end in order.
      if (this.#faulty) return this.#abandon();
      return this.fail(error);
    }
    // One effect that fails does not stop the others: they may release what the machine holds.
    for (const effect of effects) {
      try {
        this.#machine.perform(effect);
      } catch (error) {
        this.fail(error);
      }
    }
  }

  #abandon(): void {
    if (this.closed) return;
    this.close();
    try {
      this.#machine.abandon?.();
    } catch {
      // The fault that led here has been reported.
    }
  }
}
