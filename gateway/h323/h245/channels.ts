/** The logical channels of one call, both ways: what is opened, taken, closed, and what of it is told upwards. */
import type { Codec, MediaDescription, StreamDescription } from '../../../media/index.ts';
import type * as H245 from '../asn1/schemas/h245.types.ts';
import type { Timers } from '../timers.ts';
import type { TransmitPlan } from './capabilities.ts';
import type { AvCodec } from './data-type.ts';
import { describe, remember, type OpenChannels, type Remembered } from './describe.ts';
import { closeAck, openAck, openReject, readOpenRequest, sinkOf, startsAtZero, type IncomingChannel, type LocalSink, type Proposal } from './incoming-channel.ts';
import { request, response, type Effect, type Message } from './message.ts';
import { openOutgoing, outgoingStep, T103, type AvKind, type Opening, type OutgoingEvent, type OutgoingNotice, type OutgoingState, type RejectCause, type Sink } from './outgoing-channel.ts';

export interface ChannelOptions {
  readonly timers: Timers;
  readonly send: (message: Message) => void;
  /** Something that a description says has changed. */
  readonly onChange: () => void;
  /** The room is a client of H.460.19. */
  readonly traversal: boolean;
}

/** A peer that opens more than this is up to no good. */
const MAX_CHANNELS = 16;
const KINDS: readonly AvKind[] = ['audio', 'video'];
const DEFAULT_PTIME = 20;
const DEFAULT_BITRATE = 1_400_000;
/** Channel numbers are 1 to 65535 (H.245 §7.4); ours start where no peer's are likely to. */
const FIRST_NUMBER = 257;

interface Outgoing {
  state: OutgoingState;
  /** What to try when this is refused. */
  readonly next: readonly AvCodec[];
}

export class Channels {
  readonly #options: ChannelOptions;
  readonly #outgoing = new Map<number, Outgoing>();
  readonly #incoming = new Map<number, IncomingChannel>();
  readonly #known: Partial<Record<AvKind, Remembered>> = {};
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

