import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { DatagramSocket, Endpoint } from './transport.ts';

type LookupCallback = (error: Error | null, address: string, family: number) => void;

/** Addresses always come resolved: skip Node's asynchronous look-up of each datagram's destination. */
function noLookup(address: string, _options: unknown, callback: LookupCallback): void {
  callback(null, address, isIPv6(address) ? 6 : 4);
}

const RECEIVE_BUFFER = 4 * 1024 * 1024;

export function bindUdp(at: Endpoint, onPacket: (data: Uint8Array, from: Endpoint) => void): Promise<DatagramSocket> {
  const six = isIPv6(at.address);
  const socket = createSocket({ type: six ? 'udp6' : 'udp4', ipv6Only: six, lookup: noLookup as never });
  const { promise, resolve, reject } = Promise.withResolvers<DatagramSocket>();
  socket.once('error', reject);
  socket.bind({ port: at.port, address: at.address, exclusive: true }, () => {
    socket.off('error', reject);
    // Ignores ICMP errors of single datagrams: the transaction's timers handle them.
    socket.on('error', () => {});
    growBuffer(socket);
    socket.on('message', (data, from) => onPacket(data, from));
    const { address, port } = socket.address();
    resolve({ address, port, send: (data, to) => sendDatagram(socket, data, to), close: () => void socket.close() });
  });
  return promise;
}

function growBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER);
  } catch {
    // The system's limit remains in force.
  }
}

function ignore(): void {}

function sendDatagram(socket: Socket, data: string, to: Endpoint): void {
  try {
    socket.send(Buffer.from(data, 'latin1'), to.port, to.address, ignore);
  } catch {
    // The socket was closed meanwhile, or the port is 0: the datagram is lost like any other.
  }
}
