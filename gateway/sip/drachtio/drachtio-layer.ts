/** The servers that carry our messages. */
import type { SipAddress, SipServerChange } from '../edge.ts';
import type { Flow } from '../stack/transport/flow.ts';
import type { FlowHost, FlowSource } from '../stack/transport/flow-source.ts';
import type { Parsed } from '../stack/message/parse.ts';
import { printHost } from '../stack/message/uri.ts';
import { Acceptor } from './acceptor.ts';
import { Connector } from './connector.ts';
import { DrachtioServer } from './drachtio-server.ts';
import type { DrachtioEdgeOptions } from './options.ts';

/** The greatest number of servers that may connect to us. */
const MAX_SERVERS = 64;

export class DrachtioLayer implements FlowSource {
  readonly #options: DrachtioEdgeOptions;
  readonly #host: FlowHost;
  readonly #servers = new Map<string, DrachtioServer>();
  #connectors: readonly Connector[] = [];
  #acceptor: Acceptor | undefined;
  #next = 0;
  #dropped = false;

  constructor(options: DrachtioEdgeOptions, host: FlowHost) {
    this.#options = options;
    this.#host = host;
  }

  get connections(): number {
    let count = 0;
    for (const server of this.#servers.values()) count += server.connections;
    return count;
  }

  /** Empty: we do not know the servers' addresses. */
  get bound(): readonly SipAddress[] {
    return [];
  }

  /** Resolves once connecting has begun or servers can connect: calls wait for a connection, but this does not. */
  async listen(): Promise<readonly SipAddress[]> {
    const { connections, secret, clock } = this.#options;
    const { wheel } = this.#host;
    if (connections.mode === 'inbound') {
      this.#connectors = connections.servers.map((at) => {
        const name = `${printHost(at.host)}:${at.port}`;
        return new Connector({
          at,
          secret,
          wheel,
          clock,
          server: this.#serverOf(name),
          note: (change, detail) => this.#note(change, name, detail),
        });
      });
      for (const connector of this.#connectors) connector.open();
    } else {
      this.#acceptor = new Acceptor({
        ...connections,
        secret,
        wheel,
        serverOf: (hostport, address) => this.#found(`${address} ${hostport}`, address),
        note: (change, server, detail) => this.#note(change, server, detail),
      });
      await this.#acceptor.open();
    }
    return [];
  }

  /** The server that connected to us; replaces those that have gone. */
  #found(key: string, address: string): DrachtioServer | undefined {
    if (!this.#servers.has(key)) {
      for (const [each, server] of this.#servers) {
        if (!server.idle) continue;
        server.close();
        this.#servers.delete(each);
      }
    }
    return this.#servers.has(key) || this.#servers.size < MAX_SERVERS ? this.#serverOf(key, address) : undefined;
  }

  #serverOf(key: string, name = key): DrachtioServer {
    const known = this.#servers.get(key);
    if (known !== undefined) return known;
    const { limits = {}, graceTime, onStackFault = () => {} } = this.#options;
    const server = new DrachtioServer({
      name,
      host: this.#host,
      limits: {
        maxMessage: limits.maxMessage ?? 65_536,
        maxHeader: limits.maxHeader ?? 16_384,
        maxLines: limits.maxHeaderLines ?? 256,
      },
      graceTime,
      onFault: onStackFault,
      deliver: (parsed, flow) => this.#deliver(parsed, flow),
    });
    this.#servers.set(key, server);
    return server;
  }

  #note(change: SipServerChange, server: string, detail: string): void {
    this.#host.onFact({ type: 'server', change, server, calls: 0, detail });
  }

  /** Not used: drachtio-server routes requests. */
  flowTo(): undefined {
    return undefined;
  }

  /** Distributes our calls over the connected servers in turn. */
  anyFlow(): Flow | undefined {
    const connected = [...this.#servers.values()].filter((server) => server.connected);
    return connected[this.#next++ % Math.max(1, connected.length)]?.openFlow();
  }

  /** The user agent drops the current request, whichever server it came from. */
  drop(): void {
    this.#dropped = true;
  }

  #deliver(parsed: Parsed, flow: Flow): boolean {
    this.#dropped = false;
    this.#host.onMessage(parsed, flow);
    const dropped = this.#dropped;
    this.#dropped = false;
    return dropped;
  }

  async close(): Promise<void> {
    for (const connector of this.#connectors) connector.close();
    for (const server of this.#servers.values()) server.close();
    await this.#acceptor?.close();
  }
}
