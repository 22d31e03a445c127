/** Maintains one connection to a drachtio-server that we connect to. */
import type { Socket } from 'node:net';
import type { Clock } from '../../../base/clock.ts';
import type { SipServerChange } from '../edge.ts';
import type { TimerWheel, WheelTimer } from '../stack/transaction/wheel.ts';
import { InboundLink } from './link.ts';
import { AUTHENTICATE_WITHIN, backoff, BACKOFF } from './options.ts';
import type { ServerAddress } from './options.ts';
import type { DrachtioServer } from './drachtio-server.ts';
import { Pulse } from './pulse.ts';
import { connectSrf, disconnect, openSrf, ping } from './srf.ts';
import type { SrfClient } from './srf.ts';

export interface ConnectorOptions {
  readonly at: ServerAddress;
  readonly secret: string;
  readonly server: DrachtioServer;
  readonly wheel: TimerWheel;
  readonly clock: Clock;
  readonly note: (change: SipServerChange, detail: string) => void;
}

/** The socket is being opened, or the server is checking our secret. */
interface Connecting {
  readonly name: 'connecting';
  readonly srf: SrfClient;
  readonly socket: Socket;
  readonly patience: WheelTimer;
  readonly link: InboundLink;
  failure: string | undefined;
}

type State =
  | { readonly name: 'closed' }
  | Connecting
  | { readonly name: 'up'; readonly link: InboundLink; readonly pulse: Pulse }
  | { readonly name: 'waiting'; readonly timer: WheelTimer };

export class Connector {
  readonly #options: ConnectorOptions;
  #state: State = { name: 'closed' };
  #attempt = 0;

  constructor(options: ConnectorOptions) {
    this.#options = options;
  }

  open(): void {
    const { at, secret, wheel, server } = this.#options;
    // A request may arrive before the event that reports the connection.
    const srf = openSrf((request, reply) => {
      const link = this.#linkOf(state);
      if (link !== undefined) server.receive(link, request, reply);
    });
    this.#attempt++;
    // Its events come later.
    const socket = connectSrf(srf, { ...at, secret, reconnect: { maxAttempts: 1 } }, (detail) =>
      this.#options.note('refused', detail),
    );
    const state: Connecting = {
      name: 'connecting',
      srf,
      socket,
      patience: wheel.after(AUTHENTICATE_WITHIN, onPatienceOver, this),
      link: new InboundLink(srf, at.host),
      failure: undefined,
    };
    this.#state = state;
    srf.on('error', (error) => (state.failure = error.message));
    srf.on('connect', (error) => {
      if (error) this.#refused(state);
      else if (this.#linkOf(state) === undefined) disconnect(srf);
    });
    srf.on('close', () => this.#gone(state));
  }

  /** Returns the connection that this attempt has made. */
  #linkOf(attempt: Connecting): InboundLink | undefined {
    if (this.#state === attempt) {
      attempt.patience.cancel();
      this.#attempt = 0;
      this.#state = { name: 'up', link: attempt.link, pulse: this.#pulseOf(attempt) };
      this.#options.server.up(attempt.link);
    }
    return this.#state.name === 'up' && this.#state.link === attempt.link ? attempt.link : undefined;
  }

  #pulseOf({ srf, socket }: Connecting): Pulse {
    return new Pulse(this.#options.clock, {
      came: () => socket.bytesRead,
      ask: () => ping(srf, socket),
      onDead: () => {
        this.#options.note('unreachable', 'it does not answer');
        socket.destroy();
      },
    });
  }

  #refused(attempt: Connecting): void {
    if (this.#state === attempt) {
      attempt.failure = 'the secret was rejected';
      this.#options.note('refused', attempt.failure);
      this.#attempt = Infinity;
    }
    disconnect(attempt.srf);
  }

  #gone(attempt: Connecting): void {
    attempt.patience.cancel();
    if (this.#state.name === 'up' && this.#state.link === attempt.link) {
      this.#state.pulse.stop();
      this.#options.server.down(attempt.link);
    } else if (this.#state !== attempt) return;
    else if (this.#attempt === 1) this.#options.note('unreachable', attempt.failure ?? 'it closed the connection');
    const delay = Number.isFinite(this.#attempt) ? backoff(Math.max(1, this.#attempt)) : BACKOFF.last;
    this.#state = { name: 'waiting', timer: this.#options.wheel.after(delay, onWaited, this) };
  }

  /** The server accepted the connection, but does not answer. */
  patienceOver(): void {
    const state = this.#state;
    if (state.name !== 'connecting') return;
    state.failure = 'it does not answer';
    state.socket.destroy();
    this.#gone(state);
  }

  close(): void {
    const state = this.#state;
    this.#state = { name: 'closed' };
    if (state.name === 'connecting') {
      state.patience.cancel();
      state.socket.destroy();
    }
    if (state.name === 'up') state.pulse.stop();
    if (state.name === 'waiting') state.timer.cancel();
  }
}

function onPatienceOver(connector: Connector): void {
  connector.patienceOver();
}

function onWaited(connector: Connector): void {
  connector.open();
}
