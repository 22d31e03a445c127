/** Addresses of both IP families. */
import type { TransportAddress } from '../../../media/port.ts';
import { toH225Address } from '../address.ts';

/** One address for the devices of each family. */
export interface ByFamily {
  readonly v4?: TransportAddress;
  readonly v6?: TransportAddress;
}

const isSix = ({ address }: TransportAddress): boolean => address.includes(':');

export const byFamily = (addresses: readonly TransportAddress[]): ByFamily => {
  const [v4, v6] = [addresses.find((address) => !isSix(address)), addresses.find(isSix)];
  return { ...(v4 && { v4 }), ...(v6 && { v6 }) };
};

/** The address that a peer is told: of its own family if there is one, otherwise of the other. */
export const forPeer = ({ v4, v6 }: ByFamily, peer: TransportAddress): TransportAddress =>
  (isSix(peer) ? (v6 ?? v4) : (v4 ?? v6)) ?? { address: '0.0.0.0', port: 0 };

/** Compares hosts, whatever the notation of an IPv6 address. */
export const sameHost = (a: TransportAddress | undefined, b: TransportAddress): boolean =>
  a !== undefined && (a.address === b.address || (isSix(a) && isSix(b) && octets(a) === octets(b)));

const octets = ({ address }: TransportAddress): string => JSON.stringify(toH225Address({ address, port: 0 }));
