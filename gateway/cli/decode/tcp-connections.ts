/**
 * The TCP connections of a capture: assigns segments to them, and detects their beginnings and ends (RFC 9293
 * §3.10).
 */
import { addressText, endpointText, type IpPacket } from './ip.ts';
import type { Moment } from './packet.ts';
import { ACK, FIN, RST, SYN, type TcpSegment } from './ports.ts';
import { ORDER_LIMITS, TcpDirection, type Budget, type OrderLimits, type StreamSink } from './tcp-direction.ts';

/** The reader of a connection's data. */
export interface ConnectionReader {
  /** The data from the first end, and from the second. */
  readonly sinks: readonly [StreamSink, StreamSink];
  /** The connection is of no interest: its segments need not be ordered any more. */
  readonly ignored: boolean;
}

export interface ConnectionEnds {
  readonly first: string;
  readonly second: string;
  /** True if the beginning of the connection is in the capture. */
  readonly fromStart: boolean;
}

export type OpenReader = (ends: ConnectionEnds) => ConnectionReader;

export interface ConnectionLimits {
  /** Connections that are read at the same time. */
  readonly read: number;
  /** Connections known to carry other protocols. */
  readonly ignored: number;
  readonly order: OrderLimits;
}

export const CONNECTION_LIMITS: ConnectionLimits = { read: 4096, ignored: 65_536, order: ORDER_LIMITS };

interface Connection {
  readonly first: string;
  readonly reader: ConnectionReader;
  readonly directions: readonly [TcpDirection, TcpDirection];
}

export class TcpConnections {
  readonly #open: OpenReader;
  readonly #limits: ConnectionLimits;
  readonly #budget: Budget = { held: 0 };
  /** The connection that has been silent longest comes first. */
  readonly #connections = new Map<string, Connection>();
  readonly #ignored = new Set<string>();

  constructor(open: OpenReader, limits: ConnectionLimits = CONNECTION_LIMITS) {
    this.#open = open;
    this.#limits = limits;
  }

  /** The octets that wait behind gaps, and the number of known connections. */
  get held(): number {
    return this.#budget.held;
  }

  get size(): number {
    return this.#connections.size + this.#ignored.size;
  }

  add(packet: IpPacket, segment: TcpSegment, at: Moment): void {
    const from = endpointText(addressText(packet.source), segment.sourcePort);
    const to = endpointText(addressText(packet.destination), segment.destinationPort);
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    const opens = (segment.flags & (SYN | ACK)) === SYN;
    if (this.#ignored.has(key)) {
      if (!opens) return;
      this.#ignored.delete(key);
    }
    const connection = this.#connectionOf(key, from, to, segment, at);
    // Move the connection to the end of the map, as the most recent.
    this.#connections.delete(key);
    this.#connections.set(key, connection);
    this.#receive(connection, from, segment, at);
    if (connection.reader.ignored) this.#ignore(key, connection, at);
    else this.#makeRoom(at);
  }

  /** Ends all connections at the end of the capture. */
  end(at: Moment): void {
    for (const key of this.#connections.keys()) this.#drop(key, at);
  }

  #connectionOf(key: string, from: string, to: string, segment: TcpSegment, at: Moment): Connection {
    const known = this.#connections.get(key);
    if (known !== undefined && !isAnother(known, from, segment)) return known;
    // The ports are used by a new connection.
    if (known !== undefined) this.#drop(key, at);
    const reader = this.#open({ first: from, second: to, fromStart: (segment.flags & SYN) !== 0 });
    const direction = (index: 0 | 1): TcpDirection =>
      new TcpDirection(reader.sinks[index], this.#limits.order, this.#budget);
    return { first: from, reader, directions: [direction(0), direction(1)] };
  }

  #receive(
    { first, directions }: Connection,
    from: string,
    { flags, sequence, acknowledgement, payload }: TcpSegment,
    at: Moment,
  ): void {
    const [own, other] = from === first ? directions : [directions[1], directions[0]];
    const syn = (flags & SYN) !== 0;
    if (syn && !own.begun) own.begin(sequence);
    if ((flags & ACK) !== 0 && other.begun) {
      other.acknowledge(acknowledgement);
      other.look(at);
    }
    // SYN takes one sequence number; data may come with it (RFC 7413).
    const start = syn ? (sequence + 1) >>> 0 : sequence;
    own.receive(start, payload, at);
    if ((flags & FIN) !== 0) own.finish((start + payload.length) >>> 0, at);
    if ((flags & RST) !== 0) for (const direction of directions) direction.reset(at);
  }

  #ignore(key: string, connection: Connection, at: Moment): void {
    for (const direction of connection.directions) direction.flush(at);
    this.#connections.delete(key);
    this.#ignored.add(key);
    const [oldest] = this.#ignored;
    if (this.#ignored.size > this.#limits.ignored && oldest !== undefined) this.#ignored.delete(oldest);
  }

  #makeRoom(at: Moment): void {
    const [oldest] = this.#connections.keys();
    if (this.#connections.size > this.#limits.read && oldest !== undefined) this.#drop(oldest, at);
  }

  #drop(key: string, at: Moment): void {
    for (const direction of this.#connections.get(key)?.directions ?? []) direction.flush(at);
    this.#connections.delete(key);
  }
}

/** True for a SYN that is not a repetition of the one that began this direction. */
function isAnother({ first, directions }: Connection, from: string, { flags, sequence }: TcpSegment): boolean {
  if ((flags & SYN) === 0) return false;
  const own = from === first ? directions[0] : directions[1];
  return own.begun && own.initial !== sequence;
}
