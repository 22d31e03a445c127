/**
 * This gateway as an endpoint of a customer's gatekeeper: runs `endpoint-machine.ts`, requests admission for calls,
 * and answers the gatekeeper's requests.
 */
import { guarded, guardedClock, type OnFault } from '../../../base/guard.ts';
import { Runner } from '../../../base/machine.ts';
import { NamedTimers } from '../../../base/timers.ts';
import type { TransportAddress } from '../../../media/port.ts';
import type { Clock, Random } from '../../../base/clock.ts';
import type { Secret } from '../../../base/secret.ts';
import { Asn1Error, RasMessage } from '../asn1/index.ts';
import type { H225 } from '../asn1/index.ts';
import { toAlias } from './aliases.ts';
import { stepEndpoint } from './endpoint-machine.ts';
import type { EndpointEffect, EndpointEvent, EndpointState, Found, Membership } from './endpoint-machine.ts';
import * as messages from './endpoint-messages.ts';
import type { Admitted, EndpointCall, Self } from './endpoint-messages.ts';
import { fieldsOf, withCryptoTokens } from './message.ts';
import { Requests } from './requests.ts';
import { claimOf, passwordKey, passwordToken, proves, signed } from './security.ts';
import type { BindRas, RasSocket } from './transport.ts';

/** Timeouts in ms, and the number of repetitions (H.225.0 §7.18). */
const DISCOVERY = { timeout: 5000, retries: 2 };
const CALLS = { timeout: 5000, retries: 2 };
const OTHERS = { timeout: 3000, retries: 2 };

export type EndpointFact =
  | { readonly type: 'registered' | 'lost' }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'fault'; readonly detail: string };

export interface RasEndpointOptions {
  readonly bind: BindRas;
  readonly clock: Clock;
  /** Unix ms. */
  readonly now: () => number;
  readonly random: Random;
  /** Port 0: any free port. */
  readonly local: TransportAddress;
  /** The address that the gatekeeper is told instead of the local one. */
  readonly announced?: string;
  readonly self: Omit<Self, 'ras'>;
  readonly password?: Secret;
  /** The configured gatekeepers; resolved in every round, because the address of a name may change. */
  readonly gatekeepers: () => Promise<readonly TransportAddress[]>;
  readonly onFact: (fact: EndpointFact) => void;
  /** Receives the fault that ends the registration. */
  readonly onFault: OnFault;
  /** Called with the GUID of a call that the gatekeeper wants ended (DRQ). */
  readonly onDrop: (callId: Uint8Array) => void;
}

export interface RasEndpoint extends AsyncDisposable {
  start(): Promise<void>;
  /** Unregisters. Idempotent. */
  close(): Promise<void>;
  isRegistered(): boolean;
  /** Sends ARQ; resolves at once if calls are pre-granted. */
  admit(call: EndpointCall): Promise<Admitted>;
  /** Sends DRQ; ignores an unknown call. */
  disengage(callId: Uint8Array): void;
  stats(): { readonly calls: number; readonly requests: number };
}

export const createRasEndpoint = (options: RasEndpointOptions): RasEndpoint => new Endpoint(options);

const nameOf = (callId: Uint8Array): string => Buffer.from(callId).toString('hex');

class Endpoint implements RasEndpoint {
  readonly #options: RasEndpointOptions;
  readonly #timers: NamedTimers<string>;
  readonly #requests: Requests;
  readonly #calls = new Map<string, EndpointCall>();
  readonly #runner: Runner<EndpointState, EndpointEvent, EndpointEffect>;
  #socket: RasSocket | undefined;

