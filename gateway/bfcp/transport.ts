/** What BFCP asks of the network: `transport-udp.ts` and `transport-tcp.ts` give real sockets, tests others. */
import type { TransportAddress } from '../../media/port.ts';
import type { BoundServer, StreamConnection } from '../net/stream.ts';

export type { StreamConnection };

/** Where to bind: the first free port from `port` to `lastPort`; port 0: any. */
export interface LocalAddress extends TransportAddress {
  /** `port` when absent. */
  readonly lastPort?: number;
}

export interface DatagramSocket extends TransportAddress {
  /** Never throws; what can't be sent is lost, as on any network. */
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
  /** The same. */
  listenTcp(at: TransportAddress, onConnection: (connection: StreamConnection) => void): Promise<StreamListener>;
  /** `onUp` once, when the connection is there. */
  connectTcp(to: TransportAddress, from: string, onUp: () => void): StreamConnection;
}

/** The first port of the range that `bind` gets, from the `start`th on and around. Rejects with the last error when all are taken. */
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

/** The device as the network shows it: which messages are its own, and how they get to it. */
export interface Link {
  readonly local: TransportAddress;
  readonly isReliable: boolean;
  /** From here on messages are told. Once. */
  attach(conferenceId: number, listener: LinkListener): void;
  /** The remote address of the session description, and each later one. */
  signal(remote: TransportAddress): void;
  send(message: Uint8Array): void;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface LinkListener {
  /** What is sent gets to the device. Once. */
  ready(): void;
  /** One whole message, not yet decoded. */
  message(bytes: Uint8Array): void;
  /** What came is no message; a BfcpError. */
  fault(error: unknown): void;
  lost(detail: string): void;
}
