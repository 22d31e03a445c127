/** The sockets that carry RAS. */
import type { TransportAddress } from '../../../media/port.ts';

export interface RasSocket extends TransportAddress {
  send(data: Uint8Array, to: TransportAddress): void;
  close(): Promise<void>;
}

/**
 * Binds a socket. With `group` it receives only from that multicast group, on the interface of the address. Rejects if
 * the address is taken.
 */
export type BindRas = (
  at: TransportAddress,
  onDatagram: (data: Uint8Array, from: TransportAddress) => void,
  options?: { readonly group?: string },
) => Promise<RasSocket>;
