/** What the H.323 side asks of TCP: `transport-tcp.ts` gives real sockets, `test/fakes/memory-streams.ts` others. */
import type { TransportAddress } from '../../media/index.ts';

export interface StreamConnection {
  readonly remote: TransportAddress;
  readonly local: TransportAddress;
  onData: (data: Uint8Array) => void;
  /** Exactly once; `detail` when it was not in order. */
  onClose: (detail: string | undefined) => void;
  /** Before the connection is up it waits. */
  send(data: Uint8Array): void;
  /** Bytes that were given to `send` and have not left. */
  readonly backlog: number;
  /** What was sent still leaves. */
  close(): void;
}

export interface StreamListener {
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface StreamTransports {
  /** Rejects when the port is taken. Port 0: any. */
  listen(at: TransportAddress, onConnection: (connection: StreamConnection) => void): Promise<StreamListener>;
  connect(to: TransportAddress, from: string): StreamConnection;
}