  constructor(options: RasEndpointOptions) {
    const clock = guardedClock(options.clock, (error) => this.#runner.fail(error));
    this.#options = options;
    this.#timers = new NamedTimers(clock);
    this.#runner = new Runner<EndpointState, EndpointEvent, EndpointEffect>({
      initial: { at: 'idle' },
      step: stepEndpoint,
      perform: (effect) => this.#perform(effect),
      onFault: options.onFault,
      abandon: () => this.#abandon(),
    });
    this.#requests = new Requests(clock, Buffer.from(options.random.bytes(2)).readUInt16BE(), (bytes, to) =>
      this.#socket?.send(bytes, to),
    );
  }

  async start(): Promise<void> {
    this.#socket = await this.#options.bind(
      this.#options.local,
      guarded(this.#options.onFault, (data, from) => this.#receive(data, from)),
    );
    await this.#begin();
  }

  async close(): Promise<void> {
    this.#step({ type: 'close' });
    this.#timers.cancelAll();
    this.#requests.close();
    this.#calls.clear();
    const socket = this.#socket;
    this.#socket = undefined;
    await socket?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  isRegistered(): boolean {
    return !this.#runner.closed && 'membership' in this.#runner.state;
  }

  stats(): { readonly calls: number; readonly requests: number } {
    return { calls: this.#calls.size, requests: this.#requests.size };
  }

  admit(call: EndpointCall): Promise<Admitted> {
    const membership = this.#membership();
    if (membership === undefined) return Promise.resolve({ ok: false, reason: 'notRegistered' });
    if (membership.preGranted)
      return Promise.resolve({ ok: true, to: call.peerAddress, bandwidth: call.bandwidth, irrFrequency: undefined });
    const number = this.#requests.next();
    return new Promise((resolve) => {
      const done = (answer: H225.RasMessage | undefined): void => {
        const outcome = messages.admitted(answer);
        if (outcome.ok) this.#begun(call, outcome.irrFrequency);
        resolve(outcome);
      };
      this.#ask(
        messages.admission(this.#self(), membership, call, number),
        number,
        membership,
        ['admissionConfirm', 'admissionReject'],
        CALLS,
        done,
      );
    });
  }

  #begun(call: EndpointCall, irrFrequency: number | undefined): void {
    this.#calls.set(nameOf(call.callId), call);
    if (irrFrequency !== undefined) this.#reportEvery(call, 1000 * irrFrequency);
  }

  /** Sends unsolicited reports at the interval that the gatekeeper asks for (H.225.0 §7.15.2). */
  #reportEvery(call: EndpointCall, ms: number): void {
    this.#timers.set(`report ${nameOf(call.callId)}`, ms, () => {
      const membership = this.#membership();
      if (membership !== undefined)
        this.#send(
          messages.report(this.#self(), membership, [call], this.#requests.next(), true),
          membership,
          membership.endpointId,
        );
      this.#reportEvery(call, ms);
    });
  }

  disengage(callId: Uint8Array): void {
    const call = this.#forget(callId);
    const membership = this.#membership();
    if (call === undefined || membership === undefined) return;
    const number = this.#requests.next();
    this.#ask(
      messages.disengagement(membership, call, number),
      number,
      membership,
      ['disengageConfirm', 'disengageReject'],
      OTHERS,
      () => {},
    );
  }

  #forget(callId: Uint8Array): EndpointCall | undefined {
    const name = nameOf(callId);
    const call = this.#calls.get(name);
    this.#timers.cancel(`report ${name}`);
    this.#calls.delete(name);
    return call;
  }

  #membership(): Membership | undefined {
    return 'membership' in this.#runner.state ? this.#runner.state.membership : undefined;
  }

  #self(): Self {
    const { self, announced, local } = this.#options;
    return {
      ...self,
      ras: { address: announced ?? this.#socket?.address ?? local.address, port: this.#socket?.port ?? local.port },
    };
  }

  async #begin(): Promise<void> {
    try {
      this.#step({ type: 'start', gatekeepers: await this.#options.gatekeepers() });
    } catch (error) {
      this.#options.onFact({ type: 'fault', detail: String(error) });
      this.#step({ type: 'start', gatekeepers: [] });
    }
  }

  #step(event: EndpointEvent): void {
    this.#runner.handle(event);
  }

  /** After a fault the gateway goes on without this registration; calls no longer ask the gatekeeper. */
  #abandon(): void {
    this.#timers.cancelAll();
    this.#requests.close();
    this.#options.onFact({ type: 'lost' });
  }

  #perform(effect: EndpointEffect): void {
    switch (effect.type) {
      case 'discover':
        return this.#discover(effect.to);
      case 'register':
        return this.#register(effect.found);
      case 'refresh':
        return this.#register(effect.membership, effect.membership);
      case 'refreshAfter':
        return this.#timers.set('refresh', effect.ms, () => this.#step({ type: 'refreshDue' }));
      case 'startAfter':
        return this.#timers.set('start', effect.ms, () => void this.#begin());
      case 'unregister':
        // The socket is closed next: the gatekeeper is told once, without waiting for its answer.
        return this.#send(
          messages.unregistration(this.#self(), effect.membership, this.#requests.next()),
          effect.membership,
          effect.membership.endpointId,
        );
      case 'tell':
        return this.#options.onFact(
          effect.what === 'refused' ? { type: 'refused', reason: effect.reason ?? '' } : { type: effect.what },
        );
      default:
        return effect satisfies never;
    }
  }

  /** Sends GRQ, unsigned: its answer says how to sign. */
  #discover(to: TransportAddress): void {
    const number = this.#requests.next();
    const bytes = RasMessage.encode(messages.discovery(this.#self(), number, this.#options.password !== undefined));
    this.#requests.start(number, {
      to,
      bytes,
      answers: ['gatekeeperConfirm', 'gatekeeperReject'],
      ...DISCOVERY,
      done: (answer) => this.#step(messages.discovered(answer, to)),
    });
  }

  #register(found: Found, refreshed?: Membership): void {
    const number = this.#requests.next();
    const done = (answer: H225.RasMessage | undefined): void =>
      this.#step(keptOf(messages.registered(answer, found), this.#runner.state));
    this.#ask(
      messages.registration(this.#self(), found, number, refreshed),
      number,
      found,
      ['registrationConfirm', 'registrationReject'],
      OTHERS,
      done,
      refreshed?.endpointId,
    );
  }

  /** An answer without the agreed proof counts as no answer, because it may not come from the gatekeeper. */
  #ask(
    message: H225.RasMessage,
    number: number,
    found: Found,
    answers: readonly string[],
    patience: typeof OTHERS,
    done: (answer: H225.RasMessage | undefined) => void,
    sender = this.#membership()?.endpointId,
  ): void {
    const bytes = this.#signedFor(message, found, sender);
    this.#requests.start(number, {
      to: found.ras,
      bytes,
      answers,
      ...patience,
      done: (answer, datagram) =>
        done(
          answer === undefined || datagram === undefined || this.#isProven(answer, datagram, found)
            ? answer
            : undefined,
        ),
    });
  }

  #isProven(answer: H225.RasMessage, datagram: Uint8Array, { mechanism }: Found): boolean {
    const { password } = this.#options;
    if (password === undefined || mechanism !== 'h235.1') return true;
    const claim = claimOf(fieldsOf(answer)?.fields ?? { requestSeqNum: 0 });
    return claim?.mechanism === 'h235.1' && proves(claim, password, datagram);
  }

  #signedFor(message: H225.RasMessage, { mechanism, gatekeeperId }: Found, sender: string | undefined): Uint8Array {
    const { password, now, random, self } = this.#options;
    if (password === undefined) return RasMessage.encode(message);
    const timeStamp = Math.floor(now() / 1000);
    const alias = self.aliases[0] ?? '';
    if (mechanism === 'md5')
      return RasMessage.encode(withCryptoTokens(message, [passwordToken(toAlias(alias), timeStamp, password)]));
    return signed(message, {
      key: passwordKey(password),
      sender: sender ?? alias,
      recipient: gatekeeperId,
      timeStamp,
      random: Buffer.from(random.bytes(4)).readUInt32BE() >>> 1,
    });
  }

  #send(message: H225.RasMessage, found: Found, sender: string | undefined): void {
    this.#socket?.send(this.#signedFor(message, found, sender), found.ras);
  }

  #receive(datagram: Uint8Array, from: TransportAddress): void {
    try {
      const message = RasMessage.decode(datagram);
      if (this.#requests.receive(message, from, datagram)) return;
      const membership = this.#membership();
      if (membership !== undefined && membership.ras.address === from.address)
        this.#answer(message, datagram, membership);
    } catch (error) {
      if (!(error instanceof Asn1Error)) throw error;
      this.#options.onFact({ type: 'fault', detail: error.message });
    }
  }

  /** Answers the gatekeeper's requests. */
  #answer(message: H225.RasMessage, datagram: Uint8Array, membership: Membership): void {
    if (!this.#isProven(message, datagram, membership)) return;
    const reply = (answer: H225.RasMessage): void => this.#send(answer, membership, membership.endpointId);
    if ('unregistrationRequest' in message) {
      const { requestSeqNum, alternateGatekeeper } = message.unregistrationRequest;
      reply({ unregistrationConfirm: { requestSeqNum } });
      this.#step({ type: 'unregistered', alternates: messages.alternatesOf(alternateGatekeeper) });
    } else if ('infoRequest' in message) {
      const { requestSeqNum, callIdentifier } = message.infoRequest;
      const asked = nameOf(callIdentifier?.guid ?? new Uint8Array(0));
      const calls = /^0*$/.test(asked)
        ? [...this.#calls.values()]
        : [this.#calls.get(asked)].filter((call) => call !== undefined);
      reply(messages.report(this.#self(), membership, calls, requestSeqNum, false));
    } else if ('disengageRequest' in message) {
      const { requestSeqNum, callIdentifier } = message.disengageRequest;
      const call = callIdentifier && this.#forget(callIdentifier.guid);
      reply({ disengageConfirm: { requestSeqNum } });
      if (call !== undefined) this.#options.onDrop(call.callId);
    } else if ('serviceControlIndication' in message) {
      reply({
        serviceControlResponse: {
          requestSeqNum: message.serviceControlIndication.requestSeqNum,
          result: { notAvailable: null },
        },
      });
    }
  }
}

/** Keeps the known alternates: a lightweight RCF need not repeat them. */
function keptOf(event: EndpointEvent, state: EndpointState): EndpointEvent {
  return event.type === 'registered' && event.alternates.length === 0 && state.at === 'refreshing'
    ? { ...event, alternates: state.alternates }
    : event;
}
