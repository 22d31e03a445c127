/** Converts transport addresses of H.245 (§7.2, TransportAddress) and H.225.0 to and from IP literals. */
import { isIPv4, SocketAddress } from 'node:net';
import type { TransportAddress } from '../../media/port.ts';
import type * as H225 from './asn1/generated/h225.types.ts';
import type * as H245 from './asn1/generated/h245.types.ts';

/**
 * Converts 4 or 16 octets to a literal as sockets write it (RFC 5952), so that addresses can be compared; undefined
 * for another length.
 */
function literalOf(octets: Uint8Array): string | undefined {
  if (octets.length === 4) return octets.join('.');
  if (octets.length !== 16) return undefined;
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((octets[2 * index] ?? 0) << 8) | (octets[2 * index + 1] ?? 0)).toString(16),
  );
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address.replace(/^::ffff:(?=\d+\.)/, '');
}

function octetsOf(address: string): Uint8Array {
  if (isIPv4(address)) return Uint8Array.from(address.split('.'), Number);
  const [head = '', tail] = address.split('::');
  const [front, back] = [head, tail ?? ''].map((half) => half.split(':').filter((group) => group !== ''));
  const missing = tail === undefined ? 0 : 8 - (front?.length ?? 0) - (back?.length ?? 0);
  const groups = [...(front ?? []), ...Array.from({ length: missing }, () => '0'), ...(back ?? [])];
  return Uint8Array.from(
    groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]),
  );
}

/** Returns undefined for addresses that are not unicast IP, and for port 0. */
export function fromH245Address(address: H245.TransportAddress | undefined): TransportAddress | undefined {
  if (address === undefined || !('unicastAddress' in address)) return undefined;
  const { unicastAddress } = address;
  if ('iPAddress' in unicastAddress)
    return withPort(unicastAddress.iPAddress.network, unicastAddress.iPAddress.tsapIdentifier);
  if ('iP6Address' in unicastAddress)
    return withPort(unicastAddress.iP6Address.network, unicastAddress.iP6Address.tsapIdentifier);
  return undefined;
}

function withPort(network: Uint8Array, port: number): TransportAddress | undefined {
  const address = literalOf(network);
  return address === undefined || port === 0 ? undefined : { address, port };
}

export function toH245Address({ address, port }: TransportAddress): H245.TransportAddress {
  const network = octetsOf(address);
  return {
    unicastAddress:
      network.length === 4
        ? { iPAddress: { network, tsapIdentifier: port } }
        : { iP6Address: { network, tsapIdentifier: port } },
  };
}

export function fromH225Address(address: H225.TransportAddress | undefined): TransportAddress | undefined {
  if (address === undefined) return undefined;
  if ('ipAddress' in address) return withPort(address.ipAddress.ip, address.ipAddress.port);
  return 'ip6Address' in address ? withPort(address.ip6Address.ip, address.ip6Address.port) : undefined;
}

export function toH225Address({ address, port }: TransportAddress): H225.TransportAddress {
  const ip = octetsOf(address);
  return ip.length === 4 ? { ipAddress: { ip, port } } : { ip6Address: { ip, port } };
}
