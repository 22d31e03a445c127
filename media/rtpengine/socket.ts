/** The UDP socket of the ng protocol, towards one instance: datagrams of other senders are dropped. */
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIPv4 } from 'node:net';

export interface NgSocket {
  /** Never throws; a datagram that cannot be sent is lost. */
  send(text: string): void;
  /** Idempotent. */
  close(): void;
}

/** Resolves when the name of the instance has been resolved; rejects if that fails, and leaves nothing open. */
export async function openNgSocket(
  host: string,
  port: number,
  onDatagram: (datagram: Buffer) => void,
): Promise<NgSocket> {
  // Only with an address can the sender of an answer be checked.
  const address = isIPv4(host) ? host : (await lookup(host, { family: 4 })).address;
  const socket = createSocket('udp4');
  let isOpen = true;
  socket.on('message', (datagram, from) => {
    if (from.address === address && from.port === port) onDatagram(datagram);
  });
  // An error to send or to receive is a question without an answer.
  socket.on('error', () => undefined);
  socket.unref();
  return {
    send: (text) => {
      if (isOpen) socket.send(text, port, address, () => undefined);
    },
    close: () => {
      if (isOpen) socket.close();
      isOpen = false;
    },
  };
}
