/** Admits calls to lobbies and meetings, and divides the bandwidth among them. */
import { AUDIO_RATE } from '../../core/meeting/bandwidth.ts';
import {
  budgetOf,
  addCalls,
  addRate,
  fitsCall,
  isLimited,
  NO_USE,
  type BudgetLimits,
} from '../../core/meeting/budget.ts';
import { JoinError } from './participant.ts';

export interface AdmissionOptions {
  /** Limit of calls that key in a PIN at the same time, in total and per source. */
  readonly maxLobbies?: number;
  readonly maxLobbiesPerSource?: number;
  readonly limits?: BudgetLimits;
  /** The site of a device, by its address. */
  readonly siteOf?: (address: string) => string | undefined;
}

export class Admission {
  readonly #limits: BudgetLimits;
  readonly #siteOf: (address: string) => string | undefined;
  readonly #maxLobbies: number;
  readonly #maxLobbiesPerSource: number;
  #use = NO_USE;
  readonly #lobbies = new Map<string, number>();
  #lobbyCount = 0;

  constructor({
    maxLobbies = Infinity,
    maxLobbiesPerSource = Infinity,
    limits = { sites: new Map() },
    siteOf = () => undefined,
  }: AdmissionOptions) {
    this.#limits = limits;
    this.#siteOf = siteOf;
    this.#maxLobbies = maxLobbies;
    this.#maxLobbiesPerSource = maxLobbiesPerSource;
  }

  get lobbies(): number {
    return this.#lobbyCount;
  }

  /** Throws `JoinError` if one more call would leave others without audio. */
  takeCall(source: string): void {
    const site = this.#siteOf(source);
    if (!fitsCall(this.#limits, this.#use, site)) throw new JoinError('no-bandwidth');
    this.#use = addCalls(this.#use, site, 1);
  }

  giveBackCall(source: string): void {
    this.#use = addCalls(this.#use, this.#siteOf(source), -1);
  }

  /** Throws `JoinError`. */
  takeLobby(source: string): void {
    const held = this.#lobbies.get(source) ?? 0;
    if (this.#lobbyCount >= this.#maxLobbies || held >= this.#maxLobbiesPerSource) throw new JoinError('overload');
    this.#lobbies.set(source, held + 1);
    this.#lobbyCount += 1;
  }

  giveBackLobby(source: string): void {
    const left = (this.#lobbies.get(source) ?? 1) - 1;
    if (left > 0) this.#lobbies.set(source, left);
    else this.#lobbies.delete(source);
    this.#lobbyCount -= 1;
  }

  /**
   * Reserves bandwidth beside audio and video at each of these sources, bit/s; negative releases it. `false`: a
   * call there would lose its audio, and nothing is reserved.
   */
  reserve(sources: readonly string[], rate: number): boolean {
    const next = sources.reduce((taken, source) => addRate(taken, this.#siteOf(source), rate), this.#use);
    const fits =
      rate <= 0 ||
      sources.every((source) => (budgetOf(this.#limits, next, this.#siteOf(source)) ?? Infinity) >= AUDIO_RATE);
    if (fits) this.#use = next;
    return fits;
  }

  /** Every join and leave changes the budgets. */
  get shares(): boolean {
    return isLimited(this.#limits);
  }

  /** The current budget of a call from this source, bit/s. */
  budgetOf(source: string): number {
    return budgetOf(this.#limits, this.#use, this.#siteOf(source)) ?? Infinity;
  }
}
