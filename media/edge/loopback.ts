/** The UDP socket between the edge and a bridge's router, both on this machine. */
import { bindUdp } from '../../base/udp.ts';

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
  const socket = await bindUdp(
    { address: LOOPBACK_ADDRESS, port: 0 },
    (data, from) => {
      if (from.port === peer()) onPacket(data);
    },
    { receiveBuffer: LOOPBACK_BUFFER },
  );
  return {
    port: socket.port,
    send: (data) => {
      const port = peer();
      if (port !== undefined) socket.send(data, { address: LOOPBACK_ADDRESS, port });
    },
    close: () => void socket.close(),
  };
}
