import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { TransportAddress } from '../../../media/port.ts';
import type { RasSocket } from './transport.ts';

type LookupCallback = (error: Error | null, address: string, family: number) => void;

/** Addresses always come resolved: without a look-up a datagram leaves at once, even if the socket is closed next. */
function noLookup(address: string, _options: unknown, callback: LookupCallback): void {
  callback(null, address, isIPv6(address) ? 6 : 4);
}

function ignore(): void {}

/** Binds a UDP socket of the operating system. */
export function bindRasUdp(
  at: TransportAddress,
  onDatagram: (data: Uint8Array, from: TransportAddress) => void,
  group?: string,
): Promise<RasSocket> {
  const six = isIPv6(at.address);
  // Several programs on a machine may listen to the same group.
  const socket = createSocket({
    type: six ? 'udp6' : 'udp4',
    ipv6Only: six,
    reuseAddr: group !== undefined,
    lookup: noLookup as never,
  });
  const { promise, resolve, reject } = Promise.withResolvers<RasSocket>();
  socket.once('error', reject);
  socket.bind({ port: at.port, address: group ?? at.address, exclusive: group === undefined }, () => {
    try {
      if (group !== undefined) socket.addMembership(group, at.address);
    } catch (error) {
      socket.close();
      return reject(error);
    }
    socket.off('error', reject);
    // Ignores ICMP errors of single datagrams: the requests' timers handle them.
    socket.on('error', ignore);
    socket.on('message', (data, { address, port }) => onDatagram(data, { address, port }));
    const { address, port } = socket.address();
    resolve({ address, port, send: (data, to) => send(data, to), close: () => void socket.close() });
  });
  const send = (data: Uint8Array, to: TransportAddress): void => {
    try {
      socket.send(data, to.port, to.address, ignore);
    } catch {
      // The socket was closed meanwhile: the datagram is lost like any other.
    }
  };
  return promise;
}
