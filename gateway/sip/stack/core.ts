/** Services shared by calls and requests: tables, timers, ids and our own addresses. */
import { isIP, isIPv6 } from 'node:net';
import type { SipAddress, SipEdgeFact, SipTransport } from '../edge.ts';
import { ClientTransactions } from './transaction/client-transactions.ts';
import type { Dialog } from './dialog/dialog.ts';
import type { Envelope } from './message/envelope.ts';
import type { Flow } from './transport/flow.ts';
import type { FlowSource } from './transport/flow-source.ts';
import { IncomingRequest, type AnswerContext } from './call/incoming-request.ts';
import type { ServerTransaction } from './transaction/server-transactions.ts';
import type { Ids } from './message/ids.ts';
import type { SipRequest } from './message/message.ts';
import type { EdgeSettings } from './options.ts';
import type { ResolveContext } from './resolve.ts';
import { ServerTransactions } from './transaction/server-transactions.ts';
import { printHost } from './message/uri.ts';
import type { TimerWheel } from './transaction/wheel.ts';

/** The receiver of the requests inside a dialog. */
export interface DialogUser {
  /** `true` if the Call-ID and the peer's tag belong to one of its dialogs. */
  owns(envelope: Envelope): boolean;
  /** The dialog's signalling is encrypted (TLS, WSS). */
  readonly isProtected: boolean;
  /** Handles a request other than ACK. */
  onRequest(request: IncomingRequest): void;
  onAck(request: SipRequest, envelope: Envelope): void;
}

export interface CoreOptions {
  readonly settings: EdgeSettings;
  readonly ids: Ids;
  readonly wheel: TimerWheel;
  readonly announce: { readonly ipv4?: string; readonly ipv6?: string };
  readonly resolve: ResolveContext;
  readonly note: (fact: SipEdgeFact) => void;
  readonly onError: (error: unknown) => void;
}

const WILDCARD = new Set(['0.0.0.0', '::', '']);
const VIA_NAME: Readonly<Record<SipTransport, string>> = { udp: 'UDP', tcp: 'TCP', tls: 'TLS', ws: 'WS', wss: 'WSS' };

export class Core {
  readonly settings: EdgeSettings;
  readonly ids: Ids;
  readonly wheel: TimerWheel;
  readonly resolve: ResolveContext;
  readonly note: (fact: SipEdgeFact) => void;
  readonly #onError: (error: unknown) => void;
  readonly servers: ServerTransactions;
  readonly clients: ClientTransactions;
  /** Dialog users by our tag. */
  readonly dialogs = new Map<string, DialogUser>();
  /** Number of dialogs that use a connection. */
  readonly #uses = new Map<Flow, number>();
  readonly #announce: { readonly ipv4?: string; readonly ipv6?: string };
  readonly #sentBy = new Map<string, string>();
  #transport: FlowSource | undefined;
  readonly #answers: AnswerContext;
  /** Server header line. */
  readonly serverLine: string;

