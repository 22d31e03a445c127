/** The path of one call's H.245 messages, and how it comes to be: the tunnel, our listener, or a connection to the room. */
import type { TransportAddress } from '../../../media/port.ts';
import { fromH225Address } from '../address.ts';
import type * as H225 from '../asn1/generated/h225.types.ts';
import { H245Link, type LinkOptions } from './h245-link.ts';
import type { StreamConnection } from './transport.ts';

/** A listener for one connection; `close` may come more than once. */
export interface H245Listener {
  readonly address: TransportAddress;
  close(): void;
}

export interface H245PathOptions extends LinkOptions {
  /** Takes one H.245 connection, from the room only; gives what to announce. */
  readonly listen: (onConnection: (connection: StreamConnection) => void) => Promise<H245Listener>;
  /** To the room's own address only; undefined for any other. */
  readonly connect: (to: TransportAddress) => StreamConnection | undefined;
  /** The connection is there. */
  readonly onConnected: () => void;
  /** All that came at once has been read. */
  readonly onRead: () => void;
  /** The room is to connect to `address` (startH245). */
  readonly announce: (address: TransportAddress) => void;
  /** There is no port to listen on. */
  readonly onNoPort: () => void;
}

export class H245Path {
  readonly link: H245Link;
  readonly #options: H245PathOptions;
  #listener: Promise<H245Listener> | undefined;
  #closed = false;
  #offeredAgain = false;
  /** As the room last said. */
  #peerTunnels: boolean;

  constructor(tunnels: boolean, options: H245PathOptions) {
    this.#options = options;
    this.#peerTunnels = tunnels;
    this.link = new H245Link(tunnels ? 'tunnel' : 'connection', options);
  }

  /** There is nothing to wait for before messages can go. */
  get open(): boolean {
    return this.link.tunnelled || this.link.connected;
  }

  /** To the room's own H.245 address, or else it gets ours. */
  start(theirs: TransportAddress | undefined): void {
    if (this.link.connected) return;
    const connection = theirs && this.#options.connect(theirs);
    if (connection !== undefined) this.#attach(connection);
    else this.#listen().catch(() => this.#options.onNoPort());
  }

  /** What a call signalling message says of H.245, and has of it. */
  receive(pdu: H225.H323UUPDU): void {
    const body = pdu['h323-message-body'];
    const facility = 'facility' in body ? body.facility : undefined;
    const control = pdu.h245Control ?? [];
    // Some say that they do not tunnel, and do.
    const leaves = pdu.h245Tunneling === false && this.#peerTunnels && control.length === 0;
    this.#peerTunnels = pdu.h245Tunneling ?? this.#peerTunnels;
    if (facility?.h245Address !== undefined) this.#follow(fromH225Address(facility.h245Address));
    else if (leaves || (facility !== undefined && 'startH245' in facility.reason)) this.leaveTunnel();
    this.link.receiveTunnelled(control);
  }

  /** To the address that the room names in mid-call; if that is no good, it is told ours. */
  #follow(theirs: TransportAddress | undefined): void {
    this.link.leaveTunnel();
    if (this.link.connected) return;
    const connection = theirs && this.#options.connect(theirs);
    if (connection === undefined) this.leaveTunnel();
    else this.#attach(connection);
  }

  /** The connection has gone, or could not be made: the room may come to us, once. */
  offerAgain(): void {
    if (this.#offeredAgain) return;
    this.#offeredAgain = true;
    this.leaveTunnel();
  }

  /** Where the room is to connect; undefined when it need not. Rejects when there is no port. */
  async address(): Promise<TransportAddress | undefined> {
    if (this.open) return undefined;
    const { address } = await this.#listen();
    return this.open ? undefined : address;
  }

  /** From tunnelling, or from fast connect, to a connection of its own (H.323 §8.2.1). */
  leaveTunnel(): void {
    this.link.leaveTunnel();
    if (this.link.connected) return;
    this.address().then(
      (address) => {
        if (address !== undefined && !this.#closed) this.#options.announce(address);
      },
      () => this.#options.onNoPort(),
    );
  }

  close(): void {
    this.#closed = true;
    this.#closeListener();
    this.link.close();
  }

  #listen(): Promise<H245Listener> {
    this.#listener ??= this.#options.listen((connection) => this.#attach(connection));
    return this.#listener;
  }

  #attach(connection: StreamConnection): void {
    if (this.#closed || !this.link.attach(connection)) return connection.close();
    const { onData } = connection;
    connection.onData = (data) => {
      onData(data);
      this.#options.onRead();
    };
    this.#closeListener();
    this.#options.onConnected();
  }

  #closeListener(): void {
    this.#listener?.then(
      (listener) => listener.close(),
      () => {},
    );
    this.#listener = undefined;
  }
}
