/**
 * The TCP interface of H.323: `transport-tcp.ts` implements it with real sockets, `test/fakes/memory-streams.ts` in
 * memory.
 */
import type { TransportAddress } from '../../../media/port.ts';
import type { BoundServer, StreamConnection as Connection } from '../../net/stream.ts';

export interface StreamConnection extends Connection {
  readonly local: TransportAddress;
}

export type SignallingAddress = TransportAddress & { readonly secure?: boolean };

export type StreamListener = BoundServer;

export interface StreamTransports {
  /** Rejects if the port is taken. Port 0: any. `secure`: TLS. */
  listen(at: SignallingAddress, onConnection: (connection: StreamConnection) => void): Promise<StreamListener>;
  connect(to: TransportAddress, from: string): StreamConnection;
}
