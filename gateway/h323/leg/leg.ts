/**
 * An incoming H.323 call as a `SignallingLeg`: translates call signalling and H.245 into domain events, and domain
 * commands back.
 *
 * Each input is one turn in one queue. At the end of a turn the leg sends the H.245 messages that the turn caused, and
 * reports the changes to the listener.
 */
import type { MediaDescription, TransportAddress } from '../../../media/port.ts';
import type { ProtocolProfile } from '../../../registry/port.ts';
import type { Clock } from '../../../base/clock.ts';
import { Runner } from '../../../base/machine.ts';
import type { LegCommand, LegEvent, SignallingLeg } from '../../core/leg.ts';
import type { EndReason } from '../../core/reason.ts';
import type * as H225 from '../asn1/generated/h225.types.ts';
import { fromH225Address } from '../address.ts';
import { CALL_STATE_VALUE, callStep, type CallEvent, type CallState } from '../h225/call-state.ts';
import { answerFastStart, readFastStart, withLater, type FastConnect } from '../h225/fast-connect.ts';
import { versionOf } from '../h225/identity.ts';
import type { CallMessage } from '../h225/message.ts';
import { Replies } from '../h225/replies.ts';
import { offersMediaTraversal } from '../h46019.ts';
import { H245Path, type H245PathOptions } from '../signalling/h245-path.ts';
import { H245Session, type SessionEvent } from '../h245/session.ts';
import { keepAliveOf } from './keep-alive.ts';
import { legInfoOf, type H323LegOptions, type LegPort } from './leg-port.ts';
import { MediaNegotiation } from './media-negotiation.ts';
import { Timers } from './timers.ts';

/** Limit of unreadable messages; then the call is given up. */
const MAX_BAD = 10;
/** Time for which a call outlives its H.245 connection, ms. */
const H245_GRACE = 5_000;

/** One input: a message, a command or a timer. */
type Turn = () => void;

export class H323Leg implements SignallingLeg {
  readonly #options: H323LegOptions;
  readonly #port: LegPort;
  readonly #timers: Timers;
  readonly #path: H245Path;
  readonly #session: H245Session;
  readonly #media: MediaNegotiation;
  readonly #replies: Replies;
  readonly #fast: FastConnect | undefined;
  readonly #turns: Runner<undefined, Turn, Turn>;
  #state: CallState = { kind: 'proceeding' };
  #events: LegEvent[] = [];
  /** The gatekeeper's answer is pending. */
  #held = false;
  #bad = 0;
  #profile: ProtocolProfile | undefined;
  /** The next message of the device counts as the answer to our probe. */
  #probing = false;

