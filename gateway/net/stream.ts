/** TCP and TLS connections and listeners of all signalling protocols. */
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TransportAddress } from '../../media/port.ts';

/** `keepAliveInitialDelay`: silence after which the kernel checks whether the peer is alive, ms. */
export const STREAM_OPTIONS = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 } as const;

/** Time for a closing socket to send what it was given, ms. */
const LINGER = 2_000;

export interface BoundServer extends TransportAddress {
  /** Accepts no more connections; open ones stay. */
  close(): Promise<void>;
}

/** A connection without its socket, so that tests can replace it. */
export interface StreamConnection {
  readonly remote: TransportAddress;
  onData: (data: Uint8Array) => void;
  /** Called exactly once; `detail` is set if the close was abnormal. */
  onClose: (detail: string | undefined) => void;
  /**
   * Sends octets, or a byte string as Latin-1; waits until the connection is established. Everything sent in one
   * turn of the event loop leaves in one segment if it fits.
   */
  send(data: Uint8Array | string): void;
  /** Octets given to `send` that have not left yet. */
  readonly backlog: number;
  /** Closes after the data already sent has left. Idempotent. */
  close(): void;
}

/** Listens; resolves to the real address. `server` may be one of TCP, TLS or HTTP. */
export function bindServer(server: Server, at: TransportAddress): Promise<BoundServer> {
  const { promise, resolve, reject } = Promise.withResolvers<BoundServer>();
  server.once('error', reject);
  server.on('tlsClientError', () => {});
  server.listen({ host: at.address, port: at.port, ipv6Only: true }, () => {
    server.off('error', reject);
    server.on('error', () => {});
    const { address, port } = server.address() as AddressInfo;
    resolve({ address, port, close: () => closeServer(server) });
  });
  return promise;
}

function closeServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  return promise;
}

/** Sends what is left, but does not wait for a peer that no longer reads. */
export function closeSocket(socket: Socket): void {
  if (socket.destroyed) return;
  socket.destroySoon();
  const linger = setTimeout(() => socket.destroy(), LINGER);
  linger.unref();
  socket.once('close', () => clearTimeout(linger));
}

/** Turns an IPv4-mapped IPv6 address into plain IPv4. */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
}

/** `target`: the destination of an outgoing connection, which its socket does not know yet. */
export function wrapSocket(
  socket: Socket,
  target?: TransportAddress,
): StreamConnection & { readonly local: TransportAddress } {
  let detail: string | undefined;
  let isCorked = false;
  const uncork = (): void => {
    isCorked = false;
    socket.uncork();
  };
  const connection = {
    remote: target ?? { address: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 },
    get local() {
      return { address: plainAddress(socket.localAddress), port: socket.localPort ?? 0 };
    },
    onData: (_data: Uint8Array): void => {},
    onClose: (_detail: string | undefined): void => {},
    get backlog() {
      return socket.writableLength;
    },
    send(data: Uint8Array | string): void {
      if (socket.destroyed || socket.writableEnded) return;
      if (!isCorked) {
        isCorked = true;
        socket.cork();
        process.nextTick(uncork);
      }
      socket.write(data, 'latin1');
    },
    close: () => closeSocket(socket),
  };
  socket.on('data', (data) => connection.onData(data));
  socket.on('error', (error: NodeJS.ErrnoException) => (detail = error.code ?? error.message));
  socket.on('close', () => connection.onClose(detail));
  return connection;
}
