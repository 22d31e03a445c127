/** The sockets that RAS is spoken over. */
import type { TransportAddress } from '../../../media/port.ts';

export interface RasSocket extends TransportAddress {
  send(data: Uint8Array, to: TransportAddress): void;
  close(): void;
}

/** With `group` it hears that multicast group only, on the interface of the address. Rejects when the address is taken. */
export type BindRas = (
  at: TransportAddress,
  onDatagram: (data: Uint8Array, from: TransportAddress) => void,
  group?: string,
) => Promise<RasSocket>;
