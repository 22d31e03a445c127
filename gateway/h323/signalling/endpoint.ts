/** H.323 call signalling of the process: listens on TCP 1720, enforces the limits, and gives each SETUP a leg. */
import { Buffer } from 'node:buffer';
import type { AudioCodecName, MediaDescription, TransportAddress } from '../../../media/port.ts';
import type { Clock, Random } from '../../../base/clock.ts';
import type { LegListener } from '../../core/leg.ts';
import { RateLimiter, type RateLimit } from '../../core/rate-limit.ts';
import { SignallingConnection, type CallChannel, type ConnectionCall } from './connection.ts';
import type * as H225 from '../asn1/generated/h225.types.ts';
import type { CallMessage } from '../h225/message.ts';
import { H323Leg } from '../leg/leg.ts';
import type { LegPort } from '../leg/leg-port.ts';
import type { CauseName } from '../q931/index.ts';
import { aliasTexts } from '../ras/index.ts';
import type { SignallingAddress, StreamConnection, StreamListener, StreamTransports } from './transport.ts';

export type H323Fact =
  /** An unreadable message; `error` names the field and the offset. */
  | {
      readonly type: 'badMessage';
      readonly layer: 'tpkt' | 'h225-cs' | 'h245';
      readonly source: string;
      readonly error: unknown;
    }
  | { readonly type: 'refused'; readonly reason: 'connections' | 'rate' | 'overload' }
  | { readonly type: 'connection'; readonly change: 'opened' | 'closed' };

/** A call as described to a gatekeeper. Ids are GUIDs. */
export interface CallToAdmit {
  readonly callId: Uint8Array;
  readonly conferenceId: Uint8Array;
  readonly callReference: number;
  /** Aliases of the caller. */
  readonly peer: readonly string[];
  readonly peerAddress: TransportAddress;
}

/** The gatekeeper that we are registered with, if any. */
export interface CallAdmission {
  /** Undefined: no admission is needed. */
  admit(call: CallToAdmit): Promise<boolean> | undefined;
  disengage(callId: Uint8Array): void;
}

export interface H323EndpointOptions {
  readonly listeners: readonly SignallingAddress[];
  /** The addresses announced to devices instead of the local ones, for signalling and media. */
  readonly announced?: { readonly v4?: string; readonly v6?: string };
  readonly transports: StreamTransports;
  readonly clock: Clock;
  readonly random: Random;
  readonly listener: LegListener;
  readonly audioCodecs: readonly AudioCodecName[];
  readonly admission?: CallAdmission;
  /** The ports for H.245 connections; 0 to 0 means any. */
  readonly h245Ports: { readonly min: number; readonly max: number };
  readonly limits: {
    readonly maxConnections: number;
    readonly maxConnectionsPerSource: number;
    readonly maxMessage: number;
  };
  /** The permitted rate of SETUPs. */
  readonly rateLimit: RateLimit;
  /** While true, SETUPs are refused. */
  readonly isOverloaded: () => boolean;
  /** Time limits, ms: connection to SETUP; CONNECT to media; between keep-alives. */
  readonly timeouts: { readonly setup: number; readonly media: number; readonly keepAlive: number };
  readonly onFact: (fact: H323Fact) => void;
  readonly onFault: (error: unknown) => void;
}

export interface H323Endpoint {
  /** The gatekeeper's request about the call with this GUID. */
  drop(callId: Uint8Array): void;
  listen(): Promise<readonly TransportAddress[]>;
  stats(): { readonly connections: number; readonly calls: number; readonly h245Listeners: number };
  close(): Promise<void>;
}

const nameOf = (callId: Uint8Array): string => Buffer.from(callId).toString('hex');

export class CallSignallingEndpoint implements H323Endpoint {
  readonly #options: H323EndpointOptions;
  readonly #rate: RateLimiter;
  readonly #connections = new Set<SignallingConnection>();
  readonly #bySource = new Map<string, number>();
  readonly #h245 = new Set<StreamListener>();
  readonly #admitted = new Map<string, H323Leg>();
  #listeners: readonly StreamListener[] = [];
  #calls = 0;
  #nextPort: number;

  constructor(options: H323EndpointOptions) {
    this.#options = options;
    this.#rate = new RateLimiter(options.rateLimit);
    this.#nextPort = options.h245Ports.min;
  }

  async listen(): Promise<readonly TransportAddress[]> {
    const { listeners, transports } = this.#options;
    for (const at of listeners)
      this.#listeners = [
        ...this.#listeners,
        await transports.listen(at, (connection) => this.#onConnection(connection)),
      ];
    return this.#listeners.map(({ address, port }) => ({ address, port }));
  }

