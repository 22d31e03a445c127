/** The two UDP sockets of one stream: RTP on an even port, RTCP on the next one. */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import type { TransportAddress } from '../description.ts';

export type SocketName = 'rtp' | 'rtcp';

export interface SocketPairOptions {
  readonly address: string;
  readonly family: 4 | 6;
  /** Port of the RTP socket. */
  readonly port: number;
  readonly onPacket: (socket: SocketName, data: Uint8Array, from: TransportAddress) => void;
}

export interface SocketPair {
  readonly port: number;
  /** Never throws; a packet that cannot be sent is lost, as on any network. */
  send(socket: SocketName, data: Uint8Array, to: TransportAddress): void;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Enough for the burst of a large keyframe, bytes; the kernel may grant less. */
const RECEIVE_BUFFER = 1 << 20;

/** Rejects with the system's error (`EADDRINUSE`) and leaves no socket open. */
export async function openSocketPair(options: SocketPairOptions): Promise<SocketPair> {
  const rtp = open(options, 'rtp');
  const rtcp = open(options, 'rtcp');
  const bound = await Promise.allSettled([bind(rtp, options, options.port), bind(rtcp, options, options.port + 1)]);
  const failure = bound.find((result) => result.status === 'rejected');
  if (failure !== undefined) {
    await Promise.all([closeSocket(rtp), closeSocket(rtcp)]);
    throw failure.reason;
  }
  let closing: Promise<unknown> | undefined;
  return {
    port: options.port,
    // Without a callback Node drops the errors of single sends and saves a turn of its queue per packet.
    send: (name, data, to) => {
      if (closing === undefined) (name === 'rtp' ? rtp : rtcp).send(data, to.port, to.address);
    },
    close: async () => {
      closing ??= Promise.all([closeSocket(rtp), closeSocket(rtcp)]);
      await closing;
    },
  };
}

/** Errors of a bound socket (ICMP, full queue) are ignored as network loss; RTCP shows it. */
function ignore(): void {}

function open(options: SocketPairOptions, name: SocketName): Socket {
  const { family } = options;
  const socket = createSocket({
    type: family === 4 ? 'udp4' : 'udp6',
    ipv6Only: family === 6,
    // Addresses are literals: answering at once saves a turn of the event loop per packet.
    lookup: (host, _options, callback) => callback(null, host, family),
  });
  socket.on('message', (data, from) => options.onPacket(name, data, from));
  return socket;
}

async function bind(socket: Socket, options: SocketPairOptions, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address: options.address, port, exclusive: true }, () => {
      socket.off('error', reject);
      socket.on('error', ignore);
      socket.setRecvBufferSize(RECEIVE_BUFFER);
      resolve();
    });
  });
}

async function closeSocket(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => {
    try {
      socket.close(() => resolve());
    } catch {
      resolve(); // The socket was never bound, or is already closed.
    }
  });
}
