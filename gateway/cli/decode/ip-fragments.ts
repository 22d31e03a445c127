/** Reassembles datagrams from fragments (RFC 791 §3.2, RFC 8200 §4.5), within limits. */
import type { IpPacket } from './ip.ts';

/** µs that a datagram waits for its fragments (RFC 8200 §4.5). */
const PATIENCE = 60_000_000;
const MAX_DATAGRAM = 65_535;
const MAX_PIECES = 1024;

export interface FragmentLimits {
  readonly datagrams: number;
  /** The waiting octets of all datagrams together. */
  readonly octets: number;
}

export const FRAGMENT_LIMITS: FragmentLimits = { datagrams: 512, octets: 8 * 1024 * 1024 };

interface Piece {
  readonly offset: number;
  readonly octets: Uint8Array;
}

interface Unfinished {
  readonly since: number | undefined;
  readonly pieces: Piece[];
  /** The protocol in the first fragment: in IPv6 the others need not have it. */
  protocol: number;
  held: number;
  /** Set once the last fragment has arrived. */
  end: number | undefined;
}

export class FragmentTable {
  readonly #limits: FragmentLimits;
  /** The oldest first. */
  readonly #unfinished = new Map<string, Unfinished>();
  #held = 0;

  constructor(limits: FragmentLimits = FRAGMENT_LIMITS) {
    this.#limits = limits;
  }

  /** The number of waiting octets. */
  get held(): number {
    return this.#held;
  }

  /** The packet itself or the one that it completes; undefined while fragments are missing. */
  add(packet: IpPacket, time: number | undefined): IpPacket | undefined {
    if (packet.fragment === undefined) return packet;
    if (!packet.whole || packet.fragment.offset + packet.payload.length > MAX_DATAGRAM) return undefined;
    const key = keyOf(packet, packet.fragment.id);
    const datagram = this.#entry(key, packet, time);
    this.#put(datagram, packet.payload, packet.fragment);
    if (packet.fragment.offset === 0) datagram.protocol = packet.protocol;
    const payload = assemble(datagram);
    if (payload !== undefined || datagram.pieces.length > MAX_PIECES) this.#drop(key);
    else this.#makeRoom();
    if (payload === undefined) return undefined;
    const { source, destination } = packet;
    return { source, destination, protocol: datagram.protocol, payload, whole: true };
  }

  #entry(key: string, packet: IpPacket, time: number | undefined): Unfinished {
    const known = this.#unfinished.get(key);
    // After a while the identification is reused for another datagram.
    if (known !== undefined && (time ?? 0) - (known.since ?? time ?? 0) <= PATIENCE) return known;
    if (known !== undefined) this.#drop(key);
    const fresh: Unfinished = { since: time, pieces: [], protocol: packet.protocol, held: 0, end: undefined };
    this.#unfinished.set(key, fresh);
    return fresh;
  }

  #put(
    datagram: Unfinished,
    payload: Uint8Array,
    { offset, last }: { readonly offset: number; readonly last: boolean },
  ): void {
    if (last) datagram.end ??= offset + payload.length;
    if (datagram.pieces.some((piece) => piece.offset === offset && piece.octets.length === payload.length)) return;
    datagram.pieces.push({ offset, octets: Uint8Array.from(payload) });
    datagram.held += payload.length;
    this.#held += payload.length;
  }

  #makeRoom(): void {
    for (const key of this.#unfinished.keys()) {
      if (this.#unfinished.size <= this.#limits.datagrams && this.#held <= this.#limits.octets) return;
      this.#drop(key);
    }
  }

  #drop(key: string): void {
    this.#held -= this.#unfinished.get(key)?.held ?? 0;
    this.#unfinished.delete(key);
  }
}

const keyOf = ({ source, destination, protocol }: IpPacket, id: number): string =>
  `${source.join('.')} ${destination.join('.')} ${id}${source.length === 4 ? ` ${protocol}` : ''}`;

/** The complete payload, or undefined if a part is missing; where fragments overlap, the first octets count. */
function assemble({ pieces, end }: Unfinished): Uint8Array | undefined {
  if (end === undefined) return undefined;
  let reached = 0;
  for (const { offset, octets } of pieces.toSorted((a, b) => a.offset - b.offset)) {
    if (offset > reached) return undefined;
    reached = Math.max(reached, offset + octets.length);
  }
  if (reached < end) return undefined;
  const whole = new Uint8Array(reached);
  for (const { offset, octets } of pieces.toReversed()) whole.set(octets, offset);
  return whole.subarray(0, end);
}
