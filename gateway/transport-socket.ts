/** What the TCP of both signalling protocols does alike. */
import type { AddressInfo, Server, Socket } from 'node:net';

/** ms in which a socket that is being closed must have got rid of what it was given. */
const LINGER = 2_000;

export interface BoundServer {
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Listens, and gives the real address. `server` may be of TCP, TLS or HTTP. */
export function bindServer(server: Server, at: { readonly address: string; readonly port: number }): Promise<BoundServer> {
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
