/** The path of one call's H.245 messages: the tunnel, our listener, or a connection to the device. */
import type { TransportAddress } from '../../../media/port.ts';
import { fromH225Address } from '../address.ts';
import type * as H225 from '../asn1/generated/h225.types.ts';
import { H245Link, type LinkOptions } from './h245-link.ts';
import type { StreamConnection } from './transport.ts';

/** A listener for one connection; `close` is idempotent. */
export interface H245Listener {
  readonly address: TransportAddress;
  close(): void;
}

export interface H245PathOptions extends LinkOptions {
  /** Accepts one H.245 connection, from the device only. Resolves to the address to announce. */
  readonly listen: (onConnection: (connection: StreamConnection) => void) => Promise<H245Listener>;
  /** Connects to the device's own address; `undefined` for any other address. */
  readonly connect: (to: TransportAddress) => StreamConnection | undefined;
  /** The connection is established. */
  readonly onConnected: () => void;
  /** Runs the work of one read as one turn of the leg. */
  readonly turn: (work: () => void) => void;
  /** Asks the device to connect to `address` (startH245). */
  readonly announce: (address: TransportAddress) => void;
  /** No port is left to listen on. */
  readonly onNoPort: () => void;
}

export class H245Path {
  readonly link: H245Link;
  readonly #options: H245PathOptions;
  #listener: Promise<H245Listener> | undefined;
  #closed = false;
  #offeredAgain = false;
  /** `h245Tunneling` in the device's last message. */
  #peerTunnels: boolean;

  constructor(tunnels: boolean, options: H245PathOptions) {
    this.#options = options;
    this.#peerTunnels = tunnels;
    this.link = new H245Link(tunnels ? 'tunnel' : 'connection', options);
  }

  /** Messages can be sent without waiting for a connection. */
  get open(): boolean {
    return this.link.tunnelled || this.link.connected;
  }

  /** Connects to the device's own H.245 address, or offers it ours. */
  start(theirs: TransportAddress | undefined): void {
    if (this.link.connected) return;
    const connection = theirs && this.#options.connect(theirs);
    if (connection !== undefined) this.#attach(connection);
    else this.#listen().catch(() => this.#options.onNoPort());
  }

  /** Takes the H.245 messages out of a call signalling message, and follows what it says about H.245. */
  receive(pdu: H225.H323UUPDU): void {
    const body = pdu['h323-message-body'];
    const facility = 'facility' in body ? body.facility : undefined;
    const control = pdu.h245Control ?? [];
    // Some devices say that they do not tunnel, but do.
    const leaves = pdu.h245Tunneling === false && this.#peerTunnels && control.length === 0;
    this.#peerTunnels = pdu.h245Tunneling ?? this.#peerTunnels;
    if (facility?.h245Address !== undefined) this.#follow(fromH225Address(facility.h245Address));
    else if (leaves || (facility !== undefined && 'startH245' in facility.reason)) this.leaveTunnel();
    this.link.receiveTunnelled(control);
  }

  /** Connects to the address that the device names during the call, or offers it ours. */
  #follow(theirs: TransportAddress | undefined): void {
    this.link.leaveTunnel();
    if (this.link.connected) return;
    const connection = theirs && this.#options.connect(theirs);
    if (connection === undefined) this.leaveTunnel();
    else this.#attach(connection);
  }

  /** The connection is lost or could not be made: lets the device connect to us, once. */
  offerAgain(): void {
    if (this.#offeredAgain) return;
    this.#offeredAgain = true;
    this.leaveTunnel();
  }

  /** The address for the device to connect to; `undefined` if it need not. Rejects if no port is left. */
  async address(): Promise<TransportAddress | undefined> {
    if (this.open) return undefined;
    const { address } = await this.#listen();
    return this.open ? undefined : address;
  }

  /** Moves H.245 from the tunnel, or from fast connect, to a connection of its own (H.323 §8.2.1). */
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
    connection.onData = (data) => this.#options.turn(() => onData(data));
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
