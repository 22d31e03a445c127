/** Listeners and connections: turns bytes into messages and provides the flows to answer on. */
import { isIPv6 } from 'node:net';
import type { SipAddress, SipEdgeFact, SipTransport } from '../../edge.ts';
import { ConnectionFlow } from './flow-connection.ts';
import { DatagramFlow } from './flow.ts';
import type { Flow } from './flow.ts';
import type { FlowSource } from './flow-source.ts';
import { StreamFramer } from './framer.ts';
import { parseMessage } from '../message/parse.ts';
import type { ParseLimits, Parsed } from '../message/parse.ts';
import type { Connection, DatagramSocket, Listener, TlsIdentity, TransportFactory } from './transport.ts';
import type { TimerWheel, WheelTimer } from '../transaction/wheel.ts';

export interface TransportLimits extends ParseLimits {
  /** The limit of open connections, in both directions. */
  readonly maxConnections: number;
  /** ms of silence after which an unused connection is closed. */
  readonly idleTimeout: number;
  /** ms within which a new connection must deliver its first complete message. */
  readonly firstMessageTimeout: number;
}

export interface TransportLayerOptions {
  readonly factory: TransportFactory;
  readonly wheel: TimerWheel;
  readonly limits: TransportLimits;
  readonly tls: TlsIdentity | undefined;
  readonly onMessage: (parsed: Parsed, flow: Flow) => void;
  readonly onFact: (fact: SipEdgeFact) => void;
  /** True if dialogs use the connection, so that it does not count as idle. */
  readonly inUse: (flow: Flow) => boolean;
}

interface OpenConnection {
  readonly flow: ConnectionFlow;
  idle: WheelTimer | undefined;
  proven: boolean;
  /** Time of the last message, keep-alives excluded. */
  lastMessage: number;
}

/** Connections considered when one has to be closed, so that a flood of new ones stays cheap. */
const MOST_LOOKED_AT = 64;

function connectionKey(transport: SipTransport, address: string, port: number): string {
  return `${transport}|${address}|${port}`;
}

/** Recognises the few empty lines or zeros that devices send to keep a NAT binding (RFC 5626 §4.4). */
function isKeepAlive(data: Uint8Array): boolean {
  return data.length <= 4 && data.every((byte) => byte === 13 || byte === 10 || byte === 0);
}

export class TransportLayer implements FlowSource {
  readonly #options: TransportLayerOptions;
  readonly #sockets: { readonly socket: DatagramSocket; readonly local: SipAddress }[] = [];
  readonly #listeners: Listener[] = [];
  readonly #connections = new Map<string, OpenConnection>();
  readonly #bound: SipAddress[] = [];
  #closed = false;

  constructor(options: TransportLayerOptions) {
    this.#options = options;
  }

  get connections(): number {
    return this.#connections.size;
  }

  get bound(): readonly SipAddress[] {
    return this.#bound;
  }

  async listen(addresses: readonly SipAddress[]): Promise<readonly SipAddress[]> {
    for (const at of addresses)
      this.#bound.push(at.transport === 'udp' ? await this.#bindUdp(at) : await this.#listenOn(at));
    return this.#bound;
  }

