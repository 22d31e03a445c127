/** The two UDP sockets of one stream: RTP on an even port, RTCP on the next one. */
import { bindUdp } from '../../base/udp.ts';
import type { TransportAddress } from '../description.ts';

export type SocketName = 'rtp' | 'rtcp';

export interface SocketPairOptions {
  readonly address: string;
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
export async function openSocketPair({ address, port, onPacket }: SocketPairOptions): Promise<SocketPair> {
  const bound = await Promise.allSettled(
    (['rtp', 'rtcp'] as const).map((name, offset) =>
      bindUdp({ address, port: port + offset }, (data, from) => onPacket(name, data, from), {
        receiveBuffer: RECEIVE_BUFFER,
      }),
    ),
  );
  const sockets = bound.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const close = async (): Promise<void> => void (await Promise.all(sockets.map((socket) => socket.close())));
  const failure = bound.find((result) => result.status === 'rejected');
  const [rtp, rtcp] = sockets;
  if (failure !== undefined || rtp === undefined || rtcp === undefined) {
    await close();
    throw failure?.reason;
  }
  return { port, send: (name, data, to) => (name === 'rtp' ? rtp : rtcp).send(data, to), close };
}
