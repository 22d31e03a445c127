/** The path to a device over UDP: a datagram is a message or a fragment of one (RFC 8855 §6.2). */
import type { TransportAddress } from '../../media/port.ts';
import type { Clock } from '../../base/clock.ts';
import { fragment, NOTHING_WAITS, reassemble } from './fragment.ts';
import type { Reassembly } from './fragment.ts';
import { decodeHeader } from './header.ts';
import { accept, signal, target } from './source.ts';
import type { Source } from './source.ts';
import { TIMERS } from './transactions.ts';
import { bindFirst } from './transport.ts';
import type { UdpSocket } from '../../base/udp.ts';
import type { BfcpSockets, Link, LinkListener, LocalAddress } from './transport.ts';

/** `start`: index of the port in the range that is tried first. */
export async function openUdpLink(
  local: LocalAddress,
  start: number,
  sockets: BfcpSockets,
  clock: Clock,
): Promise<Link> {
  const opened: { link?: UdpLink } = {};
  const socket = await bindFirst(local, start, (at) =>
    sockets.bindUdp(at, (data, from) => opened.link?.receive(data, from)),
  );
  opened.link = new UdpLink(socket, clock);
  return opened.link;
}

class UdpLink implements Link {
  readonly isReliable = false;
  readonly #socket: UdpSocket;
  readonly #clock: Clock;
  #source: Source = {};
  #waiting: Reassembly = NOTHING_WAITS;
  #attached: { readonly conferenceId: number; readonly listener: LinkListener } | undefined;
  #isReady = false;

  constructor(socket: UdpSocket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
  }

  get local(): TransportAddress {
    return { address: this.#socket.address, port: this.#socket.port };
  }

  attach(conferenceId: number, listener: LinkListener): void {
    this.#attached = { conferenceId, listener };
    this.#checkReady();
  }

  signal(remote: TransportAddress): void {
    this.#source = signal(this.#source, remote, this.#clock.now());
    this.#checkReady();
  }

  send(message: Uint8Array): void {
    const to = target(this.#source);
    if (to !== undefined) for (const datagram of fragment(message)) this.#socket.send(datagram, to);
  }

  close(): Promise<void> {
    this.#attached = undefined;
    this.#waiting = NOTHING_WAITS;
    return this.#socket.close();
  }

  /** Datagrams that arrive before the conference is known are dropped: the device repeats them. */
  receive(datagram: Uint8Array, from: TransportAddress): void {
    const { conferenceId, listener } = this.#attached ?? {};
    if (conferenceId === undefined || listener === undefined) return;
    const now = this.#clock.now();
    const [source, isDevice] = accept(this.#source, from, conferenceOf(datagram) === conferenceId, now);
    this.#source = source;
    if (!isDevice) return;
    this.#checkReady();
    try {
      const [waiting, message] = reassemble(this.#waiting, datagram, now, TIMERS.t2);
      this.#waiting = waiting;
      if (message !== undefined) listener.message(message);
    } catch (error) {
      listener.fault(error);
    }
  }

  #checkReady(): void {
    if (this.#isReady || this.#attached === undefined || target(this.#source) === undefined) return;
    this.#isReady = true;
    this.#attached.listener.ready();
  }
}

/** The conference id of a message; `undefined` if it is not BFCP. */
export function conferenceOf(bytes: Uint8Array): number | undefined {
  try {
    return decodeHeader(bytes).header.conferenceId;
  } catch {
    return undefined;
  }
}
