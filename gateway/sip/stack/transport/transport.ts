/**
 * The stack's interface to sockets: implemented with real ones by `transport-node.ts` and in memory by
 * `test/fakes/memory-network.ts`.
 */
import type { SourceLimit } from '../../../net/source-limit.ts';
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

/**
 * A connection. For `ws` and `wss`, each `send` and each `onData` is one message; otherwise they carry bytes of a
 * stream.
 */
export interface Connection {
  readonly transport: Exclude<SipTransport, 'udp'>;
  readonly remote: Endpoint;
  readonly local: Endpoint;
  onData: (data: Uint8Array) => void;
  /** Called exactly once; `detail` is set if the close was abnormal. */
  onClose: (detail: string | undefined) => void;
  /** `data` is a byte string. Queued until the connection is established. */
  send(data: string): void;
  /** The number of bytes given to `send` that have not left yet. */
  readonly backlog: number;
  close(): void;
}

export interface Listener {
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Limits of accepted sockets, those in a handshake included. */
export interface SocketLimits {
  /** For each listener. */
  readonly maxSockets: number;
  /** For each source, over all listeners. */
  readonly sources: SourceLimit;
}

/** The certificates of TLS and WSS listeners. */
export interface TlsIdentity {
  readonly tls: TlsCredentials;
  readonly wss: TlsCredentials;
}

/** Throws if there is no certificate. */
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
