/** One drachtio-server: its connections, which come and go, and the dialogs that it keeps for us. */
import type { SipServerChange, SipTransport } from '../edge.ts';
import type { FlowCall, FlowHost } from '../stack/transport/flow-source.ts';
import { tagOf } from '../stack/message/header-address.ts';
import type { Parsed, ParseLimits } from '../stack/message/parse.ts';
import { parseHostPort } from '../stack/message/uri.ts';
import type { WheelTimer } from '../stack/transaction/wheel.ts';
import { DrachtioFlow } from './drachtio-flow.ts';
import type { FlowEnds, FlowOwner } from './flow-owner.ts';
import { WATCH_EVERY } from './options.ts';
import type { Link } from './link.ts';
import { REMOTE_TARGET } from './srf.ts';
import type { WireReply, WireRequest, WireSending, WireSent } from './srf.ts';
import { dialogKey, readOwn } from './translate.ts';

export interface ServerOptions {
  /** The name for the log. */
  readonly name: string;
  readonly host: FlowHost;
  readonly limits: ParseLimits;
  readonly graceTime: number;
  readonly onFault: (error: unknown) => void;
  /** See `FlowOwner`. */
  readonly deliver: (parsed: Parsed, flow: DrachtioFlow) => boolean;
}

/** The greatest number of BYEs that may wait for a new connection. */
const MAX_OWED = 10_000;
const TRANSPORTS: ReadonlySet<string> = new Set(['udp', 'tcp', 'tls', 'ws', 'wss']);
const LOST = 'the connection to its drachtio-server was lost';
const LOST_REASON = 'SIP;cause=503;text="Lost Connection"';

function transportOf(protocol: string): SipTransport {
  const lower = protocol.toLowerCase();
  return TRANSPORTS.has(lower) ? (lower as SipTransport) : 'udp';
}

