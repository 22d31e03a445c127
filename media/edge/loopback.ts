/** The UDP socket between the edge and a bridge's router, both on this machine. */
import { createSocket } from 'node:dgram';

export interface Loopback {
  readonly port: number;
  send(data: Uint8Array): void;
  close(): void;
}

export const LOOPBACK_ADDRESS = '127.0.0.1';
/** Room for several keyframes at once, bytes. */
export const LOOPBACK_BUFFER = 4 << 20;

/** `peer` may be set later: it is read for each packet, and packets before that are dropped. */
export async function openLoopback(
  peer: () => number | undefined,
  onPacket: (data: Uint8Array) => void,
): Promise<Loopback> {
  const socket = createSocket({ type: 'udp4', lookup: (host, _options, callback) => callback(null, host, 4) });
  socket.on('message', (data, from) => {
    if (from.port === peer()) onPacket(data);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address: LOOPBACK_ADDRESS, port: 0, exclusive: true }, resolve);
  });
  socket.removeAllListeners('error');
  socket.on('error', () => {});
  socket.setRecvBufferSize(LOOPBACK_BUFFER);
  let closed = false;
  return {
    port: socket.address().port,
    send: (data) => {
      const port = peer();
      if (!closed && port !== undefined) socket.send(data, port, LOOPBACK_ADDRESS);
    },
    close: () => {
      if (!closed) socket.close();
      closed = true;
    },
  };
}
