/** One leg's machine at work: decodes, runs the transactions and the machine of our role, sends, waits and tells. */
import type { Clock, Timer } from '../../base/clock.ts';
import { newClient, stepClient } from './client.ts';
import type { ClientEvent, ClientState } from './client.ts';
import { decodeBfcp, encodeBfcp } from './codec.ts';
import { BfcpError } from './error.ts';
import type { FloorEffect, FloorEvent, FloorLeg, FloorTimer, LostReason } from './floor-event.ts';
import type { BfcpVersion } from './header.ts';
import { newServer, stepServer } from './server.ts';
import type { ServerEvent, ServerState } from './server.ts';
import { newTransactions, nextDue, stepTransactions, TIMERS } from './transactions.ts';
import type { TransactionEffect, TransactionEvent, Transactions, TransactionTimers } from './transactions.ts';

export type BfcpRole = 'server' | 'client';

export interface SessionOptions {
  readonly role: BfcpRole;
  readonly leg: FloorLeg;
  readonly isReliable: boolean;
  /** What we speak until the device has spoken; 1 over TCP and 2 over UDP when absent. */
  readonly version?: BfcpVersion | undefined;
  readonly firstTransactionId: number;
  readonly clock: Clock;
  readonly timers?: TransactionTimers | undefined;
  /** Client: ms from Hello to Hello; undefined: only the first. */
  readonly heartbeat: number | undefined;
  /** ms of nothing from the device after which it is lost; undefined: for ever. */
  readonly silence: number | undefined;
  readonly send: (message: Uint8Array) => void;
  readonly onEvent: (event: FloorEvent) => void;
}

/** What the application and the network say; each machine takes what it knows. */
export type SessionEvent = ServerEvent | ClientEvent;

type Machine =
  | { readonly role: 'server'; readonly state: ServerState }
  | { readonly role: 'client'; readonly state: ClientState };
type TimerName = FloorTimer | 'transaction' | 'silence';

export class BfcpSession {
  readonly #options: SessionOptions;
  readonly #timers = new Map<TimerName, Timer>();
  /** Events that wait for the one before them, or for the start. */
  readonly #events: SessionEvent[] = [];
  #machine: Machine;
  #transactions: Transactions;
  #phase: 'waiting' | 'idle' | 'busy' | 'over' = 'waiting';

  constructor(options: SessionOptions) {
    const { role, leg, isReliable, version, firstTransactionId, heartbeat, timers } = options;
    this.#options = options;
    this.#machine = role === 'server' ? { role, state: newServer(leg) } : { role, state: newClient(leg, heartbeat) };
    this.#transactions = newTransactions(
      { conferenceId: leg.conferenceId, userId: leg.userId },
      isReliable,
      firstTransactionId,
      version,
      timers ?? TIMERS,
    );
    this.#watchSilence();
  }

  get isOver(): boolean {
    return this.#phase === 'over';
  }

  /** The device can be reached. What was asked for before is done now. */
  start(): void {
    if (this.#phase !== 'waiting') return;
    this.#phase = 'idle';
    if (this.#options.role === 'client') this.#events.unshift({ type: 'start' });
    this.#work();
  }

  /** One whole message. */
  receive(bytes: Uint8Array): void {
    if (this.#phase === 'over') return;
    try {
      const { leg, isReliable } = this.#options;
      const message = decodeBfcp(bytes, isReliable);
      if (message.header.conferenceId === leg.conferenceId) this.#watchSilence();
      this.#transact({ type: 'received', message });
    } catch (error) {
      this.fault(error);
    }
  }

  /** What came is no message. */
  fault(error: unknown): void {
    if (!(error instanceof BfcpError)) throw error;
    if (this.#phase === 'over') return;
    this.#options.onEvent({ type: 'fault', detail: error.message });
    if (this.#options.role === 'server') this.handle({ type: 'unreadable', answer: error.answer });
  }

  handle(event: SessionEvent): void {
    if (this.#phase === 'over') return;
    this.#events.push(event);
    if (this.#phase === 'waiting' && (event.type === 'close' || event.type === 'lost')) this.#phase = 'idle';
    this.#work();
  }

  /** Events in their order, also those that an effect of one before led to. */
  #work(): void {
    if (this.#phase !== 'idle') return;
    this.#phase = 'busy';
    try {
      for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift()) {
        for (const effect of this.#step(event)) this.#carryOut(effect);
      }
    } finally {
      // Also when the application's handler throws.
      if (!this.isOver) this.#phase = 'idle';
    }
  }

  #step(event: SessionEvent): readonly FloorEffect[] {
    if (this.#machine.role === 'server') {
      const [state, effects] = stepServer(this.#machine.state, event as ServerEvent);
      this.#machine = { role: 'server', state };
      return effects;
    }
    const [state, effects] = stepClient(this.#machine.state, event as ClientEvent);
    this.#machine = { role: 'client', state };
    return effects;
  }

  #carryOut(effect: FloorEffect): void {
    switch (effect.type) {
      case 'request':
      case 'respond':
        return this.#transact(effect);
      case 'tell':
        return this.#options.onEvent(effect.event);
      case 'after':
        return this.#set(effect.timer, effect.ms, () => this.handle({ type: 'due', timer: effect.timer }));
      case 'farewell':
        return this.#farewell();
      case 'over':
        return this.#end();
      default:
        return effect satisfies never;
    }
  }

  #transact(event: TransactionEvent): void {
    const { clock } = this.#options;
    const [next, effects] = stepTransactions(this.#transactions, event, clock.now());
    this.#transactions = next;
    for (const effect of effects) this.#carryOutTransaction(effect);
    const due = nextDue(this.#transactions);
    if (due === undefined || this.#phase === 'over') this.#cancel('transaction');
    else this.#set('transaction', due - clock.now(), () => this.#transact({ type: 'tick' }));
  }

  #carryOutTransaction(effect: TransactionEffect): void {
    switch (effect.type) {
      case 'send':
        return this.#options.send(encodeBfcp(effect.message, this.#options.isReliable));
      case 'deliver':
        return this.handle({ type: 'received', message: effect.message });
      case 'answered':
        return this.#options.role === 'client'
          ? this.handle({ type: 'answered', request: effect.request, message: effect.message })
          : undefined;
      case 'failed':
        return this.handle({ type: 'failed' });
      default:
        return effect satisfies never;
    }
  }

  /** RFC 4582 knows no Goodbye, and on a reliable transport the end of the connection says it. */
  #farewell(): void {
    const { isReliable, version, lastId, ids } = this.#transactions;
    if (isReliable || version === 1) return;
    const header = { version, isResponse: false, ...ids, transactionId: (lastId % 0xffff) + 1 };
    this.#options.send(encodeBfcp({ header, body: { primitive: 'Goodbye' } }, isReliable));
  }

  #watchSilence(): void {
    const { silence } = this.#options;
    const reason: LostReason = 'silence';
    if (silence !== undefined) this.#set('silence', silence, () => this.handle({ type: 'lost', reason }));
  }

  #set(name: TimerName, ms: number, callback: () => void): void {
    this.#cancel(name);
    this.#timers.set(name, this.#options.clock.after(ms, callback));
  }

  #cancel(name: TimerName): void {
    this.#timers.get(name)?.cancel();
    this.#timers.delete(name);
  }

  #end(): void {
    this.#phase = 'over';
    this.#events.length = 0;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }
}
