/** Runs the client transactions: matching (RFC 3261 §17.1.3), their timers, and the ACK of rejections (§17.1.1.3). */
import type { SipEdgeFact } from '../../edge.ts';
import type { Envelope } from '../message/envelope.ts';
import type { Flow } from '../transport/flow.ts';
import type { SipResponse } from '../message/message.ts';
import { methodLabel } from '../message/methods.ts';
import type { Effects } from './effect.ts';
import { startClient, stepClient } from './client.ts';
import type { ClientState } from './client.ts';
import { startInviteClient, stepInviteClient } from './invite-client.ts';
import type { InviteClientEvent, InviteClientState } from './invite-client.ts';
import type { TimerWheel, WheelTimer } from './wheel.ts';

export interface ClientUser {
  onResponse(response: SipResponse, envelope: Envelope): void;
  /** Timer B or F expired (`timeout`), or the connection closed (`transport`). This is the last call. */
  onFailure(why: 'timeout' | 'transport'): void;
}

export class ClientTransaction {
  readonly branch: string;
  readonly method: string;
  readonly flow: Flow;
  readonly #table: ClientTransactions;
  readonly #user: ClientUser;
  #state: InviteClientState | ClientState;
  #retransmit: WheelTimer | undefined;
  #expire: WheelTimer | undefined;
  #unwatch: (() => void) | undefined;
  #current: { readonly response: SipResponse; readonly envelope: Envelope } | undefined;
  /** The text of the INVITE, from which its ACK is made; then the ACK itself. */
  #request: string | undefined;
  #ack: string | undefined;

  constructor(table: ClientTransactions, branch: string, method: string, flow: Flow, user: ClientUser) {
    this.#table = table;
    this.branch = branch;
    this.method = method;
    this.flow = flow;
    this.#user = user;
    this.#state = { name: 'terminated' };
  }

  start(request: string): void {
    const { reliable } = this.flow;
    const [state, effects] =
      this.method === 'INVITE' ? startInviteClient(request, reliable) : startClient(request, reliable);
    this.#state = state;
    if (this.method === 'INVITE') this.#request = request;
    if (reliable) this.#unwatch = this.flow.onClosed(() => this.handle({ type: 'transportError' }));
    this.#run(effects, undefined);
    if (!this.flow.alive) this.handle({ type: 'transportError' });
  }

  get state(): string {
    return this.#state.name;
  }

  receive(response: SipResponse, envelope: Envelope): void {
    this.#current = { response, envelope };
    this.handle({ type: 'response', status: response.status });
    this.#current = undefined;
  }

  handle(event: InviteClientEvent): void {
    const { reliable } = this.flow;
    const invite = this.method === 'INVITE';
    const [state, effects] = invite
      ? stepInviteClient(this.#state as InviteClientState, event, reliable)
      : stepClient(this.#state as ClientState, event, reliable);
    this.#state = state;
    this.#run(effects, event.type);
  }

  #run(effects: Effects, cause: InviteClientEvent['type'] | undefined): void {
    for (const effect of effects) {
      switch (effect.do) {
        case 'send':
          this.flow.send(effect.text);
          if (cause === 'retransmit')
            this.#note({ type: 'retransmission', what: 'request', method: methodLabel(this.method) });
          break;
        case 'ack':
          this.#sendAck();
          break;
        case 'deliver':
          if (this.#current !== undefined) this.#user.onResponse(this.#current.response, this.#current.envelope);
          break;
        case 'fail':
          if (effect.why !== 'transport') this.#note({ type: 'timeout', timer: effect.why });
          this.#user.onFailure(effect.why === 'transport' ? 'transport' : 'timeout');
          break;
        case 'absorbed':
          this.#note({ type: 'retransmission', what: 'absorbed', method: methodLabel(this.method) });
          break;
        case 'terminate':
          this.#unwatch?.();
          this.#table.remove(this);
          break;
        default:
          this.#time(effect);
      }
    }
  }

  #time(effect: Effects[number]): void {
    if (effect.do === 'retransmitIn') this.#retransmit = this.#table.wheel.after(effect.delay, onRetransmit, this);
    else if (effect.do === 'stopRetransmit') this.#retransmit?.cancel();
    else {
      this.#expire?.cancel();
      if (effect.do === 'expireIn') this.#expire = this.#table.wheel.after(effect.delay, onExpire, this);
    }
  }

  #note(fact: SipEdgeFact): void {
    this.#table.note(fact);
  }

  #sendAck(): void {
    if (this.#ack === undefined && this.#request !== undefined && this.#current !== undefined) {
      this.#ack = ackOf(this.#request, this.#current.response.headers.get('to') ?? '');
      this.#request = undefined;
    }
    if (this.#ack !== undefined) this.flow.send(this.#ack);
  }

  abandon(): void {
    this.#unwatch?.();
    this.#retransmit?.cancel();
    this.#expire?.cancel();
    this.#table.remove(this);
  }
}

/**
 * The ACK for a final response of 300 and above: Request-URI, top Via, From, Call-ID and Route as in the INVITE, To
 * as in the response.
 */
export function ackOf(invite: string, to: string): string {
  const lines = invite.slice(0, invite.indexOf('\r\n\r\n')).split('\r\n');
  const kept = lines.slice(1).filter((line) => /^(?:Via|From|Call-ID|Max-Forwards|Route):/.test(line));
  const cseq = lines.find((line) => line.startsWith('CSeq:')) ?? '';
  const start = (lines[0] ?? '').replace(/^INVITE /, 'ACK ');
  return [start, ...kept, `To: ${to}`, cseq.replace(/INVITE$/, 'ACK'), 'Content-Length: 0', '', ''].join('\r\n');
}

function onRetransmit(transaction: ClientTransaction): void {
  transaction.handle({ type: 'retransmit' });
}

function onExpire(transaction: ClientTransaction): void {
  transaction.handle({ type: 'expire' });
}

export class ClientTransactions {
  readonly wheel: TimerWheel;
  readonly note: (fact: SipEdgeFact) => void;
  readonly #byKey = new Map<string, ClientTransaction>();

  constructor(wheel: TimerWheel, note: (fact: SipEdgeFact) => void) {
    this.wheel = wheel;
    this.note = note;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** Finds the transaction by branch and CSeq method (RFC 3261 §17.1.3). */
  find(envelope: Envelope): ClientTransaction | undefined {
    return this.#byKey.get(`${envelope.via.branch}|${envelope.method}`);
  }

  /** Sends `request`, whose top Via has `branch`. */
  open(branch: string, method: string, request: string, flow: Flow, user: ClientUser): ClientTransaction {
    const transaction = new ClientTransaction(this, branch, method, flow, user);
    this.#byKey.set(`${branch}|${method}`, transaction);
    transaction.start(request);
    return transaction;
  }

  remove(transaction: ClientTransaction): void {
    this.#byKey.delete(`${transaction.branch}|${transaction.method}`);
  }

  clear(): void {
    for (const transaction of this.#byKey.values()) transaction.abandon();
  }
}
