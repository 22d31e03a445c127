/** Extracts the IP packet from a captured packet (tcpdump.org's link-layer header types). */
import { viewOf } from './octet-queue.ts';

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
/** IEEE 802.1Q, 802.1ad, and the earlier value for the outer tag. */
const VLAN: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100]);
const MAX_TAGS = 8;
/** AF_INET, and AF_INET6 of Linux, NetBSD, FreeBSD and Darwin. */
const FAMILIES: ReadonlySet<number> = new Set([2, 10, 24, 28, 30]);

type Unwrap = (octets: Uint8Array) => Uint8Array | undefined;

const NAMED: readonly (readonly [links: readonly number[], unwrap: Unwrap])[] = [
  [[0, 108], loopback],
  [[1], (octets) => byEthertype(octets, 12)],
  // Raw IP: LINKTYPE_RAW, its values on two BSDs, LINKTYPE_IPV4 and LINKTYPE_IPV6.
  [[101, 12, 14, 228, 229], (octets) => octets],
  // LINKTYPE_LINUX_SLL
  [[113], (octets) => byEthertype(octets, 14)],
  // LINKTYPE_LINUX_SLL2, which starts with the protocol.
  [[276], cookedV2],
];
const BY_LINK: ReadonlyMap<number, Unwrap> = new Map(
  NAMED.flatMap(([links, unwrap]) => links.map((link) => [link, unwrap] as const)),
);

export const isKnownLink = (link: number): boolean => BY_LINK.has(link);

/** Undefined if the packet does not carry IP. */
export const networkPacket = (link: number, octets: Uint8Array): Uint8Array | undefined => BY_LINK.get(link)?.(octets);

const isIp = (ethertype: number): boolean => ethertype === ETHERTYPE_IPV4 || ethertype === ETHERTYPE_IPV6;

/** `at`: the position of the type; VLAN tags may precede the actual type. */
function byEthertype(octets: Uint8Array, at: number): Uint8Array | undefined {
  const view = viewOf(octets);
  for (let [place, tags] = [at, 0]; place + 2 <= octets.length && tags < MAX_TAGS; place += 4, tags++) {
    const type = view.getUint16(place);
    if (isIp(type)) return octets.subarray(place + 2);
    if (!VLAN.has(type)) return undefined;
  }
  return undefined;
}

function cookedV2(octets: Uint8Array): Uint8Array | undefined {
  if (octets.length < 20) return undefined;
  const type = viewOf(octets).getUint16(0);
  if (isIp(type)) return octets.subarray(20);
  // The tag's own two octets precede the inner type.
  return VLAN.has(type) ? byEthertype(octets, 22) : undefined;
}

/** LINKTYPE_NULL uses the byte order of the capturing host, LINKTYPE_LOOP that of the network. */
function loopback(octets: Uint8Array): Uint8Array | undefined {
  if (octets.length < 4) return undefined;
  const view = viewOf(octets);
  return FAMILIES.has(view.getUint32(0)) || FAMILIES.has(view.getUint32(0, true)) ? octets.subarray(4) : undefined;
}
