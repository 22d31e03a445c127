/**
 * Shared screens of one call: joins the presentation token to its channels. The token says who may present, the
 * channels whether anyone does; `look` compares the two.
 */
import type { H264Codec } from '../../../media/port.ts';
import type { Timers } from '../leg/timers.ts';
import type { Channels } from '../h245/channels.ts';
import type { Effect, Message } from '../h245/message.ts';
import { encodeH239, type H239Message } from './messages.ts';
import { newToken, tokenStep, type TokenEvent, type TokenNotice, type TokenState } from './token.ts';

export type ContentEvent =
  | { readonly type: 'floorRequested' }
  | { readonly type: 'floorReleased' }
  | { readonly type: 'contentAccepted'; readonly accepted: boolean };

export interface ContentOptions {
  readonly channels: Channels;
  readonly timers: Timers;
  readonly send: (message: Message) => void;
  readonly onEvent: (event: ContentEvent) => void;
  /** From 1 to 127. */
  readonly randomNumber: () => number;
  /** The codecs that the device accepts for a shared screen; undefined while unknown. */
  readonly plan: () => readonly H264Codec[] | undefined;
  /** The session of a channel that we open; 0 leaves it to the master. */
  readonly session: () => number;
  /** The bit rate that the device may send, in bit/s; undefined: it may not share. */
  readonly allowedRate: () => number | undefined;
}

/** ms for the device to accept the shown screen; until it does, the screen is shown in another way. */
const SHOW_TIMEOUT = 5_000;
/** ms for the device to close its channel after it has lost the token. */
const CLOSE_TIMEOUT = 3_000;

export class Content {
  readonly #options: ContentOptions;
  #token: TokenState = newToken;
  /** The number of our channel while another participant shares. */
  #wanted: number | undefined;
  /** True if the token was taken or requested for that channel. */
  #presented = false;
  #mayShow = false;
  /** The last reported result. */
  #told: boolean | undefined;
  /** Whether the device had a channel at the last look; whether it is overdue to close it. */
  #theirs = false;
  #overdue = false;

  constructor(options: ContentOptions) {
    this.#options = options;
  }

  /** The channel number that the device announced with its request. */
  get announced(): number | undefined {
    const { kind } = this.#token;
    const asked = kind === 'requested' || kind === 'theirs' ? this.#token.asked : undefined;
    return asked?.channel === 0 ? undefined : asked?.channel;
  }

  receive(message: H239Message): void {
    switch (message.type) {
      case 'presentationTokenRequest':
        return this.#onRequest(message);
      case 'presentationTokenResponse':
        return this.#step({ ...message, type: 'response' });
      case 'presentationTokenRelease':
        return this.#step({ type: 'release' });
      case 'presentationTokenIndicateOwner':
        return this.#step({ type: 'owner' });
      case 'flowControlReleaseRequest':
        return this.#onFlowControlRelease(message);
      case 'flowControlReleaseResponse':
        // We never ask for a higher rate.
        return undefined;
      default:
        return message satisfies never;
    }
  }

  decide(decision: 'granted' | 'denied' | 'revoked'): void {
    this.#step(
      decision === 'revoked' ? { type: 'revoked', channel: this.#options.channels.takeNumber() } : { type: decision },
    );
  }

  show(on: boolean): void {
    const { timers, channels } = this.#options;
    this.#told = undefined;
    if (!on) {
      this.#wanted = undefined;
      this.#mayShow = false;
      timers.cancel('content show');
      channels.stopTransmitting(['content']);
      return this.#step({ type: 'stop' });
    }
    if (this.#wanted !== undefined && this.#mayShow && channels.sends('content')) return this.#awaitChannel();
    this.#wanted = channels.takeNumber();
    this.#presented = false;
    this.#awaitChannel();
    this.#present(this.#wanted);
  }

  /** Presents as soon as it is known that the device can receive a screen. */
  #present(channel: number): void {
    const codecs = this.#options.plan();
    if (codecs === undefined) return;
    if (codecs.length === 0) return this.#tell(false);
    this.#presented = true;
    this.#step({ type: 'present', channel });
  }

