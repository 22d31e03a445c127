/**
 * The RAS gatekeeper: receives datagrams, looks devices up, answers, and records registrations and calls (H.225.0
 * §7.6, H.323 §7.2).
 */
import { guarded, guardedClock, type OnFault } from '../../../base/guard.ts';
import type { TransportAddress } from '../../../media/port.ts';
import type { H323Device, Registry } from '../../../registry/port.ts';
import type { Clock, Random, Timer } from '../../../base/clock.ts';
import { RateLimiter } from '../../core/rate-limit.ts';
import type { RateLimit } from '../../core/rate-limit.ts';
import { Asn1Error, RasMessage } from '../asn1/index.ts';
import type { H225 } from '../asn1/index.ts';
import { toH225Address } from '../address.ts';
import { Admissions } from './admissions.ts';
import { aliasTexts } from './aliases.ts';
import { answerMessage, replyAddress } from './answer.ts';
import { Binder } from './binder.ts';
import { GRACE } from './desk.ts';
import type { Asked, Desk, GatekeeperSettings } from './desk.ts';
import type { RasFact } from './fact.ts';
import { incomingCall } from './features.ts';
import { byFamily } from './hosts.ts';
import { fieldsOf } from './message.ts';
import type { RasFields } from './message.ts';
import { Prover } from './prover.ts';
import type { Proof } from './prover.ts';
import { locatedAt, Registrations } from './registrations.ts';
import type { Located, Registration } from './registrations.ts';
import { ReplyCache, replyKey } from './reply-cache.ts';
import { Requests } from './requests.ts';
import { claimOf, passwordKey, signed } from './security.ts';
import { sweepCalls } from './sweep.ts';
import type { BindRas, RasSocket } from './transport.ts';

/** The discovery group of H.225.0 appendix IV. */
const DISCOVERY_GROUP = '224.0.1.41';
const DISCOVERY_PORT = 1718;
const MAX_DATAGRAM = 8192;
/** The time after which a waiting endpoint gets RIP, and the further time that RIP asks it to wait, in ms. */
const PROGRESS_AFTER = 1000;
const PROGRESS_DELAY = 5000;
const SWEEP = 1000;
/** The greatest number of names in one request that are looked up. */
const MAX_LOOKUPS = 4;
/** The timeout of URQ and SCI (H.225.0 §7.18). */
const REQUEST_TIMEOUT = 3000;

export interface GatekeeperOptions {
  readonly registry: Pick<Registry, 'h323Device' | 'bind'>;
  readonly bind: BindRas;
  readonly clock: Clock;
  /** Unix ms. */
  readonly now: () => number;
  readonly random: Random;
  /** One address for each family; devices are told `announced` if it is set. */
  readonly listen: readonly (TransportAddress & { readonly announced?: string })[];
  /** Also joins the discovery group; IPv4. */
  readonly multicast: boolean;
  readonly settings: Omit<GatekeeperSettings, 'ras'>;
  readonly rate: RateLimit;
  /** The greatest accepted error of a device's clock, in seconds. */
  readonly clockTolerance: number;
  readonly onFact: (fact: RasFact) => void;
  /** Receives a fault of ours; it costs the datagram or the timer in which it occurred. */
  readonly onFault: OnFault;
}

export interface GatekeeperStats {
  readonly registrations: number;
  readonly admissions: number;
  readonly replies: number;
  readonly requests: number;
  readonly sources: number;
}

export interface Gatekeeper extends AsyncDisposable {
  /** Resolves to the addresses that it listens on. Rejects if a port is taken. */
  listen(): Promise<readonly TransportAddress[]>;
  /** Unregisters all endpoints. Idempotent. */
  close(): Promise<void>;
  stats(): GatekeeperStats;
  locate(alias: string): Located | undefined;
  /** Looks up a registration by its endpoint identifier, as SETUP and FACILITY carry it. */
  registration(endpointId: string): Located | undefined;
  /** True if a registered endpoint asked for the call; `callId` is its GUID in hexadecimal. */
  isAdmitted(callId: string): boolean;
  /**
   * Sends SCI (H.460.18 §7): asks the device behind NAT to connect to `callSignalAddress` for the call. False: the
   * device did not answer.
   */
  notifyIncoming(endpointId: string, callId: Uint8Array, callSignalAddress: TransportAddress): Promise<boolean>;
  /** Sends URQ: the device has to register again. */
  unregister(endpointId: string): void;
}

