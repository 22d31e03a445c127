/** One call signalling connection: TPKT, then Q.931, then the call that a message belongs to. */
import type { TransportAddress } from '../../../media/port.ts';
import { guarded } from '../../../base/guard.ts';
import type { Clock } from '../../../base/clock.ts';
import { decodeCallMessage, encodeCallMessage, type CallMessage } from '../h225/message.ts';
import { PROTOCOL_IDENTIFIER } from '../h225/identity.ts';
import type * as H225 from '../asn1/generated/h225.types.ts';
import { CAUSES, decodeQ931, type CauseName } from '../q931/index.ts';
import { encodeTpkt, TpktError, TpktFramer } from '../tpkt/index.ts';
import { Timers } from '../leg/timers.ts';
import type { StreamConnection } from './transport.ts';

/** A call as seen by its connection. */
export interface ConnectionCall {
  receive(message: CallMessage): void;
  connectionLost(): void;
}

/** The services that a call needs from its connection. */
export interface CallChannel {
  readonly remote: TransportAddress;
  readonly local: TransportAddress;
  send(message: Uint8Array): void;
  keepAlive(): void;
  released(): void;
}

export interface ConnectionOptions {
  readonly clock: Clock;
  readonly maxMessage: number;
  /** Time within which a SETUP must arrive, also after the last call has ended, ms. */
  readonly setupTimeout: number;
  /** Returns the call, or the cause of a refusal. */
  readonly onSetup: (message: CallMessage, setup: H225.SetupUUIE, channel: CallChannel) => ConnectionCall | CauseName;
  readonly onBadMessage: (layer: 'tpkt' | 'h225-cs', error: unknown) => void;
  readonly onClosed: () => void;
  readonly onFault: (error: unknown) => void;
}

/** Limit of calls of one peer on a connection (H.225.0 multipleCalls, which we do not offer). */
const MAX_CALLS = 16;
/** Limit of unreadable messages; then the connection is given up. */
const MAX_BAD = 10;
/** Bytes that a peer may leave unread before its connection is given up. */
const MAX_BACKLOG = 256 * 1024;
/** Time for the peer to send remaining messages after its last call has ended, ms. */
const AFTER_LAST_CALL = 2_000;
const LOCATION = 5;
const KEEP_ALIVE = encodeTpkt(new Uint8Array(0));

export class SignallingConnection {
  readonly #connection: StreamConnection;
  readonly #options: ConnectionOptions;
  readonly #framer: TpktFramer;
  readonly #timers: Timers;
  readonly #calls = new Map<number, ConnectionCall>();
  #bad = 0;
  /** Input is no longer read. */
  #closing = false;

  constructor(connection: StreamConnection, options: ConnectionOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#framer = new TpktFramer(options.maxMessage);
    this.#timers = new Timers(options.clock);
    this.#timers.set('setup', options.setupTimeout, () => this.close());
    connection.onData = (data) => this.#onData(data);
    connection.onClose = guarded(options.onFault, () => this.#onClose());
  }

  close(): void {
    this.#closing = true;
    this.#connection.close();
  }

  #onData(data: Uint8Array): void {
    if (this.#closing) return;
    try {
      for (const payload of this.#framer.push(data)) if (payload.length > 0 && !this.#closing) this.#onPayload(payload);
    } catch (error) {
      if (error instanceof TpktError) this.#options.onBadMessage('tpkt', error);
      else this.#options.onFault(error);
      return this.close();
    }
    if (this.#connection.backlog > MAX_BACKLOG) this.close();
  }

  #onPayload(payload: Uint8Array): void {
    let message: CallMessage;
    try {
      message = decodeCallMessage(payload);
    } catch (error) {
      this.#options.onBadMessage('h225-cs', error);
      return this.#onBad(payload);
    }
    try {
      this.#onMessage(message);
    } catch (error) {
      this.#options.onFault(error);
      this.close();
    }
  }

  /** An unreadable SETUP is answered if its call reference is readable. */
  #onBad(payload: Uint8Array): void {
    this.#bad++;
    if (this.#bad > MAX_BAD) return this.close();
    try {
      const { type, callReference } = decodeQ931(payload);
      if (type === 'setup' && !this.#calls.has(callReference.value))
        this.#refuse(callReference.value, 'invalidElementContents');
    } catch {
      // Not even a Q.931 message.
    }
  }

  #onMessage(message: CallMessage): void {
    const { callReference, type } = message.q931;
    const call = this.#calls.get(callReference.value);
    if (call !== undefined) return call.receive(message);
    const body = message.pdu?.['h323-message-body'];
    if (type === 'setup' && body !== undefined && 'setup' in body) return this.#onSetup(message, body.setup);
    // Q.931 §5.8.3.2: a message of no call is answered by RELEASE COMPLETE, unless it is an answer itself.
    if (type === 'setup') this.#refuse(callReference.value, 'mandatoryElementMissing');
    else if (
      type !== 'releaseComplete' &&
      type !== 'status' &&
      callReference.value !== 0 &&
      !callReference.fromDestination
    )
      this.#refuse(callReference.value, 'invalidCallReference');
  }

  #onSetup(message: CallMessage, setup: H225.SetupUUIE): void {
    const { value } = message.q931.callReference;
    if (this.#calls.size >= MAX_CALLS) return this.#refuse(value, 'resourceUnavailable');
    this.#timers.cancel('setup');
    let over = false;
    const channel: CallChannel = {
      remote: this.#connection.remote,
      local: this.#connection.local,
      send: (bytes) => this.#connection.send(encodeTpkt(bytes)),
      keepAlive: () => this.#connection.send(KEEP_ALIVE),
      released: () => {
        over = true;
        this.#release(value);
      },
    };
    const taken = this.#options.onSetup(message, setup, channel);
    if (typeof taken === 'string') {
      this.#refuse(value, taken);
      return this.close();
    }
    if (!over) this.#calls.set(value, taken);
  }

  /** The call is over; the peer closes the connection, or we do. */
  #release(callReference: number): void {
    this.#calls.delete(callReference);
    if (this.#calls.size === 0 && !this.#closing) this.#timers.set('setup', AFTER_LAST_CALL, () => this.close());
  }

  #refuse(callReference: number, cause: CauseName): void {
    const pdu: H225.H323UUPDU = {
      'h323-message-body': {
        releaseComplete: { protocolIdentifier: PROTOCOL_IDENTIFIER, reason: { undefinedReason: null } },
      },
      h245Tunneling: false,
    };
    this.#connection.send(
      encodeTpkt(
        encodeCallMessage('releaseComplete', { value: callReference, fromDestination: true }, pdu, {
          cause: { value: CAUSES[cause], location: LOCATION },
        }),
      ),
    );
  }

  #onClose(): void {
    this.#closing = true;
    this.#timers.clear();
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) call.connectionLost();
    this.#options.onClosed();
  }
}
