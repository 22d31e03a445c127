/** Runs the procedures that are state machines of their own: carries out their effects and keeps their timers. */
import type { Random } from '../../../base/clock.ts';
import type { Timers } from '../leg/timers.ts';
import {
  capabilityStep,
  newCapabilityState,
  type CapabilityEvent,
  type CapabilityNotice,
  type CapabilityState,
} from './capability-exchange.ts';
import {
  masterSlaveStep,
  newMasterSlave,
  type MasterSlaveEvent,
  type MasterSlaveNotice,
  type MasterSlaveState,
  type Role,
} from './master-slave.ts';
import type { Effect, Message } from './message.ts';
import {
  newRoundTrip,
  roundTripStep,
  type RoundTripEvent,
  type RoundTripNotice,
  type RoundTripState,
} from './round-trip-delay.ts';

export type ProcedureNotice = CapabilityNotice | MasterSlaveNotice | RoundTripNotice;

export interface ProcedureOptions {
  readonly timers: Timers;
  readonly random: Random;
  readonly send: (message: Message) => void;
  readonly onNotice: (notice: ProcedureNotice) => void;
}

export class Procedures {
  readonly #options: ProcedureOptions;
  #capabilities: CapabilityState = newCapabilityState;
  #masterSlave: MasterSlaveState;
  #roundTrip: RoundTripState = newRoundTrip;

  constructor(options: ProcedureOptions) {
    this.#options = options;
    this.#masterSlave = newMasterSlave(this.#randomNumber());
  }

  get capabilities(): CapabilityState {
    return this.#capabilities;
  }

  /** Our role, as last determined. */
  get role(): Role | undefined {
    return this.#masterSlave.kind === 'outgoing' ? undefined : this.#masterSlave.role;
  }

  /** Forgets the roles, so that they are determined from the beginning. */
  restart(): void {
    this.#masterSlave = newMasterSlave(this.#randomNumber());
  }

  capability(event: CapabilityEvent): void {
    const [state, effects] = capabilityStep(this.#capabilities, event);
    this.#capabilities = state;
    this.#carryOut('capabilities', effects, () => this.capability({ type: 'timeout' }));
  }

  masterSlave(event: MasterSlaveEvent): void {
    const [state, effects] = masterSlaveStep(this.#masterSlave, event, this.#randomNumber());
    this.#masterSlave = state;
    this.#carryOut('masterSlave', effects, () => this.masterSlave({ type: 'timeout' }));
  }

  roundTrip(event: RoundTripEvent): void {
    const [state, effects] = roundTripStep(this.#roundTrip, event);
    this.#roundTrip = state;
    this.#carryOut('roundTrip', effects, () => this.roundTrip({ type: 'timeout' }));
  }

  #carryOut(name: string, effects: readonly Effect<ProcedureNotice>[], onTimeout: () => void): void {
    const { timers, send, onNotice } = this.#options;
    for (const effect of effects) {
      if (effect.type === 'send') send(effect.message);
      else if (effect.type === 'timer') timers.set(name, effect.ms, onTimeout);
      else if (effect.type === 'stopTimer') timers.cancel(name);
      else onNotice(effect.notice);
    }
  }

  /** 24 bits. */
  #randomNumber(): number {
    const [a = 0, b = 0, c = 0] = this.#options.random.bytes(3);
    return (a << 16) | (b << 8) | c;
  }
}
