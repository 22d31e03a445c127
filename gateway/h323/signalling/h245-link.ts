/**
 * The transport of one call's H.245 messages: tunnelled inside call signalling messages, or on a separate connection.
 * A peer may start in one way and continue in the other; no message is lost in between.
 */
import type { TransportAddress } from '../../../media/port.ts';
import { MultimediaSystemControlMessage } from '../asn1/index.ts';
import { syntaxError } from '../h245/unsupported.ts';
import type { Message } from '../h245/message.ts';
import { encodeTpkt, TpktFramer } from '../tpkt/index.ts';
import type { StreamConnection } from './transport.ts';

export interface LinkOptions {
  readonly onMessage: (message: Message) => void;
  /** An unreadable message or stream. */
  readonly onBad: (error: unknown) => void;
  /** The separate connection was lost. */
  readonly onLost: () => void;
}

/** Limit of bytes that wait for a connection being established. */
const MAX_WAITING = 64;
const MAX_MESSAGE = 16 * 1024;
/** Bytes that a peer may leave unread before its connection is given up. */
const MAX_BACKLOG = 256 * 1024;

export class H245Link {
  readonly #options: LinkOptions;
  #way: 'tunnel' | 'connection';
  #connection: StreamConnection | undefined;
  #waiting: Uint8Array[] = [];

  constructor(way: 'tunnel' | 'connection', options: LinkOptions) {
    this.#way = way;
    this.#options = options;
  }

  get tunnelled(): boolean {
    return this.#way === 'tunnel';
  }

  get connected(): boolean {
    return this.#connection !== undefined;
  }

  send(message: Message): void {
    const bytes = MultimediaSystemControlMessage.encode(message);
    if (this.#way === 'connection' && this.#connection !== undefined) this.#connection.send(encodeTpkt(bytes));
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push(bytes);
  }

  /** Messages that wait for the next call signalling message. */
  takeTunnelled(): readonly Uint8Array[] {
    if (this.#way !== 'tunnel') return [];
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }

  receiveTunnelled(messages: readonly Uint8Array[]): void {
    // Tunnel back to a peer that tunnels, unless it has opened a connection.
    if (messages.length > 0 && this.#connection === undefined) this.#way = 'tunnel';
    for (const bytes of messages) this.#receive(bytes);
  }

  /** The peer does not tunnel, or no longer does. */
  leaveTunnel(): void {
    this.#way = 'connection';
  }

  /** Uses the first connection, whichever side opened it; `false` if one exists already. */
  attach(connection: StreamConnection): boolean {
    if (this.#connection !== undefined) return false;
    this.#connection = connection;
    this.#way = 'connection';
    const framer = new TpktFramer(MAX_MESSAGE);
    connection.onData = (data) => this.#onData(connection, framer, data);
    connection.onClose = () => {
      if (this.#connection !== connection) return;
      this.#connection = undefined;
      this.#options.onLost();
    };
    for (const bytes of this.#waiting.splice(0)) connection.send(encodeTpkt(bytes));
    return true;
  }

  /** Sends an empty TPKT, which keeps the path open. */
  keepAlive(): void {
    this.#connection?.send(encodeTpkt(new Uint8Array(0)));
  }

  get remote(): TransportAddress | undefined {
    return this.#connection?.remote;
  }

  close(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#waiting = [];
    connection?.close();
  }

  #onData(connection: StreamConnection, framer: TpktFramer, data: Uint8Array): void {
    if (this.#connection !== connection) return;
    try {
      for (const payload of framer.push(data)) if (payload.length > 0) this.#receive(payload);
      if (connection.backlog > MAX_BACKLOG) throw new RangeError('Cannot send H.245: the peer does not read');
    } catch (error) {
      this.#options.onBad(error);
      connection.close();
    }
  }

  #receive(bytes: Uint8Array): void {
    let message: Message;
    try {
      message = MultimediaSystemControlMessage.decode(bytes);
    } catch (error) {
      this.#options.onBad(error);
      return this.send(syntaxError());
    }
    this.#options.onMessage(message);
  }
}
