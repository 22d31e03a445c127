/**
 * The H.245 side of one call: takes the peer's messages, runs the procedures on them and reports the agreed media.
 * Each procedure has a file of its own; this file joins them.
 */
import type { MediaDescription, PictureName, TelephoneEventCodec } from '../../../media/port.ts';
import type { VendorIdentity } from '../../../registry/port.ts';
import { CONTENT_RATE } from '../../core/media/abilities.ts';
import type * as H245 from '../asn1/generated/h245.types.ts';
import { Content } from '../h239/content.ts';
import { decodeH239 } from '../h239/messages.ts';
import { Timers } from '../leg/timers.ts';
import { vendorOfIndication, vendorOfUserInput } from '../vendor.ts';
import { transmitPlan, type TransmitPlan } from './capabilities.ts';
import { Channels } from './channels.ts';
import { asksForKeyframe, limitOf, misunderstoodChannel } from './commands.ts';
import { cameraPlan, contentPlan } from './extra-plan.ts';
import { command, indication, response, type Message } from './message.ts';
import { answerModeRequest } from './mode-request.ts';
import { SESSION } from './outgoing-channel.ts';
import { Pictures } from './pictures.ts';
import { Procedures, type ProcedureNotice } from './procedures.ts';
import { takeResponse } from './responses.ts';
import type { SessionEvent, SessionOptions } from './session-events.ts';
import { codecsOf, namesOf, streamNamed, weReceive, weSend } from './streams.ts';
import { notSupported, refusalOf } from './unsupported.ts';
import { userInputDigits } from './user-input.ts';

export type { SessionEvent, SessionOptions } from './session-events.ts';

