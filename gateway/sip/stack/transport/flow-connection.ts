import type { SipAddress, SipTransport } from '../../edge.ts';
import type { Flow } from './flow.ts';
import type { Connection, Endpoint } from './transport.ts';

/** The number of bytes that may wait in a connection whose peer does not read. */
const MAX_BACKLOG = 1024 * 1024;

export class ConnectionFlow implements Flow {
  readonly transport: SipTransport;
  readonly remote: Endpoint;
  readonly reliable = true;
  readonly #connection: Connection;
  readonly #watchers = new Set<() => void>();
  #alive = true;
  viaPort: number | undefined = undefined;
  /** The time of the last traffic in either direction. */
  lastUsed: number;
  /** The listener that accepted the connection; undefined for an outgoing one. */
  readonly #listener: SipAddress | undefined;

  constructor(connection: Connection, listener: SipAddress | undefined, now: number) {
    this.#connection = connection;
    this.#listener = listener;
    this.transport = connection.transport;
    this.remote = connection.remote;
    this.lastUsed = now;
  }

  get local(): SipAddress {
    const { address, port } = this.#connection.local;
    const listener = this.#listener;
    if (listener === undefined) return { transport: this.transport, address, port };
    const wildcard = listener.address === '0.0.0.0' || listener.address === '::';
    return wildcard && address !== '' ? { ...listener, address } : listener;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** True while transactions or other users wait for a close. */
  get watched(): boolean {
    return this.#watchers.size > 0;
  }

  send(text: string): void {
    if (!this.#alive) return;
    this.#connection.send(text);
    if (this.#connection.backlog > MAX_BACKLOG) this.close();
  }

  onClosed(callback: () => void): () => void {
    this.#watchers.add(callback);
    return () => void this.#watchers.delete(callback);
  }

  close(): void {
    this.#connection.close();
  }

  /** Handles the end of the connection. */
  connectionClosed(): void {
    if (!this.#alive) return;
    this.#alive = false;
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const watcher of watchers) watcher();
  }
}
