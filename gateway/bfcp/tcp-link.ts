/** The device over TCP: one connection for the whole call (RFC 8855 §6.1, RFC 4145). */
import type { TransportAddress } from '../../media/port.ts';
import type { Clock, Timer } from '../../base/clock.ts';
import { BfcpFramer } from './framer.ts';
import { isSameHost } from './source.ts';
import { bindFirst } from './transport.ts';
import type { BfcpSockets, Link, LinkListener, LocalAddress, StreamConnection, StreamListener } from './transport.ts';
import { conferenceOf } from './udp-link.ts';

/**
 * Connections that have not proven to be the device's: their number, the time for the proof in ms, and the messages
 * that one may send ahead.
 */
const MAX_CANDIDATES = 4;
const PROOF_TIME = 10_000;
const MAX_EARLY = 4;
/** Limit of octets that the device leaves unread. */
const MAX_BACKLOG = 65_536;

/**
 * `active`: we connect (`a=setup`, RFC 4145 §4), bind no port, and announce port 9. `start`: index of the port in
 * the range that is tried first.
 */
export async function openTcpLink(
  setup: 'active' | 'passive',
  local: LocalAddress,
  start: number,
  sockets: BfcpSockets,
  clock: Clock,
): Promise<Link> {
  if (setup === 'active') return new TcpLink({ address: local.address, port: 9 }, undefined, sockets, clock);
  const opened: { link?: TcpLink } = {};
  const take = (connection: StreamConnection): void =>
    opened.link === undefined ? connection.close() : opened.link.take(connection);
  const listener = await bindFirst(local, start, (at) => sockets.listenTcp(at, take));
  opened.link = new TcpLink({ address: listener.address, port: listener.port }, listener, sockets, clock);
  return opened.link;
}

interface Candidate {
  readonly connection: StreamConnection;
  readonly framer: BfcpFramer;
  readonly early: Uint8Array[];
  readonly timer: Timer | undefined;
}

class TcpLink implements Link {
  readonly isReliable = true;
  readonly local: TransportAddress;
  readonly #listening: StreamListener | undefined;
  readonly #sockets: BfcpSockets;
  readonly #clock: Clock;
  readonly #candidates = new Set<Candidate>();
  #current: Candidate | undefined;
  #remote: TransportAddress | undefined;
  #attached: { readonly conferenceId: number; readonly listener: LinkListener } | undefined;

  constructor(local: TransportAddress, listening: StreamListener | undefined, sockets: BfcpSockets, clock: Clock) {
    this.local = local;
    this.#listening = listening;
    this.#sockets = sockets;
    this.#clock = clock;
  }

  attach(conferenceId: number, listener: LinkListener): void {
    this.#attached = { conferenceId, listener };
    this.#choose();
  }

  /** An existing connection stays: `a=connection:new` opens another link. */
  signal(remote: TransportAddress): void {
    this.#remote = remote;
    this.#choose();
  }

  send(message: Uint8Array): void {
    const connection = this.#current?.connection;
    if (connection === undefined) return;
    connection.send(message);
    if (connection.backlog > MAX_BACKLOG) connection.close();
  }

  async close(): Promise<void> {
    this.#attached = undefined;
    for (const candidate of this.#candidates) this.#drop(candidate);
    this.#current?.connection.close();
    await this.#listening?.close();
  }

  /** Handles an accepted connection. */
  take(connection: StreamConnection): void {
    if (this.#current !== undefined || this.#candidates.size >= MAX_CANDIDATES) return connection.close();
    const timer = this.#clock.after(PROOF_TIME, () => this.#drop(candidate));
    const candidate: Candidate = { connection, framer: new BfcpFramer(), early: [], timer };
    this.#candidates.add(candidate);
    this.#watch(candidate);
    this.#choose();
  }

  #watch(candidate: Candidate): void {
    candidate.connection.onData = (data) => this.#receive(candidate, data);
    candidate.connection.onClose = (detail) => {
      if (candidate === this.#current) this.#attached?.listener.lost(detail ?? 'the device closed the connection');
      else this.#drop(candidate);
    };
  }

  /** A connection from the signalled host is the device's; behind NAT, the first one that names the conference. */
  #choose(): void {
    const remote = this.#remote;
    if (this.#attached === undefined || this.#current !== undefined) return;
    if (this.#listening === undefined) {
      if (remote !== undefined) this.#connect(remote);
      return;
    }
    const { conferenceId } = this.#attached;
    const chosen = [...this.#candidates].find(
      ({ connection, early: [first] }) =>
        (remote !== undefined && isSameHost(connection.remote, remote)) ||
        (first !== undefined && conferenceOf(first) === conferenceId),
    );
    if (chosen !== undefined) this.#begin(chosen);
  }

  #connect(remote: TransportAddress): void {
    const connection = this.#sockets.connectTcp(remote, this.local.address, () => this.#attached?.listener.ready());
    this.#current = { connection, framer: new BfcpFramer(), early: [], timer: undefined };
    this.#watch(this.#current);
  }

  #begin(chosen: Candidate): void {
    this.#current = chosen;
    this.#candidates.delete(chosen);
    chosen.timer?.cancel();
    for (const other of this.#candidates) this.#drop(other);
    this.#attached?.listener.ready();
    for (const message of chosen.early.splice(0)) this.#attached?.listener.message(message);
  }

  #drop(candidate: Candidate): void {
    candidate.timer?.cancel();
    this.#candidates.delete(candidate);
    candidate.connection.close();
  }

  #receive(candidate: Candidate, data: Uint8Array): void {
    try {
      for (const message of candidate.framer.push(data)) this.#message(candidate, message);
    } catch (error) {
      if (candidate === this.#current) this.#attached?.listener.fault(error);
      // The start of the next message is unknown.
      candidate.connection.close();
    }
  }

  #message(candidate: Candidate, message: Uint8Array): void {
    if (candidate === this.#current) return this.#attached?.listener.message(message);
    if (!this.#candidates.has(candidate)) return;
    if (candidate.early.length >= MAX_EARLY) return this.#drop(candidate);
    candidate.early.push(Uint8Array.from(message));
    this.#choose();
  }
}
