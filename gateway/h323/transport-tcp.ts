import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { TransportAddress } from '../../media/index.ts';
import type { StreamConnection, StreamListener, StreamTransports } from './transport.ts';

/** ms in which a socket that is being closed must have got rid of what it was given. */
const LINGER = 2_000;
/** ms of silence after which the kernel asks whether the peer is there. */
const KEEP_ALIVE = 30_000;

/** Real sockets. Of `maxSockets` at once each listener takes no more. */
export const tcpTransports = (maxSockets: number): StreamTransports => ({
  listen(at, onConnection) {
    const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE }, (socket) => onConnection(wrap(socket, undefined)));
    server.maxConnections = maxSockets;
    const { promise, resolve, reject } = Promise.withResolvers<StreamListener>();
    server.once('error', reject);
    server.listen({ host: at.address, port: at.port, ipv6Only: true }, () => {
      server.off('error', reject);
      server.on('error', () => {});
      const { address, port } = server.address() as AddressInfo;
      resolve({ address, port, close: () => new Promise((closed) => server.close(() => closed())) });
    });
    return promise;
  },
  connect: (to, from) => wrap(connect({ host: to.address, port: to.port, localAddress: from, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE }), to),
});

/** `target` is where an outgoing connection goes; its socket does not know that yet. */
function wrap(socket: Socket, target: TransportAddress | undefined): StreamConnection {
  let detail: string | undefined;
  const connection: StreamConnection = {
    remote: target ?? { address: plain(socket.remoteAddress), port: socket.remotePort ?? 0 },
    get local() {
      return { address: plain(socket.localAddress), port: socket.localPort ?? 0 };
    },
    onData: () => {},
    onClose: () => {},
    get backlog() {
      return socket.writableLength;
    },
    send(data) {
      if (!socket.destroyed && !socket.writableEnded) socket.write(data);
    },
    close: () => close(socket),
  };
  socket.on('data', (data) => connection.onData(data));
  socket.on('error', (error: NodeJS.ErrnoException) => (detail = error.code ?? error.message));
  socket.on('close', () => connection.onClose(detail));
  return connection;
}

function close(socket: Socket): void {
  if (socket.destroyed) return;
  socket.destroySoon();
  const linger = setTimeout(() => socket.destroy(), LINGER);
  linger.unref();
  socket.once('close', () => clearTimeout(linger));
}

/** An IPv4 address that came in mapped into IPv6, as IPv4. */
const plain = (address: string | undefined): string => (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
