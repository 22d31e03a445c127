/** One connection to a drachtio-server. */
import type { Socket } from 'node:net';
import type { TimerWheel, WheelTimer } from '../stack/transaction/wheel.ts';
import { LINGER } from './options.ts';
import { disconnect } from './srf.ts';
import type { SrfClient, WireSending, WireSent } from './srf.ts';

export interface Link {
  /** The address of the server. */
  readonly address: string;
  request(uri: string, sending: WireSending, done: WireSent): void;
  /** True if we closed the connection because it was not needed. */
  readonly released: boolean;
  /** Reports whether calls or requests use the connection. */
  used(inUse: boolean): void;
  close(): void;
}

/** The connection that we made. It stays open. */
export class InboundLink implements Link {
  readonly address: string;
  readonly released = false;
  readonly #srf: SrfClient;

  constructor(srf: SrfClient, address: string) {
    this.#srf = srf;
    this.address = address;
  }

  request(uri: string, sending: WireSending, done: WireSent): void {
    this.#srf.request(uri, sending, done);
  }

  used(): void {}

  close(): void {
    disconnect(this.#srf);
  }
}

/** A connection that the server made for a call; closing it is our task. */
export class OutboundLink implements Link {
  readonly address: string;
  released = false;
  readonly #srf: SrfClient;
  readonly #socket: Socket;
  readonly #wheel: TimerWheel;
  #closing: WheelTimer | undefined;

  constructor(srf: SrfClient, socket: Socket, wheel: TimerWheel) {
    this.#srf = srf;
    this.#socket = socket;
    this.#wheel = wheel;
    this.address = socket.remoteAddress ?? '';
  }

  request(uri: string, sending: WireSending, done: WireSent): void {
    // Without the option, drachtio-srf uses its oldest connection, whatever its first argument says; for a CANCEL,
    // too.
    this.#srf.request(this.#socket, uri, { ...sending, _socket: this.#socket }, (error, request) => {
      if (request !== undefined) request.socket = this.#socket;
      done(error, request);
    });
  }

  used(inUse: boolean): void {
    if (inUse) {
      this.#closing?.cancel();
      this.#closing = undefined;
    } else this.#closing ??= this.#wheel.after(LINGER, closeLink, this);
  }

  /** Handles the end of the connection. */
  gone(): void {
    this.#closing?.cancel();
  }

  close(): void {
    this.gone();
    this.#socket.end();
  }
}

function closeLink(link: OutboundLink): void {
  link.released = true;
  link.close();
}
