import type { SipAddress, SipTransport } from '../../edge.ts';
import type { DatagramSocket, Endpoint } from './transport.ts';

/** A way to one peer: a connection, or a datagram socket with the peer's address. */
export interface Flow {
  readonly transport: SipTransport;
  readonly remote: Endpoint;
  readonly local: SipAddress;
  /** The port of the peer's last Via: where answers go once its connection has closed (RFC 3261 §18.2.2). */
  readonly viaPort: number | undefined;
  /** Everything but UDP: no retransmissions. */
  readonly reliable: boolean;
  /** False once a connection has closed. */
  readonly alive: boolean;
  send(text: string): void;
  /** Calls back once when the connection closes; the result unsubscribes. Datagram flows never close. */
  onClosed(callback: () => void): () => void;
  /** Its far end finds the way to whatever a request is for: there is no other to try. */
  readonly findsWay?: boolean;
  /** A new flow along the same way, for a call that is made again. */
  again?(): Flow | undefined;
  /** The last dialog that went over it is gone. */
  released?(): void;
}

function nothing(): void {}

export class DatagramFlow implements Flow {
  readonly #socket: DatagramSocket;
  readonly remote: Endpoint;
  readonly local: SipAddress;

  constructor(socket: DatagramSocket, local: SipAddress, remote: Endpoint) {
    this.#socket = socket;
    this.local = local;
    this.remote = remote;
  }

  get transport(): 'udp' {
    return 'udp';
  }

  get viaPort(): undefined {
    return undefined;
  }

  get reliable(): false {
    return false;
  }

  get alive(): true {
    return true;
  }

  send(text: string): void {
    this.#socket.send(text, this.remote);
  }

  onClosed(): () => void {
    return nothing;
  }

  /** The same socket to another address. */
  to(remote: Endpoint): DatagramFlow {
    return new DatagramFlow(this.#socket, this.local, remote);
  }
}
