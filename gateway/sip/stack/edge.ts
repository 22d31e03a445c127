/** Composes the layers of the edge, and answers requests outside dialogs. */
import { isIPv6 } from 'node:net';
import type {
  OutgoingInvite,
  SipAddress,
  SipCall,
  SipCallHandler,
  SipEdge,
  SipEdgeFact,
  SipEdgeStats,
} from '../edge.ts';
import { Authorizer } from './call/authorize.ts';
import { Call } from './call/call.ts';
import { IncomingSetup } from './call/incoming.ts';
import { OutgoingSetup } from './call/outgoing.ts';
import { contentOf } from './message/content.ts';
import { Core } from './core.ts';
import { contactUri, uasDialog } from './dialog/dialog.ts';
import { Dispatcher } from './dispatch.ts';
import type { OutsideHandler } from './dispatch.ts';
import type { Envelope } from './message/envelope.ts';
import type { Flow } from './transport/flow.ts';
import type { FlowHost, FlowSource } from './transport/flow-source.ts';
import { printAddress } from './message/header-address.ts';
import { Ids } from './message/ids.ts';
import type { SipRequest } from './message/message.ts';
import { ALLOW_LINE } from './message/methods.ts';
import { edgeSettings } from './options.ts';
import type { EmbeddedEdgeOptions } from './options.ts';
import { RateLimiter } from '../../core/rate-limit.ts';
import { refuseContent, refuseMethod } from './call/refusal.ts';
import { checkContact } from './message/request-checks.ts';
import { RequestInfo } from './call/request-info.ts';
import { nodeResolver } from './resolve.ts';
import { registerOutcomeLines, readRegister } from './message/register.ts';
import { ownCopy, textToBytes } from './message/scan.ts';
import { escapeUser } from './message/uri.ts';
import type { IncomingRequest } from './call/incoming-request.ts';
import { readAsked } from './dialog/session-timer.ts';
import { TransportLayer } from './transport/transport-layer.ts';
import { nodeTransports } from './transport/transport-node.ts';
import { TimerWheel } from './transaction/wheel.ts';

function families(listeners: readonly SipAddress[]): readonly (4 | 6)[] {
  const found = new Set(listeners.map(({ address }) => (isIPv6(address) ? 6 : 4) as 4 | 6));
  return [...found];
}

function startSetup(setup: OutgoingSetup): void {
  setup.start();
}

export class EmbeddedEdge implements SipEdge, OutsideHandler {
  readonly #options: EmbeddedEdgeOptions;
  readonly #openFlows: (host: FlowHost) => FlowSource;
  readonly #core: Core;
  readonly #wheel: TimerWheel;
  readonly #calls = new Set<Call>();
  readonly #limiter: RateLimiter | undefined;
  readonly #note: (fact: SipEdgeFact) => void;
  #handler: SipCallHandler | undefined;
  #draining = false;
  #sequence = 0;

