import { connect, createServer } from 'node:net';
import { bindServer, STREAM_OPTIONS, wrapSocket } from '../transport-socket.ts';
import type { StreamTransports } from './transport.ts';

/** Real sockets. Of `maxSockets` at once each listener takes no more. */
export const tcpTransports = (maxSockets: number): StreamTransports => ({
  listen(at, onConnection) {
    const server = createServer(STREAM_OPTIONS, (socket) => onConnection(wrapSocket(socket)));
    server.maxConnections = maxSockets;
    return bindServer(server, at);
  },
  connect: (to, from) => wrapSocket(connect({ ...STREAM_OPTIONS, host: to.address, port: to.port, localAddress: from }), to),
});
