/** Accepts the connections of drachtio-servers that connect to us. */
import type { Server, Socket } from 'node:net';
import { plainAddress } from '../../net/stream.ts';
import type { SipServerChange } from '../edge.ts';
import type { TimerWheel, WheelTimer } from '../stack/transaction/wheel.ts';
import type { DrachtioServer } from './drachtio-server.ts';
import { OutboundLink } from './link.ts';
import { AUTHENTICATE_WITHIN, MAX_CONNECTIONS } from './options.ts';
import { listenSrf, openSrf } from './srf.ts';
import type { WireReply, WireRequest } from './srf.ts';

export interface AcceptorOptions {
  readonly listen: { readonly address: string; readonly port: number };
  readonly from: readonly string[];
  readonly secret: string;
  readonly wheel: TimerWheel;
  /** The server with those end points at that address; undefined if there are too many servers. */
  readonly serverOf: (hostport: string, address: string) => DrachtioServer | undefined;
  readonly note: (change: SipServerChange, server: string, detail: string) => void;
}

interface Accepted {
  readonly link: OutboundLink;
  readonly server: DrachtioServer;
}

export class Acceptor {
  readonly #options: AcceptorOptions;
  readonly #accepted = new Map<Socket, Accepted>();
  /** Each connection, with the timer for its first message. */
  readonly #sockets = new Map<Socket, WheelTimer>();
  #listener: Server | undefined;

  constructor(options: AcceptorOptions) {
    this.#options = options;
  }

  /** Resolves to the port that it listens on; rejects if it cannot listen. */
  async open(): Promise<number> {
    const { listen, secret, note } = this.#options;
    const srf = openSrf((request, reply) => this.#onRequest(request, reply));
    srf.on('error', () => {});
    srf.on('connect', (error) => {
      if (error) note('refused', 'a server that connected', 'the secret was rejected');
    });
    srf.on('close', (socket) => this.#onClose(socket));
    this.#open = (socket) => new OutboundLink(srf, socket, this.#options.wheel);
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const listener = listenSrf(
      srf,
      { host: listen.address, port: listen.port, secret },
      (detail, { remoteAddress = '' }) => note('refused', remoteAddress, detail),
    );
    this.#listener = listener;
    listener.maxConnections = MAX_CONNECTIONS;
    // Screens the socket before drachtio-srf sees it, which would send it our secret.
    listener.prependListener('connection', (socket: Socket) => this.#screen(socket));
    // More errors may follow, for example without free file descriptors.
    listener.on('error', reject);
    listener.once('listening', () => {
      const at = listener.address();
      resolve(typeof at === 'object' && at !== null ? at.port : listen.port);
    });
    return promise;
  }

  #open: (socket: Socket) => OutboundLink = () => {
    throw new Error('Cannot take a connection: not listening');
  };

  #screen(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress);
    const { from, note } = this.#options;
    if (from.length === 0 || from.includes(address))
      return void this.#sockets.set(socket, this.#options.wheel.after(AUTHENTICATE_WITHIN, destroy, socket));
    note('refused', address, 'not one of the addresses that may connect');
    socket.destroy();
  }

  #onRequest(request: WireRequest, reply: WireReply): void {
    const accepted = this.#accepted.get(request.socket) ?? this.#accept(request);
    accepted?.server.receive(accepted.link, request, reply);
  }

  #accept({ socket, server: { address, hostport } }: WireRequest): Accepted | undefined {
    const server = this.#options.serverOf(hostport, address);
    this.#sockets.get(socket)?.cancel();
    if (server === undefined) {
      this.#options.note('refused', address, 'too many servers');
      socket.destroy();
      return undefined;
    }
    const accepted = { link: this.#open(socket), server };
    this.#accepted.set(socket, accepted);
    server.up(accepted.link);
    return accepted;
  }

  #onClose(socket: Socket): void {
    this.#sockets.get(socket)?.cancel();
    this.#sockets.delete(socket);
    const accepted = this.#accepted.get(socket);
    this.#accepted.delete(socket);
    accepted?.link.gone();
    accepted?.server.down(accepted.link);
  }

  async close(): Promise<void> {
    for (const [socket, timer] of this.#sockets) {
      timer.cancel();
      socket.destroy();
    }
    const listener = this.#listener;
    if (listener?.listening !== true) return;
    await new Promise<void>((resolve) => listener.close(() => resolve()));
  }
}

function destroy(socket: Socket): void {
  socket.destroy();
}
