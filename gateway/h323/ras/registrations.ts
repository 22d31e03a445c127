/**
 * The registered endpoints: a table in memory. A restart empties it; endpoints register again at their next
 * keep-alive.
 */
import type { TransportAddress } from '../../../media/port.ts';
import type { H323Device, VendorIdentity } from '../../../registry/port.ts';
import type { Mechanism } from './security.ts';

export interface Registration {
  readonly endpointId: string;
  /** Absent for an unknown device, if the policy lets those register. */
  readonly device?: H323Device;
  readonly aliases: readonly string[];
  /** The source address of its RAS messages. */
  readonly ras: TransportAddress;
  /** The address at which it says that it takes calls; not reachable if it is behind NAT. */
  readonly signal?: TransportAddress;
  readonly behindNat: boolean;
  /** The endpoint takes calls by H.460.18. */
  readonly traversal: boolean;
  /** The mechanism by which it proved its identity. */
  readonly mechanism?: Mechanism;
  readonly vendor?: VendorIdentity;
  /** Seconds. */
  readonly timeToLive: number;
  /** Monotonic ms. */
  readonly expiresAt: number;
}

/** The place of an alias. */
export type Located = Omit<Registration, 'device' | 'mechanism' | 'timeToLive' | 'expiresAt'> & {
  readonly deviceId?: string;
};

export function locatedAt(registration: Registration | undefined): Located | undefined {
  if (registration === undefined) return undefined;
  const { device, mechanism: _mechanism, timeToLive: _timeToLive, expiresAt: _expiresAt, ...place } = registration;
  return device === undefined ? place : { ...place, deviceId: device.deviceId };
}

export class Registrations {
  readonly #byId = new Map<string, Registration>();
  readonly #byAlias = new Map<string, string>();
  readonly #byAddress = new Map<string, number>();

  get size(): number {
    return this.#byId.size;
  }

  all(): IterableIterator<Registration> {
    return this.#byId.values();
  }

  /** The number of registrations from an address. */
  countFrom(address: string): number {
    return this.#byAddress.get(address) ?? 0;
  }

  get(endpointId: string | undefined): Registration | undefined {
    return endpointId === undefined ? undefined : this.#byId.get(endpointId);
  }

  byAlias(alias: string): Registration | undefined {
    return this.get(this.#byAlias.get(alias));
  }

  /** The registrations that hold one of the aliases. */
  holders(aliases: readonly string[]): readonly Registration[] {
    return [...new Set(aliases.map((alias) => this.byAlias(alias)).filter((held) => held !== undefined))];
  }

  /** Adds the registration, or replaces the one with its identifier. */
  put(registration: Registration): void {
    this.remove(registration.endpointId);
    this.#byId.set(registration.endpointId, registration);
    for (const alias of registration.aliases) this.#byAlias.set(alias, registration.endpointId);
    this.#count(registration.ras.address, 1);
  }

  remove(endpointId: string): Registration | undefined {
    const present = this.#byId.get(endpointId);
    if (present === undefined) return undefined;
    this.#byId.delete(endpointId);
    for (const alias of present.aliases) if (this.#byAlias.get(alias) === endpointId) this.#byAlias.delete(alias);
    this.#count(present.ras.address, -1);
    return present;
  }

  #count(address: string, change: number): void {
    const count = this.countFrom(address) + change;
    if (count > 0) this.#byAddress.set(address, count);
    else this.#byAddress.delete(address);
  }

  /** The registrations that expired before the given time. */
  expired(before: number): readonly Registration[] {
    return [...this.#byId.values()].filter(({ expiresAt }) => expiresAt <= before);
  }
}
