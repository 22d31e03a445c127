import { connect as connectTcp, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { bindServer, closeSocket, plainAddress } from '../../../net/stream.ts';
import type { SipAddress } from '../../edge.ts';
import { identityOf, type Connection, type Listener, type TlsIdentity } from './transport.ts';

type Stream = 'tcp' | 'tls';

export function listenStream(
  at: SipAddress & { readonly transport: Stream },
  maxSockets: number,
  tls: TlsIdentity | undefined,
  onConnection: (connection: Connection) => void,
): Promise<Listener> {
  const accept = (socket: Socket): void => onConnection(wrapSocket(at.transport, socket, undefined));
  const server =
    at.transport === 'tls' ? identityOf(tls).tls.createServer({}, accept) : createServer({ noDelay: true }, accept);
  server.maxConnections = maxSockets;
  return bindServer(server, at);
}

/** `tls` options for outgoing connections beyond the server name. */
export function connectStream(
  to: SipAddress & { readonly transport: Stream },
  name: string | undefined,
  verify: boolean,
): Connection {
  const target = { host: to.address, port: to.port };
  const socket =
    to.transport === 'tls'
      ? connectTls({ ...target, rejectUnauthorized: verify, ...(name === undefined ? {} : { servername: name }) })
      : connectTcp({ ...target, noDelay: true });
  return wrapSocket(to.transport, socket, target);
}

/** `target` is the destination of an outgoing connection; its socket does not know that yet. */
function wrapSocket(transport: Stream, socket: Socket, target: { host: string; port: number } | undefined): Connection {
  const remote = {
    address: plainAddress(target?.host ?? socket.remoteAddress),
    port: target?.port ?? socket.remotePort ?? 0,
  };
  let detail: string | undefined;
  let corked = false;
  const uncork = (): void => {
    corked = false;
    socket.uncork();
  };
  const connection: Connection = {
    transport,
    remote,
    get local() {
      return { address: plainAddress(socket.localAddress), port: socket.localPort ?? 0 };
    },
    onData: () => {},
    onClose: () => {},
    get backlog() {
      return socket.writableLength;
    },
    send(data) {
      if (socket.destroyed) return;
      // Everything sent in one turn of the event loop leaves in one segment.
      if (!corked) {
        corked = true;
        socket.cork();
        process.nextTick(uncork);
      }
      socket.write(data, 'latin1');
    },
    close: () => closeSocket(socket),
  };
  socket.on('data', (data) => connection.onData(data));
  socket.on('error', (error: NodeJS.ErrnoException) => (detail = error.code ?? error.message));
  socket.on('close', () => connection.onClose(detail));
  return connection;
}
