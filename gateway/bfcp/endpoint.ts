/** BFCP of one call leg: a socket, and the role given by the session description. */
import type { TransportAddress } from '../../media/port.ts';
import type { Clock, Random } from '../../base/clock.ts';
import type { FloorEvent, FloorLeg } from './floor-event.ts';
import type { FloorHolder } from './floor-status.ts';
import { within } from './header.ts';
import type { BfcpVersion } from './header.ts';
import { BfcpSession } from './session.ts';
import type { BfcpRole, SessionEvent } from './session.ts';
import { openTcpLink } from './tcp-link.ts';
import type { TransactionTimers } from './transactions.ts';
import { connectTcp, listenTcp } from './transport-tcp.ts';
import { bindUdp } from '../../base/udp.ts';
import type { OnFault } from '../../base/guard.ts';
import type { BfcpSockets, Link, LocalAddress } from './transport.ts';
import { openUdpLink } from './udp-link.ts';

export interface BfcpBindOptions {
  readonly transport: 'udp' | 'tcp';
  /** TCP: our role by `a=setup`; `passive` if absent. */
  readonly setup?: 'active' | 'passive';
  readonly local: LocalAddress;
  readonly clock: Clock;
  /** Randomness for the first port tried, so that a recently closed one rests, and for the first transaction id. */
  readonly random?: Random;
  /** Replacements for the system's sockets. */
  readonly sockets?: Partial<BfcpSockets>;
}

export interface BfcpLegOptions extends FloorLeg {
  readonly role: BfcpRole;
  /** The signalled address; `signal` may set it later, or never if the device is behind NAT and speaks first. */
  readonly remote?: TransportAddress;
  /**
   * The version by `a=bfcpver`; default 1 over TCP and 2 over UDP. The device's own version applies once it has
   * sent a message.
   */
  readonly version?: BfcpVersion;
  readonly timers?: TransactionTimers;
  /** Client: interval of Hellos, ms; default 30 s over UDP, none over TCP. */
  readonly heartbeat?: number;
  /** Silence after which the device counts as lost, even if it never spoke, ms; if absent, there is no limit. */
  readonly silence?: number;
  readonly onEvent: (event: FloorEvent) => void;
  /** Receives the fault that ends the session; the device is reported as lost as well. */
  readonly onFault: OnFault;
}

export type BfcpOptions = BfcpBindOptions & BfcpLegOptions;

/** A bound socket whose port an offer names, before the answer decides the roles. */
export interface BfcpBinding extends AsyncDisposable {
  readonly local: TransportAddress;
  /** May be called once. */
  open(options: BfcpLegOptions): BfcpEndpoint;
  /** Idempotent; closes the endpoint, too. */
  close(): Promise<void>;
}

/**
 * `grant`, `deny`, `revoke` and `notifyFloor` are for a server, `request` and `release` for a client; they throw in
 * the other role.
 */
export interface BfcpEndpoint extends AsyncDisposable {
  readonly role: BfcpRole;
  /** Port 9 if we connect. */
  readonly local: TransportAddress;
  /** Sets the remote address of the session description, and each later one. */
  signal(remote: TransportAddress): void;
  /** Does nothing if the request is over: the device may have released it meanwhile. */
  grant(floorRequestId: number): void;
  deny(floorRequestId: number, info?: string): void;
  /** Takes the floor from the device. */
  revoke(info?: string): void;
  /** Announces the holder of the floor other than the device; undefined: the floor is free. */
  notifyFloor(holder: FloorHolder | undefined): void;
  request(info?: string): void;
  release(): void;
  /** Idempotent. */
  close(): Promise<void>;
}

const HEARTBEAT = 30_000;
const SYSTEM_SOCKETS: BfcpSockets = { bindUdp, listenTcp, connectTcp };

/** Rejects with the system's error if no port is free. */
export async function bindBfcp(options: BfcpBindOptions): Promise<BfcpBinding> {
  const { transport, setup = 'passive', local, clock, random } = options;
  const sockets = { ...SYSTEM_SOCKETS, ...options.sockets };
  const number = random === undefined ? 0 : Buffer.from(random.bytes(2)).readUInt16BE();
  const link =
    transport === 'udp'
      ? await openUdpLink(local, number, sockets, clock)
      : await openTcpLink(setup, local, number, sockets, clock);
  let endpoint: BfcpEndpoint | undefined;
  const close = (): Promise<void> => (endpoint === undefined ? link.close() : endpoint.close());
  return {
    local: link.local,
    open(leg) {
      if (endpoint !== undefined) throw new Error('Cannot open BFCP: it is open');
      endpoint = new Endpoint(link, leg, clock, number);
      return endpoint;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

export async function openBfcp(options: BfcpOptions): Promise<BfcpEndpoint> {
  checkIds(options);
  return (await bindBfcp(options)).open(options);
}

function checkIds({ conferenceId, userId, floorId }: FloorLeg): void {
  within(conferenceId, 0xffff_ffff, 'conference id');
  within(userId, 0xffff, 'user id');
  within(floorId, 0xffff, 'floor id');
}

class Endpoint implements BfcpEndpoint {
  readonly role: BfcpRole;
  readonly #link: Link;
  readonly #session: BfcpSession;

  constructor(link: Link, options: BfcpLegOptions, clock: Clock, firstTransactionId: number) {
    checkIds(options);
    const {
      role,
      conferenceId,
      userId,
      floorId,
      heartbeat = link.isReliable ? undefined : HEARTBEAT,
      silence,
      version,
      timers,
      onEvent,
      onFault,
    } = options;
    this.role = role;
    this.#link = link;
    this.#session = new BfcpSession({
      role,
      leg: { conferenceId, userId, floorId },
      isReliable: link.isReliable,
      version,
      firstTransactionId,
      clock,
      timers,
      heartbeat,
      silence,
      send: (message) => link.send(message),
      onEvent,
      onFault,
    });
    if (options.remote !== undefined) link.signal(options.remote);
    link.attach(conferenceId, {
      ready: () => this.#session.start(),
      message: (bytes) => this.#session.receive(bytes),
      fault: (error) => this.#session.fault(error),
      lost: () => this.#session.handle({ type: 'lost', reason: 'transport' }),
    });
  }

  get local(): TransportAddress {
    return this.#link.local;
  }

  signal(remote: TransportAddress): void {
    this.#link.signal(remote);
  }

  grant(floorRequestId: number): void {
    this.#handle('server', { type: 'grant', floorRequestId });
  }

  deny(floorRequestId: number, info?: string): void {
    this.#handle('server', { type: 'deny', floorRequestId, ...(info !== undefined && { info }) });
  }

  revoke(info?: string): void {
    this.#handle('server', { type: 'revoke', ...(info !== undefined && { info }) });
  }

  notifyFloor(holder: FloorHolder | undefined): void {
    this.#handle('server', { type: 'holder', holder });
  }

  request(info?: string): void {
    this.#handle('client', { type: 'request', ...(info !== undefined && { info }) });
  }

  release(): void {
    this.#handle('client', { type: 'release' });
  }

  async close(): Promise<void> {
    this.#session.handle({ type: 'close' });
    await this.#link.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #handle(role: BfcpRole, event: SessionEvent): void {
    if (this.role !== role) throw new Error(`Cannot ${event.type} a floor: we are its ${this.role}`);
    this.#session.handle(event);
  }
}
