/**
 * Logical channels come and go one by one; the domain knows offers and answers. Here is what a change of the channels
 * is to it. Pure but for its state.
 */
import type { MediaDescription } from '../../../media/port.ts';
import type { LegEvent } from '../../core/leg.ts';

type State =
  /** Our offer went out as capabilities at CONNECT; the first channels that are open are the answer. */
  | 'first-answer'
  /** Channels move towards an offer that we made in mid-call. */
  | 'answer'
  /** Whatever changes is the room's doing. */
  | 'open';

/** Sound or picture; a screen or a camera alone is no call. */
const runs = ({ streams }: MediaDescription): boolean =>
  streams.some(({ role, rtp, direction }) => role === 'main' && rtp !== undefined && direction !== 'inactive');

export class MediaNegotiation {
  #state: State;
  /** What there is of the answer. */
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

  /** The channels are now as in `description`; `settling` while one is being opened. */
  changed(description: MediaDescription, settling: boolean): readonly LegEvent[] {
    if (this.#state === 'open') return [{ type: 'mediaOffered', offer: description }];
    this.#partial = runs(description) ? description : undefined;
    if (this.#partial === undefined || (this.#state === 'answer' && settling)) return [];
    const first = this.#state === 'first-answer';
    this.#state = 'open';
    return [{ type: 'mediaAnswered', answer: description }, ...(first ? [{ type: 'established' } as const] : [])];
  }

  /** Not all was opened in time: what was is the answer. When nothing was, a call that has begun ends, and an offer in mid-call is refused. */
  timedOut(): 'end' | LegEvent | undefined {
    if (this.#state === 'first-answer') return 'end';
    if (this.#state === 'open') return undefined;
    this.#state = 'open';
    return this.#partial === undefined ? { type: 'mediaRefused' } : { type: 'mediaAnswered', answer: this.#partial };
  }
}