  constructor(options: CoreOptions) {
    this.settings = options.settings;
    this.ids = options.ids;
    this.wheel = options.wheel;
    this.resolve = options.resolve;
    this.note = options.note;
    this.#onError = options.onError;
    this.#announce = options.announce;
    this.servers = new ServerTransactions(options.wheel, options.note, (flow) => this.#reopen(flow));
    this.clients = new ClientTransactions(options.wheel, options.note);
    this.serverLine = `Server: ${options.settings.userAgent}\r\n`;
    this.#answers = { serverLine: this.serverLine, newTag: () => this.ids.tag() };
  }

  get transport(): FlowSource {
    if (this.#transport === undefined) throw new Error('Cannot send: the edge is not listening');
    return this.#transport;
  }

  get listening(): boolean {
    return this.#transport !== undefined;
  }

  set transport(transport: FlowSource) {
    this.#transport = transport;
  }

  /** Reports an error thrown by a handler of the layers above. */
  fault(error: unknown): void {
    this.note({ type: 'handlerFault' });
    this.#onError(error);
  }

  /** A request with its transaction, to be answered by this edge. */
  incoming(message: SipRequest, envelope: Envelope, transaction: ServerTransaction): IncomingRequest {
    return new IncomingRequest(message, envelope, transaction, this.#answers);
  }

  holdFlow(flow: Flow): void {
    if (flow.reliable) this.#uses.set(flow, (this.#uses.get(flow) ?? 0) + 1);
  }

  releaseFlow(flow: Flow): void {
    if (!flow.reliable) return;
    const uses = (this.#uses.get(flow) ?? 0) - 1;
    if (uses > 0) return void this.#uses.set(flow, uses);
    this.#uses.delete(flow);
    flow.released?.();
  }

  /** The peer sent from another flow: requests that follow a flow move to it. */
  moveDialog(dialog: Dialog, flow: Flow): void {
    if (dialog.flow === flow || (!flow.reliable && !dialog.pinned)) return;
    this.releaseFlow(dialog.flow);
    dialog.flow = flow;
    this.holdFlow(flow);
  }

  isHeld(flow: Flow): boolean {
    return this.#uses.has(flow);
  }

  /** A WebSocket client can't be called back (RFC 7118 §5.4). */
  #reopen(flow: Flow): Flow | undefined {
    const { transport, remote, viaPort } = flow;
    if (transport !== 'tcp' && transport !== 'tls') return undefined;
    return this.transport.flowTo({
      transport,
      address: remote.address,
      port: viaPort ?? (transport === 'tls' ? 5061 : 5060),
    });
  }

  /** `true` if `host` and `port` of a URI or Route are ours. */
  isOurs(host: string, port: number | undefined): boolean {
    const name = host.toLowerCase();
    if (this.settings.domains.has(name)) return true;
    if (name === this.#announce.ipv4 || name === this.#announce.ipv6) return true;
    const literal = isIP(name) !== 0;
    // Bound to a wildcard: any address that reached us is ours.
    return this.transport.bound.some(
      (at) =>
        (at.address === name || (literal && WILDCARD.has(at.address))) && (port === undefined || port === at.port),
    );
  }

  /** The host part of our own addresses of record. */
  get ownName(): string {
    const [domain] = this.settings.domains;
    const bound = this.transport.bound[0]?.address ?? 'localhost';
    return (
      domain ??
      this.#announce.ipv4 ??
      (this.#announce.ipv6 === undefined ? printHost(bound) : printHost(this.#announce.ipv6))
    );
  }

  /** Our `host:port` towards peers on the flow's transport and address family. */
  #sentByOf(flow: Flow): string {
    const six = isIPv6(flow.remote.address);
    const key = `${flow.transport}|${six}`;
    const known = this.#sentBy.get(key);
    if (known !== undefined) return known;
    const at = this.#listenerOf(flow, six);
    const announced = six ? this.#announce.ipv6 : this.#announce.ipv4;
    const own = WILDCARD.has(at.address) ? flow.local.address : at.address;
    const sentBy = `${printHost(announced ?? own)}:${at.port}`;
    this.#sentBy.set(key, sentBy);
    return sentBy;
  }

  #listenerOf(flow: Flow, six: boolean): SipAddress {
    const same = this.transport.bound.filter((at) => at.transport === flow.transport);
    return same.find((at) => isIPv6(at.address) === six) ?? same[0] ?? flow.local;
  }

  /** The value of our Via, with `rport` (RFC 3581 §3). */
  viaFor(flow: Flow, branch: string): string {
    return `SIP/2.0/${VIA_NAME[flow.transport]} ${this.#sentByOf(flow)};branch=${branch};rport`;
  }

  contactUri(flow: Flow, secure: boolean): string {
    const { transport } = flow;
    if (secure) return `sips:${this.#sentByOf(flow)}${transport === 'wss' ? ';transport=ws' : ''}`;
    return `sip:${this.#sentByOf(flow)}${transport === 'udp' ? '' : `;transport=${transport === 'wss' ? 'ws' : transport}`}`;
  }

  contactLine(flow: Flow, secure: boolean): string {
    return `Contact: <${this.contactUri(flow, secure)}>\r\n`;
  }
}
