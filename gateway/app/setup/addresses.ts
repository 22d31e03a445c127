import { networkInterfaces } from 'node:os';

export interface Listen {
  readonly address: string;
  readonly address6: string;
  readonly announced: string;
  readonly announced6: string;
}

/** An address to bind, and the one to announce. */
export interface BoundAddress {
  readonly address: string;
  readonly announced: string;
}

const isWildcard = (address: string): boolean => address === '0.0.0.0' || address === '::';

/** The first address of this machine that others can reach; loopback if it has none. */
function firstAddress(family: 'IPv4' | 'IPv6'): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const usable = all.find((entry) => entry.family === family && !entry.internal && !entry.address.startsWith('fe80'));
  return usable?.address ?? (family === 'IPv4' ? '127.0.0.1' : '::1');
}

/** The addresses to bind and announce, for each enabled family. */
export function boundAddresses(listen: Listen): { readonly v4?: BoundAddress; readonly v6?: BoundAddress } {
  const one = (address: string, announced: string, family: 'IPv4' | 'IPv6'): BoundAddress | undefined => {
    if (address === '') return undefined;
    return { address, announced: announced || (isWildcard(address) ? firstAddress(family) : address) };
  };
  const v4 = one(listen.address, listen.announced, 'IPv4');
  const v6 = one(listen.address6, listen.announced6, 'IPv6');
  return { ...(v4 && { v4 }), ...(v6 && { v6 }) };
}

/** Every address literal that a device may dial instead of a domain, in lower case. */
export function ownLiterals(bound: ReturnType<typeof boundAddresses>): ReadonlySet<string> {
  const all = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
  const told = [bound.v4, bound.v6].flatMap((entry) => (entry ? [entry.address, entry.announced] : []));
  return new Set([...all, ...told].map((address) => address.toLowerCase()));
}
