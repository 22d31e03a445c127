import { connect, createServer } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import type { TlsCredentials } from '../transport-tls.ts';
import { bindServer, STREAM_OPTIONS, wrapSocket } from '../transport-socket.ts';
import type { StreamTransports } from './transport.ts';

/** ms in which a TLS handshake must be over. */
const HANDSHAKE_TIMEOUT = 10_000;

/** Real sockets. Of `maxSockets` at once each listener takes no more. `tls`: of what listens for TLS. */
export const tcpTransports = (maxSockets: number, tls?: TlsCredentials): StreamTransports => ({
  listen(at, onConnection) {
    if (at.secure === true && tls === undefined) throw new Error('Cannot listen for TLS: there is no certificate');
    const server =
      at.secure === true && tls !== undefined
        ? createTlsServer({ ...STREAM_OPTIONS, ...tls.serverOptions, handshakeTimeout: HANDSHAKE_TIMEOUT }, (socket) => socket.destroyed || onConnection(wrapSocket(socket)))
        : createServer(STREAM_OPTIONS, (socket) => onConnection(wrapSocket(socket)));
    if (at.secure === true) tls?.secure(server as TlsServer);
    server.maxConnections = maxSockets;
    return bindServer(server, at);
  },
  connect: (to, from) => wrapSocket(connect({ ...STREAM_OPTIONS, host: to.address, port: to.port, localAddress: from }), to),
});
