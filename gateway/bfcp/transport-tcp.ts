import { connect, createServer, type Socket } from 'node:net';
import type { TransportAddress } from '../../media/port.ts';
import { bindServer, STREAM_OPTIONS, wrapSocket, type BoundServer, type StreamConnection } from '../net/stream.ts';

/** Connections accepted at once: the device's and a few strangers'. */
const MAX_SOCKETS = 8;

export function listenSocket(at: TransportAddress, onSocket: (socket: Socket) => void): Promise<BoundServer> {
  const server = createServer(STREAM_OPTIONS, onSocket);
  server.maxConnections = MAX_SOCKETS;
  return bindServer(server, at);
}

export const connectSocket = (to: TransportAddress, from: string): Socket =>
  connect({ ...STREAM_OPTIONS, host: to.address, port: to.port, localAddress: from });

export const listenTcp = (
  at: TransportAddress,
  onConnection: (connection: StreamConnection) => void,
): Promise<BoundServer> => listenSocket(at, (socket) => onConnection(wrapSocket(socket)));

export function connectTcp(to: TransportAddress, from: string, onUp: () => void): StreamConnection {
  const socket = connectSocket(to, from);
  socket.once('connect', onUp);
  return wrapSocket(socket, to);
}
