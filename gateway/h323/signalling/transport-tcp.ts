import { connect, createServer, type Socket } from 'node:net';
import type { SourceLimit } from '../../net/source-limit.ts';
import type { TlsCredentials } from '../../net/tls.ts';
import { bindServer, STREAM_OPTIONS, wrapSocket } from '../../net/stream.ts';
import type { StreamTransports } from './transport.ts';

/**
 * Real sockets. Each listener accepts at most `maxSockets` at once, and `sources` limits those of one source, TLS
 * handshakes included. `tls`: the identity of TLS listeners.
 */
export const tcpTransports = (maxSockets: number, tls?: TlsCredentials, sources?: SourceLimit): StreamTransports => ({
  listen(at, onConnection) {
    if (at.secure === true && tls === undefined) throw new Error('Cannot listen for TLS: there is no certificate');
    const accept = (socket: Socket): void => onConnection(wrapSocket(socket));
    const server =
      at.secure === true && tls !== undefined
        ? tls.createServer(STREAM_OPTIONS, accept)
        : createServer(STREAM_OPTIONS, accept);
    server.maxConnections = maxSockets;
    sources?.guard(server);
    return bindServer(server, at);
  },
  connect: (to, from) =>
    wrapSocket(connect({ ...STREAM_OPTIONS, host: to.address, port: to.port, localAddress: from }), to),
});
