import { connect, createServer, type Socket } from 'node:net';
import type { TransportAddress } from '../../media/index.ts';
import { bindServer, closeSocket, plainAddress } from '../transport-socket.ts';
import type { StreamConnection, StreamTransports } from './transport.ts';

/** ms of silence after which the kernel asks whether the peer is there. */
const KEEP_ALIVE = 30_000;

/** Real sockets. Of `maxSockets` at once each listener takes no more. */
export const tcpTransports = (maxSockets: number): StreamTransports => ({
  listen(at, onConnection) {
    const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE }, (socket) => onConnection(wrap(socket, undefined)));
    server.maxConnections = maxSockets;
    return bindServer(server, at);
  },
  connect: (to, from) => wrap(connect({ host: to.address, port: to.port, localAddress: from, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE }), to),
});

/** `target` is where an outgoing connection goes; its socket does not know that yet. */
function wrap(socket: Socket, target: TransportAddress | undefined): StreamConnection {
  let detail: string | undefined;
  const connection: StreamConnection = {
    remote: target ?? { address: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 },
    get local() {
      return { address: plainAddress(socket.localAddress), port: socket.localPort ?? 0 };
    },
    onData: () => {},
    onClose: () => {},
    get backlog() {
      return socket.writableLength;
    },
    send(data) {
      if (!socket.destroyed && !socket.writableEnded) socket.write(data);
    },
    close: () => closeSocket(socket),
  };
  socket.on('data', (data) => connection.onData(data));
  socket.on('error', (error: NodeJS.ErrnoException) => (detail = error.code ?? error.message));
  socket.on('close', () => connection.onClose(detail));
  return connection;
}
