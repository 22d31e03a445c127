/** What the answers to RAS requests are given from. */
import type { TransportAddress } from '../../../media/port.ts';
import type { H323Device } from '../../../registry/port.ts';
import type { H225 } from '../asn1/index.ts';
import type { Admissions } from './admissions.ts';
import type { RasFact } from './fact.ts';
import { sameHost } from './hosts.ts';
import type { ByFamily } from './hosts.ts';
import type { Registration, Registrations } from './registrations.ts';
import type { Mechanism } from './security.ts';

/** Who may register: devices that prove themselves; those that the registry has; everybody. */
export type RegistrationPolicy = 'authenticated' | 'known' | 'open';

export interface GatekeeperSettings {
  readonly gatekeeperId: string;
  /** What rooms are told. */
  readonly ras: ByFamily;
  readonly signal: ByFamily;
  readonly policy: RegistrationPolicy;
  /** Seconds; the second for rooms behind NAT, whose way in must be kept open. */
  readonly timeToLive: number;
  readonly traversalTimeToLive: number;
  readonly traversal: boolean;
  /** Rooms may call without asking. */
  readonly preGranted: boolean;
  readonly maxRegistrations: number;
  readonly maxRegistrationsPerAddress: number;
  readonly maxCallsPerEndpoint: number;
  /** For one call, both ways, 100 bit/s. */
  readonly maxBandwidth: number;
  /** Seconds between reports of a call. */
  readonly irrFrequency: number;
  /** Gatekeepers that may ask where somebody is. */
  readonly neighbours: readonly string[];
}

/** Tables that the answers read and change. */
export interface Desk {
  readonly settings: GatekeeperSettings;
  readonly registrations: Registrations;
  readonly admissions: Admissions;
}

/** What is known of the asker, beside the request. */
export interface Asked {
  readonly from: TransportAddress;
  /** Monotonic ms. */
  readonly now: number;
  /** By the registry: the device of its aliases, or of its claim. */
  readonly device?: H323Device;
  /** `none`: nothing to prove, or nothing to prove it by. */
  readonly proof: 'none' | 'proven' | 'wrong';
  readonly mechanism?: Mechanism;
  /** For a registration. */
  readonly newId: () => string;
}

export interface Answer {
  readonly reply?: H225.RasMessage;
  readonly facts?: readonly RasFact[];
  /** To be written to the registry. */
  readonly bound?: Registration;
  readonly unbound?: Registration;
}

export const refused = (message: string, reason: string, { from }: Asked, reply: H225.RasMessage): Answer => ({
  reply,
  facts: [{ type: 'refused', message, reason, from }],
});

/** Its registration, when the request is from it: the same address, and proven again where H.235.1 is in use. */
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

/** Kept beyond timeToLive, for a keep-alive that was lost. */
export const GRACE = 10_000;