export class H245Session {
  readonly #options: SessionOptions;
  readonly #timers: Timers;
  readonly #channels: Channels;
  readonly #procedures: Procedures;
  readonly #content: Content;
  readonly #pictures: Pictures;
  /** Events to report after the media. */
  readonly #after: SessionEvent[] = [];
  #local: MediaDescription | undefined;
  /** The description before the last change. */
  #before: MediaDescription | undefined;
  #started = false;
  /** The roles were determined, perhaps with an earlier peer before a transfer. */
  #determined = false;
  /**
   * `exchange`: the capability sets are exchanged first; `stop`: the peer is asked to stop, then gets the new set.
   */
  #changing: 'no' | 'exchange' | 'stop' = 'no';
  #paused = false;
  #changed = false;
  #heard = false;
  #over = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#timers = new Timers(options.clock);
    this.#procedures = new Procedures({
      timers: this.#timers,
      random: options.random,
      send: (message) => this.#send(message),
      onNotice: (notice) => this.#onNotice(notice),
    });
    this.#channels = new Channels({
      timers: this.#timers,
      send: (message) => this.#send(message),
      onChange: () => (this.#changed = true),
      traversal: options.traversal === true,
      admitContent: () => this.#content.admit(),
      announcedContent: () => this.#content.announced,
    });
    this.#content = new Content({
      channels: this.#channels,
      timers: this.#timers,
      send: (message) => this.#send(message),
      onEvent: (event) => void this.#after.push(event),
      randomNumber: () => 1 + ((options.random.bytes(1)[0] ?? 0) % 127),
      plan: () =>
        this.#ready && this.#local !== undefined
          ? contentPlan(this.#local, this.#procedures.capabilities.remote)
          : undefined,
      session: () => this.#channels.contentSession ?? (this.#procedures.role === 'slave' ? 0 : SESSION.content),
      allowedRate: () => this.#allowedContent(),
    });
    this.#pictures = new Pictures({
      clock: options.clock,
      channels: this.#channels,
      send: (message) => this.#send(message),
    });
  }

  get channels(): Channels {
    return this.#channels;
  }

  /** The description as last prepared. */
  get local(): MediaDescription | undefined {
    return this.#local;
  }

  get started(): boolean {
    return this.#started;
  }

  /** True once the peer has sent any message. */
  get heard(): boolean {
    return this.#heard;
  }

  /** Sets our sockets and codecs. Before `start` they are only for channels that fast connect opens. */
  prepare(local: MediaDescription): void {
    this.#local = local;
    this.#channels.local = local;
  }

  /** True if the peer has announced its capabilities and receives nothing that we send. */
  get nothingInCommon(): boolean {
    const { audio, video } = this.#plan();
    return this.#procedures.capabilities.incoming === 'known' && audio.length + video.length === 0;
  }

  /**
   * Handles the loss of the connection. If nothing was ever received on it, the peer has not seen our messages, and
   * `start` repeats them.
   */
  connectionLost(): void {
    if (this.#heard) return;
    this.#started = false;
    this.#procedures.restart();
  }

  /** Sends our capabilities and begins the master-slave determination; only once. */
  start(): void {
    if (this.#started || this.#local === undefined) return;
    this.#started = true;
    this.#procedures.capability({ type: 'send', local: this.#local });
    if (!this.#determined) this.#procedures.masterSlave({ type: 'start' });
    this.#proceed();
  }

  /**
   * Changes sockets or codecs in mid-call: stops the peer and starts it again towards the new ones (H.323 §8.4.6).
   */
  change(local: MediaDescription): void {
    this.#before = this.#local;
    this.prepare(local);
    this.start();
    this.#changing = this.#procedures.capabilities.outgoing === 'confirmed' ? 'stop' : 'exchange';
    if (this.#changing === 'exchange') return;
    this.#procedures.capability({ type: 'send', local: 'empty' });
    this.#channels.closeAll();
  }

  /**
   * Returns to the previous description because the peer did not follow: channels that it opens lead to the old
   * sockets.
   */
  abandonChange(): void {
    if (this.#before !== undefined) this.prepare(this.#before);
  }

  /** True while a change or the opening of a channel is under way. */
  get settling(): boolean {
    return this.#changing !== 'no' || this.#procedures.capabilities.outgoing === 'awaiting' || this.#channels.settling;
  }

  receive(message: Message): void {
    if (this.#over) return;
    this.#heard = true;
    this.#procedures.roundTrip({ type: 'heard' });
    this.#take(message);
    this.#look();
  }

  #take(message: Message): void {
    const h239 = decodeH239(message);
    if (h239 === 'unknown') return;
    if (h239 !== undefined) this.#content.receive(h239);
    else if ('request' in message) this.#onRequest(message.request);
    else if ('response' in message && !('$unknown' in message.response))
      takeResponse(message.response, this.#procedures, this.#channels);
    else if ('command' in message) this.#onCommand(message.command);
    else if ('indication' in message) this.#onIndication(message.indication);
    else this.#send(notSupported());
  }

  /** Reports all changes since the last call. */
  flush(): void {
    if (this.#over) return;
    this.#look();
    if (this.#changed && this.#local !== undefined) {
      this.#changed = false;
      this.#emit({ type: 'media', description: this.#channels.describe(namesOf(this.#local), this.#events()) });
    }
    for (const event of this.#after.splice(0)) this.#emit(event);
  }

  #look(): void {
    this.#content.look(this.settling || this.#paused);
  }

  /** Applies the meeting's decision on the device's request to share its screen. */
  decideFloor(decision: 'granted' | 'denied' | 'revoked'): void {
    this.#content.decide(decision);
  }

  /** Shows the screen of another participant, or stops showing it. */
  showContent(on: boolean): void {
    this.#content.show(on);
  }

  requestKeyframe(kind: PictureName = 'video'): void {
    this.#pictures.requestKeyframe(kind);
  }

  /** The greatest bit rate that the peer should send for a picture, in bit/s. */
  limitReceived(bitrate: number, kind: PictureName = 'video'): void {
    this.#pictures.limit(kind, bitrate);
  }

  /** Asks the peer for a sign of life; emits `failed` if it does not answer. */
  probe(): void {
    this.#procedures.roundTrip({ type: 'ask' });
  }

  /** The command that ends the session, for the side that sends the last message. */
  static readonly endSession: Message = command({ endSessionCommand: { disconnect: null } });

  close(): void {
    this.#over = true;
    this.#timers.clear();
  }

  #onRequest(request: H245.RequestMessage): void {
    if ('terminalCapabilitySet' in request)
      return this.#procedures.capability({ type: 'set', set: request.terminalCapabilitySet });
    if ('masterSlaveDetermination' in request) {
      const { terminalType, statusDeterminationNumber } = request.masterSlaveDetermination;
      return this.#procedures.masterSlave({ type: 'determination', terminalType, number: statusDeterminationNumber });
    }
    if ('openLogicalChannel' in request) return this.#channels.onOpen(request.openLogicalChannel);
    if ('closeLogicalChannel' in request)
      return this.#channels.onClose(request.closeLogicalChannel.forwardLogicalChannelNumber);
    if ('requestChannelClose' in request) return this.#onRequestClose(request.requestChannelClose);
    if ('roundTripDelayRequest' in request) {
      return this.#send(
        response({ roundTripDelayResponse: { sequenceNumber: request.roundTripDelayRequest.sequenceNumber } }),
      );
    }
    if ('requestMode' in request) return this.#onModeRequest(request.requestMode);
    this.#send(refusalOf(request));
  }

  #onCommand(command: H245.CommandMessage): void {
    if ('endSessionCommand' in command) return this.#emit({ type: 'endedByPeer' });
    if ('flowControlCommand' in command) return this.#onFlowControl(command.flowControlCommand);
    if ('miscellaneousCommand' in command && asksForKeyframe(command.miscellaneousCommand))
      return this.#onKeyframe(command.miscellaneousCommand.logicalChannelNumber);
    // The peer lost, or never got, our capabilities (H.245 §8.3).
    if ('sendTerminalCapabilitySet' in command && this.#local !== undefined)
      this.#procedures.capability({ type: 'send', local: this.#local });
    if ('$unknown' in command) this.#send(notSupported());
  }

  #onIndication(indication: H245.IndicationMessage): void {
    if ('masterSlaveDeterminationRelease' in indication) return this.#procedures.masterSlave({ type: 'release' });
    if ('openLogicalChannelConfirm' in indication)
      return this.#channels.onConfirm(indication.openLogicalChannelConfirm.forwardLogicalChannelNumber);
    if ('functionNotUnderstood' in indication) return this.#onNotUnderstood(indication.functionNotUnderstood);
    if ('vendorIdentification' in indication)
      return this.#identified(vendorOfIndication(indication.vendorIdentification));
    if (!('userInput' in indication)) return;
    this.#identified(vendorOfUserInput(indication.userInput));
    for (const digit of userInputDigits(indication.userInput, this.#events() !== undefined))
      this.#emit({ type: 'digit', digit });
  }

  #onKeyframe(number: number): void {
    this.#emit({ type: 'keyframeRequested', ...(this.#channels.sentAs(number) === 'content' && { kind: 'content' }) });
  }

  #onRequestClose({ forwardLogicalChannelNumber, reason }: H245.RequestChannelClose): void {
    this.#channels.onRequestClose(forwardLogicalChannelNumber);
    if (reason !== undefined && 'reopen' in reason) this.#proceed();
  }

  #onNotUnderstood(message: H245.FunctionNotUnderstood): void {
    const number = misunderstoodChannel(message);
    if (number !== undefined)
      this.#channels.onReject({ forwardLogicalChannelNumber: number, cause: { unknownDataType: null } });
  }

  #onModeRequest(mode: H245.RequestMode): void {
    const { message, plan } = answerModeRequest(mode, this.#plan());
    this.#send(message);
    if (plan === undefined) return;
    this.#channels.stopTransmitting(['audio', 'video']);
    this.#channels.transmit(plan);
  }

  #onFlowControl(command: H245.FlowControlCommand): void {
    const limit = limitOf(command);
    if (limit === undefined) return;
    this.#channels.limit(limit.number, limit.bitrate);
    this.#send(indication({ flowControlIndication: { scope: command.scope, restriction: command.restriction } }));
  }

  #identified(vendor: VendorIdentity | undefined): void {
    if (vendor !== undefined) this.#emit({ type: 'identified', vendor });
  }

  #onNotice(notice: ProcedureNotice): void {
    switch (notice.type) {
      case 'pausedByPeer':
        this.#paused = true;
        return this.#channels.stopTransmitting();
      case 'capabilitiesKnown':
        // The call may have been transferred to another peer: determine the roles again (H.323 §8.4.6).
        if (this.#paused && this.#started) this.#procedures.masterSlave({ type: 'start' });
        this.#paused = false;
        return this.#proceed();
      case 'capabilitiesConfirmed':
        return this.#onConfirmed();
      case 'determined':
        this.#determined = true;
        return this.#proceed();
      case 'capabilitiesFailed':
      case 'masterSlaveFailed':
        this.#changing = 'no';
        return this.#emit({ type: 'failed', reason: 'no-answer-to-offer' });
      case 'peerSilent':
        return this.#emit({ type: 'failed', reason: 'peer-gone' });
      default:
        return notice satisfies never;
    }
  }

  /** The peer has our set: takes the next step if the set was part of a change. */
  #onConfirmed(): void {
    const changing = this.#changing;
    this.#changing = 'no';
    if (changing === 'exchange') this.#channels.closeAll();
    if (changing !== 'stop' || this.#local === undefined) return this.#proceed();
    this.#procedures.capability({ type: 'send', local: this.#local });
    this.#procedures.masterSlave({ type: 'start' });
  }

  /** Opens channels once both sides know each other's capabilities and the roles (H.323 §8.2). */
  #proceed(): void {
    if (!this.#ready || this.#local === undefined) return;
    this.#channels.transmit(this.#plan());
    this.#channels.open('camera', cameraPlan(this.#local, this.#procedures.capabilities.remote));
    this.#content.proceed();
  }

  get #ready(): boolean {
    const { incoming, outgoing } = this.#procedures.capabilities;
    return (
      this.#started &&
      incoming === 'known' &&
      outgoing === 'confirmed' &&
      this.#changing === 'no' &&
      this.#determined &&
      !this.#paused
    );
  }

  /** bit/s; undefined if there is no place for a shared screen. */
  #allowedContent(): number | undefined {
    const stream = this.#local && streamNamed(this.#local, 'content');
    return weReceive(stream) || weSend(stream) ? (stream?.maxBitrate ?? CONTENT_RATE.most) : undefined;
  }

  #plan(): TransmitPlan {
    return this.#local === undefined
      ? { audio: [], video: [] }
      : transmitPlan(this.#local, this.#procedures.capabilities.remote);
  }

  /** RTP events arrive with our payload type, from a peer that has learnt it from our capabilities. */
  #events(): TelephoneEventCodec | undefined {
    if (this.#procedures.capabilities.outgoing === 'none') return undefined;
    return this.#local && codecsOf(this.#local).find((codec) => codec.kind === 'telephone-event');
  }

  #send(message: Message): void {
    if (!this.#over) this.#options.send(message);
  }

  #emit(event: SessionEvent): void {
    if (!this.#over) this.#options.onEvent(event);
  }
}
