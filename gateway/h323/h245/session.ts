/**
 * The H.245 side of one call: takes the peer's messages, runs the procedures on them, and says upwards what media is
 * agreed. Each procedure is a file of its own; here is what joins them.
 */
import type { MediaDescription, TelephoneEventCodec } from '../../../media/index.ts';
import type { VendorIdentity } from '../../../registry/index.ts';
import type { Clock, Random } from '../../core/clock.ts';
import type { EndReason } from '../../core/reason.ts';
import type * as H245 from '../asn1/schemas/h245.types.ts';
import { Timers } from '../timers.ts';
import { vendorOfIndication, vendorOfUserInput } from '../vendor.ts';
import { capabilityStep, newCapabilityState, type CapabilityEvent, type CapabilityNotice, type CapabilityState } from './capability-exchange.ts';
import { telephoneEventOf, transmitPlan, type TransmitPlan } from './capabilities.ts';
import { Channels } from './channels.ts';
import { masterSlaveStep, newMasterSlave, type MasterSlaveEvent, type MasterSlaveNotice, type MasterSlaveState, type Role } from './master-slave.ts';
import { command, indication, response, type Effect, type Message } from './message.ts';
import { answerModeRequest } from './mode-request.ts';
import type { AvKind } from './outgoing-channel.ts';
import { newRoundTrip, roundTripStep, type RoundTripEvent, type RoundTripNotice } from './round-trip-delay.ts';
import { notSupported, refusalOf } from './unsupported.ts';
import { userInputDigits } from './user-input.ts';

export type SessionEvent =
  /** What the peer sends and receives has changed. */
  | { readonly type: 'media'; readonly description: MediaDescription }
  | { readonly type: 'digit'; readonly digit: string }
  | { readonly type: 'keyframeRequested' }
  | { readonly type: 'identified'; readonly vendor: VendorIdentity }
  /** endSession came. */
  | { readonly type: 'endedByPeer' }
  | { readonly type: 'failed'; readonly reason: EndReason };

export interface SessionOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly send: (message: Message) => void;
  readonly onEvent: (event: SessionEvent) => void;
  /** The room is a client of H.460.19. */
  readonly traversal?: boolean;
}

/** ms between two requests for a keyframe; the media plane asks less often, a burst of losses could not. */
const KEYFRAME_INTERVAL = 500;

