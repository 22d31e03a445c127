/** The logical channels of one call, both ways: what is opened, taken, closed, and what of it is told upwards. */
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
  /** Something that a description says has changed. */
  readonly onChange: () => void;
  /** The room is a client of H.460.19. */
  readonly traversal: boolean;
  /** A shared screen's channel: whether the room may open it now, or once `decideContent` says so. */
  readonly admitContent: () => 'yes' | 'no' | 'wait';
  /** The number that the room has announced for it. */
  readonly announcedContent: () => number | undefined;
}

/** A peer that opens more than this is up to no good. */
const MAX_CHANNELS = 16;
const DEFAULT_PTIME = 20;
const DEFAULT_BITRATE = 1_400_000;
/** Channel numbers are 1 to 65535 (H.245 §7.4); ours start where no peer's are likely to. */
const FIRST_NUMBER = 257;

interface Outgoing {
  state: OutgoingState;
  /** What to try when this is refused. */
  readonly next: readonly ChannelCodec[];
}

export class Channels {
  readonly #options: ChannelOptions;
  readonly #outgoing = new Map<number, Outgoing>();
  readonly #incoming = new Map<number, IncomingChannel>();
  /** Shared screens whose room waits for the floor. */
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

  /** Our side: what we announced, and the sockets that acknowledgements name. */
  set local(local: MediaDescription) {
    this.#local = local;
  }

  get size(): number {
    return this.#outgoing.size + this.#incoming.size;
  }

  /** Whether some channel of sound or picture is neither open nor gone yet. */
  get settling(): boolean {
    return isSettling(this.#outgoing, this.#incoming);
  }

  /** Opens what is planned of sound and picture, and not open yet. */
  transmit(plan: TransmitPlan): void {
    this.open('audio', plan.audio);
    this.open('video', plan.video);
  }

  /** Opens one kind, unless it is. */
  open(
    kind: StreamName,
    codecs: readonly ChannelCodec[],
    more: Pick<Opening, 'session'> & { readonly number?: number } = {},
  ): void {
    if (!this.sends(kind)) this.#open(kind, codecs, more);
  }

  /** Closes what we send (H.323 §8.4.6), or what is of these kinds. */
  stopTransmitting(kinds: readonly StreamName[] = NAMES): void {
    for (const [number, { state }] of this.#outgoing)
      if (kinds.includes(state.opening.kind)) this.#step(number, { type: 'close' });
  }

  /** Whether a channel of ours is open, or on its way. */
  sends(kind: StreamName): boolean {
    return sending(this.#outgoing, kind) !== undefined || backwards(this.#incoming, kind) !== undefined;
  }

  /** Whether it is open. */
  isSent(kind: StreamName): boolean {
    return sending(this.#outgoing, kind)?.kind === 'established';
  }

  /** What waits for the floor is opened, or turned away. */
  decideContent(admitted: boolean): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const proposal of waiting) {
      if (admitted) this.#accept(proposal);
      else this.#options.send(openReject(proposal.number, { dataTypeNotAvailable: null }));
    }
  }

  /** Whether the room has a channel of this kind open, or wants to. */
  isOpenedByPeer(kind: StreamName): boolean {
    return receiving(this.#incoming, kind) !== undefined || (kind === 'content' && this.#waiting.size > 0);
  }

  /** The peer is to close what it sends of a kind; nothing of it is used any more. */
  askToClose(kind: StreamName): void {
    for (const channel of this.#incoming.values())
      if (channel.kind === kind && channel.state !== 'closing') this.#askToClose(channel, { normal: null });
  }

  /** Stops both ways: the peer is asked to close what it sends, and will open it again towards our new sockets. */
  closeAll(): void {
    this.stopTransmitting();
    for (const channel of this.#incoming.values()) this.#askToClose(channel, { reopen: null });
  }

  #askToClose(channel: IncomingChannel, reason: NonNullable<H245.RequestChannelClose['reason']>): void {
    this.#options.send(request({ requestChannelClose: { forwardLogicalChannelNumber: channel.number, reason } }));
    this.#incoming.set(channel.number, { ...channel, state: 'closing' });
    this.#options.onChange();
  }

  /** Channels that fast connect has opened (H.323 §8.1.7). */
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

  /** For a channel of ours. */
  takeNumber(): number {
    const number = this.#nextNumber;
    this.#nextNumber = number >= 0xffff ? FIRST_NUMBER : number + 1;
    return number;
  }

  onOpen(open: H245.OpenLogicalChannel): void {
    const number = open.forwardLogicalChannelNumber;
    // H.245 §8.4: a channel that is opened anew was closed before, whatever becomes of the new one.
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
    // H.245 §8.5: without its confirmation a bidirectional channel is not up.
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

  /** The peer wants a channel of ours closed (H.245 §8.6); we always do. */
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

  /** What goes on a channel of ours. */
  sentAs(number: number): StreamName | undefined {
    return NAMES.find((kind) => this.#sendingNumber(kind) === number);
  }

  /** The channel on which the peer sends. */
  received(kind: StreamName): number | undefined {
    return receiving(this.#incoming, kind)?.number;
  }

  /** The session that the shared screen has, as far as the master has given it one. */
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

  /** The next choice; after a conflict, what the master itself sends comes first (H.245 §C.4.1.3). */
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
    // The newest channel of a kind is the one that runs; an older one waits for its close.
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

  /** Of the channel of ours, or of the way back of theirs. */
  #sendingNumber(kind: StreamName): number | undefined {
    return sending(this.#outgoing, kind)?.opening.number ?? backwards(this.#incoming, kind)?.reverseNumber;
  }

  #contentMarks(): ContentMarks {
    const session =
      receiving(this.#incoming, 'content')?.sessionId ?? sending(this.#outgoing, 'content')?.opening.session;
    return { number: this.#options.announcedContent(), session: session === 0 ? SESSION.content : session };
  }
}
