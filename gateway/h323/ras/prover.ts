/** Verifies the proofs that come with messages: recent, meant for us, not seen before, and correct. */
import type { H323Device } from '../../../registry/port.ts';
import type { RasFields } from './message.ts';
import { claimOf, proves } from './security.ts';
import type { Claim, Mechanism } from './security.ts';

/** The number of H.235.1 messages that are remembered, so that none is accepted twice. */
const MAX_SEEN = 10_000;

export interface Proof {
  readonly proof: 'none' | 'proven' | 'wrong';
  readonly mechanism?: Mechanism;
  /** The name that the sender claims. */
  readonly sender?: string;
}

export interface ProverOptions {
  readonly gatekeeperId: string;
  /** Unix ms. */
  readonly now: () => number;
  /** The greatest accepted error of an endpoint's clock, in seconds. */
  readonly tolerance: number;
}

export class Prover {
  readonly #options: ProverOptions;
  readonly #seen = new Set<string>();

  constructor(options: ProverOptions) {
    this.#options = options;
  }

  /** `names` are those that the sender may claim. */
  judge(
    name: string,
    fields: RasFields,
    datagram: Uint8Array,
    device: H323Device | undefined,
    names: readonly string[],
  ): Proof {
    const claim = claimOf(fields);
    if (claim === undefined || device?.password === undefined) return { proof: 'none' };
    const { mechanism, sender } = claim;
    const good =
      names.includes(sender) &&
      this.#isForUs(name, claim) &&
      this.#isNow(claim) &&
      proves(claim, device.password, datagram) &&
      this.#isFirst(device, claim);
    return { proof: good ? 'proven' : 'wrong', mechanism, sender };
  }

  /** A discovering endpoint does not know our name yet. */
  #isForUs(name: string, { recipient }: Claim): boolean {
    return recipient === undefined || recipient === this.#options.gatekeeperId || name === 'gatekeeperRequest';
  }

  #isNow({ timeStamp }: Claim): boolean {
    return Math.abs(timeStamp - this.#options.now() / 1000) <= this.#options.tolerance;
  }

  /**
   * Detects replays with H.235.1 only: the other mechanisms produce the same token for every message within a
   * second.
   */
  #isFirst({ deviceId }: H323Device, { mechanism, hash }: Claim): boolean {
    if (mechanism !== 'h235.1') return true;
    const key = `${deviceId} ${Buffer.from(hash).toString('base64')}`;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    const [oldest] = this.#seen;
    if (this.#seen.size > MAX_SEEN && oldest !== undefined) this.#seen.delete(oldest);
    return true;
  }
}
