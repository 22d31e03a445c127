/** TCP between hosts of one process, on a clock: streams lose nothing, but may be cut, and arrive in pieces. */
import type { Clock } from '../../base/clock.ts';
import type { StreamConnection, StreamListener, StreamTransports } from '../../gateway/h323/index.ts';
import type { TransportAddress } from '../../media/port.ts';

export interface StreamFaults {
  /** ms one way. */
  readonly delay?: number;
  /** Bytes per piece in which data sent at once arrives; absent: all at once. */
  readonly piece?: number;
}

export class MemoryStreams {
  readonly #clock: Clock;
  readonly #listeners = new Map<string, (connection: StreamConnection) => void>();
  readonly open = new Set<MemoryStream>();
  faults: StreamFaults;
  /** Observes everything that is sent. */
  tap: (from: TransportAddress, to: TransportAddress, data: Uint8Array) => void = () => {};
  #port = 40_000;

  constructor(clock: Clock, faults: StreamFaults = {}) {
    this.#clock = clock;
    this.faults = faults;
  }

  get listening(): number {
    return this.#listeners.size;
  }

  after(callback: () => void): void {
    this.#clock.after(this.faults.delay ?? 1, callback);
  }

  host(address: string): StreamTransports {
    return {
      listen: (at, onConnection) => {
        const port = at.port === 0 ? this.#port++ : at.port;
        const key = `${address}|${port}`;
        if (this.#listeners.has(key)) return Promise.reject(new Error(`Cannot listen at ${key}: taken`));
        this.#listeners.set(key, onConnection);
        const listener: StreamListener = {
          address,
          port,
          close: () => Promise.resolve(void this.#listeners.delete(key)),
        };
        return Promise.resolve(listener);
      },
      connect: (to) => this.#connect({ address, port: this.#port++ }, to),
    };
  }

  #connect(from: TransportAddress, to: TransportAddress): MemoryStream {
    const near = new MemoryStream(this, from, to);
    this.after(() => {
      const accept = this.#listeners.get(`${to.address}|${to.port}`);
      if (accept === undefined) return near.fail('ECONNREFUSED');
      const far = new MemoryStream(this, to, from);
      near.join(far);
      accept(far);
      near.release();
    });
    return near;
  }
}

export class MemoryStream implements StreamConnection {
  readonly #network: MemoryStreams;
  readonly local: TransportAddress;
  readonly remote: TransportAddress;
  readonly backlog = 0;
  #other: MemoryStream | undefined;
  #waiting: Uint8Array[] = [];
  #closed = false;
  onData: (data: Uint8Array) => void = () => {};
  onClose: (detail: string | undefined) => void = () => {};

  constructor(network: MemoryStreams, local: TransportAddress, remote: TransportAddress) {
    this.#network = network;
    this.local = local;
    this.remote = remote;
    network.open.add(this);
  }

  join(other: MemoryStream): void {
    this.#other = other;
    other.#other = this;
  }

  release(): void {
    for (const data of this.#waiting.splice(0)) this.#deliver(data);
  }

  send(data: Uint8Array): void {
    if (this.#closed) return;
    const copy = data.slice();
    this.#network.tap(this.local, this.remote, copy);
    if (this.#other === undefined) this.#waiting.push(copy);
    else this.#deliver(copy);
  }

  #deliver(data: Uint8Array): void {
    const other = this.#other;
    const size = this.#network.faults.piece ?? data.length;
    for (let at = 0; at < data.length; at += size) {
      this.#network.after(() => {
        if (other !== undefined && !other.#closed) other.onData(data.subarray(at, at + size));
      });
    }
  }

  close(): void {
    const other = this.#other;
    this.#network.after(() => other?.fail(undefined));
    this.fail(undefined);
  }

  /** Breaks the path: this end learns of it, the other does not. */
  fail(detail: string | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#network.open.delete(this);
    this.#network.after(() => this.onClose(detail));
  }
}
