/** Runs the server transactions: matching (RFC 3261 §17.2.3), their timers, and merged requests (§8.2.2.2). */
import type { SipEdgeFact } from '../../edge.ts';
import type { Envelope } from '../message/envelope.ts';
import type { Flow } from '../transport/flow.ts';
import type { SipRequest } from '../message/message.ts';
import { methodLabel } from '../message/methods.ts';
import { ownCopy } from '../message/scan.ts';
import type { Effects } from './effect.ts';
import { INVITE_SERVER_START, stepInviteServer } from './invite-server.ts';
import type { InviteServerEvent, InviteServerState } from './invite-server.ts';
import { SERVER_START, stepServer } from './server.ts';
import type { ServerState } from './server.ts';
import type { TimerWheel, WheelTimer } from './wheel.ts';

const MAGIC = 'z9hG4bK';
/** The bytes that a transaction usually keeps, unless its peer makes it keep more. */
const ORDINARY = 2048;

/** The key of a request's transaction. ACK uses the key of its INVITE; so does CANCEL, with `as`. */
export function serverKey(request: SipRequest, envelope: Envelope, as = request.method): string {
  const { via } = envelope;
  const method = as === 'ACK' ? 'INVITE' : as;
  if (via.branch?.startsWith(MAGIC) === true && via.branch.length > MAGIC.length) {
    return `${via.branch}|${via.host}:${via.port ?? ''}|${method}`;
  }
  // RFC 2543: the branch is not unique. The To tag is left out, because the ACK has one that its INVITE did not
  // have.
  return `2543|${request.uri}|${envelope.callId}|${envelope.cseq}|${envelope.fromTag ?? ''}|${envelope.viaText}|${method}`;
}

/** The key that is equal for copies of a request that arrived by different paths (RFC 3261 §8.2.2.2). */
function mergeKey(envelope: Envelope): string {
  return `${envelope.callId}|${envelope.cseq}|${envelope.fromTag ?? ''}|${envelope.method}`;
}

export class ServerTransaction {
  readonly key: string;
  readonly merge: string | undefined;
  readonly flow: Flow;
  readonly invite: boolean;
  readonly method: string;
  readonly #table: ServerTransactions;
  #state: InviteServerState | ServerState;
  #retransmit: WheelTimer | undefined = undefined;
  #expire: WheelTimer | undefined = undefined;
  /** Our To tag in the answers (RFC 3261 §8.2.6.2). */
  localTag: string | undefined = undefined;
  /** The bytes that the transaction keeps of the peer's data. */
  held = 0;
  /** Called when a CANCEL arrives before a final response was sent. */
  onCancel: (() => void) | undefined = undefined;

  constructor(table: ServerTransactions, key: string, merge: string | undefined, flow: Flow, method: string) {
    this.#table = table;
    this.key = key;
    this.merge = merge;
    this.flow = flow;
    this.method = methodLabel(method);
    this.invite = method === 'INVITE';
    this.#state = this.invite ? INVITE_SERVER_START : SERVER_START;
  }

  get state(): string {
    return this.#state.name;
  }

  /** True while no final response has been sent. */
  get open(): boolean {
    return this.#state.name === 'proceeding' || this.#state.name === 'trying';
  }

  respond(status: number, text: string): void {
    if (status >= 200) this.onCancel = undefined;
    this.#table.hold(this, text.length);
    this.handle({ type: 'respond', status, text });
  }