  /** Whether some channel is neither open nor gone yet. */
  get settling(): boolean {
    return [...this.#outgoing.values()].some(({ state }) => state.kind === 'awaiting') || [...this.#incoming.values()].some((channel) => this.#unsettled(channel));
  }

  /** Opens what is planned and not open yet. */
  transmit(plan: TransmitPlan): void {
    for (const kind of KINDS) if (this.#sending(kind) === undefined && this.#backwards(kind) === undefined) this.#open(kind, plan[kind]);
  }

  /** Closes what we send (H.323 §8.4.6), or all of one kind. */
  stopTransmitting(kind?: AvKind): void {
    for (const [number, { state }] of this.#outgoing) if (kind === undefined || state.opening.kind === kind) this.#step(number, { type: 'close' });
  }

  /** Stops both ways: the peer is asked to close what it sends, and will open it again towards our new sockets. */
  closeAll(): void {
    this.stopTransmitting();
    for (const [number, channel] of this.#incoming) {
      this.#options.send(request({ requestChannelClose: { forwardLogicalChannelNumber: number, reason: { reopen: null } } }));
      this.#incoming.set(number, { ...channel, state: 'closing' });
      this.#options.onChange();
    }
  }

  /** Channels that fast connect has opened (H.323 §8.1.7). */
  adopt(opened: { readonly outgoing?: { readonly opening: Opening; readonly sink: Sink }; readonly incoming?: Proposal }): void {
    const { outgoing, incoming } = opened;
    if (outgoing !== undefined) {
      const { opening, sink } = outgoing;
      this.#outgoing.set(opening.number, { state: { kind: 'established', opening, sink, payloadType: opening.codec.payloadType }, next: [] });
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
    const proposal = readOpenRequest(open, this.#local.streams.flatMap(({ codecs }) => codecs));
    if ('refused' in proposal) return refuse(proposal.refused);
    const local = this.#localSink(proposal.kind);
    if (local === undefined) return refuse({ dataTypeNotAvailable: null });
    if (this.#incoming.size >= MAX_CHANNELS) return refuse({ insufficientBandwidth: null });
    const reverseNumber = proposal.reverse && this.takeNumber();
    this.#options.send(openAck(proposal, local, reverseNumber));
    this.#take({ ...proposal, ...(reverseNumber !== undefined && { reverseNumber }), state: reverseNumber === undefined ? 'established' : 'awaitingConfirm' });
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
      return this.#options.send(response({ requestChannelCloseReject: { forwardLogicalChannelNumber: number, cause: { unspecified: null } } }));
    }
    this.#options.send(response({ requestChannelCloseAck: { forwardLogicalChannelNumber: number } }));
    this.#step(number, { type: 'close' });
  }

  /** `bitrate` in bit/s, undefined for no restriction. `number` undefined: all channels together. */
  limit(number: number | undefined, bitrate: number | undefined): void {
    if (number === undefined) this.#total = bitrate;
    else if (!KINDS.some((kind) => this.#sendingNumber(kind) === number)) return;
    else if (bitrate === undefined) this.#limits.delete(number);
    else this.#limits.set(number, bitrate);
    this.#options.onChange();
  }

  /** The channel on which the peer sends its picture. */
  get receivedVideo(): number | undefined {
    return this.#receiving('video')?.number;
  }

  describe(kinds: readonly AvKind[], events: Codec | undefined): MediaDescription {
    const description = describe(kinds, (kind) => ({ channels: this.#channels(kind), known: this.#known[kind] }), events);
    return this.#total === undefined || this.#total === 0 ? description : { ...description, maxBitrate: this.#total };
  }

  #open(kind: AvKind, codecs: readonly AvCodec[]): void {
    const [codec, ...next] = codecs;
    const [local, stream] = [this.#localSink(kind), this.#stream(kind)];
    if (codec === undefined || local === undefined) return;
    const opening: Opening = { number: this.takeNumber(), kind, codec, rtcp: local.rtcp, ptime: stream?.ptime ?? DEFAULT_PTIME, maxBitrate: stream?.maxBitrate ?? DEFAULT_BITRATE, ...(this.#options.traversal && { keepAliveAt: local.rtp }) };
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
      else if (effect.type === 'timer') timers.set(`channel ${number}`, effect.ms, () => this.#step(number, { type: 'timeout' }));
      else if (effect.type === 'stopTimer') timers.cancel(`channel ${number}`);
      else if (effect.notice.type === 'refused' && outgoing !== undefined) this.#openNext(outgoing, effect.notice.cause);
    }
    if (outgoing?.state.kind === 'released') this.#forget(number);
  }

  #forget(number: number): void {
    this.#outgoing.delete(number);
    this.#limits.delete(number);
  }

  /** The next choice; after a conflict, what the master itself sends comes first (H.245 §C.4.1.3). */
  #openNext({ state, next }: Outgoing, cause: RejectCause): void {
    const { kind } = state.opening;
    const theirs = 'masterSlaveConflict' in cause ? this.#receiving(kind)?.codec.name : undefined;
    this.#open(kind, next.toSorted((a, b) => Number(b.name === theirs) - Number(a.name === theirs)));
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
    if (channel === undefined) return;
    this.#incoming.delete(number);
    if (channel.reverseNumber !== undefined) this.#limits.delete(channel.reverseNumber);
    this.#changed(channel.kind);
  }

  #changed(kind: AvKind): void {
    const known = remember(this.#channels(kind), this.#known[kind]);
    if (known !== undefined) this.#known[kind] = known;
    this.#options.onChange();
  }

  #channels(kind: AvKind): OpenChannels {
    const outgoing = this.#sending(kind);
    const number = this.#sendingNumber(kind);
    const limit = this.#total === 0 || number === undefined ? this.#total : this.#limits.get(number);
    return { outgoing: outgoing?.kind === 'established' ? outgoing : undefined, incoming: this.#receiving(kind), limit };
  }

  /** Of the channel of ours, or of the way back of theirs. */
  #sendingNumber(kind: AvKind): number | undefined {
    return this.#sending(kind)?.opening.number ?? this.#backwards(kind)?.reverseNumber;
  }

  /** The bidirectional channel of theirs on which we send. */
  #backwards(kind: AvKind): IncomingChannel | undefined {
    return [...this.#incoming.values()].findLast((channel) => channel.kind === kind && channel.reverse !== undefined && channel.state !== 'closing');
  }

  /** One that is to be closed and has no successor yet, too. */
  #unsettled({ kind, state }: IncomingChannel): boolean {
    return state === 'awaitingConfirm' || (state === 'closing' && this.#receiving(kind) === undefined);
  }

  #sending(kind: AvKind): OutgoingState | undefined {
    return [...this.#outgoing.values()].findLast(({ state }) => state.opening.kind === kind && (state.kind === 'awaiting' || state.kind === 'established'))?.state;
  }

  #receiving(kind: AvKind): IncomingChannel | undefined {
    return [...this.#incoming.values()].findLast((channel) => channel.kind === kind && channel.state === 'established');
  }

  #stream(kind: AvKind): StreamDescription | undefined {
    return this.#local.streams.find((stream) => stream.kind === kind && stream.role === 'main');
  }

  #localSink(kind: AvKind): LocalSink | undefined {
    const { rtp, rtcp } = this.#stream(kind) ?? {};
    return rtp && { rtp, rtcp: rtcp ?? { address: rtp.address, port: rtp.port + 1 } };
  }
}
