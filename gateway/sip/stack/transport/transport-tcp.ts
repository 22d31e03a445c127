import { connect as connectTcp, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { bindServer, wrapSocket } from '../../../net/stream.ts';
import type { SipAddress } from '../../edge.ts';
import {
  identityOf,
  type Connection,
  type Endpoint,
  type Listener,
  type SocketLimits,
  type TlsIdentity,
} from './transport.ts';

type Stream = 'tcp' | 'tls';

export function listenStream(
  at: SipAddress & { readonly transport: Stream },
  { maxSockets, sources }: SocketLimits,
  tls: TlsIdentity | undefined,
  onConnection: (connection: Connection) => void,
): Promise<Listener> {
  const accept = (socket: Socket): void => onConnection(wrap(at.transport, socket));
  const server =
    at.transport === 'tls' ? identityOf(tls).tls.createServer({}, accept) : createServer({ noDelay: true }, accept);
  server.maxConnections = maxSockets;
  sources.guard(server);
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
  return wrap(to.transport, socket, to);
}

function wrap(transport: Stream, socket: Socket, target?: Endpoint): Connection {
  return Object.assign(wrapSocket(socket, target), { transport });
}