  /** Decides whether the device may open its channel now. */
  admit(): 'yes' | 'no' | 'wait' {
    if (this.#token.kind === 'theirs') return 'yes';
    if (this.#token.kind === 'asking') return 'no';
    this.#step({ type: 'opened' });
    return 'wait';
  }

  /** Opens channels, for the first time or again. */
  proceed(): void {
    if (this.#wanted === undefined) return;
    if (this.#mayShow) this.#open();
    else if (!this.#presented) this.#present(this.#wanted);
  }

  /** Compares the token with the channels after every event; `quiet` while the channels are being reopened. */
  look(quiet: boolean): void {
    const { channels } = this.#options;
    const theirs = channels.isOpenedByPeer('content');
    const hasClosed = this.#theirs && !theirs;
    this.#theirs = theirs;
    if (hasClosed) this.#onTheirsClosed();
    this.#watchTheirs();
    if (quiet || this.#wanted === undefined || !this.#mayShow) return;
    if (channels.isSent('content')) return this.#tell(true);
    if (channels.sends('content')) return;
    this.#mayShow = false;
    this.#tell(false);
  }

  #onTheirsClosed(): void {
    this.#step({ type: 'closed' });
    this.#step({ type: 'settled' });
  }

  /** A device without the token has to close its channel, and is asked to if it does not. */
  #watchTheirs(): void {
    const { channels, timers } = this.#options;
    const overdue = channels.received('content') !== undefined && this.#token.kind !== 'theirs';
    if (overdue === this.#overdue) return;
    this.#overdue = overdue;
    if (overdue) timers.set('content close', CLOSE_TIMEOUT, () => channels.askToClose('content'));
    else timers.cancel('content close');
  }

  #awaitChannel(): void {
    this.#options.timers.set('content show', SHOW_TIMEOUT, () => this.#tell(false));
  }

  #onRequest({ label, channel, symmetryBreaking }: Extract<H239Message, { type: 'presentationTokenRequest' }>): void {
    if (this.#options.allowedRate() !== undefined)
      return this.#step({ type: 'request', label, channel, symmetryBreaking });
    this.#options.send(encodeH239({ type: 'presentationTokenResponse', accepted: false, label, channel }));
  }

  /** H.239 §8.4. */
  #onFlowControlRelease({ channel, bitRate }: Extract<H239Message, { type: 'flowControlReleaseRequest' }>): void {
    const accepted = bitRate * 100 <= (this.#options.allowedRate() ?? -1);
    this.#options.send(encodeH239({ type: 'flowControlReleaseResponse', accepted, channel }));
  }

  #step(event: TokenEvent): void {
    const [state, effects] = tokenStep(this.#token, event, this.#options.randomNumber());
    this.#token = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: Effect<TokenNotice>): void {
    const { timers, send } = this.#options;
    if (effect.type === 'send') send(effect.message);
    else if (effect.type === 'timer') timers.set('content token', effect.ms, () => this.#step({ type: 'timeout' }));
    else if (effect.type === 'stopTimer') timers.cancel('content token');
    else this.#onNotice(effect.notice);
  }

  #onNotice({ type }: TokenNotice): void {
    const { channels, onEvent } = this.#options;
    switch (type) {
      case 'requested':
        return onEvent({ type: 'floorRequested' });
      case 'released':
        return onEvent({ type: 'floorReleased' });
      case 'admitted':
      case 'turnedAway':
        return channels.decideContent(type === 'admitted');
      case 'mayShow':
        this.#mayShow = true;
        return this.#open();
      case 'lost':
        return this.#onLost();
      case 'taken':
        return this.#onTaken();
      case 'refused':
        channels.askToClose('content');
        return this.#onLost();
      default:
        return type satisfies never;
    }
  }

  #open(): void {
    const { channels, plan, session } = this.#options;
    const number = this.#wanted;
    const codecs = plan();
    if (number === undefined || codecs === undefined || channels.sends('content')) return;
    channels.open('content', codecs, { number, session: session() });
    // Every channel number is used only once.
    this.#wanted = channels.takeNumber();
  }

  #onLost(): void {
    this.#mayShow = false;
    this.#options.channels.stopTransmitting(['content']);
    if (this.#wanted !== undefined) this.#tell(false);
  }

  /** Gives the token back once the device has stopped, unless we present. */
  #onTaken(): void {
    if (!this.#options.channels.isOpenedByPeer('content')) this.#step({ type: 'settled' });
  }

  #tell(accepted: boolean): void {
    this.#options.timers.cancel('content show');
    if (this.#told === accepted) return;
    this.#told = accepted;
    this.#options.onEvent({ type: 'contentAccepted', accepted });
  }
}
