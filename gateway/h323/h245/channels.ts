/**
 * The logical channels of one call, in both directions: opens, accepts and closes them, and reports the media that
 * they carry.
 */
import type { Codec, MediaDescription, StreamName } from '../../../media/port.ts';
import type * as H245 from '../asn1/generated/h245.types.ts';
import type { Timers } from '../leg/timers.ts';
import type { TransmitPlan } from './capabilities.ts';
import { backwards, isMain, isSettling, NAMES, receiving, sending } from './channel-table.ts';
import type { ChannelCodec } from './data-type.ts';
import { describe, remember, type OpenChannels, type Remembered } from './describe.ts';
import {
  closeAck,
  openAck,
  openReject,
  readOpenRequest,
  sinkOf,
  startsAtZero,
  type ContentMarks,
  type IncomingChannel,
  type Proposal,
} from './incoming-channel.ts';
import { request, response, type Effect, type Message } from './message.ts';
import {
  openOutgoing,
  outgoingStep,
  SESSION,
  T103,
  type Opening,
  type OutgoingEvent,
  type OutgoingNotice,
  type OutgoingState,
  type RejectCause,
  type Sink,
} from './outgoing-channel.ts';
import { codecsOf, sinkOfStream, streamNamed, weReceive } from './streams.ts';

export interface ChannelOptions {
  readonly timers: Timers;
  readonly send: (message: Message) => void;
  /** Called when anything that a description contains has changed. */
  readonly onChange: () => void;
  /** The device is a client of H.460.19. */
  readonly traversal: boolean;
  /** Whether the device may open the channel of a shared screen now, or only once `decideContent` permits it. */
  readonly admitContent: () => 'yes' | 'no' | 'wait';
  /** The channel number that the device has announced for its shared screen. */
  readonly announcedContent: () => number | undefined;
}

/** The limit of channels per peer; more are a sign of abuse. */
const MAX_CHANNELS = 16;
const DEFAULT_PTIME = 20;
const DEFAULT_BITRATE = 1_400_000;
/** Channel numbers are 1 to 65535 (H.245 §7.4); ours start above those that peers usually choose. */
const FIRST_NUMBER = 257;

interface Outgoing {
  state: OutgoingState;
  /** The codecs to try if this one is refused. */
  readonly next: readonly ChannelCodec[];
}

export class Channels {
  readonly #options: ChannelOptions;
  readonly #outgoing = new Map<number, Outgoing>();
  readonly #incoming = new Map<number, IncomingChannel>();
  /** Channels for shared screens whose device waits for the floor. */
  readonly #waiting = new Map<number, Proposal>();
  readonly #known: Partial<Record<StreamName, Remembered>> = {};
  /** bit/s, by the number of a channel that we send on. */
  readonly #limits = new Map<number, number>();
  #total: number | undefined;
  #local: MediaDescription = { streams: [] };
  #nextNumber = FIRST_NUMBER;

  constructor(options: ChannelOptions) {
    this.#options = options;
  }

  /** Sets our side: the announced codecs, and the sockets that acknowledgements name. */
  set local(local: MediaDescription) {
    this.#local = local;
  }

  get size(): number {
    return this.#outgoing.size + this.#incoming.size;
  }