interface Received {
  readonly message: H225.RasMessage;
  readonly datagram: Uint8Array;
  readonly from: TransportAddress;
  readonly multicast: boolean;
  /** The key of the reply in the cache. */
  readonly key?: string;
}

export const createGatekeeper = (options: GatekeeperOptions): Gatekeeper => new RasGatekeeper(options);

class RasGatekeeper implements Gatekeeper {
  readonly #options: GatekeeperOptions;
  readonly #limiter: RateLimiter;
  readonly #cache = new ReplyCache();
  readonly #prover: Prover;
  readonly #binder: Binder;
  readonly #requests: Requests;
  readonly #sockets: RasSocket[] = [];
  #desk: Desk;
  #sweep: Timer | undefined;
  #closed = false;

  constructor(given: GatekeeperOptions) {
    const clock = guardedClock(given.clock, given.onFault);
    const options = { ...given, clock };
    this.#options = options;
    const { settings, now, random, clockTolerance: tolerance } = options;
    this.#limiter = new RateLimiter(options.rate);
    this.#prover = new Prover({ gatekeeperId: settings.gatekeeperId, now, tolerance });
    this.#binder = new Binder(options.registry, clock, now, (detail) => options.onFact({ type: 'fault', detail }));
    const [high = 0, low = 0] = random.bytes(2);
    this.#requests = new Requests(clock, high * 256 + low, (bytes, to) => this.#send(bytes, to));
    this.#desk = {
      settings: { ...settings, ras: {} },
      registrations: new Registrations(),
      admissions: new Admissions(),
    };
  }

  async listen(): Promise<readonly TransportAddress[]> {
    const { listen, bind, multicast } = this.#options;
    const { onFault } = this.#options;
    const receive = guarded(onFault, (data: Uint8Array, from: TransportAddress, multicast: boolean) =>
      this.#receive(data, from, multicast),
    );
    for (const at of listen) this.#sockets.push(await bind(at, (data, from) => receive(data, from, false)));
    const bound = this.#sockets.map(({ address, port }) => ({ address, port }));
    const told = bound.map(({ address, port }, index) => ({ address: listen[index]?.announced ?? address, port }));
    this.#desk = { ...this.#desk, settings: { ...this.#desk.settings, ras: byFamily(told) } };
    const group = multicast ? listen.find(({ address }) => !address.includes(':')) : undefined;
    if (group !== undefined)
      await bind({ address: group.address, port: DISCOVERY_PORT }, (data, from) => receive(data, from, true), {
        group: DISCOVERY_GROUP,
      }).then((socket) => this.#sockets.push(socket));
    this.#tick();
    return bound;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#sweep?.cancel();
    for (const registration of this.#desk.registrations.all())
      this.#send(this.#unregistration(registration, { maintenance: null }, this.#requests.next()), registration.ras);
    this.#requests.close();
    await Promise.all(this.#sockets.map((socket) => socket.close()));
    await this.#binder.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  stats(): GatekeeperStats {
    const { registrations, admissions } = this.#desk;
    return {
      registrations: registrations.size,
      admissions: admissions.size,
      replies: this.#cache.size,
      requests: this.#requests.size,
      sources: this.#limiter.sources,
    };
  }

  locate(alias: string): Located | undefined {
    return locatedAt(this.#desk.registrations.byAlias(alias));
  }

  registration(endpointId: string): Located | undefined {
    return locatedAt(this.#desk.registrations.get(endpointId));
  }

  isAdmitted(callId: string): boolean {
    return this.#desk.admissions.has(callId);
  }

  notifyIncoming(endpointId: string, callId: Uint8Array, callSignalAddress: TransportAddress): Promise<boolean> {
    const registration = this.#desk.registrations.get(endpointId);
    if (registration === undefined || !registration.traversal || this.#closed) return Promise.resolve(false);
    const requestSeqNum = this.#requests.next();
    const serviceControlIndication = {
      requestSeqNum,
      serviceControl: [],
      genericData: [incomingCall(callId, callSignalAddress)],
    };
    const bytes = this.#encode({ serviceControlIndication }, registration);
    return new Promise((resolve) =>
      this.#requests.start(requestSeqNum, {
        to: registration.ras,
        bytes,
        answers: ['serviceControlResponse'],
        timeout: REQUEST_TIMEOUT,
        retries: 2,
        done: (answer) => resolve(answer !== undefined && 'serviceControlResponse' in answer),
      }),
    );
  }

  unregister(endpointId: string): void {
    this.#drop(endpointId, { reregistrationRequired: null }, 'dismissed');
  }

  #receive(datagram: Uint8Array, from: TransportAddress, multicast: boolean): void {
    const { clock, onFact } = this.#options;
    if (this.#closed) return;
    if (!this.#limiter.admit(from.address, clock.now())) return onFact({ type: 'limited', from });
    if (datagram.length > MAX_DATAGRAM)
      return onFact({ type: 'malformed', path: 'RasMessage', offset: MAX_DATAGRAM, from });
    try {
      this.#handle({ message: RasMessage.decode(datagram), datagram, from, multicast });
    } catch (error) {
      if (!(error instanceof Asn1Error)) throw error;
      onFact({ type: 'malformed', path: error.path, offset: error.offset, from });
    }
  }

  #handle(received: Received): void {
    const { message, datagram, from } = received;
    if (this.#requests.receive(message, from, datagram)) return;
    const found = fieldsOf(message);
    if (found === undefined) return this.#answer(received, { proof: 'none' }, undefined);
    const key = replyKey(from, found.name, found.fields.requestSeqNum);
    const before = this.#cache.begin(key, datagram, this.#options.clock.now());
    if (before === 'pending') return;
    if (before !== 'new') return this.#send(before, replyAddress(message, from));
    // The device of a registered endpoint is known already; only a new registration is looked up.
    if ('registrationRequest' in message && message.registrationRequest.keepAlive !== true)
      return void this.#lookUpAndAnswer({ ...received, key }, message.registrationRequest);
    const device = this.#desk.registrations.get(found.fields.endpointIdentifier)?.device;
    this.#answer({ ...received, key }, this.#judge(found.name, found.fields, datagram, device), device);
  }

  async #lookUpAndAnswer(
    received: Received & { readonly key: string },
    request: H225.RegistrationRequest,
  ): Promise<void> {
    const { clock, onFact } = this.#options;
    const inProgress = { requestInProgress: { requestSeqNum: request.requestSeqNum, delay: PROGRESS_DELAY } };
    const progress = clock.after(PROGRESS_AFTER, () => this.#send(RasMessage.encode(inProgress), received.from));
    try {
      const device = await this.#deviceOf(request, received.from.address);
      if (!this.#closed)
        this.#answer(received, this.#judge('registrationRequest', request, received.datagram, device), device);
    } catch (error) {
      this.#cache.abandon(received.key);
      onFact({ type: 'fault', detail: String(error) });
    } finally {
      progress.cancel();
    }
  }

  /** The device of the name that the request proves, otherwise of the first alias that belongs to a device. */
  async #deviceOf(request: H225.RegistrationRequest, source: string): Promise<H323Device | undefined> {
    const claimed = claimOf(request)?.sender;
    const registered = this.#desk.registrations.get(request.endpointIdentifier)?.device?.username;
    const names = [claimed, registered, ...aliasTexts(request.terminalAlias)].filter((name) => name !== undefined);
    for (const name of [...new Set(names)].slice(0, MAX_LOOKUPS)) {
      const device = await this.#options.registry.h323Device(name, source);
      if (device !== undefined) return device;
    }
    return undefined;
  }

  #judge(name: string, fields: RasFields, datagram: Uint8Array, device: H323Device | undefined): Proof {
    const names = [fields.endpointIdentifier, device?.username, ...(device?.aliases ?? [])].filter(
      (each) => each !== undefined,
    );
    return this.#prover.judge(name, fields, datagram, device, names);
  }

  #answer(
    { message, datagram, from, multicast, key }: Received,
    { proof, mechanism, sender }: Proof,
    device: H323Device | undefined,
  ): void {
    const { clock, random, onFact } = this.#options;
    const newId = (): string => Buffer.from(random.bytes(16)).toString('hex');
    const asked: Asked = {
      from,
      now: clock.now(),
      proof,
      newId,
      ...(device !== undefined && { device }),
      ...(mechanism !== undefined && { mechanism }),
    };
    const { reply, facts = [], bound, unbound } = answerMessage(this.#desk, message, asked, datagram, multicast);
    for (const fact of facts) onFact(fact);
    if (bound !== undefined) this.#binder.bind(bound);
    if (unbound !== undefined) this.#binder.unbind(unbound);
    if (reply === undefined) return;
    const bytes = this.#sign(reply, mechanism === 'h235.1' && proof === 'proven' ? sender : undefined, device);
    if (key !== undefined) this.#cache.finish(key, bytes);
    this.#send(bytes, replyAddress(message, from));
  }

  /** Encodes a message; signs it if the endpoint uses H.235.1. */
  #encode(message: H225.RasMessage, { mechanism, endpointId, device }: Registration): Uint8Array {
    return this.#sign(message, mechanism === 'h235.1' ? endpointId : undefined, device);
  }

  #sign(message: H225.RasMessage, recipient: string | undefined, device: H323Device | undefined): Uint8Array {
    if (recipient === undefined || device?.password === undefined) return RasMessage.encode(message);
    const { now, random, settings } = this.#options;
    const timeStamp = Math.floor(now() / 1000);
    return signed(message, {
      key: passwordKey(device.password),
      sender: settings.gatekeeperId,
      recipient,
      timeStamp,
      random: Buffer.from(random.bytes(4)).readUInt32BE() >>> 1,
    });
  }

  #send(bytes: Uint8Array, to: TransportAddress): void {
    const six = to.address.includes(':');
    this.#sockets.find(({ address }) => address.includes(':') === six)?.send(bytes, to);
  }

  #unregistration(registration: Registration, reason: H225.UnregRequestReason, requestSeqNum: number): Uint8Array {
    const { endpointId: endpointIdentifier, signal, ras } = registration;
    const { gatekeeperId: gatekeeperIdentifier } = this.#options.settings;
    return this.#encode(
      {
        unregistrationRequest: {
          requestSeqNum,
          callSignalAddress: [toH225Address(signal ?? ras)],
          endpointIdentifier,
          gatekeeperIdentifier,
          reason,
        },
      },
      registration,
    );
  }

  #tick(): void {
    this.#sweep = this.#options.clock.after(SWEEP, () => this.#tick());
    const now = this.#options.clock.now();
    for (const { endpointId } of this.#desk.registrations.expired(now - GRACE))
      this.#drop(endpointId, { ttlExpired: null }, 'expired');
    const { silent, inquiries } = sweepCalls(this.#desk, now, () => this.#requests.next());
    for (const fact of silent) this.#options.onFact(fact);
    for (const { message, registration } of inquiries)
      this.#send(this.#encode(message, registration), registration.ras);
  }

  /** Ends the registration, whether or not the endpoint learns of it. */
  #drop(endpointId: string, reason: H225.UnregRequestReason, why: 'expired' | 'dismissed'): void {
    const registration = this.#desk.registrations.remove(endpointId);
    if (registration === undefined) return;
    for (const call of this.#desk.admissions.of(endpointId)) {
      this.#desk.admissions.remove(call);
      this.#options.onFact({ type: 'disengaged', callId: call.callId, reason: 'unregistered' });
    }
    const { device, ras } = registration;
    this.#binder.unbind(registration);
    this.#options.onFact({
      type: 'unregistered',
      reason: why,
      ...(device !== undefined && { deviceId: device.deviceId }),
    });
    const number = this.#requests.next();
    const answers = ['unregistrationConfirm', 'unregistrationReject'];
    this.#requests.start(number, {
      to: ras,
      bytes: this.#unregistration(registration, reason, number),
      answers,
      timeout: REQUEST_TIMEOUT,
      retries: 1,
      done: () => {},
    });
  }
}
