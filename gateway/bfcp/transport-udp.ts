import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { TransportAddress } from '../../media/port.ts';
import type { DatagramSocket } from './transport.ts';

type LookupCallback = (error: Error | null, address: string, family: number) => void;

/** Addresses are literals: without a look-up a datagram leaves at once, also when the socket is closed next. */
function noLookup(address: string, _options: unknown, callback: LookupCallback): void {
  callback(null, address, isIPv6(address) ? 6 : 4);
}

/** ICMP errors, and sends that failed: the requests' timers deal with them. */
function ignore(): void {}

/** A UDP socket of the system. */
export function bindUdp(
  at: TransportAddress,
  onDatagram: (data: Uint8Array, from: TransportAddress) => void,
): Promise<DatagramSocket> {
  const six = isIPv6(at.address);
  const socket = createSocket({ type: six ? 'udp6' : 'udp4', ipv6Only: six, lookup: noLookup as never });
  const closed = Promise.withResolvers<void>();
  const { promise, resolve, reject } = Promise.withResolvers<DatagramSocket>();
  const fail = (error: Error): void => {
    socket.close();
    reject(error);
  };
  socket.once('error', fail);
  socket.once('close', closed.resolve);
  socket.bind({ port: at.port, address: at.address, exclusive: true }, () => {
    socket.off('error', fail);
    socket.on('error', ignore);
    socket.on('message', (data, { address, port }) => onDatagram(data, { address, port }));
    const { address, port } = socket.address();
    let isOpen = true;
    resolve({
      address,
      port,
      send: (data, to) => {
        if (isOpen && to.port > 0 && to.port < 65_536) socket.send(data, to.port, to.address, ignore);
      },
      close: () => {
        if (isOpen) socket.close();
        isOpen = false;
        return closed.promise;
      },
    });
  });
  return promise;
}
