import { connect, createServer, type Socket } from 'node:net';
import type { TransportAddress } from '../../media/index.ts';
import { bindServer, closeSocket, plainAddress } from '../transport-socket.ts';
import type { StreamConnection, StreamListener } from './transport.ts';

/** ms of silence after which the kernel asks whether the peer is there. */
const KEEP_ALIVE = 30_000;
/** One device, and some that are none. */
const MAX_SOCKETS = 8;

const OPTIONS = { noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE } as const;

export function listenTcp(at: TransportAddress, onConnection: (connection: StreamConnection) => void): Promise<StreamListener> {
  const server = createServer(OPTIONS, (socket) => onConnection(wrap(socket, { address: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 })));
  server.maxConnections = MAX_SOCKETS;
  return bindServer(server, at);
}

export function connectTcp(to: TransportAddress, from: string, onUp: () => void): StreamConnection {
  const socket = connect({ ...OPTIONS, host: to.address, port: to.port, localAddress: from });
  socket.once('connect', onUp);
  return wrap(socket, to);
}

function wrap(socket: Socket, remote: TransportAddress): StreamConnection {
  let detail: string | undefined;
  const connection: StreamConnection = {
    remote,
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