  /** `openFlows` opens the network side; default: sockets of this process. */
  constructor(options: EmbeddedEdgeOptions, openFlows?: (host: FlowHost) => FlowSource) {
    this.#options = options;
    this.#openFlows = openFlows ?? ((host) => this.#openSockets(host));
    this.#note = options.onFact ?? (() => {});
    this.#wheel = new TimerWheel(options.clock, (work) => this.#guard(work));
    const ids = new Ids(options.random);
    this.#core = new Core({
      settings: edgeSettings(options),
      ids,
      wheel: this.#wheel,
      announce: options.announce ?? {},
      resolve: {
        resolver: options.resolver ?? nodeResolver,
        families: families(options.listeners),
        below: (limit) => ids.below(limit),
      },
      note: this.#note,
      onError: options.onError ?? (() => {}),
    });
    this.#limiter = options.rateLimit === undefined ? undefined : new RateLimiter(options.rateLimit);
  }

  async listen(handler: SipCallHandler): Promise<readonly SipAddress[]> {
    this.#handler = handler;
    const dispatcher = new Dispatcher(this.#core, this);
    const flows = this.#openFlows({
      wheel: this.#wheel,
      onMessage: (parsed, flow) => this.#guard(() => dispatcher.onMessage(parsed, flow)),
      onFact: this.#note,
      calls: () => this.#calls,
    });
    this.#core.transport = flows;
    try {
      return await flows.listen(this.#options.listeners);
    } catch (error) {
      await flows.close();
      throw error;
    }
  }

  #openSockets({ wheel, onMessage, onFact }: FlowHost): FlowSource {
    const { limits = {}, tls, transports, verifyTls = true } = this.#options;
    const maxConnections = limits.maxConnections ?? 4096;
    const sockets = {
      verifyPeer: verifyTls,
      maxConnections,
      maxConnectionsPerSource: limits.maxConnectionsPerSource ?? Infinity,
      onRefused: () => onFact({ type: 'refused', reason: 'connections' }),
    };
    return new TransportLayer({
      factory: transports ?? nodeTransports(sockets),
      wheel,
      limits: {
        maxMessage: limits.maxMessage ?? 65_536,
        maxHeader: limits.maxHeader ?? 16_384,
        maxLines: limits.maxHeaderLines ?? 256,
        maxConnections,
        idleTimeout: limits.idleTimeout ?? 120_000,
        firstMessageTimeout: limits.firstMessageTimeout ?? 10_000,
      },
      tls,
      onMessage,
      onFact,
      inUse: (flow) => this.#core.isHeld(flow),
    });
  }

  /** A fault of the stack itself costs one packet or timer, not the process. */
  #guard(work: () => void): void {
    const { onStackFault } = this.#options;
    if (onStackFault === undefined) return work();
    try {
      work();
    } catch (error) {
      onStackFault(error);
    }
  }

  // OutsideHandler

  admit(request: SipRequest, envelope: Envelope, flow: Flow): 'yes' | 'drop' | 503 {
    if (this.#limiter?.admit(flow.remote.address, this.#wheel.now()) === false) {
      const silent = this.#options.rateLimit?.silentDrop === true;
      this.#note({ type: 'refused', reason: silent ? 'silent-drop' : 'rate-limit' });
      return silent ? 'drop' : 503;
    }
    if (this.isHidden(request, envelope, flow)) return 'drop';
    if (!this.#isFull(request.method)) return 'yes';
    this.#note({ type: 'refused', reason: 'overload' });
    return 503;
  }

  mayAnswerUnread(flow: Flow): boolean {
    // An edge that hides from strangers cannot tell here whether this is one.
    if (this.#handler?.screen !== undefined) return false;
    if (this.#limiter?.admit(flow.remote.address, this.#wheel.now()) !== false) return true;
    this.#note({ type: 'refused', reason: 'rate-limit' });
    return false;
  }

  #isFull(method: string): boolean {
    const { settings, servers } = this.#core;
    if (servers.load >= settings.maxTransactions) return true;
    return (
      method === 'INVITE' &&
      (this.#draining || this.#calls.size >= settings.maxCalls || this.#options.isOverloaded?.() === true)
    );
  }

  isHidden(request: SipRequest, envelope: Envelope, flow: Flow): boolean {
    if (this.#handler?.screen === undefined || request.method === 'OPTIONS' || request.method === 'REGISTER')
      return false;
    try {
      if (this.#handler.screen(new RequestInfo(envelope.callId, request.head, flow, request.headers)) === 'take')
        return false;
    } catch (error) {
      this.#core.fault(error);
      return false;
    }
    this.#note({ type: 'refused', reason: 'silent-drop' });
    return true;
  }

  onRequest(request: IncomingRequest): void {
    switch (request.method) {
      case 'INVITE':
        return this.#onInvite(request);
      case 'OPTIONS':
        return request.answer(200, { lines: `${ALLOW_LINE}Accept: application/sdp\r\nSupported: 100rel, timer\r\n` });
      case 'BYE':
      case 'PRACK':
      case 'UPDATE':
      case 'INFO':
      case 'NOTIFY':
        // Allowed only inside a dialog (RFC 3261 §15.1.2, RFC 3262 §3, RFC 3311 §5.2, RFC 6086 §4.2.2).
        return request.answer(481);
      case 'REGISTER':
        return this.#onRegister(request);
      default:
        return refuseMethod(this.#core, request);
    }
  }

  #onInvite(request: IncomingRequest): void {
    const core = this.#core;
    const target = contactUri(request.headers);
    const fault = checkContact(request.message, target);
    if (fault !== undefined || target === undefined) return request.answer(400, { reason: fault?.reason });
    const content = contentOf(request.message);
    if (refuseContent(request, content)) return;
    const asked = readAsked(request.headers, core.settings);
    if (asked.type === 'tooSmall') return request.answer(422, { lines: `Min-SE: ${asked.minSE}\r\n` });
    const offer = content.type === 'sdp' ? content.sdp : undefined;
    const localTag = core.ids.tag();
    request.transaction.localTag = localTag;
    const info = this.#infoOf(request);
    const call = this.#makeCall('inbound', info, localTag, offer);
    const session = call.openDialog(
      uasDialog(request.message, request.envelope, target, localTag, request.flow),
      offer === undefined ? 'none' : 'them',
    );
    session.refresh.learn(request.headers);
    if (offer !== undefined) session.refresh.recordDescription(offer);
    const setup = new IncomingSetup({
      host: call,
      session,
      request,
      asked,
      offered: offer !== undefined,
      onSettled: () => call.setupDone(),
    });
    call.attachIncoming(setup);
    try {
      this.#handler?.onInvite(call);
    } catch (error) {
      call.fault(error);
    }
    call.offer = undefined;
    if (!setup.answered) setup.trying();
  }

  #onRegister(request: IncomingRequest): void {
    const core = this.#core;
    const register = readRegister(request.message, request.envelope, this.#infoOf(request), core.settings.realm);
    if ('status' in register) return request.answer(register.status, { reason: register.reason });
    const fail = (error: unknown): void => {
      core.fault(error);
      request.answer(500);
    };
    try {
      this.#handler
        ?.onRegister(register)
        .then((settled) => {
          const { status, lines, reason, extra } = registerOutcomeLines(settled);
          request.answer(status, { lines, reason, extra });
        })
        .catch(fail);
    } catch (error) {
      fail(error);
    }
  }

  #infoOf({ message, envelope, flow }: IncomingRequest): RequestInfo {
    return new RequestInfo(envelope.callId, message.head, flow, message.headers);
  }

  #makeCall(direction: 'inbound' | 'outbound', info: RequestInfo, localTag: string, offer: string | undefined): Call {
    this.#sequence++;
    const id = ownCopy(`sip-${this.#sequence}`);
    const call = new Call(
      { core: this.#core, id, info, offer, localTag, onGone: (gone) => this.#calls.delete(gone) },
      direction,
    );
    this.#calls.add(call);
    return call;
  }

  // SipEdge

  invite(invite: OutgoingInvite): SipCall {
    const core = this.#core;
    const host = core.ownName;
    const callId = core.ids.callId(host);
    const localTag = core.ids.tag();
    const from = printAddress(`sip:${escapeUser(invite.from.user)}@${host}`, invite.from.display);
    const to = printAddress(textToBytes(invite.target));
    const local = core.transport.bound[0] ?? { transport: 'udp', address: '', port: 0 };
    const head = `INVITE ${textToBytes(invite.target)} SIP/2.0\r\nFrom: ${from};tag=${localTag}\r\nTo: ${to}\r\nCall-ID: ${callId}`;
    const info = new RequestInfo(callId, head, { transport: local.transport, remote: local, local });
    const call = this.#makeCall('outbound', info, localTag, undefined);
    call.onEvent = invite.onEvent;
    const setup = new OutgoingSetup(core, call, invite, { callId, from, to });
    call.beOutgoing(setup, invite.credentials === undefined ? undefined : new Authorizer(invite.credentials, core.ids));
    // Events are delivered after the caller has the call.
    core.wheel.after(0, startSetup, setup);
    return call;
  }

  drain(): void {
    this.#draining = true;
  }

  stats(): SipEdgeStats {
    const { clients, servers } = this.#core;
    return {
      calls: this.#calls.size,
      clientTransactions: clients.size,
      serverTransactions: servers.size,
      connections: this.#core.listening ? this.#core.transport.connections : 0,
      timers: this.#wheel.size,
    };
  }

  async close(): Promise<void> {
    this.#draining = true;
    for (const call of this.#calls) call.abandon();
    this.#calls.clear();
    this.#core.clients.clear();
    this.#core.servers.clear();
    const closing = this.#core.listening ? this.#core.transport.close() : undefined;
    this.#wheel.clear();
    await closing;
  }
}