  handle(event: InviteServerEvent): void {
    const { reliable } = this.flow;
    if (this.invite) {
      const [state, effects] = stepInviteServer(this.#state as InviteServerState, event, reliable);
      this.#state = state;
      this.#run(effects, event.type);
    } else if (event.type !== 'ack' && event.type !== 'retransmit') {
      const [state, effects] = stepServer(this.#state as ServerState, event, reliable);
      this.#state = state;
      this.#run(effects, event.type);
    }
  }

  #run(effects: Effects, cause: InviteServerEvent['type']): void {
    for (const effect of effects) {
      switch (effect.do) {
        case 'send':
          this.#table.send(this.flow, effect.text);
          if (cause === 'retransmit')
            this.#table.note({ type: 'retransmission', what: 'response', method: this.method });
          break;
        case 'retransmitIn':
          this.#retransmit = this.#table.wheel.after(effect.delay, onRetransmit, this);
          break;
        case 'stopRetransmit':
          this.#retransmit?.cancel();
          this.#retransmit = undefined;
          break;
        case 'expireIn':
          this.#expire?.cancel();
          this.#expire = this.#table.wheel.after(effect.delay, onExpire, this);
          break;
        case 'stopExpire':
          this.#expire?.cancel();
          this.#expire = undefined;
          break;
        case 'absorbed':
          this.#table.note({ type: 'retransmission', what: 'absorbed', method: this.method });
          break;
        case 'fail':
          this.#table.note({ type: 'timeout', timer: effect.why });
          break;
        case 'terminate':
          this.#table.remove(this);
          break;
        default:
          break;
      }
    }
  }

  /** Ends the transaction at once, without a response. */
  abandon(): void {
    this.#retransmit?.cancel();
    this.#expire?.cancel();
    this.#table.remove(this);
  }
}

function onRetransmit(transaction: ServerTransaction): void {
  transaction.handle({ type: 'retransmit' });
}

function onExpire(transaction: ServerTransaction): void {
  transaction.handle({ type: 'expire' });
}

export class ServerTransactions {
  readonly wheel: TimerWheel;
  readonly note: (fact: SipEdgeFact) => void;
  readonly #byKey = new Map<string, ServerTransaction>();
  readonly #byMerge = new Map<string, ServerTransaction>();
  #held = 0;

  /** Opens a new flow to a peer whose connection has closed. */
  readonly #reopen: (flow: Flow) => Flow | undefined;

  constructor(wheel: TimerWheel, note: (fact: SipEdgeFact) => void, reopen: (flow: Flow) => Flow | undefined) {
    this.wheel = wheel;
    this.note = note;
    this.#reopen = reopen;
  }

  send(flow: Flow, text: string): void {
    (flow.alive ? flow : this.#reopen(flow))?.send(text);
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** The memory in use, as a number of ordinary transactions. */
  get load(): number {
    return Math.max(this.#byKey.size, this.#held / ORDINARY);
  }

  /** Records that the transaction keeps `bytes` in addition to its keys. */
  hold(transaction: ServerTransaction, bytes: number): void {
    if (this.#byKey.get(transaction.key) !== transaction) return;
    const held = transaction.key.length + (transaction.merge?.length ?? 0) + bytes;
    this.#held += held - transaction.held;
    transaction.held = held;
  }

  find(key: string): ServerTransaction | undefined {
    return this.#byKey.get(key);
  }

  /** True for a request without To tag that has already arrived by another path (RFC 3261 §8.2.2.2). */
  isMerged(envelope: Envelope): boolean {
    return envelope.toTag === undefined && this.#byMerge.has(mergeKey(envelope));
  }

  open(key: string, request: SipRequest, envelope: Envelope, flow: Flow): ServerTransaction {
    const merge = envelope.toTag === undefined ? ownCopy(mergeKey(envelope)) : undefined;
    const transaction = new ServerTransaction(this, ownCopy(key), merge, flow, request.method);
    this.#byKey.set(transaction.key, transaction);
    this.hold(transaction, 0);
    if (merge !== undefined && !this.#byMerge.has(merge)) this.#byMerge.set(merge, transaction);
    return transaction;
  }

  remove(transaction: ServerTransaction): void {
    this.#byKey.delete(transaction.key);
    this.#held -= transaction.held;
    transaction.held = 0;
    const { merge } = transaction;
    if (merge !== undefined && this.#byMerge.get(merge) === transaction) this.#byMerge.delete(merge);
  }

  clear(): void {
    for (const transaction of this.#byKey.values()) transaction.abandon();
  }
}
