/**
 * Finds the device's address over UDP. Pure. The signalled address is always accepted. A device behind NAT sends
 * from another: the first address that sends a header with the leg's conference id is learned. A third address
 * never replaces it, but the signalled one still may.
 */
import type { TransportAddress } from '../../media/port.ts';

export interface Source {
  readonly signalled?: TransportAddress;
  /** The address from which the device was heard. */
  readonly heard?: TransportAddress;
  /**
   * The address before another one was signalled: messages from it are late, and do not make it the device's
   * address again.
   */
  readonly previous?: { readonly address: TransportAddress; readonly until: number };
}

/** ms for which repeated requests from a previous address may still arrive. */
export const STRAGGLER_TIME = 8000;

/** Records the first or a changed remote address of the session description. */
export function signal(source: Source, signalled: TransportAddress, now: number): Source {
  if (source.signalled !== undefined && isSame(source.signalled, signalled)) return source;
  const { heard, previous } = source;
  if (heard !== undefined && source.signalled !== undefined)
    return { signalled, previous: { address: heard, until: now + STRAGGLER_TIME } };
  return { signalled, ...(heard !== undefined && { heard }), ...(previous !== undefined && { previous }) };
}

/** Decides whether the datagram comes from the device. `isOurs`: it names the conference of the leg. */
export function accept(
  source: Source,
  from: TransportAddress,
  isOurs: boolean,
  now: number,
): readonly [Source, boolean] {
  const { signalled, heard, previous } = source;
  if (heard !== undefined && isSame(heard, from)) return [source, true];
  if (signalled !== undefined && isSame(signalled, from)) return [{ signalled, heard: from }, true];
  const isLate = previous !== undefined && isSame(previous.address, from) && now < previous.until;
  if (heard !== undefined || !isOurs || isLate) return [source, false];
  return [{ ...(signalled !== undefined && { signalled }), heard: from }, true];
}

/** The address to send to; undefined while unknown. */
export function target({ signalled, heard }: Source): TransportAddress | undefined {
  if (heard !== undefined) return heard;
  return signalled === undefined || isNowhere(signalled) ? undefined : signalled;
}

const isNowhere = ({ address, port }: TransportAddress): boolean =>
  port === 0 || address === '0.0.0.0' || address === '::';

export const isSame = (a: TransportAddress, b: TransportAddress): boolean => a.port === b.port && isSameHost(a, b);
export const isSameHost = (a: TransportAddress, b: TransportAddress): boolean =>
  canonical(a.address) === canonical(b.address);

/** An IPv6 address in the form that sockets report (RFC 5952). */
function canonical(address: string): string {
  if (!address.includes(':')) return address;
  const url = URL.parse(`http://[${address}]`);
  return url === null ? address : url.hostname.slice(1, -1);
}