  /** True while some audio or video channel is being opened or closed. */
  get settling(): boolean {
    return isSettling(this.#outgoing, this.#incoming);
  }

  /** Opens the planned audio and video channels that are not open yet. */
  transmit(plan: TransmitPlan): void {
    this.open('audio', plan.audio);
    this.open('video', plan.video);
  }

  /** Opens a channel of one kind, unless there is one. */
  open(
    kind: StreamName,
    codecs: readonly ChannelCodec[],
    more: Pick<Opening, 'session'> & { readonly number?: number } = {},
  ): void {
    if (!this.sends(kind)) this.#open(kind, codecs, more);
  }

  /** Closes the channels that we send on (H.323 §8.4.6), or only those of the given kinds. */
  stopTransmitting(kinds: readonly StreamName[] = NAMES): void {
    for (const [number, { state }] of this.#outgoing)
      if (kinds.includes(state.opening.kind)) this.#step(number, { type: 'close' });
  }

  /** True if a channel that we send on is open or being opened. */
  sends(kind: StreamName): boolean {
    return sending(this.#outgoing, kind) !== undefined || backwards(this.#incoming, kind) !== undefined;
  }

  /** True if the channel is open. */
  isSent(kind: StreamName): boolean {
    return sending(this.#outgoing, kind)?.kind === 'established';
  }

  /** Opens or rejects the channels that wait for the floor. */
  decideContent(admitted: boolean): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const proposal of waiting) {
      if (admitted) this.#accept(proposal);
      else this.#options.send(openReject(proposal.number, { dataTypeNotAvailable: null }));
    }
  }

  /** True if the device has a channel of this kind open or has asked to open one. */
  isOpenedByPeer(kind: StreamName): boolean {
    return receiving(this.#incoming, kind) !== undefined || (kind === 'content' && this.#waiting.size > 0);
  }

  /** Asks the peer to close its channel of a kind; its media is no longer used. */
  askToClose(kind: StreamName): void {
    for (const channel of this.#incoming.values())
      if (channel.kind === kind && channel.state !== 'closing') this.#askToClose(channel, { normal: null });
  }

  /** Stops both directions: asks the peer to close its channels; it then opens them again towards our new sockets. */
  closeAll(): void {
    this.stopTransmitting();
    for (const channel of this.#incoming.values()) this.#askToClose(channel, { reopen: null });
  }

  #askToClose(channel: IncomingChannel, reason: NonNullable<H245.RequestChannelClose['reason']>): void {
    this.#options.send(request({ requestChannelClose: { forwardLogicalChannelNumber: channel.number, reason } }));
    this.#incoming.set(channel.number, { ...channel, state: 'closing' });
    this.#options.onChange();
  }

  /** Adopts the channels that fast connect has opened (H.323 §8.1.7). */
  adopt(opened: {
    readonly outgoing?: { readonly opening: Opening; readonly sink: Sink };
    readonly incoming?: Proposal;
  }): void {
    const { outgoing, incoming } = opened;
    if (outgoing !== undefined) {
      const { opening, sink } = outgoing;
      this.#outgoing.set(opening.number, {
        state: { kind: 'established', opening, sink, payloadType: opening.codec.payloadType },
        next: [],
      });
      this.#changed(opening.kind);
    }
    if (incoming !== undefined) this.#take({ ...incoming, state: 'established' });
  }

  /** Returns the number for a new channel of ours. */
  takeNumber(): number {
    const number = this.#nextNumber;
    this.#nextNumber = number >= 0xffff ? FIRST_NUMBER : number + 1;
    return number;
  }

  onOpen(open: H245.OpenLogicalChannel): void {
    const number = open.forwardLogicalChannelNumber;
    // Reopening a channel closes the earlier one of that number, whatever becomes of the new one (H.245 §8.4).
    this.#drop(number);
    const refuse = (cause: RejectCause): void => this.#options.send(openReject(number, cause));
    const proposal = readOpenRequest(open, codecsOf(this.#local), this.#contentMarks());
    if ('refused' in proposal) return refuse(proposal.refused);
    if (sinkOfStream(this.#local, proposal.kind) === undefined) return refuse({ dataTypeNotAvailable: null });
    if (this.#incoming.size + this.#waiting.size >= MAX_CHANNELS) return refuse({ insufficientBandwidth: null });
    if (proposal.kind !== 'content') return this.#accept(proposal);
    if (!weReceive(streamNamed(this.#local, 'content'))) return refuse({ dataTypeNotAvailable: null });
    const admission = this.#options.admitContent();
    if (admission === 'no') return refuse({ dataTypeNotAvailable: null });
    if (admission === 'yes') return this.#accept(proposal);
    this.#waiting.set(number, proposal);
  }

  #accept(proposal: Proposal): void {
    const { number } = proposal;
    const local = sinkOfStream(this.#local, proposal.kind);
    if (local === undefined) return;
    const reverseNumber = proposal.reverse && this.takeNumber();
    this.#options.send(openAck(proposal, local, reverseNumber));
    this.#take({
      ...proposal,
      ...(reverseNumber !== undefined && { reverseNumber }),
      state: reverseNumber === undefined ? 'established' : 'awaitingConfirm',
    });
    // A bidirectional channel is not established until it is confirmed (H.245 §8.5).
    if (reverseNumber !== undefined) this.#options.timers.set(`confirm ${number}`, T103, () => this.#drop(number));
  }

  onConfirm(number: number): void {
    const channel = this.#incoming.get(number);
    if (channel?.state !== 'awaitingConfirm') return;
    this.#options.timers.cancel(`confirm ${number}`);
    this.#take({ ...channel, state: 'established' });
  }

  onAck(ack: H245.OpenLogicalChannelAck): void {
    const number = ack.forwardLogicalChannelNumber;
    if (startsAtZero(ack) && this.#outgoing.get(number)?.state.kind === 'awaiting') this.#limits.set(number, 0);
    this.#step(number, { type: 'ack', ...sinkOf(ack) });
  }

  onReject({ forwardLogicalChannelNumber, cause }: H245.OpenLogicalChannelReject): void {
    this.#step(forwardLogicalChannelNumber, { type: 'reject', cause });
  }

  onClose(number: number): void {
    this.#options.send(closeAck(number));
    this.#drop(number);
  }

  onCloseAck(number: number): void {
    this.#step(number, { type: 'closeAck' });
  }

  /** The peer asks to close a channel of ours (H.245 §8.6); we always comply. */
  onRequestClose(number: number): void {
    if (!this.#outgoing.has(number)) {
      return this.#options.send(
        response({ requestChannelCloseReject: { forwardLogicalChannelNumber: number, cause: { unspecified: null } } }),
      );
    }
    this.#options.send(response({ requestChannelCloseAck: { forwardLogicalChannelNumber: number } }));
    this.#step(number, { type: 'close' });
  }

  /** `bitrate` in bit/s, undefined for no restriction. `number` undefined: all channels together. */
  limit(number: number | undefined, bitrate: number | undefined): void {
    if (number === undefined) this.#total = bitrate;
    else if (this.sentAs(number) === undefined) return;
    else if (bitrate === undefined) this.#limits.delete(number);
    else this.#limits.set(number, bitrate);
    this.#options.onChange();
  }

  /** The kind of media sent on a channel of ours. */
  sentAs(number: number): StreamName | undefined {
    return NAMES.find((kind) => this.#sendingNumber(kind) === number);
  }

  /** The number of the channel on which the peer sends. */
  received(kind: StreamName): number | undefined {
    return receiving(this.#incoming, kind)?.number;
  }

  /** The session of the shared screen, if the master has assigned one. */
  get contentSession(): number | undefined {
    return this.#contentMarks().session;
  }

  describe(names: readonly StreamName[], events: Codec | undefined): MediaDescription {
    const description = describe(
      names,
      (kind) => ({ channels: this.#channels(kind), known: this.#known[kind] }),
      events,
    );
    return this.#total === undefined || this.#total === 0 ? description : { ...description, maxBitrate: this.#total };
  }

  #open(
    kind: StreamName,
    codecs: readonly ChannelCodec[],
    { number = this.takeNumber(), session }: Parameters<Channels['open']>[2] = {},
  ): void {
    const [codec, ...next] = codecs;
    const [local, stream] = [sinkOfStream(this.#local, kind), streamNamed(this.#local, kind)];
    if (codec === undefined || local === undefined) return;
    const opening: Opening = {
      number,
      kind,
      codec,
      rtcp: local.rtcp,
      ptime: stream?.ptime ?? DEFAULT_PTIME,
      maxBitrate: stream?.maxBitrate ?? DEFAULT_BITRATE,
      ...(session !== undefined && { session }),
      ...(this.#options.traversal && { keepAliveAt: local.rtp }),
    };
    const [state, effects] = openOutgoing(opening);
    this.#outgoing.set(opening.number, { state, next });
    this.#carryOut(opening.number, effects);
  }

  #step(number: number, event: OutgoingEvent): void {
    const outgoing = this.#outgoing.get(number);
    if (outgoing === undefined) return;
    const [state, effects] = outgoingStep(outgoing.state, event);
    const changed = state !== outgoing.state;
    outgoing.state = state;
    if (state.kind === 'released') this.#forget(number);
    if (changed) this.#changed(state.opening.kind);
    this.#carryOut(number, effects, outgoing);
  }

  #carryOut(number: number, effects: readonly Effect<OutgoingNotice>[], outgoing = this.#outgoing.get(number)): void {
    const { timers, send } = this.#options;
    for (const effect of effects) {
      if (effect.type === 'send') send(effect.message);
      else if (effect.type === 'timer')
        timers.set(`channel ${number}`, effect.ms, () => this.#step(number, { type: 'timeout' }));
      else if (effect.type === 'stopTimer') timers.cancel(`channel ${number}`);
      else if (effect.notice.type === 'refused' && outgoing !== undefined)
        this.#openNext(outgoing, effect.notice.cause);
    }
    if (outgoing?.state.kind === 'released') this.#forget(number);
  }

  #forget(number: number): void {
    this.#outgoing.delete(number);
    this.#limits.delete(number);
  }

  /** Opens the next choice. After a conflict, the codec that the master itself sends comes first (H.245 §C.4.1.3). */
  #openNext({ state, next }: Outgoing, cause: RejectCause): void {
    const { kind, session } = state.opening;
    const theirs = 'masterSlaveConflict' in cause ? receiving(this.#incoming, kind)?.codec.name : undefined;
    this.#open(
      kind,
      next.toSorted((a, b) => Number(b.name === theirs) - Number(a.name === theirs)),
      { ...(session !== undefined && { session }) },
    );
    this.#options.onChange();
  }

  #take(channel: IncomingChannel): void {
    // The newest channel of a kind carries the media; an older one waits to be closed.
    this.#incoming.delete(channel.number);
    this.#incoming.set(channel.number, channel);
    this.#changed(channel.kind);
  }

  #drop(number: number): void {
    const channel = this.#incoming.get(number);
    this.#options.timers.cancel(`confirm ${number}`);
    this.#waiting.delete(number);
    if (channel === undefined) return;
    this.#incoming.delete(number);
    if (channel.reverseNumber !== undefined) this.#limits.delete(channel.reverseNumber);
    this.#changed(channel.kind);
  }

  #changed(kind: StreamName): void {
    const host = isMain(kind) ? undefined : (this.#known.video ?? this.#known.audio)?.rtp.address;
    const known = remember(this.#channels(kind), this.#known[kind], host);
    if (known !== undefined) this.#known[kind] = known;
    this.#options.onChange();
  }

  #channels(kind: StreamName): OpenChannels {
    const outgoing = sending(this.#outgoing, kind);
    const number = this.#sendingNumber(kind);
    const limit = this.#total === 0 || number === undefined ? this.#total : this.#limits.get(number);
    return {
      outgoing: outgoing?.kind === 'established' ? outgoing : undefined,
      incoming: receiving(this.#incoming, kind),
      limit,
    };
  }

  /** The number of our channel, or of the reverse direction of the peer's channel. */
  #sendingNumber(kind: StreamName): number | undefined {
    return sending(this.#outgoing, kind)?.opening.number ?? backwards(this.#incoming, kind)?.reverseNumber;
  }

  #contentMarks(): ContentMarks {
    const session =
      receiving(this.#incoming, 'content')?.sessionId ?? sending(this.#outgoing, 'content')?.opening.session;
    return { number: this.#options.announcedContent(), session: session === 0 ? SESSION.content : session };
  }
}
