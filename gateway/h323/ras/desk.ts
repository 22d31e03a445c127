/** The data from which RAS requests are answered. */
import type { TransportAddress } from '../../../media/port.ts';
import type { H323Device } from '../../../registry/port.ts';
import type { H225 } from '../asn1/index.ts';
import type { Admissions } from './admissions.ts';
import type { RasFact } from './fact.ts';
import { sameHost } from './hosts.ts';
import type { ByFamily } from './hosts.ts';
import type { Registration, Registrations } from './registrations.ts';
import type { Mechanism } from './security.ts';

/**
 * Which devices may register: `authenticated` those that prove their identity, `known` those in the registry,
 * `open` all.
 */
export type RegistrationPolicy = 'authenticated' | 'known' | 'open';

export interface GatekeeperSettings {
  readonly gatekeeperId: string;
  /** The addresses that devices are told. */
  readonly ras: ByFamily;
  readonly signal: ByFamily;
  readonly policy: RegistrationPolicy;
  /** Seconds; `traversalTimeToLive` is for devices behind NAT, whose binding must be kept open. */
  readonly timeToLive: number;
  readonly traversalTimeToLive: number;
  readonly traversal: boolean;
  /** Devices may call without asking. */
  readonly preGranted: boolean;
  readonly maxRegistrations: number;
  readonly maxRegistrationsPerAddress: number;
  readonly maxCallsPerEndpoint: number;
  /** The limit for one call, both directions together, in units of 100 bit/s. */
  readonly maxBandwidth: number;
  /** Seconds between reports of a call. */
  readonly irrFrequency: number;
  /** Gatekeepers that may ask for the location of an alias. */
  readonly neighbours: readonly string[];
}

/** The tables that the answers read and change. */
export interface Desk {
  readonly settings: GatekeeperSettings;
  readonly registrations: Registrations;
  readonly admissions: Admissions;
}

/** The known facts about the sender, apart from its request. */
export interface Asked {
  readonly from: TransportAddress;
  /** Monotonic ms. */
  readonly now: number;
  /** The device in the registry that the aliases, or the claim, belong to. */
  readonly device?: H323Device;
  /** `none`: there was no claim, or no password to verify it with. */
  readonly proof: 'none' | 'proven' | 'wrong';
  readonly mechanism?: Mechanism;
  /** Makes the identifier of a new registration. */
  readonly newId: () => string;
}

export interface Answer {
  readonly reply?: H225.RasMessage;
  readonly facts?: readonly RasFact[];
  /** The registration to write to the registry, or to remove from it. */
  readonly bound?: Registration;
  readonly unbound?: Registration;
}

export const refused = (message: string, reason: string, { from }: Asked, reply: H225.RasMessage): Answer => ({
  reply,
  facts: [{ type: 'refused', message, reason, from }],
});

/**
 * The sender's registration, if the request comes from the same address and, with H.235.1 in use, is proven again.
 */
export function registrationOf(
  { registrations }: Desk,
  endpointId: string | undefined,
  { from, now, proof }: Asked,
): Registration | 'unknown' | 'denied' {
  const registration = registrations.get(endpointId);
  if (registration === undefined || !sameHost(registration.ras, from) || now >= registration.expiresAt + GRACE)
    return 'unknown';
  return proof === 'wrong' || (registration.mechanism === 'h235.1' && proof !== 'proven') ? 'denied' : registration;
}

/** ms that a registration is kept beyond timeToLive, in case a keep-alive was lost. */
export const GRACE = 10_000;
