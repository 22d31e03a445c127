/** IPv4 (RFC 791) and IPv6 with its extension headers (RFC 8200). */
import { viewOf } from './octet-queue.ts';

export const TCP = 6;
export const UDP = 17;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
/** Hop-by-hop, routing, destination options, mobility, HIP, shim6: they all state their length in the same way. */
const EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 60, 135, 139, 140]);
const MAX_EXTENSIONS = 16;

export interface IpPacket {
  /** The address in octets; `addressText` formats it. */
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly protocol: number;
  /** The captured part of the payload. */
  readonly payload: Uint8Array;
  /** False if a fragment was captured only in part; true for an unfragmented packet. */
  readonly whole: boolean;
  readonly fragment?: Fragment;
}

export interface Fragment {
  readonly id: number;
  /** The octets of the datagram before this fragment. */
  readonly offset: number;
  readonly last: boolean;
}

/** Undefined for packets of another version, or shorter than their header. */
export function decodeIp(octets: Uint8Array): IpPacket | undefined {
  const version = (octets[0] ?? 0) >> 4;
  if (version === 4) return decodeIpv4(octets);
  return version === 6 ? decodeIpv6(octets) : undefined;
}

function decodeIpv4(octets: Uint8Array): IpPacket | undefined {
  const header = ((octets[0] ?? 0) & 0x0f) * 4;
  if (header < 20 || octets.length < header) return undefined;
  const view = viewOf(octets);
  // The length is 0 if a host captured its own packet before its network card did the segmentation.
  const length = view.getUint16(2) || octets.length;
  if (length < header) return undefined;
  const flags = view.getUint16(6);
  const [more, offset] = [(flags & 0x2000) !== 0, (flags & 0x1fff) * 8];
  return {
    source: octets.subarray(12, 16),
    destination: octets.subarray(16, 20),
    protocol: octets[9] ?? 0,
    payload: octets.subarray(header, length),
    whole: octets.length >= length,
    ...((more || offset > 0) && { fragment: { id: view.getUint16(4), offset, last: !more } }),
  };
}

function decodeIpv6(octets: Uint8Array): IpPacket | undefined {
  if (octets.length < 40) return undefined;
  const view = viewOf(octets);
  const length = 40 + view.getUint16(4);
  const end = length === 40 ? octets.length : length;
  const found = pastExtensions(octets.subarray(0, end));
  return (
    found && {
      source: octets.subarray(8, 24),
      destination: octets.subarray(24, 40),
      whole: octets.length >= end,
      ...found,
    }
  );
}

function pastExtensions(octets: Uint8Array): Pick<IpPacket, 'protocol' | 'payload' | 'fragment'> | undefined {
  const view = viewOf(octets);
  let [next, at] = [octets[6] ?? 0, 40];
  for (let count = 0; count < MAX_EXTENSIONS; count++) {
    const extension = EXTENSIONS.has(next);
    if (!extension && next !== AUTHENTICATION && next !== FRAGMENT)
      return { protocol: next, payload: octets.subarray(at) };
    if (at + 8 > octets.length) return undefined;
    const [own, size] = [octets[at] ?? 0, octets[at + 1] ?? 0];
    if (next === FRAGMENT) {
      const field = view.getUint16(at + 2);
      const [offset, last] = [field & 0xfff8, (field & 1) === 0];
      // Only the first fragment contains the following headers. An atomic fragment (RFC 6946) does not count as a
      // fragment.
      if (offset > 0 || !last)
        return {
          protocol: own,
          payload: octets.subarray(at + 8),
          fragment: { id: view.getUint32(at + 4), offset, last },
        };
      at += 8;
    } else at += next === AUTHENTICATION ? (size + 2) * 4 : (size + 1) * 8;
    if (at > octets.length) return undefined;
    next = own;
  }
  return undefined;
}

/** Formats IPv6 as in RFC 5952 §4. */
export function addressText(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((octets[2 * index] ?? 0) << 8) | (octets[2 * index + 1] ?? 0)).toString(16),
  ).join(':');
  const zeros = [...groups.matchAll(/\b0(?::0)+\b/g)].toSorted((a, b) => b[0].length - a[0].length)[0];
  if (zeros === undefined) return groups;
  return `${groups.slice(0, zeros.index).replace(/:$/, '')}::${groups.slice(zeros.index + zeros[0].length).replace(/^:/, '')}`;
}

export const endpointText = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