export class DrachtioServer implements FlowOwner<DrachtioFlow> {
  readonly limits: ParseLimits;
  readonly #options: ServerOptions;
  /** Each connection, with the flows that use it: requests in progress, and dialogs whose calls arrived on it. */
  readonly #links = new Map<Link, Set<DrachtioFlow>>();
  readonly #linkOf = new WeakMap<DrachtioFlow, Link>();
  readonly #byDialog = new Map<string, DrachtioFlow>();
  readonly #owed = new Set<string>();
  /** Dialogs that have outlived a connection: requests of their devices may not reach us any more. */
  readonly #outlived = new Set<DrachtioFlow>();
  #told: SipServerChange = 'lost';
  #grace: WheelTimer | undefined;
  #watch: WheelTimer | undefined;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.limits = options.limits;
  }

  get connected(): boolean {
    return this.#links.size > 0;
  }

  /** True if the server has no connection, no owed BYE and no call, so that it can be forgotten. */
  get idle(): boolean {
    return !this.connected && this.#owed.size === 0 && this.#calls().length === 0;
  }

  get connections(): number {
    return this.#links.size;
  }

  // Connections

  up(link: Link): void {
    const first = !this.connected;
    this.#links.set(link, new Set());
    link.used(false);
    if (!first) return;
    if (this.#told !== 'connected') this.#tell('connected', 0);
    this.#told = 'connected';
    this.#grace?.cancel();
    this.#grace = undefined;
    this.#payOwed();
    this.#resume();
  }

  /** Probes the calls that outlived a connection, now and periodically, to see whether they still exist. */
  #resume(): void {
    const calls = this.#calls().filter(([, flow]) => !this.#isLinked(flow));
    if (calls.length === 0) return;
    this.#tell('resumed', calls.length);
    for (const [call, flow] of calls) {
      this.#linkUp(flow);
      this.#outlived.add(flow);
      call.probe();
    }
    this.#watch ??= this.#options.host.wheel.after(WATCH_EVERY, onWatch, this);
  }

  down(link: Link): void {
    const flows = this.#links.get(link);
    if (flows === undefined) return;
    this.#links.delete(link);
    const calls = this.#calls().filter(([, flow]) => flows.has(flow));
    for (const [call, flow] of calls) if (!call.settled) this.#endUnsettled(call, flow);
    for (const flow of flows) flow.connectionLost();
    const left = calls.filter(([call]) => !call.ended).length;
    // We closed the connection ourselves, because it was unused.
    if (link.released && left === 0) return;
    this.#tell('lost', left);
    if (this.connected) return this.#resume();
    this.#told = 'lost';
    if (left > 0) this.#grace ??= this.#options.host.wheel.after(this.#options.graceTime, onGraceOver, this);
  }

  /** Ends a call whose INVITE can be neither answered nor acknowledged any more. */
  #endUnsettled(call: FlowCall, flow: DrachtioFlow): void {
    if (flow.dialogId !== undefined) this.owe(flow.dialogId);
    call.finish({ cause: 'transport', detail: LOST });
  }

  graceOver(): void {
    this.#grace = undefined;
    const calls = this.#calls();
    this.#tell('abandoned', calls.length);
    for (const [call, flow] of calls) {
      call.hangUp({ cause: 'transport', detail: LOST }, LOST_REASON);
      flow.close();
    }
  }

  watch(): void {
    this.#watch = undefined;
    for (const [call, flow] of this.#calls()) if (this.connected && this.#outlived.has(flow)) call.probe();
    if (this.#outlived.size > 0) this.#watch = this.#options.host.wheel.after(WATCH_EVERY, onWatch, this);
  }

  /** The calls whose dialogs this server keeps. */
  #calls(): readonly (readonly [FlowCall, DrachtioFlow])[] {
    const found: (readonly [FlowCall, DrachtioFlow])[] = [];
    for (const call of this.#options.host.calls()) {
      const { flow } = call;
      if (flow instanceof DrachtioFlow && flow.isOf(this)) found.push([call, flow]);
    }
    return found;
  }

  owe(dialogId: string): void {
    if (this.#owed.size < MAX_OWED) this.#owed.add(dialogId);
  }

  /** Sends the BYEs of calls that ended while there was no connection. */
  #payOwed(): void {
    const [link] = this.#links.keys();
    const headers = { Reason: LOST_REASON };
    for (const stackDialogId of this.#owed)
      this.guard(() => link?.request(REMOTE_TARGET, { method: 'BYE', stackDialogId, headers }, () => {}));
    this.#owed.clear();
  }

  #tell(change: SipServerChange, calls: number): void {
    this.#options.host.onFact({ type: 'server', change, server: this.#options.name, calls });
  }

  close(): void {
    this.#grace?.cancel();
    this.#watch?.cancel();
    this.#owed.clear();
    const flows = new Set(this.#byDialog.values());
    for (const [link, linked] of this.#links) {
      link.close();
      for (const flow of linked) flows.add(flow);
    }
    this.#links.clear();
    for (const flow of flows) flow.close();
  }

  // Requests

  /** Handles a request of the peer. */
  receive(link: Link, wire: WireRequest, reply: WireReply): void {
    const known = this.#known(wire);
    if (wire.source === 'application') return known?.endedByServer(wire.raw);
    const flow = known ?? new DrachtioFlow(this, this.#endsOf(link, wire));
    if (known === undefined) this.#linkOf.set(flow, link);
    this.guard(() => flow.receive(wire, reply));
  }

  #known(wire: WireRequest): DrachtioFlow | undefined {
    const message = readOwn(Buffer.from(wire.raw, 'utf8').toString('latin1'));
    if (message === undefined) return undefined;
    const [theirs, ours] = wire.source === 'application' ? ['to', 'from'] : ['from', 'to'];
    if (tagOf(message.headers.get(ours) ?? '') === undefined) return undefined;
    return this.#byDialog.get(
      dialogKey(message.headers.get('call-id') ?? '', tagOf(message.headers.get(theirs) ?? '') ?? ''),
    );
  }

  #endsOf(link: Link, wire: WireRequest): FlowEnds {
    const transport = transportOf(wire.protocol);
    const at = parseHostPort(wire.receivedOn ?? '');
    return {
      transport,
      remote: { address: wire.source_address, port: wire.source_port },
      local: { transport, address: at?.host ?? link.address, port: at?.port ?? 5060 },
    };
  }

  openFlow(): DrachtioFlow | undefined {
    const [link] = this.#links.keys();
    if (link === undefined) return undefined;
    const local = { transport: 'udp', address: link.address, port: 5060 } as const;
    return new DrachtioFlow(this, { transport: 'udp', remote: local, local });
  }

  // FlowOwner

  request(flow: DrachtioFlow, uri: string, sending: WireSending, done: WireSent): void {
    try {
      this.#linkUp(flow).request(uri, sending, done);
    } catch (error) {
      // The connection has gone, but its close was not reported yet.
      if (sending.method === 'BYE' && sending.stackDialogId !== undefined) this.owe(sending.stackDialogId);
      this.later(() => done(error, undefined));
    }
  }

  #isLinked(flow: DrachtioFlow): boolean {
    const link = this.#linkOf.get(flow);
    return link !== undefined && this.#links.has(link);
  }

  /** The connection of a flow, or a replacement. */
  #linkUp(flow: DrachtioFlow): Link {
    const own = this.#linkOf.get(flow);
    if (own !== undefined && this.#links.has(own)) return own;
    const [link] = this.#links.keys();
    if (link === undefined) throw new Error('Cannot send a request: no connection to drachtio-server');
    this.#linkOf.set(flow, link);
    this.track(flow);
    return link;
  }

  deliver(parsed: Parsed, flow: DrachtioFlow): boolean {
    return this.#options.deliver(parsed, flow);
  }

  later(work: () => void): void {
    this.#options.host.wheel.after(0, run, work);
  }

  guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.onFault(error);
    }
  }

  track(flow: DrachtioFlow): void {
    const link = this.#linkOf.get(flow);
    const flows = link === undefined ? undefined : this.#links.get(link);
    if (link === undefined || flows === undefined) return;
    if (flow.busy || flow.inDialog) flows.add(flow);
    else flows.delete(flow);
    link.used(flows.size > 0);
  }

  remember(key: string, flow: DrachtioFlow): void {
    this.#byDialog.set(key, flow);
    this.track(flow);
  }

  forget(key: string, flow: DrachtioFlow): void {
    if (this.#byDialog.get(key) === flow) this.#byDialog.delete(key);
    this.#outlived.delete(flow);
  }
}

function run(work: () => void): void {
  work();
}

function onGraceOver(server: DrachtioServer): void {
  server.graceOver();
}

function onWatch(server: DrachtioServer): void {
  server.watch();
}
