/**
 * One leg's BFCP: decodes and sends messages, keeps the timers, and runs the transactions and the machine of our
 * role.
 */
import type { Clock } from '../../base/clock.ts';
import { guardedClock, type OnFault } from '../../base/guard.ts';
import { Runner } from '../../base/machine.ts';
import { NamedTimers } from '../../base/timers.ts';
import { newClient, stepClient } from './client.ts';
import type { ClientEvent, ClientState } from './client.ts';
import { decodeBfcp, encodeBfcp } from './codec.ts';
import { BfcpError } from './error.ts';
import type { FloorEffect, FloorEvent, FloorLeg, FloorTimer, LostReason } from './floor-event.ts';
import type { BfcpVersion } from './header.ts';
import type { BfcpMessage } from './message.ts';
import { newServer, stepServer } from './server.ts';
import type { ServerEvent, ServerState } from './server.ts';
import { newTransactions, nextDue, stepTransactions, TIMERS } from './transactions.ts';
import type { TransactionEffect, TransactionEvent, Transactions, TransactionTimers } from './transactions.ts';

export type BfcpRole = 'server' | 'client';

export interface SessionOptions {
  readonly role: BfcpRole;
  readonly leg: FloorLeg;
  readonly isReliable: boolean;
  /** Version to use until the device has sent a message; when absent, 1 over TCP and 2 over UDP. */
  readonly version?: BfcpVersion | undefined;
  readonly firstTransactionId: number;
  readonly clock: Clock;
  readonly timers?: TransactionTimers | undefined;
  /** Client: interval between Hellos, ms; `undefined` sends only the first. */
  readonly heartbeat: number | undefined;
  /** Silence after which the device counts as lost, ms; `undefined` waits without limit. */
  readonly silence: number | undefined;
  readonly send: (message: Uint8Array) => void;
  readonly onEvent: (event: FloorEvent) => void;
  /** Receives the fault that ends the session. */
  readonly onFault: OnFault;
}

/** Events of the application and the network; each role's machine handles those that it knows. */
export type SessionEvent = ServerEvent | ClientEvent;

type Role =
  | { readonly role: 'server'; readonly state: ServerState }
  | { readonly role: 'client'; readonly state: ClientState };

interface SessionState {
  readonly floor: Role;
  readonly transactions: Transactions;
}

type Event =
  | { readonly for: 'floor'; readonly event: SessionEvent }
  | { readonly for: 'transactions'; readonly event: TransactionEvent };

type Effect =
  | Exclude<FloorEffect, { type: 'request' | 'respond' | 'farewell' }>
  | { readonly type: 'send'; readonly message: BfcpMessage }
  /** An event that the transactions lead to. */
  | { readonly type: 'handle'; readonly event: SessionEvent }
  /** The time at which a transaction is due next may have changed. */
  | { readonly type: 'schedule' };

type Step = readonly [SessionState, readonly Effect[]];
type TimerName = FloorTimer | 'transaction' | 'silence';

const FAULT: LostReason = 'internal-error';

export class BfcpSession {
  readonly #options: SessionOptions;
  readonly #timers: NamedTimers<TimerName>;
  readonly #runner: Runner<SessionState, Event, Effect>;
  /** Events that came before the device could be reached. */
  #early: SessionEvent[] | undefined = [];

