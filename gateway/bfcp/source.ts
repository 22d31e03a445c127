/**
 * Which address is the device's, over UDP. Pure. The signalled one always is; a device behind NAT sends from another: the first that
 * sends a header with the leg's conference id is learned. A third one never moves it; the signalled one still may come in for it.
 */
import type { TransportAddress } from '../../media/port.ts';

export interface Source {
  readonly signalled?: TransportAddress;
  /** From where the device was heard. */
  readonly heard?: TransportAddress;
  /** Where it was before another address was signalled: what still comes from there is late, and not learned. */
  readonly previous?: { readonly address: TransportAddress; readonly until: number };
}

/** ms for which repeated requests of an address that is no longer the device's may still come. */
export const STRAGGLER_TIME = 8000;

/** A first or another remote address of the session description. */
export function signal(source: Source, signalled: TransportAddress, now: number): Source {
  if (source.signalled !== undefined && isSame(source.signalled, signalled)) return source;
  const { heard, previous } = source;
  if (heard !== undefined && source.signalled !== undefined)
    return { signalled, previous: { address: heard, until: now + STRAGGLER_TIME } };
  return { signalled, ...(heard !== undefined && { heard }), ...(previous !== undefined && { previous }) };
}

/** Whether the datagram is the device's. `isOurs`: it names the conference of the leg. */
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

/** Where to send; undefined while nobody knows. */
export function target({ signalled, heard }: Source): TransportAddress | undefined {
  if (heard !== undefined) return heard;
  return signalled === undefined || isNowhere(signalled) ? undefined : signalled;
}

const isNowhere = ({ address, port }: TransportAddress): boolean =>
  port === 0 || address === '0.0.0.0' || address === '::';

export const isSame = (a: TransportAddress, b: TransportAddress): boolean => a.port === b.port && isSameHost(a, b);
export const isSameHost = (a: TransportAddress, b: TransportAddress): boolean =>
  canonical(a.address) === canonical(b.address);

/** IPv6 in the one form that sockets tell (RFC 5952). */
function canonical(address: string): string {
  if (!address.includes(':')) return address;
  const url = URL.parse(`http://[${address}]`);
  return url === null ? address : url.hostname.slice(1, -1);
}