  async #bindUdp(at: SipAddress): Promise<SipAddress> {
    const socket = await this.#options.factory.bindDatagram(at, (data, from) => {
      if (isKeepAlive(data)) return;
      const parsed = parseMessage(data, 'datagram', this.#options.limits);
      this.#options.onMessage(parsed, new DatagramFlow(socket, local, from));
    });
    const local = { transport: 'udp', address: socket.address, port: socket.port } as const;
    this.#sockets.push({ socket, local });
    return local;
  }

  async #listenOn(at: SipAddress): Promise<SipAddress> {
    const listener = await this.#options.factory.listen(at, this.#options.tls, (connection) =>
      this.#accept(connection, local),
    );
    const local = { transport: at.transport, address: listener.address, port: listener.port };
    this.#listeners.push(listener);
    return local;
  }

  #accept(connection: Connection, local: SipAddress): void {
    if (this.#closed || (this.#isFull() && !this.#makeRoom())) {
      this.#options.onFact({ type: 'connection', transport: connection.transport, change: 'refused' });
      connection.close();
      return;
    }
    this.#add(connection, local, this.#options.limits.firstMessageTimeout);
  }

  #isFull(): boolean {
    return this.#connections.size >= this.#options.limits.maxConnections;
  }

  /**
   * Closes one of the oldest connections that serves no call and has brought no message for a while; keep-alives do not
   * count. Returns `false` if every one is in use.
   */
  #makeRoom(): boolean {
    const before = this.#options.wheel.now() - this.#options.limits.firstMessageTimeout;
    let looked = 0;
    for (const entry of this.#connections.values()) {
      if (++looked > MOST_LOOKED_AT) return false;
      if (!entry.proven || entry.lastMessage > before || this.#isBusy(entry)) continue;
      entry.flow.close();
      return true;
    }
    return false;
  }

  #isBusy({ flow, proven }: OpenConnection): boolean {
    return proven && (flow.watched || this.#options.inUse(flow));
  }

  #add(connection: Connection, local: SipAddress | undefined, patience: number): ConnectionFlow {
    const { wheel, onFact, limits } = this.#options;
    const flow = new ConnectionFlow(connection, local, wheel.now());
    const entry: OpenConnection = { flow, idle: undefined, proven: local === undefined, lastMessage: wheel.now() };
    const key = connectionKey(flow.transport, flow.remote.address, flow.remote.port);
    this.#connections.set(key, entry);
    onFact({ type: 'connection', transport: flow.transport, change: 'opened' });
    const framed = flow.transport === 'ws' || flow.transport === 'wss';
    const framer = framed ? undefined : new StreamFramer(limits);
    connection.onData = (data) => {
      flow.lastUsed = wheel.now();
      if (framer === undefined) this.#receiveFrame(data, entry);
      else this.#receiveStream(framer, data, entry);
    };
    connection.onClose = () => {
      entry.idle?.cancel();
      if (this.#connections.get(key) === entry) this.#connections.delete(key);
      onFact({ type: 'connection', transport: flow.transport, change: 'closed' });
      flow.connectionClosed();
    };
    entry.idle = wheel.after(patience, (idle) => this.#checkIdle(idle), entry);
    return flow;
  }

  /** Closes a connection that has been silent for too long, unless it is in use. */
  #checkIdle(entry: OpenConnection): void {
    const { wheel, limits } = this.#options;
    const silent = wheel.now() - entry.flow.lastUsed;
    const busy = this.#isBusy(entry);
    if (!entry.proven || (silent >= limits.idleTimeout && !busy)) entry.flow.close();
    else
      entry.idle = wheel.after(
        Math.max(1000, busy ? limits.idleTimeout : limits.idleTimeout - silent),
        (idle) => this.#checkIdle(idle),
        entry,
      );
  }

  /** One WebSocket message is one SIP message, with or without Content-Length (RFC 7118 §5). */
  #receiveFrame(data: Uint8Array, entry: OpenConnection): void {
    if (data.every((byte) => byte === 13 || byte === 10)) {
      if (data.length === 4) entry.flow.send('\r\n');
      return;
    }
    entry.proven = true;
    entry.lastMessage = this.#options.wheel.now();
    this.#options.onMessage(parseMessage(data, 'datagram', this.#options.limits), entry.flow);
  }

  #receiveStream(framer: StreamFramer, data: Uint8Array, entry: OpenConnection): void {
    for (const framed of framer.push(data)) {
      if (framed.type === 'ping') {
        entry.flow.send('\r\n');
        continue;
      }
      if (framed.parsed.ok) entry.proven = true;
      entry.lastMessage = this.#options.wheel.now();
      this.#options.onMessage(framed.parsed, entry.flow);
      if (framed.type === 'lost') entry.flow.close();
    }
  }

  /** A flow to an address: an open connection to it, a new one, or the datagram socket of its family. */
  flowTo(to: SipAddress, name?: string): Flow | undefined {
    if (this.#closed) return undefined;
    if (to.transport === 'udp') {
      const six = isIPv6(to.address);
      const found = this.#sockets.find(({ local }) => isIPv6(local.address) === six);
      return found === undefined ? undefined : new DatagramFlow(found.socket, found.local, to);
    }
    const open = this.#connections.get(connectionKey(to.transport, to.address, to.port));
    if (open?.flow.alive === true) return open.flow;
    if (this.#connections.size >= this.#options.limits.maxConnections) return undefined;
    return this.#add(this.#options.factory.connect(to, name), undefined, this.#options.limits.idleTimeout);
  }

  anyFlow(): undefined {
    return undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { socket } of this.#sockets) socket.close();
    for (const entry of this.#connections.values()) {
      entry.idle?.cancel();
      entry.flow.close();
    }
    await Promise.all(this.#listeners.map((listener) => listener.close()));
  }
}
