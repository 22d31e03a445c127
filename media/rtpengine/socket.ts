/** The UDP socket of the ng protocol, towards one instance: datagrams of other senders are dropped. */
import { lookup } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import { bindUdp } from '../../base/udp.ts';

export interface NgSocket {
  /** Never throws; a datagram that cannot be sent is lost. */
  send(text: string): void;
  /** Idempotent. */
  close(): void;
}

/** Resolves once the instance's name is resolved; if that fails, rejects and leaves nothing open. */
export async function openNgSocket(
  host: string,
  port: number,
  onDatagram: (datagram: Buffer) => void,
): Promise<NgSocket> {
  // Only with an address can the sender of an answer be checked.
  const address = isIPv4(host) ? host : (await lookup(host, { family: 4 })).address;
  const socket = await bindUdp({ address: '0.0.0.0', port: 0 }, (datagram, from) => {
    if (from.address === address && from.port === port) onDatagram(datagram);
  });
  return { send: (text) => socket.send(Buffer.from(text), { address, port }), close: () => void socket.close() };
}
