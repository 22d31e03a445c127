/**
 * BFCP's interface to the network: implemented with real sockets by `transport-udp.ts` and `transport-tcp.ts`, and
 * by fakes in tests.
 */
import type { TransportAddress } from '../../media/port.ts';
import type { BoundServer, StreamConnection } from '../net/stream.ts';

export type { StreamConnection };

/** The local address: the first free port from `port` to `lastPort`; port 0: any free port. */
export interface LocalAddress extends TransportAddress {
  /** Defaults to `port`. */
  readonly lastPort?: number;
}

export interface DatagramSocket extends TransportAddress {
  /** Never throws; a datagram that cannot be sent is lost, as on any network. */
  send(data: Uint8Array, to: TransportAddress): void;
  /** Idempotent. */
  close(): Promise<void>;
}

export type StreamListener = BoundServer;

export interface BfcpSockets {
  /** Rejects with the system's error (`EADDRINUSE`) and leaves nothing open. */
  bindUdp(
    at: TransportAddress,
    onDatagram: (data: Uint8Array, from: TransportAddress) => void,
  ): Promise<DatagramSocket>;
  /** Rejects like `bindUdp`. */
  listenTcp(at: TransportAddress, onConnection: (connection: StreamConnection) => void): Promise<StreamListener>;
  /** Calls `onUp` once the connection is established. */
  connectTcp(to: TransportAddress, from: string, onUp: () => void): StreamConnection;
}

/**
 * Binds the first available port of the range, starting with the `start`th and wrapping around. Rejects with the
 * last error if all are taken.
 */
export async function bindFirst<T>(
  { address, port, lastPort = port }: LocalAddress,
  start: number,
  bind: (at: TransportAddress) => Promise<T>,
): Promise<T> {
  const count = Math.max(1, lastPort - port + 1);
  const at = (step: number): TransportAddress => ({ address, port: port + ((start + step) % count) });
  for (let step = 0; step < count - 1; step++) {
    try {
      return await bind(at(step));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  return bind(at(count - 1));
}

/** The network path to the device: recognises the device's own messages and delivers ours. */
export interface Link {
  readonly local: TransportAddress;
  readonly isReliable: boolean;
  /** Starts the delivery of messages. Call it once. */
  attach(conferenceId: number, listener: LinkListener): void;
  /** Sets the remote address of the session description, initially and after each change. */
  signal(remote: TransportAddress): void;
  send(message: Uint8Array): void;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface LinkListener {
  /** Sent messages now reach the device. Called once. */
  ready(): void;
  /** A complete message, not yet decoded. */
  message(bytes: Uint8Array): void;
  /** The received data is not a message; a BfcpError. */
  fault(error: unknown): void;
  lost(detail: string): void;
}
