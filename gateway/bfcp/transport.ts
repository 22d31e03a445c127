/** The network as BFCP uses it: real sockets come from `net/` and `transport-tcp.ts`, others from tests. */
import type { TransportAddress } from '../../media/port.ts';
import type { BoundServer, StreamConnection } from '../net/stream.ts';
import type { UdpSocket } from '../../base/udp.ts';

export type { StreamConnection };

/** The address to bind: the first free port from `port` to `lastPort`; port 0 means any. */
export interface LocalAddress extends TransportAddress {
  /** Defaults to `port`. */
  readonly lastPort?: number;
}

export type StreamListener = BoundServer;

export interface BfcpSockets {
  /** Rejects with the system's error (`EADDRINUSE`) and leaves nothing open. */
  bindUdp(at: TransportAddress, onDatagram: (data: Uint8Array, from: TransportAddress) => void): Promise<UdpSocket>;
  /** Rejects like `bindUdp`. */
  listenTcp(at: TransportAddress, onConnection: (connection: StreamConnection) => void): Promise<StreamListener>;
  /** Calls `onUp` once, when the connection is established. */
  connectTcp(to: TransportAddress, from: string, onUp: () => void): StreamConnection;
}

/**
 * Binds the first free port of the range, beginning with the `start`th and wrapping around. Rejects with the last
 * error if all are taken.
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

/** The path to the device: tells its messages from others, and delivers ours. */
export interface Link {
  readonly local: TransportAddress;
  readonly isReliable: boolean;
  /** Delivers messages to `listener` from now on. May be called once. */
  attach(conferenceId: number, listener: LinkListener): void;
  /** Sets the remote address of the session description; called again for each later one. */
  signal(remote: TransportAddress): void;
  send(message: Uint8Array): void;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface LinkListener {
  /** The device can be reached. Called once. */
  ready(): void;
  /** A complete message, not yet decoded. */
  message(bytes: Uint8Array): void;
  /** Something that is not a message arrived (`BfcpError`). */
  fault(error: unknown): void;
  lost(detail: string): void;
}
