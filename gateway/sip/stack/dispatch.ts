/** From a parsed message to who handles it: transactions first, then dialogs, then the edge (RFC 3261 §8.2, §17). */
import { isProtected, type SipTransport } from '../edge.ts';
import type { Core } from './core.ts';
import { hasEnoughToAnswer, readEnvelope } from './message/envelope.ts';
import type { Envelope } from './message/envelope.ts';
import { ConnectionFlow } from './transport/flow-connection.ts';
import { DatagramFlow } from './transport/flow.ts';
import type { Flow } from './transport/flow.ts';
import { replyAddress } from './message/header-via.ts';
import type { SipRequest, SipResponse } from './message/message.ts';
import type { Parsed } from './message/parse.ts';
import { printResponse, responseHead, salvagedHead } from './message/print.ts';
import { checkRequest } from './message/request-checks.ts';
import type { CheckContext } from './message/request-checks.ts';
import { serverKey } from './transaction/server-transactions.ts';
import type { ServerTransaction } from './transaction/server-transactions.ts';

/** Requests outside dialogs. */
export interface OutsideHandler {
  /** What to do with a new request before anything is kept of it. 503 comes with Retry-After. */
  admit(request: SipRequest, envelope: Envelope, flow: Flow): 'yes' | 'drop' | 503;
  /** Whether nobody is to know that we are here. */
  isHidden(request: SipRequest, envelope: Envelope, flow: Flow): boolean;
  /** Whether a request that can't be read may be told so. */
  mayAnswerUnread(flow: Flow): boolean;
  onRequest(request: SipRequest, envelope: Envelope, transaction: ServerTransaction): void;
}

export class Dispatcher {
  readonly #core: Core;
  readonly #outside: OutsideHandler;

  constructor(core: Core, outside: OutsideHandler) {
    this.#core = core;
    this.#outside = outside;
  }

  onMessage(parsed: Parsed, flow: Flow): void {
    if (!parsed.ok) return this.#onFault(parsed, flow);
    if (parsed.message.kind === 'request') this.#onRequest(parsed.message, flow);
    else this.#onResponse(parsed.message, flow.transport);
  }

