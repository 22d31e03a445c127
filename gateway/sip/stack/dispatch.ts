/** Takes a parsed message to its handler: first transactions, then dialogs, then the edge (RFC 3261 §8.2, §17). */
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
import type { IncomingRequest } from './call/incoming-request.ts';
import type { ServerTransaction } from './transaction/server-transactions.ts';

/** The handler of requests outside dialogs. */
export interface OutsideHandler {
  /** Decides about a new request before any state is kept for it. 503 is sent with Retry-After. */
  admit(request: SipRequest, envelope: Envelope, flow: Flow): 'yes' | 'drop' | 503;
  /** `true` if the request must not even learn that a server is here. */
  isHidden(request: SipRequest, envelope: Envelope, flow: Flow): boolean;
  /** `true` if an unreadable request may be answered. */
  mayAnswerUnread(flow: Flow): boolean;
  onRequest(request: IncomingRequest): void;
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

  /** An unreadable message is answered if it is recognisable as a request, otherwise dropped. */
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

  /** Answers without keeping state (RFC 3261 §8.2.7). */
  #stateless(request: SipRequest, envelope: Envelope, flow: Flow, status: number, lines = ''): void {
    if (request.method === 'ACK') return;
    const head = responseHead(request, envelope, flow.remote);
    const text = printResponse(head, { status, tag: this.#core.ids.tag(), lines: this.#core.serverLine + lines });
    replyFlow(flow, envelope).send(text);
  }

  #onResponse(response: SipResponse, transport: SipTransport): void {
    const envelope = readEnvelope(response);
    if ('error' in envelope) return this.#malformed(`response-${envelope.error}`, transport);
    // A second Via means that the response is not for us (RFC 3261 §8.1.3.3).
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
    // With RFC 2543 branches, the ACK of a 2xx matches its INVITE's transaction too.
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
    transaction.localTag = invite.localTag;
    this.#core.incoming(request, envelope, transaction).answer(200);
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
      // No dialog of ours: the 481 needs no state.
      if (envelope.toTag !== undefined) return this.#stateless(request, envelope, flow, 481);
    }
    // In-dialog requests get 10 % headroom so that BYEs can relieve the overload.
    if (core.servers.load >= core.settings.maxTransactions * 1.1)
      return this.#stateless(request, envelope, flow, 503, core.settings.busyLines);
    const merged = core.servers.isMerged(envelope);
    const transaction = core.servers.open(key, request, envelope, replyFlow(flow, envelope));
    const incoming = core.incoming(request, envelope, transaction);
    if (merged) {
      core.note({ type: 'refused', reason: 'merged' });
      return incoming.answer(482);
    }
    // An unencrypted BYE is accepted: it ends the call but reveals nothing.
    if (user?.isProtected === true && !isProtected(flow.transport) && request.method !== 'BYE') {
      core.note({ type: 'refused', reason: 'in-the-clear' });
      return incoming.answer(403, { reason: 'This Call Is Over TLS' });
    }
    const fault = checkRequest(request, envelope, this.#checks(flow));
    if (fault !== undefined) return incoming.answer(fault.status, { lines: fault.lines, reason: fault.reason });
    if (user === undefined) this.#outside.onRequest(incoming);
    else user.onRequest(incoming);
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

/** The flow for the answers to a request (RFC 3261 §18.2.2). */
function replyFlow(flow: Flow, envelope: Envelope): Flow {
  if (flow instanceof ConnectionFlow) flow.viaPort = envelope.via.port;
  if (!(flow instanceof DatagramFlow)) return flow;
  const to = replyAddress(envelope.via, flow.remote);
  return to.port === flow.remote.port ? flow : flow.to(to);
}
