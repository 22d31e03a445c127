/**
 * Logical channels come and go one by one, while the domain deals in offers and answers: this class translates changes
 * of the channels. No I/O.
 */
import type { MediaDescription } from '../../../media/port.ts';
import type { LegEvent } from '../../core/leg.ts';

type State =
  /** Our offer was sent as capabilities at CONNECT; the first open channels are the answer. */
  | 'first-answer'
  /** Channels are moving towards our mid-call offer. */
  | 'answer'
  /** Changes come from the device. */
  | 'open';

/** Audio or video; content or camera control alone do not make a call. */
const runs = ({ streams }: MediaDescription): boolean =>
  streams.some(({ role, rtp, direction }) => role === 'main' && rtp !== undefined && direction !== 'inactive');

export class MediaNegotiation {
  #state: State;
  /** The channels of the answer so far. */
  #partial: MediaDescription | undefined;

  /** `answered`: fast connect has settled the media. */
  constructor(answered: boolean) {
    this.#state = answered ? 'open' : 'first-answer';
  }

  /** We have made an offer. */
  offered(): void {
    this.#state = 'answer';
    this.#partial = undefined;
  }

  /** The channels now match `description`; `settling` while one is being opened. */
  changed(description: MediaDescription, settling: boolean): readonly LegEvent[] {
    if (this.#state === 'open') return [{ type: 'mediaOffered', offer: description }];
    this.#partial = runs(description) ? description : undefined;
    if (this.#partial === undefined || (this.#state === 'answer' && settling)) return [];
    const first = this.#state === 'first-answer';
    this.#state = 'open';
    return [{ type: 'mediaAnswered', answer: description }, ...(first ? [{ type: 'established' } as const] : [])];
  }

  /**
   * Not everything was opened in time: the open channels are the answer. If none is open, a new call ends, and a
   * mid-call offer is refused.
   */
  timedOut(): 'end' | LegEvent | undefined {
    if (this.#state === 'first-answer') return 'end';
    if (this.#state === 'open') return undefined;
    this.#state = 'open';
    return this.#partial === undefined ? { type: 'mediaRefused' } : { type: 'mediaAnswered', answer: this.#partial };
  }
}