  private constructor(message: CallMessage, setup: H225.SetupUUIE, port: LegPort, options: H323LegOptions) {
    this.#options = options;
    this.#port = port;
    this.#turns = new Runner<undefined, Turn, Turn>({
      initial: undefined,
      step: (state, turn) => [state, [turn, () => this.#settle()]],
      perform: (turn) => turn(),
      onFault: options.onFault,
      onFaultEvent: () => this.#step({ type: 'release', reason: 'internal-error' }),
    });
    const clock: Clock = {
      now: () => options.clock.now(),
      after: (delay, callback) => options.clock.after(delay, () => this.#turns.handle(callback)),
    };
    this.#timers = new Timers(clock);
    const tunnels = message.pdu?.h245Tunneling === true;
    this.#path = new H245Path(tunnels, this.#pathOptions());
    this.#session = new H245Session({
      clock,
      random: options.random,
      send: (sent) => this.#path.link.send(sent),
      onEvent: (event) => this.#onSession(event),
      traversal: offersMediaTraversal(setup),
    });
    this.#replies = new Replies(message.q931.callReference.value, setup, versionOf(setup.protocolIdentifier), tunnels);
    this.#fast = readFastStart(setup.fastStart, options.audioCodecs);
    this.#media = new MediaNegotiation(this.#fast !== undefined);
  }

  /** Takes a SETUP message: answers with CALL PROCEEDING, and informs the listener. */
  static incoming(message: CallMessage, setup: H225.SetupUUIE, port: LegPort, options: H323LegOptions): H323Leg {
    const leg = new H323Leg(message, setup, port, options);
    leg.#turns.handle(() => leg.#begin(message, setup));
    return leg;
  }

  #begin(message: CallMessage, setup: H225.SetupUUIE): void {
    const tunnels = message.pdu?.h245Tunneling === true;
    if (!tunnels && this.#fast === undefined) this.#path.start(fromH225Address(setup.h245Address));
    this.#port.send(this.#replies.callProceeding());
    const info = legInfoOf(message, setup, this.#port, this.#options.callId);
    this.#emit({ type: 'incoming', info, offer: this.#fast?.offer });
    this.#path.link.receiveTunnelled([...(setup.parallelH245Control ?? []), ...(message.pdu?.h245Control ?? [])]);
    this.#hold(this.#port.admit(message, setup));
  }

  #pathOptions(): H245PathOptions {
    return {
      listen: this.#port.listenH245,
      connect: this.#port.connectH245,
      turn: (work) => this.#turns.handle(work),
      onMessage: (received) => {
        this.#onLife();
        this.#session.receive(received);
      },
      onBad: (error) => this.#onBad(error),
      onLost: () => this.#turns.handle(() => this.#onH245Lost()),
      onConnected: () =>
        this.#turns.handle(() => {
          this.#timers.cancel('h245');
          if (this.#state.kind === 'active') this.#session.start();
        }),
      announce: (address) => this.#port.send(this.#replies.startH245(address)),
      onNoPort: () => this.#turns.handle(() => this.#step({ type: 'release', reason: 'overload' })),
    };
  }

  command(command: LegCommand): void {
    this.#turns.handle(() => this.#execute(command));
  }

  #execute(command: LegCommand): void {
    if (this.#state.kind === 'over') return;
    switch (command.type) {
      case 'accept':
        return this.#accept(this.#port.announce(command.media), command.profile);
      case 'reject':
      case 'end':
        return this.#step({ type: 'release', reason: command.reason });
      case 'offerMedia':
        this.#media.offered();
        this.#session.change(this.#port.announce(command.media));
        if (!this.#path.open) this.#path.leaveTunnel();
        return this.#timers.set('media', this.#options.mediaTimeout, () => this.#onMediaTimeout());
      case 'requestKeyframe':
        return this.#session.requestKeyframe(command.kind);
      case 'floor':
        return this.#session.decideFloor(command.decision);
      case 'showContent':
        return this.#session.showContent(command.on);
      case 'probe':
        return this.#probe();
      case 'limitBitrate':
        return this.#session.limitReceived(command.bitrate, command.kind);
      case 'answerMedia':
      case 'rejectMedia':
      case 'acceptTransfer':
      case 'reportTransfer':
        // Channels are acknowledged as they are opened, and devices do not request transfers over H.323.
        return undefined;
      default:
        return command satisfies never;
    }
  }

  /** Reports the call to the listener once the gatekeeper has admitted it. */
  #hold(admission: Promise<boolean> | undefined): void {
    this.#held = admission !== undefined;
    const settle = (admitted: boolean): void => this.#turns.handle(() => this.#admitted(admitted));
    admission?.then(settle, () => settle(false));
  }

  #admitted(admitted: boolean): void {
    this.#held = false;
    if (this.#state.kind === 'over' || admitted) return;
    this.#events = [];
    this.#step({ type: 'release', reason: 'gatekeeper-refused' });
  }

  get over(): boolean {
    return this.#state.kind === 'over';
  }

  /** The gatekeeper ends the call (DRQ). */
  drop(): void {
    this.#turns.handle(() => this.#step({ type: 'release', reason: 'gatekeeper-refused' }));
  }

  /** Handles a later message of the call. */
  receive(message: CallMessage): void {
    this.#turns.handle(() => this.#receive(message));
  }

  #receive(message: CallMessage): void {
    if (this.#state.kind === 'over') return;
    const { q931, pdu } = message;
    this.#onLife();
    if (q931.type === 'releaseComplete') {
      this.#path.link.receiveTunnelled(pdu?.h245Control ?? []);
      return this.#step({ type: 'releasedByPeer' });
    }
    for (const digit of q931.keypad?.match(/[0-9A-D*#]/g) ?? []) this.#emit({ type: 'digit', digit, way: 'keypad' });
    if (q931.type === 'statusInquiry') this.#port.send(this.#replies.status(CALL_STATE_VALUE[this.#state.kind]));
    if (pdu !== undefined) this.#path.receive(pdu);
  }

  /** The signalling connection was lost. */
  connectionLost(): void {
    this.#turns.handle(() => this.#step({ type: 'lost', reason: 'transport-failed' }));
  }

  #accept(media: MediaDescription, profile: ProtocolProfile): void {
    this.#profile = profile;
    this.#session.prepare(this.#fast === undefined ? media : withLater(media, profile));
    this.#timers.set('keepAlive', this.#options.keepAliveInterval, () => this.#keepAlive());
    this.#timers.set('media', this.#options.mediaTimeout, () => this.#onMediaTimeout());
    this.#step({ type: 'accept' });
  }

  /** Sends CONNECT once the address that it carries is known. */
  #connect(): void {
    const answered =
      this.#fast &&
      this.#session.local &&
      answerFastStart(this.#fast, this.#session.local, () => this.#session.channels.takeNumber());
    for (const opened of answered?.opened ?? []) this.#session.channels.adopt(opened);
    if (this.#fast === undefined || this.#path.open) this.#session.start();
    const send = (h245Address?: TransportAddress): void => {
      if (this.#state.kind !== 'active') return;
      this.#port.send(
        this.#replies.connect({
          fastStart: answered?.fastStart,
          h245Address,
          control: this.#path.link.takeTunnelled(),
        }),
      );
      if (this.#fast !== undefined) this.#emit({ type: 'established' });
    };
    if (this.#path.open) return send();
    this.#path.address().then(
      (address) => this.#turns.handle(() => send(address)),
      () => this.#turns.handle(() => send()),
    );
  }

  #onSession(event: SessionEvent): void {
    switch (event.type) {
      case 'media':
        return this.#onMedia(event.description);
      case 'digit':
        return this.#emit({ ...event, way: 'h245' });
      case 'keyframeRequested':
      case 'identified':
      case 'floorRequested':
      case 'floorReleased':
      case 'contentAccepted':
        return this.#emit(event);
      case 'endedByPeer':
        // The end of the H.245 session ends the call (H.323 §8.5).
        if (this.#state.kind === 'active') this.#step({ type: 'release', reason: 'hung-up' });
        return undefined;
      case 'failed':
        // A call whose media runs does not need H.245: after fast connect some devices never use it.
        return event.reason === 'no-answer-to-offer'
          ? this.#onMediaTimeout()
          : this.#step({ type: 'release', reason: event.reason });
      default:
        return event satisfies never;
    }
  }

  #onMedia(description: MediaDescription): void {
    const events = this.#media.changed(description, this.#session.settling);
    if (events.some(({ type }) => type === 'mediaAnswered')) this.#timers.cancel('media');
    for (const event of events) this.#emit(event);
  }

  #onMediaTimeout(): void {
    const event = this.#media.timedOut();
    if (event === 'end')
      this.#step({ type: 'release', reason: this.#session.nothingInCommon ? 'no-common-codec' : 'no-answer-to-offer' });
    else if (event !== undefined) this.#emit(event);
    if (event !== 'end' && event?.type === 'mediaRefused') this.#session.abandonChange();
  }

  #onH245Lost(): void {
    // Channels opened by fast connect survive the loss of an H.245 connection that was never used.
    if (this.#state.kind === 'over' || (this.#fast !== undefined && !this.#session.heard)) return;
    this.#session.connectionLost();
    this.#path.offerAgain();
    if (this.#state.kind === 'active')
      this.#timers.set('h245', H245_GRACE, () => this.#step({ type: 'release', reason: 'transport-failed' }));
  }

  #onBad(error: unknown): void {
    this.#options.onBadMessage('h245', error);
    this.#bad++;
    if (this.#bad > MAX_BAD) this.#step({ type: 'release', reason: 'protocol-error' });
  }

  #probe(): void {
    this.#probing = true;
    if (this.#session.started) this.#session.probe();
    else this.#port.send(this.#replies.statusInquiry());
  }

  #onLife(): void {
    if (this.#probing) this.#emit({ type: 'alive' });
    this.#probing = false;
  }

  #keepAlive(): void {
    for (const way of keepAliveOf(this.#profile?.keepAlive, {
      session: this.#session.started,
      ownConnection: !this.#path.link.tunnelled,
    })) {
      if (way === 'tpkt') this.#port.keepAlive();
      else if (way === 'h245-tpkt') this.#path.link.keepAlive();
      else if (way === 'facility') this.#port.send(this.#replies.emptyFacility());
      else if (way === 'status-inquiry') this.#port.send(this.#replies.statusInquiry());
      else this.#session.probe();
    }
    this.#timers.set('keepAlive', this.#options.keepAliveInterval, () => this.#keepAlive());
  }

  #step(event: CallEvent): void {
    const [state, effects] = callStep(this.#state, event);
    const wasOver = this.#state.kind === 'over';
    this.#state = state;
    for (const effect of effects) {
      if (effect.type === 'connect') this.#connect();
      else if (effect.type === 'releaseComplete') this.#release(effect.reason);
      else this.#emit({ type: 'ended', reason: effect.reason });
    }
    if (state.kind === 'over' && !wasOver) this.#end();
  }

  #release(reason: EndReason): void {
    if (this.#session.started) this.#path.link.send(H245Session.endSession);
    this.#port.send(this.#replies.releaseComplete(reason, this.#path.link.takeTunnelled()));
  }

  #end(): void {
    this.#session.close();
    this.#timers.clear();
    this.#path.close();
    this.#port.released();
  }

  /** Ends a turn: sends the H.245 messages that it caused, and reports its changes to the listener. */
  #settle(): void {
    this.#session.flush();
    this.#sendTunnelled();
    const { listener } = this.#options;
    if (this.#held) return;
    for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift()) listener(this, event);
    this.#sendTunnelled();
  }

  #sendTunnelled(): void {
    // The same before CONNECT: a caller that tunnels in SETUP waits for the answers.
    if (this.#state.kind === 'over') return;
    const control = this.#path.link.takeTunnelled();
    if (control.length > 0) this.#port.send(this.#replies.tunnel(control));
  }

  #emit(event: LegEvent): void {
    this.#events.push(event);
  }
}