export class H245Session {
  readonly #options: SessionOptions;
  readonly #timers: Timers;
  readonly #channels: Channels;
  #masterSlave: MasterSlaveState;
  #capabilities: CapabilityState = newCapabilityState;
  #roundTrip = newRoundTrip;
  #local: MediaDescription | undefined;
  #started = false;
  #paused = false;
  #changed = false;
  #lastKeyframe = -Infinity;
  #over = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#timers = new Timers(options.clock);
    this.#masterSlave = newMasterSlave(this.#randomNumber());
    this.#channels = new Channels({ timers: this.#timers, send: (message) => this.#send(message), onChange: () => (this.#changed = true), traversal: options.traversal === true });
  }

  get role(): Role | undefined {
    return this.#masterSlave.kind === 'idle' ? this.#masterSlave.role : undefined;
  }

  get channels(): Channels {
    return this.#channels;
  }

  /** As last prepared. */
  get local(): MediaDescription | undefined {
    return this.#local;
  }

  get started(): boolean {
    return this.#started;
  }

  /** Our sockets and codecs. Before `start` they are only for channels that fast connect opens. */
  prepare(local: MediaDescription): void {
    this.#local = local;
    this.#channels.local = local;
  }

  /** The peer has told what it receives, and it is nothing that we send. */
  get nothingInCommon(): boolean {
    const { audio, video } = this.#plan();
    return this.#capabilities.incoming === 'known' && audio.length + video.length === 0;
  }

  /** Sends our capabilities and begins the determination; once. */
  start(): void {
    if (this.#started || this.#local === undefined) return;
    this.#started = true;
    this.#capability({ type: 'send', local: this.#local });
    if (this.role === undefined) this.#determine({ type: 'start' });
    this.#proceed();
  }

  /** Other sockets or codecs in mid-call: the peer is stopped, and started again towards them (H.323 §8.4.6). */
  change(local: MediaDescription): void {
    this.prepare(local);
    if (!this.#started) return;
    this.#capability({ type: 'send', local: 'empty' });
    this.#channels.requestClose();
    this.#channels.stopTransmitting();
    this.#capability({ type: 'send', local });
    this.#proceed();
  }

  receive(message: Message): void {
    if (this.#over) return;
    this.#roundTripped({ type: 'heard' });
    if ('request' in message) this.#onRequest(message.request);
    else if ('response' in message) this.#onResponse(message.response);
    else if ('command' in message) this.#onCommand(message.command);
    else if ('indication' in message) this.#onIndication(message.indication);
    else this.#send(notSupported());
  }

  /** Tells of what has changed since the last time. */
  flush(): void {
    if (!this.#changed || this.#local === undefined || this.#over) return;
    this.#changed = false;
    const kinds = this.#local.streams.flatMap(({ kind, role }) => (kind === 'application' || role !== 'main' ? [] : [kind]));
    this.#emit({ type: 'media', description: this.#channels.describe(kinds satisfies readonly AvKind[], this.#events()) });
  }

  requestKeyframe(): void {
    const now = this.#options.clock.now();
    const logicalChannelNumber = this.#channels.receivedVideo;
    if (logicalChannelNumber === undefined || now - this.#lastKeyframe < KEYFRAME_INTERVAL) return;
    this.#lastKeyframe = now;
    this.#send(command({ miscellaneousCommand: { logicalChannelNumber, type: { videoFastUpdatePicture: null } } }));
  }

  /** Asks the peer for a sign of life; `failed` when there is none. */
  probe(): void {
    this.#roundTripped({ type: 'ask' });
  }

  /** The command that ends the session, for whoever sends the last message. */
  static readonly endSession: Message = command({ endSessionCommand: { disconnect: null } });

  close(): void {
    this.#over = true;
    this.#timers.clear();
  }

  #onRequest(request: H245.RequestMessage): void {
    if ('terminalCapabilitySet' in request) return this.#capability({ type: 'set', set: request.terminalCapabilitySet });
    if ('masterSlaveDetermination' in request) {
      const { terminalType, statusDeterminationNumber } = request.masterSlaveDetermination;
      return this.#determine({ type: 'determination', terminalType, number: statusDeterminationNumber });
    }
    if ('openLogicalChannel' in request) return this.#channels.onOpen(request.openLogicalChannel);
    if ('closeLogicalChannel' in request) return this.#channels.onClose(request.closeLogicalChannel.forwardLogicalChannelNumber);
    if ('requestChannelClose' in request) return this.#channels.onRequestClose(request.requestChannelClose.forwardLogicalChannelNumber);
    if ('roundTripDelayRequest' in request) {
      return this.#send(response({ roundTripDelayResponse: { sequenceNumber: request.roundTripDelayRequest.sequenceNumber } }));
    }
    if ('requestMode' in request) return this.#onModeRequest(request.requestMode);
    this.#send(refusalOf(request));
  }

  #onResponse(response: H245.ResponseMessage): void {
    if ('terminalCapabilitySetAck' in response) return this.#capability({ type: 'ack', sequenceNumber: response.terminalCapabilitySetAck.sequenceNumber });
    if ('terminalCapabilitySetReject' in response) return this.#capability({ type: 'reject', sequenceNumber: response.terminalCapabilitySetReject.sequenceNumber });
    if ('masterSlaveDeterminationAck' in response) {
      return this.#determine({ type: 'ack', role: 'master' in response.masterSlaveDeterminationAck.decision ? 'master' : 'slave' });
    }
    if ('masterSlaveDeterminationReject' in response) return this.#determine({ type: 'reject' });
    if ('openLogicalChannelAck' in response) return this.#channels.onAck(response.openLogicalChannelAck);
    if ('openLogicalChannelReject' in response) return this.#channels.onReject(response.openLogicalChannelReject);
    if ('closeLogicalChannelAck' in response) return this.#channels.onCloseAck(response.closeLogicalChannelAck.forwardLogicalChannelNumber);
    if ('roundTripDelayResponse' in response) return this.#roundTripped({ type: 'response' });
  }

  #onCommand(command: H245.CommandMessage): void {
    if ('endSessionCommand' in command) return this.#emit({ type: 'endedByPeer' });
    if ('flowControlCommand' in command) return this.#onFlowControl(command.flowControlCommand);
    if ('miscellaneousCommand' in command) return this.#onMiscellaneous(command.miscellaneousCommand);
    // H.245 §8.3: the peer lost, or never got, what we can do.
    if ('sendTerminalCapabilitySet' in command && this.#local !== undefined) this.#capability({ type: 'send', local: this.#local });
    if ('$unknown' in command) this.#send(notSupported());
  }

  #onIndication(indication: H245.IndicationMessage): void {
    if ('masterSlaveDeterminationRelease' in indication) return this.#determine({ type: 'release' });
    if ('openLogicalChannelConfirm' in indication) return this.#channels.onConfirm(indication.openLogicalChannelConfirm.forwardLogicalChannelNumber);
    if ('vendorIdentification' in indication) return this.#identified(vendorOfIndication(indication.vendorIdentification));
    if (!('userInput' in indication)) return;
    this.#identified(vendorOfUserInput(indication.userInput));
    for (const digit of userInputDigits(indication.userInput, this.#events() !== undefined)) this.#emit({ type: 'digit', digit });
  }

  #onModeRequest(mode: H245.RequestMode): void {
    const { message, plan } = answerModeRequest(mode, this.#plan());
    this.#send(message);
    if (plan === undefined) return;
    this.#channels.stopTransmitting();
    this.#channels.transmit(plan);
  }

  /** H.245 §8.12.4, units of 100 bit/s. */
  #onFlowControl({ scope, restriction }: H245.FlowControlCommand): void {
    const number = 'logicalChannelNumber' in scope ? scope.logicalChannelNumber : undefined;
    if ('resourceID' in scope) return;
    this.#channels.limit(number, 'maximumBitRate' in restriction ? restriction.maximumBitRate * 100 : undefined);
    this.#send(indication({ flowControlIndication: { scope, restriction } }));
  }

  /** H.245 §8.12.5: everything that a decoder asks for because its picture is broken is answered by a keyframe. */
  #onMiscellaneous({ type }: H245.MiscellaneousCommand): void {
    const asks = ['videoFastUpdatePicture', 'videoFastUpdateGOB', 'videoFastUpdateMB', 'lostPicture', 'lostPartialPicture', 'videoBadMBs'];
    if (asks.some((name) => name in type)) this.#emit({ type: 'keyframeRequested' });
  }

  #identified(vendor: VendorIdentity | undefined): void {
    if (vendor !== undefined) this.#emit({ type: 'identified', vendor });
  }

  #capability(event: CapabilityEvent): void {
    const [state, effects] = capabilityStep(this.#capabilities, event);
    this.#capabilities = state;
    this.#carryOut('capabilities', effects, () => this.#capability({ type: 'timeout' }), (notice) => this.#onNotice(notice));
  }

  #determine(event: MasterSlaveEvent): void {
    const [state, effects] = masterSlaveStep(this.#masterSlave, event, this.#randomNumber());
    this.#masterSlave = state;
    this.#carryOut('masterSlave', effects, () => this.#determine({ type: 'timeout' }), (notice) => this.#onNotice(notice));
  }

  #roundTripped(event: RoundTripEvent): void {
    const [state, effects] = roundTripStep(this.#roundTrip, event);
    this.#roundTrip = state;
    this.#carryOut('roundTrip', effects, () => this.#roundTripped({ type: 'timeout' }), (notice) => this.#onNotice(notice));
  }

  #onNotice(notice: CapabilityNotice | MasterSlaveNotice | RoundTripNotice): void {
    switch (notice.type) {
      case 'pausedByPeer':
        this.#paused = true;
        return this.#channels.stopTransmitting();
      case 'capabilitiesKnown':
        this.#paused = false;
        return this.#proceed();
      case 'capabilitiesConfirmed':
      case 'determined':
        return this.#proceed();
      case 'capabilitiesFailed':
      case 'masterSlaveFailed':
        return this.#emit({ type: 'failed', reason: 'no-answer-to-offer' });
      case 'peerSilent':
        return this.#emit({ type: 'failed', reason: 'peer-gone' });
      default:
        return notice satisfies never;
    }
  }

  /** H.323 §8.2: channels are opened once both know what the other can, and who is master. */
  #proceed(): void {
    const ready = this.#started && this.#capabilities.incoming === 'known' && this.#capabilities.outgoing === 'confirmed' && this.role !== undefined;
    if (ready && !this.#paused) this.#channels.transmit(this.#plan());
  }

  #plan(): TransmitPlan {
    return this.#local === undefined ? { audio: [], video: [] } : transmitPlan(this.#local, this.#capabilities.remote);
  }

  /** The payload type of events is ours: the peer sends them as our capabilities said. */
  #events(): TelephoneEventCodec | undefined {
    if (telephoneEventOf(this.#capabilities.remote) === undefined) return undefined;
    return this.#local?.streams.flatMap(({ codecs }) => codecs).find((codec) => codec.kind === 'telephone-event');
  }

  #carryOut<Notice>(name: string, effects: readonly Effect<Notice>[], onTimeout: () => void, onNotice: (notice: Notice) => void): void {
    for (const effect of effects) {
      if (effect.type === 'send') this.#send(effect.message);
      else if (effect.type === 'timer') this.#timers.set(name, effect.ms, onTimeout);
      else if (effect.type === 'stopTimer') this.#timers.cancel(name);
      else onNotice(effect.notice);
    }
  }

  #send(message: Message): void {
    if (!this.#over) this.#options.send(message);
  }

  #emit(event: SessionEvent): void {
    if (!this.#over) this.#options.onEvent(event);
  }

  #randomNumber(): number {
    const [a = 0, b = 0, c = 0] = this.#options.random.bytes(3);
    return (a << 16) | (b << 8) | c;
  }
}