  constructor(options: SessionOptions) {
    const { role, leg, isReliable, version, firstTransactionId, heartbeat, timers = TIMERS, clock, onFault } = options;
    this.#options = options;
    this.#timers = new NamedTimers(guardedClock(clock, (error) => this.#runner.fail(error)));
    const ids = { conferenceId: leg.conferenceId, userId: leg.userId };
    this.#runner = new Runner<SessionState, Event, Effect>({
      initial: {
        floor: role === 'server' ? { role, state: newServer(leg) } : { role, state: newClient(leg, heartbeat) },
        transactions: newTransactions(ids, isReliable, firstTransactionId, version, timers),
      },
      step: (state, event) => this.#step(state, event),
      perform: (effect) => this.#perform(effect),
      onFault,
      onFaultEvent: { for: 'floor', event: { type: 'lost', reason: FAULT } },
      abandon: () => this.#abandon(),
    });
    this.#watchSilence();
  }

  get isOver(): boolean {
    return this.#runner.closed;
  }

  /** The device can be reached: handles what was asked for before. */
  start(): void {
    const early = this.#early;
    if (early === undefined) return;
    this.#early = undefined;
    if (this.#options.role === 'client') early.unshift({ type: 'start' });
    for (const event of early) this.handle(event);
  }

  /** Handles one whole message. */
  receive(bytes: Uint8Array): void {
    if (this.isOver) return;
    try {
      const { leg, isReliable } = this.#options;
      const message = decodeBfcp(bytes, isReliable);
      if (message.header.conferenceId === leg.conferenceId) this.#watchSilence();
      this.#runner.handle({ for: 'transactions', event: { type: 'received', message } });
    } catch (error) {
      this.fault(error);
    }
  }

  /** The peer sent what is not a message (`BfcpError`); any other error is a fault of ours and ends the session. */
  fault(error: unknown): void {
    if (this.isOver) return;
    if (!(error instanceof BfcpError)) return this.#runner.fail(error);
    this.#options.onEvent({ type: 'fault', detail: error.message });
    if (this.#options.role === 'server') this.handle({ type: 'unreadable', answer: error.answer });
  }

  handle(event: SessionEvent): void {
    if (this.#early !== undefined && event.type !== 'close' && event.type !== 'lost') this.#early.push(event);
    else this.#runner.handle({ for: 'floor', event });
  }

  #step(state: SessionState, event: Event): Step {
    if (event.for === 'transactions') return this.#transact(state, event.event);
    const [floor, asked] = stepRole(state.floor, event.event);
    let next: SessionState = { ...state, floor };
    const effects: Effect[] = [];
    for (const effect of asked) {
      if (effect.type === 'request' || effect.type === 'respond') {
        const [after, more] = this.#transact(next, effect);
        next = after;
        effects.push(...more);
      } else if (effect.type === 'farewell') effects.push(...this.#farewell(next.transactions));
      else effects.push(effect);
    }
    return [next, effects];
  }

  #transact(state: SessionState, event: TransactionEvent): Step {
    const [transactions, effects] = stepTransactions(state.transactions, event, this.#options.clock.now());
    const { role } = this.#options;
    return [{ ...state, transactions }, [...effects.flatMap((effect) => effectOf(effect, role)), { type: 'schedule' }]];
  }

  /** A reliable transport says goodbye by closing; RFC 4582 does not know Goodbye at all. */
  #farewell({ isReliable, version, lastId, ids }: Transactions): readonly Effect[] {
    if (isReliable || version === 1) return [];
    const header = { version, isResponse: false, ...ids, transactionId: (lastId % 0xffff) + 1 };
    return [{ type: 'send', message: { header, body: { primitive: 'Goodbye' } } }];
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'send':
        return this.#options.send(encodeBfcp(effect.message, this.#options.isReliable));
      case 'handle':
        return this.#runner.handle({ for: 'floor', event: effect.event });
      case 'schedule':
        return this.#schedule();
      case 'tell':
        return this.#options.onEvent(effect.event);
      case 'after':
        return this.#timers.set(effect.timer, effect.ms, () => this.handle({ type: 'due', timer: effect.timer }));
      case 'over':
        return this.#end();
      default:
        return effect satisfies never;
    }
  }

  #schedule(): void {
    const due = nextDue(this.#runner.state.transactions);
    const ms = due === undefined ? undefined : due - this.#options.clock.now();
    this.#timers.set('transaction', ms, () => this.#runner.handle({ for: 'transactions', event: { type: 'tick' } }));
  }

  #watchSilence(): void {
    const reason: LostReason = 'silence';
    this.#timers.set('silence', this.#options.silence, () => this.handle({ type: 'lost', reason }));
  }

  #end(): void {
    this.#runner.close();
    this.#timers.cancelAll();
  }

  /** The machine failed while it was ending: the application still learns that the device is lost. */
  #abandon(): void {
    this.#timers.cancelAll();
    this.#options.onEvent({ type: 'lost', reason: FAULT });
  }
}

function stepRole(floor: Role, event: SessionEvent): readonly [Role, readonly FloorEffect[]] {
  if (floor.role === 'server') {
    const [state, effects] = stepServer(floor.state, event as ServerEvent);
    return [{ role: 'server', state }, effects];
  }
  const [state, effects] = stepClient(floor.state, event as ClientEvent);
  return [{ role: 'client', state }, effects];
}

/** Only a client has requests of its own that are answered. */
function effectOf(effect: TransactionEffect, role: BfcpRole): readonly Effect[] {
  switch (effect.type) {
    case 'send':
      return [effect];
    case 'deliver':
      return [{ type: 'handle', event: { type: 'received', message: effect.message } }];
    case 'answered': {
      const { request, message } = effect;
      return role === 'client' ? [{ type: 'handle', event: { type: 'answered', request, message } }] : [];
    }
    case 'failed':
      return [{ type: 'handle', event: { type: 'failed' } }];
    default:
      return effect satisfies never;
  }
}
