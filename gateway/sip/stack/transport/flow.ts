import type { SipAddress, SipTransport } from '../../edge.ts';
import type { DatagramSocket, Endpoint } from './transport.ts';

/** A path to one peer: a connection, or a datagram socket with the peer's address. */
export interface Flow {
  readonly transport: SipTransport;
  readonly remote: Endpoint;
  readonly local: SipAddress;
  /** The port in the peer's last Via, for responses after its connection has closed (RFC 3261 §18.2.2). */
  readonly viaPort: number | undefined;
  /** True for all transports except UDP: no retransmissions. */
  readonly reliable: boolean;
  /** False after a connection has closed. */
  readonly alive: boolean;
  send(text: string): void;
  /** Calls back once when the connection closes; returns a function that unsubscribes. Datagram flows never close. */
  onClosed(callback: () => void): () => void;
  /** The peer (drachtio) routes requests itself: do not resolve targets or try other addresses. */
  readonly findsWay?: boolean;
  /** Opens a new flow along the same path, to repeat a call. */
  again?(): Flow | undefined;
  /** Called when the last dialog that used the flow has ended. */
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

  /** A flow from the same socket to another address. */
  to(remote: Endpoint): DatagramFlow {
    return new DatagramFlow(this.#socket, this.local, remote);
  }
}
