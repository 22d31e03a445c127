import type { Clock, Random } from '../../base/clock.ts';
import type { SipAddress } from '../../gateway/sip/edge.ts';
import type {
  Connection,
  DatagramSocket,
  Endpoint,
  Listener,
  TransportFactory,
} from '../../gateway/sip/stack/index.ts';

/** A small generator of uniform numbers from 0 to 1 (mulberry32): the same seed gives the same run. */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function seededRandom(seed: number): Random {
  const next = seededNumbers(seed);
  return { bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256)) };
}

export interface NetworkFaults {
  /** Probability that a datagram is lost, and that it is duplicated. */
  readonly loss?: number;
  readonly duplication?: number;
  /**
   * Delay of every packet in ms, and the most that is added for a datagram: if that exceeds the gap between two,
   * they are reordered.
   */
  readonly delay?: number;
  readonly jitter?: number;
}

interface Bound {
  readonly at: Endpoint;
  readonly onPacket: (data: Uint8Array, from: Endpoint) => void;
}

/** Datagrams and connections between hosts of one process, on a fake clock. Streams lose nothing. */
export class MemoryNetwork {
  readonly #clock: Clock;
  readonly #next: () => number;
  faults: NetworkFaults;
  readonly #sockets = new Map<string, Bound>();
  readonly #listeners = new Map<string, (connection: Connection) => void>();
  #port = 20_000;
  /** First lines of all messages sent, as `from to line`. */
  readonly log: string[] = [];

  constructor(clock: Clock, seed: number, faults: NetworkFaults = {}) {
    this.#clock = clock;
    this.#next = seededNumbers(seed);
    this.faults = faults;
  }

  freePort(): number {
    return this.#port++;
  }

  note(from: Endpoint, to: Endpoint, data: string): void {
    this.log.push(`${from.address}:${from.port} ${to.address}:${to.port} ${data.slice(0, data.indexOf('\r\n'))}`);
  }

  bind(bound: Bound): () => void {
    const key = `${bound.at.address}|${bound.at.port}`;
    if (this.#sockets.has(key)) throw new Error(`Cannot bind ${key}: taken`);
    this.#sockets.set(key, bound);
    return () => void this.#sockets.delete(key);
  }

  sendDatagram(from: Endpoint, to: Endpoint, data: string): void {
    this.note(from, to, data);
    const { loss = 0, duplication = 0, delay = 1, jitter = 0 } = this.faults;
    const copies = (this.#next() < loss ? 0 : 1) + (this.#next() < duplication ? 1 : 0);
    for (let copy = 0; copy < copies; copy++) {
      this.#clock.after(delay + Math.floor(this.#next() * jitter), () => {
        this.#sockets.get(`${to.address}|${to.port}`)?.onPacket(Buffer.from(data, 'latin1'), from);
      });
    }
  }

  listen(at: SipAddress, onConnection: (connection: Connection) => void): () => void {
    const key = `${at.transport}|${at.address}|${at.port}`;
    this.#listeners.set(key, onConnection);
    return () => void this.#listeners.delete(key);
  }

  connect(from: Endpoint, to: SipAddress): MemoryConnection {
    const near = new MemoryConnection(this, this.#clock, to.transport, from, to);
    this.#clock.after(this.faults.delay ?? 1, () => {
      const accept = this.#listeners.get(`${to.transport}|${to.address}|${to.port}`);
      if (accept === undefined) return near.fail('ECONNREFUSED');
      const far = new MemoryConnection(this, this.#clock, to.transport, to, from);
      near.join(far);
      accept(far);
    });
    return near;
  }

  /** The sockets of one host. */
  host(address: string): TransportFactory {
    return {
      bindDatagram: (at, onPacket) => Promise.resolve(this.socket({ address, port: at.port }, onPacket)),
      listen: (at, _tls, onConnection) => {
        const port = at.port === 0 ? this.freePort() : at.port;
        const stop = this.listen({ transport: at.transport, address, port }, onConnection);
        const listener: Listener = { address, port, close: () => Promise.resolve(stop()) };
        return Promise.resolve(listener);
      },
      connect: (to) => this.connect({ address, port: this.freePort() }, to),
    };
  }

  socket(at: Endpoint, onPacket: (data: Uint8Array, from: Endpoint) => void): DatagramSocket {
    const own = { address: at.address, port: at.port === 0 ? this.freePort() : at.port };
    const close = this.bind({ at: own, onPacket });
    return { ...own, send: (data, to) => this.sendDatagram(own, to, data), close };
  }

  /** A bare endpoint that records what it receives. */
  peer(address: string, port: number): MemoryPeer {
    return new MemoryPeer(this, { address, port });
  }
}

export class MemoryPeer {
  readonly at: Endpoint;
  readonly received: string[] = [];
  readonly #socket: DatagramSocket;
  onMessage: (text: string) => void = () => {};

  constructor(network: MemoryNetwork, at: Endpoint) {
    this.at = at;
    this.#socket = network.socket(at, (data) => {
      const text = Buffer.from(data).toString('latin1');
      this.received.push(text);
      this.onMessage(text);
    });
  }

  send(text: string, to: Endpoint): void {
    this.#socket.send(text, to);
  }

  /** First lines of the messages received. */
  get lines(): readonly string[] {
    return this.received.map((text) => text.slice(0, text.indexOf('\r\n')));
  }
}

export class MemoryConnection implements Connection {
  readonly #network: MemoryNetwork;
  readonly #clock: Clock;
  readonly transport: Connection['transport'];
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly backlog = 0;
  #other: MemoryConnection | undefined;
  #waiting: string[] = [];
  #closed = false;
  onData: (data: Uint8Array) => void = () => {};
  onClose: (detail: string | undefined) => void = () => {};

  constructor(
    network: MemoryNetwork,
    clock: Clock,
    transport: SipAddress['transport'],
    local: Endpoint,
    remote: Endpoint,
  ) {
    if (transport === 'udp') throw new Error('Cannot connect over udp: it has no connections');
    this.#network = network;
    this.#clock = clock;
    this.transport = transport;
    this.local = { address: local.address, port: local.port };
    this.remote = { address: remote.address, port: remote.port };
  }

  join(other: MemoryConnection): void {
    this.#other = other;
    other.#other = this;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const data of waiting) this.#deliver(data);
  }

  send(data: string): void {
    if (this.#closed) return;
    this.#network.note(this.local, this.remote, data);
    if (this.#other === undefined) this.#waiting.push(data);
    else this.#deliver(data);
  }

  #deliver(data: string): void {
    const other = this.#other;
    this.#clock.after(this.#network.faults.delay ?? 1, () => {
      if (other !== undefined && !other.#closed) other.onData(Buffer.from(data, 'latin1'));
    });
  }

  close(): void {
    const other = this.#other;
    this.fail(undefined);
    if (other !== undefined) this.#clock.after(this.#network.faults.delay ?? 1, () => other.fail(undefined));
  }

  fail(detail: string | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#clock.after(0, () => this.onClose(detail));
  }
}
