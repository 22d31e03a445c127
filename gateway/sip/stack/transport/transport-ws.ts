/** WebSocket, RFC 7118: each WebSocket message is one SIP message; sub-protocol `sip`. */
import { isUtf8 } from 'node:buffer';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { RawData } from 'ws';
import { bindServer, plainAddress } from '../../../net/stream.ts';
import type { SipAddress } from '../../edge.ts';
import { HANDSHAKE_TIMEOUT, isTlsServer } from '../../../net/tls.ts';
import {
  identityOf,
  type Connection,
  type Endpoint,
  type Listener,
  type SocketLimits,
  type TlsIdentity,
} from './transport.ts';

type WebTransport = 'ws' | 'wss';

const PROTOCOL = 'sip';
/** The greatest size of one message in bytes: the layer above has its own limit. */
const MAX_PAYLOAD = 128 * 1024;

export function listenWeb(
  at: SipAddress & { readonly transport: WebTransport },
  { maxSockets, sources }: SocketLimits,
  tls: TlsIdentity | undefined,
  onConnection: (connection: Connection) => void,
): Promise<Listener> {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAYLOAD,
    perMessageDeflate: false,
    handleProtocols: () => PROTOCOL,
  });
  const server = at.transport === 'wss' ? createTlsServer(identityOf(tls).wss.serverOptions) : createServer();
  if (isTlsServer(server)) identityOf(tls).wss.secure(server);
  server.on('request', (_, response) => response.writeHead(426, { Upgrade: 'websocket', Connection: 'close' }).end());
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!offersSip(request)) return void socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (web) => {
      const { remoteAddress, remotePort, localAddress, localPort } = request.socket;
      const remote = { address: plainAddress(remoteAddress), port: remotePort ?? 0 };
      onConnection(wrapWeb(at.transport, web, remote, { address: plainAddress(localAddress), port: localPort ?? 0 }));
    });
  });
  server.maxConnections = maxSockets;
  sources.guard(server);
  server.headersTimeout = HANDSHAKE_TIMEOUT;
  return bindServer(server, at);
}

/** A client that does not offer `sip` is rejected (RFC 7118 §4). */
function offersSip(request: IncomingMessage): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? '';
  return offered.split(',').some((name) => name.trim().toLowerCase() === PROTOCOL);
}

export function connectWeb(
  to: SipAddress & { readonly transport: WebTransport },
  name: string | undefined,
  verify: boolean,
): Connection {
  const host = to.address.includes(':') ? `[${to.address}]` : to.address;
  const options = {
    maxPayload: MAX_PAYLOAD,
    perMessageDeflate: false,
    rejectUnauthorized: verify,
    ...(name === undefined ? {} : { servername: name, headers: { Host: name } }),
  };
  const web = new WebSocket(`${to.transport}://${host}:${to.port}/`, PROTOCOL, options);
  return wrapWeb(to.transport, web, { address: to.address, port: to.port }, { address: '', port: 0 });
}

function wrapWeb(transport: WebTransport, web: WebSocket, remote: Endpoint, local: Endpoint): Connection {
  const waiting: Buffer[] = [];
  let detail: string | undefined;
  const put = (data: Buffer): void => web.send(data, { binary: !isUtf8(data) }, () => {});
  const connection: Connection = {
    transport,
    remote,
    local,
    onData: () => {},
    onClose: () => {},
    get backlog() {
      return web.bufferedAmount + waiting.length * MAX_PAYLOAD;
    },
    send(data) {
      const bytes = Buffer.from(data, 'latin1');
      if (web.readyState === WebSocket.CONNECTING) waiting.push(bytes);
      else if (web.readyState === WebSocket.OPEN) put(bytes);
    },
    close: () => web.terminate(),
  };
  web.on('open', () => waiting.splice(0).forEach((bytes) => put(bytes)));
  web.on('message', (data) => connection.onData(bytesOf(data)));
  web.on('error', (error: NodeJS.ErrnoException) => (detail = error.code ?? error.message));
  web.on('close', () => connection.onClose(detail));
  return connection;
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
