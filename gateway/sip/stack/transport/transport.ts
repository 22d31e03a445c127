/** What the stack asks of sockets: `transport-node.ts` gives real ones, `test/fakes/memory-network.ts` others. */
import type { TlsCredentials } from '../../../net/tls.ts';
import type { SipAddress, SipTransport } from '../../edge.ts';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface DatagramSocket {
  readonly address: string;
  readonly port: number;
  /** `data` is a byte string. Never throws; a datagram may be lost. */
  send(data: string, to: Endpoint): void;
  close(): void;
}

/** A connection. For `ws` and `wss`, each `send` and each `onData` is one message; else they are bytes of a stream. */
export interface Connection {
  readonly transport: Exclude<SipTransport, 'udp'>;
  readonly remote: Endpoint;
  readonly local: Endpoint;
  onData: (data: Uint8Array) => void;
  /** Exactly once; `detail` when it was not in order. */
  onClose: (detail: string | undefined) => void;
  /** `data` is a byte string. Before the connection is up it waits. */
  send(data: string): void;
  /** Bytes that were given to `send` and have not left. */
  readonly backlog: number;
  close(): void;
}

export interface Listener {
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

/** What TLS and WSS listeners are secured with. */
export interface TlsIdentity {
  readonly tls: TlsCredentials;
  readonly wss: TlsCredentials;
}

/** Throws where there is none. */
export function identityOf(tls: TlsIdentity | undefined): TlsIdentity {
  if (tls === undefined) throw new Error('Cannot listen for TLS: there is no certificate');
  return tls;
}

export interface TransportFactory {
  bindDatagram(at: Endpoint, onPacket: (data: Uint8Array, from: Endpoint) => void): Promise<DatagramSocket>;
  listen(
    at: SipAddress,
    tls: TlsIdentity | undefined,
    onConnection: (connection: Connection) => void,
  ): Promise<Listener>;
  /** `name` is the host name of the URI, for TLS (SNI and the certificate check). */
  connect(to: SipAddress, name: string | undefined): Connection;
}
