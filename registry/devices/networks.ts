/** Networks in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3). Pure. */
import { BlockList, isIP } from 'node:net';

/** Parses `192.0.2.0/24` or `2001:db8::/32`; an address alone is a network of one address. Undefined: neither. */
export function parseNetwork(text: string): string | undefined {
  const [address = '', prefix, ...more] = text.trim().toLowerCase().split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  if (
    family === 0 ||
    more.length > 0 ||
    (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) ||
    Number(prefix ?? most) > most
  )
    return undefined;
  return `${address}/${Number(prefix ?? most)}`;
}

/** `networks` as returned by `parseNetwork`. An IPv4-mapped IPv6 address counts as IPv4. */
export function isWithin(networks: readonly string[], address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '');
  const family = isIP(plain);
  if (family === 0) return false;
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', prefix] = network.split('/');
    list.addSubnet(base, Number(prefix), isIP(base) === 4 ? 'ipv4' : 'ipv6');
  }
  return list.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

/** Without networks any address is allowed. An unknown address is in no network. */
export const mayComeFrom = (networks: readonly string[], address: string | undefined): boolean =>
  networks.length === 0 || (address !== undefined && isWithin(networks, address));
