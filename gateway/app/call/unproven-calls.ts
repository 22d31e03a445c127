/**
 * Calls over UDP that were answered into a lobby and are not acknowledged yet: their source may be forged. A source has
 * few of them at a time; a further one ends the oldest, so that forged packets do not keep a real device out, whose
 * acknowledgement takes one round trip. No I/O.
 */
import type { CallState } from '../../core/call/call.ts';

/** Calls of one source that may wait for their acknowledgement: half a second at the usual rate limit. */
export const MOST_UNPROVEN = 25;

export interface UnprovenCall {
  readonly state: CallState;
  end(): void;
}

export class UnprovenCalls {
  readonly #bySource = new Map<string, readonly UnprovenCall[]>();

  /** Number of sources remembered. */
  get sources(): number {
    return this.#bySource.size;
  }

  /** `call` is new; its source is not proven. */
  add(source: string, call: UnprovenCall): void {
    const open = this.#open(source);
    if (open.filter(({ state }) => isWaiting(state)).length >= MOST_UNPROVEN)
      open.find(({ state }) => isWaiting(state))?.end();
    this.#bySource.set(source, [...this.#open(source), call]);
  }

  /** Forgets a source without such calls; called when one of its calls has ended. */
  ended(source: string): void {
    const open = this.#open(source);
    if (open.length === 0) this.#bySource.delete(source);
    else this.#bySource.set(source, open);
  }

  #open(source: string): readonly UnprovenCall[] {
    return (this.#bySource.get(source) ?? []).filter(({ state }) => isYoung(state) || isWaiting(state));
  }
}

/** May still be answered into a lobby. */
const isYoung = ({ kind }: CallState): boolean => kind === 'new' || kind === 'resolving';

const isWaiting = (state: CallState): boolean =>
  (state.kind === 'joining' && state.to.kind === 'lobby') ||
  (state.kind === 'answered' && state.running.presence.kind === 'entry');
