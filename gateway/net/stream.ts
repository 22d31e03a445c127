/** What the TCP of SIP, H.323 and BFCP does alike. */
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TransportAddress } from '../../media/port.ts';

/** `keepAliveInitialDelay`: ms of silence after which the kernel asks whether the peer is there. */
export const STREAM_OPTIONS = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 } as const;

/** ms in which a socket that is being closed must have got rid of what it was given. */
const LINGER = 2_000;

export interface BoundServer extends TransportAddress {
  /** Takes no more connections; those that there are stay. */
  close(): Promise<void>;
}

/** A TCP connection as H.323 and BFCP use it; tests have it without a socket. */
export interface StreamConnection {
  readonly remote: TransportAddress;
  onData: (data: Uint8Array) => void;
  /** Exactly once; `detail` when it was not in order. */
  onClose: (detail: string | undefined) => void;
  /** Before the connection is up it waits. */
  send(data: Uint8Array): void;
  /** Octets that were given to `send` and have not left. */
  readonly backlog: number;
  /** What was sent still leaves. Idempotent. */
  close(): void;
}

/** Listens, and gives the real address. `server` may be of TCP, TLS or HTTP. */
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

/** What was sent still leaves, unless the peer does not read it: that must not keep the socket. */
export function closeSocket(socket: Socket): void {
  if (socket.destroyed) return;
  socket.destroySoon();
  const linger = setTimeout(() => socket.destroy(), LINGER);
  linger.unref();
  socket.once('close', () => clearTimeout(linger));
}

/** An IPv4 address that came in mapped into IPv6, as IPv4. */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
}

/** `target` is where an outgoing connection goes; its socket does not know that yet. */
export function wrapSocket(
  socket: Socket,
  target?: TransportAddress,
): StreamConnection & { readonly local: TransportAddress } {
  let detail: string | undefined;
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
    send(data: Uint8Array): void {
      if (!socket.destroyed && !socket.writableEnded) socket.write(data);
    },
    close: () => closeSocket(socket),
  };
  socket.on('data', (data) => connection.onData(data));
  socket.on('error', (error: NodeJS.ErrnoException) => (detail = error.code ?? error.message));
  socket.on('close', () => connection.onClose(detail));
  return connection;
}