  #malformed(kind: string, transport: SipTransport): void {
    this.#core.note({ type: 'parseFailure', kind, transport });
  }

  /** What can't be read is answered when it is a request that can be told apart, else dropped. */
  #onFault(parsed: Parsed & { ok: false }, flow: Flow): void {
    const kind = parsed.kind === 'needMore' ? 'truncated' : parsed.error;
    this.#malformed(kind, flow.transport);
    if (parsed.message?.kind !== 'request') return;
    const status = kind === 'version' ? 505 : kind === 'message-too-large' ? 513 : 400;
    this.#refuseUnread(parsed.message, flow, status);
  }

  #refuseUnread(request: SipRequest, flow: Flow, status: number): void {
    if (!hasEnoughToAnswer(request) || !this.#outside.mayAnswerUnread(flow)) return;
    this.#core.note({ type: 'refused', reason: 'malformed' });
    const envelope = readEnvelope(request);
    if (!('error' in envelope)) return this.#stateless(request, envelope, flow, status);
    flow.send(
      printResponse(salvagedHead(request), { status, tag: this.#core.ids.tag(), lines: this.#core.serverLine }),
    );
  }

  /** Answers and keeps nothing (RFC 3261 §8.2.7). */
  #stateless(request: SipRequest, envelope: Envelope, flow: Flow, status: number, lines = ''): void {
    if (request.method === 'ACK') return;
    const head = responseHead(request, envelope, flow.remote);
    const text = printResponse(head, { status, tag: this.#core.ids.tag(), lines: this.#core.serverLine + lines });
    replyFlow(flow, envelope).send(text);
  }

  #onResponse(response: SipResponse, transport: SipTransport): void {
    const envelope = readEnvelope(response);
    if ('error' in envelope) return this.#malformed(`response-${envelope.error}`, transport);
    // More than our own Via: not for us (RFC 3261 §8.1.3.3).
    if (response.headers.list('via').length > 1) return this.#malformed('response-via', transport);
    this.#core.clients.find(envelope)?.receive(response, envelope);
  }

  #onRequest(request: SipRequest, flow: Flow): void {
    const envelope = readEnvelope(request);
    if ('error' in envelope) {
      this.#malformed(envelope.error, flow.transport);
      return this.#refuseUnread(request, flow, 400);
    }
    const key = serverKey(request, envelope);
    const known = this.#core.servers.find(key);
    if (known !== undefined && request.method !== 'ACK') return known.handle({ type: 'request' });
    if (request.method === 'ACK') return this.#onAck(request, envelope, flow, known);
    if (request.method === 'CANCEL') return this.#onCancel(request, envelope, flow, key);
    this.#onNew(request, envelope, flow, key);
  }

  #onAck(request: SipRequest, envelope: Envelope, flow: Flow, transaction: ServerTransaction | undefined): void {
    // Over RFC 2543 branches, the ACK of a 2xx finds its INVITE too.
    if (transaction !== undefined && transaction.state !== 'accepted') return transaction.handle({ type: 'ack' });
    const user = this.#dialogOf(envelope);
    if (user?.isProtected === true && !isProtected(flow.transport))
      return this.#core.note({ type: 'refused', reason: 'in-the-clear' });
    user?.onAck(request, envelope);
  }

  /** RFC 3261 §9.2. */
  #onCancel(request: SipRequest, envelope: Envelope, flow: Flow, key: string): void {
    const invite = this.#core.servers.find(serverKey(request, envelope, 'INVITE'));
    if (invite === undefined && this.#outside.isHidden(request, envelope, flow)) return;
    if (invite === undefined) return this.#stateless(request, envelope, flow, 481);
    const transaction = this.#core.servers.open(key, request, envelope, replyFlow(flow, envelope));
    this.#core.answer(request, envelope, transaction, 200);
    invite.onCancel?.();
  }

  #dialogOf(envelope: Envelope): ReturnType<Core['dialogs']['get']> {
    const user = envelope.toTag === undefined ? undefined : this.#core.dialogs.get(envelope.toTag);
    return user?.owns(envelope) === true ? user : undefined;
  }

  #onNew(request: SipRequest, envelope: Envelope, flow: Flow, key: string): void {
    const core = this.#core;
    const user = this.#dialogOf(envelope);
    if (user === undefined) {
      const verdict = this.#outside.admit(request, envelope, flow);
      if (verdict === 'drop') return;
      if (verdict === 503) return this.#stateless(request, envelope, flow, 503, core.settings.busyLines);
      // Nothing of ours: no need to remember that we said so.
      if (envelope.toTag !== undefined) return this.#stateless(request, envelope, flow, 481);
    }
    // Inside a dialog there is some room left, for the BYEs that end the overload.
    if (core.servers.load >= core.settings.maxTransactions * 1.1)
      return this.#stateless(request, envelope, flow, 503, core.settings.busyLines);
    const merged = core.servers.isMerged(envelope);
    const transaction = core.servers.open(key, request, envelope, replyFlow(flow, envelope));
    if (merged) {
      core.note({ type: 'refused', reason: 'merged' });
      return core.answer(request, envelope, transaction, 482);
    }
    // Whoever it is that ends a call, nothing of it gets out by that.
    if (user?.isProtected === true && !isProtected(flow.transport) && request.method !== 'BYE') {
      core.note({ type: 'refused', reason: 'in-the-clear' });
      return core.answer(request, envelope, transaction, 403, '', 'This Call Is Over TLS');
    }
    const fault = checkRequest(request, envelope, this.#checks(flow));
    if (fault !== undefined)
      return core.answer(request, envelope, transaction, fault.status, fault.lines, fault.reason);
    if (user === undefined) this.#outside.onRequest(request, envelope, transaction);
    else user.onRequest(request, envelope, transaction);
  }

  #checks(flow: Flow): CheckContext {
    const { settings } = this.#core;
    return {
      reliableProvisional: settings.reliableProvisional,
      transport: flow.transport,
      isOurs: settings.domains.size === 0 ? undefined : (host, port) => this.#core.isOurs(host, port),
    };
  }
}

/** The way of the answers to a request (RFC 3261 §18.2.2). */
function replyFlow(flow: Flow, envelope: Envelope): Flow {
  if (flow instanceof ConnectionFlow) flow.viaPort = envelope.via.port;
  if (!(flow instanceof DatagramFlow)) return flow;
  const to = replyAddress(envelope.via, flow.remote);
  return to.port === flow.remote.port ? flow : flow.to(to);
}
