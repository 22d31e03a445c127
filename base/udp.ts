/** UDP sockets of signalling and media. The receiver of the datagrams guards itself against its own faults. */
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';

/** An IP literal and a port. */
export interface UdpAddress {
  readonly address: string;
  readonly port: number;
}

export interface UdpSocket extends UdpAddress {
  /**
   * Sends one datagram; a byte string is sent as Latin-1. Never throws: a datagram that cannot be sent is lost like
   * any other.
   */
  send(data: Uint8Array | string, to: UdpAddress): void;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface UdpOptions {
  /** Size asked of the kernel for the receive buffer, bytes; the kernel may give less. */
  readonly receiveBuffer?: number;
  /** Multicast group to join; several programs on a machine may listen to the same group. */
  readonly group?: string;
}

type LookupCallback = (error: Error | null, address: string, family: number) => void;

/** Addresses are literals: skipping Node's look-up lets a datagram leave at once, even if the socket is closed next. */
function noLookup(address: string, _options: unknown, callback: LookupCallback): void {
  callback(null, address, isIPv6(address) ? 6 : 4);
}

/** ICMP errors and failed sends concern single datagrams: the requests' timers handle the loss. */
function ignore(): void {}

/** Rejects with the system's error, for example `EADDRINUSE`; nothing is left open then. */
export function bindUdp(
  at: UdpAddress,
  onDatagram: (data: Buffer, from: UdpAddress) => void,
  { receiveBuffer, group }: UdpOptions = {},
): Promise<UdpSocket> {
  const six = isIPv6(at.address);
  const socket = createSocket({
    type: six ? 'udp6' : 'udp4',
    ipv6Only: six,
    reuseAddr: group !== undefined,
    lookup: noLookup as never,
  });
  const closed = Promise.withResolvers<void>();
  const { promise, resolve, reject } = Promise.withResolvers<UdpSocket>();
  const fail = (error: unknown): void => {
    socket.close();
    reject(error);
  };
  socket.once('error', fail);
  socket.once('close', closed.resolve);
  socket.bind({ port: at.port, address: group ?? at.address, exclusive: group === undefined }, () => {
    try {
      if (group !== undefined) socket.addMembership(group, at.address);
    } catch (error) {
      return fail(error);
    }
    socket.off('error', fail);
    socket.on('error', ignore);
    if (receiveBuffer !== undefined) growBuffer(() => socket.setRecvBufferSize(receiveBuffer));
    socket.on('message', (data, from) => onDatagram(data, from));
    const { address, port } = socket.address();
    let isOpen = true;
    resolve({
      address,
      port,
      send: (data, to) => {
        if (!isOpen || to.port <= 0 || to.port > 65_535) return;
        // Without a callback Node saves a turn of its queue for each datagram.
        socket.send(typeof data === 'string' ? Buffer.from(data, 'latin1') : data, to.port, to.address);
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

/** The kernel's limit stays in force where it refuses a larger buffer. */
function growBuffer(grow: () => void): void {
  try {
    grow();
  } catch {
    // Smaller bursts fit; nothing else changes.
  }
}
