import { connect, createServer } from 'node:net';
import type { TransportAddress } from '../../media/index.ts';
import { bindServer, STREAM_OPTIONS, wrapSocket, type BoundServer, type StreamConnection } from '../transport-socket.ts';

/** One device, and some that are none. */
const MAX_SOCKETS = 8;

export function listenTcp(at: TransportAddress, onConnection: (connection: StreamConnection) => void): Promise<BoundServer> {
  const server = createServer(STREAM_OPTIONS, (socket) => onConnection(wrapSocket(socket)));
  server.maxConnections = MAX_SOCKETS;
  return bindServer(server, at);
}

export function connectTcp(to: TransportAddress, from: string, onUp: () => void): StreamConnection {
  const socket = connect({ ...STREAM_OPTIONS, host: to.address, port: to.port, localAddress: from });
  socket.once('connect', onUp);
  return wrapSocket(socket, to);
}