  stats(): { readonly connections: number; readonly calls: number; readonly h245Listeners: number } {
    return { connections: this.#connections.size, calls: this.#calls, h245Listeners: this.#h245.size };
  }

  drop(callId: Uint8Array): void {
    this.#admitted.get(nameOf(callId))?.drop();
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.close();
    await Promise.all([...this.#listeners, ...this.#h245].map((listener) => listener.close()));
  }

  #onConnection(connection: StreamConnection): void {
    const { limits, timeouts, clock, onFact, onFault } = this.#options;
    const source = connection.remote.address;
    const held = this.#bySource.get(source) ?? 0;
    if (this.#connections.size >= limits.maxConnections || held >= limits.maxConnectionsPerSource) {
      onFact({ type: 'refused', reason: 'connections' });
      return connection.close();
    }
    this.#bySource.set(source, held + 1);
    onFact({ type: 'connection', change: 'opened' });
    const signalling = new SignallingConnection(connection, {
      clock,
      maxMessage: limits.maxMessage,
      setupTimeout: timeouts.setup,
      onSetup: (message, setup, channel) => this.#onSetup(message, setup, channel),
      onBadMessage: (layer, error) => onFact({ type: 'badMessage', layer, source, error }),
      onClosed: () => this.#onClosed(signalling, source),
      onFault,
    });
    this.#connections.add(signalling);
  }

  #onClosed(connection: SignallingConnection, source: string): void {
    this.#connections.delete(connection);
    const left = (this.#bySource.get(source) ?? 1) - 1;
    if (left === 0) this.#bySource.delete(source);
    else this.#bySource.set(source, left);
    this.#options.onFact({ type: 'connection', change: 'closed' });
  }

  #onSetup(message: CallMessage, setup: H225.SetupUUIE, channel: CallChannel): ConnectionCall | CauseName {
    const { clock, random, listener, audioCodecs, timeouts, onFact, onFault } = this.#options;
    const source = channel.remote.address;
    const refused = this.#rate.admit(source, clock.now())
      ? this.#options.isOverloaded()
        ? 'overload'
        : undefined
      : 'rate';
    if (refused !== undefined) {
      onFact({ type: 'refused', reason: refused });
      return 'switchingEquipmentCongestion';
    }
    this.#calls++;
    const leg = H323Leg.incoming(message, setup, this.#portOf(channel, setup), {
      listener,
      clock,
      random,
      callId: `h323-${Buffer.from(random.bytes(12)).toString('hex')}`,
      audioCodecs,
      keepAliveInterval: timeouts.keepAlive,
      mediaTimeout: timeouts.media,
      onBadMessage: (layer, error) => onFact({ type: 'badMessage', layer, source, error }),
      onFault,
    });
    const callId = setup.callIdentifier?.guid;
    if (this.#options.admission !== undefined && callId !== undefined && !leg.over)
      this.#admitted.set(nameOf(callId), leg);
    return leg;
  }

  #portOf(channel: CallChannel, setup: H225.SetupUUIE): LegPort {
    const { remote, local } = channel;
    const { admission } = this.#options;
    const callId = setup.callIdentifier?.guid;
    let released = false;
    return {
      source: remote,
      local,
      send: channel.send,
      keepAlive: channel.keepAlive,
      listenH245: (onConnection) => this.#listenH245(channel, onConnection),
      // A stranger must not make us connect to a third party.
      connectH245: (to) =>
        to.address === remote.address ? this.#options.transports.connect(to, local.address) : undefined,
      admit: ({ q931 }) =>
        callId &&
        admission?.admit({
          callId,
          conferenceId: setup.conferenceID,
          callReference: q931.callReference.value,
          peer: aliasTexts(setup.sourceAddress),
          peerAddress: remote,
        }),
      announce: (media) => this.#announce(media),
      released: () => {
        if (released) return;
        released = true;
        this.#calls--;
        if (callId !== undefined && this.#admitted.delete(nameOf(callId))) admission?.disengage(callId);
        channel.released();
      },
    };
  }

  async #listenH245(
    { remote, local }: CallChannel,
    onConnection: (connection: StreamConnection) => void,
  ): Promise<{ readonly address: TransportAddress; close(): void }> {
    const listener = await this.#bindH245(local.address, (connection) => {
      if (connection.remote.address === remote.address) onConnection(connection);
      else connection.close();
    });
    this.#h245.add(listener);
    const close = (): void => {
      if (this.#h245.delete(listener)) listener.close().catch((error: unknown) => this.#options.onFault(error));
    };
    return { address: this.#announcedAddress({ address: local.address, port: listener.port }), close };
  }

  /** Takes the ports of the range in turn, so that a recently closed one rests. */
  async #bindH245(address: string, onConnection: (connection: StreamConnection) => void): Promise<StreamListener> {
    const {
      h245Ports: { min, max },
      transports,
    } = this.#options;
    if (min === 0) return transports.listen({ address, port: 0 }, onConnection);
    for (let tries = 0; tries <= max - min; tries++) {
      const port = this.#nextPort;
      this.#nextPort = port >= max ? min : port + 1;
      try {
        return await transports.listen({ address, port }, onConnection);
      } catch {
        // Taken: try the next one.
      }
    }
    throw new Error(`Cannot listen for H.245: no port from ${min} to ${max} is free`);
  }

  #announcedAddress({ address, port }: TransportAddress): TransportAddress {
    const { announced } = this.#options;
    return { address: (address.includes(':') ? announced?.v6 : announced?.v4) ?? address, port };
  }

  #announce(media: MediaDescription): MediaDescription {
    if (this.#options.announced === undefined) return media;
    const told = <A extends TransportAddress | undefined>(address: A): A =>
      address === undefined ? address : (this.#announcedAddress(address) as A);
    return {
      ...media,
      streams: media.streams.map((stream) => {
        const [rtp, rtcp] = [told(stream.rtp), told(stream.rtcp)];
        return { ...stream, ...(rtp && { rtp }), ...(rtcp && { rtcp }) };
      }),
    };
  }
}
