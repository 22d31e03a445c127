/** Decides the roles of both sides from an offer and an answer (RFC 8856 §10, RFC 4145 §4 and §5). Pure. */
import type { BfcpVersion } from './header.ts';
import type { BfcpAttributes, BfcpProtocol, Connection, FloorControl, Setup } from './sdp.ts';
import type { BfcpRole } from './session.ts';

/** DTLS is not supported; with TLS a device must announce its certificate's fingerprint (RFC 8856 §8). */
export const isAcceptable = (
  { security }: BfcpProtocol,
  { fingerprints }: Pick<BfcpAttributes, 'fingerprints'>,
): boolean => security === 'none' || (security === 'tls' && fingerprints.length > 0);

/**
 * Our answer to an offered `floorctrl`: server if permitted; an offerer that states no role is the client (RFC 8856
 * §5.1).
 */
export function answerFloorControl(offered: readonly FloorControl[]): 's-only' | 'c-only' {
  return offered.length > 0 && offered.every((role) => role === 's-only') ? 'c-only' : 's-only';
}

/** Our role according to our own `floorctrl` in the answer. */
export const roleOf = (own: 's-only' | 'c-only'): BfcpRole => (own === 's-only' ? 'server' : 'client');

/**
 * Our role according to the `floorctrl` in the answer to our offer. `c-s`, which RFC 4583 allowed, leaves the
 * choice to us; an absent one makes the device the server (RFC 8856 §5.1), unless we offered to be only the server.
 */
export function roleByAnswer(offered: readonly FloorControl[], answered: readonly FloorControl[]): BfcpRole {
  const mayServe = offered.some((role) => role !== 'c-only');
  const mayAsk = offered.length === 0 || offered.some((role) => role !== 's-only');
  if (!mayServe) return 'client';
  if (!mayAsk) return 'server';
  return answered.some((role) => role !== 's-only') ? 'server' : 'client';
}

/**
 * RFC 4145 §4.1. An offerer that states no role will be active. `preferred`: our role if the offer leaves the
 * choice to us.
 */
export function answerSetup(offered: Setup | undefined, preferred: 'active' | 'passive' = 'passive'): Setup {
  switch (offered) {
    case 'passive':
      return 'active';
    case 'actpass':
      return preferred;
    case 'holdconn':
      return 'holdconn';
    case 'active':
    case undefined:
      return 'passive';
    default:
      return offered satisfies never;
  }
}

/** RFC 4145 §5.1: the connection is kept only if it exists and both sides want to keep it. */
export function answerConnection(offered: Connection | undefined, isUp: boolean): Connection {
  return offered === 'existing' && isUp ? 'existing' : 'new';
}

/** The version that we speak first, according to the device's `bfcpver` (RFC 8856 §5.5). */
export function firstVersion(transport: BfcpProtocol['transport'], versions: readonly number[]): BfcpVersion {
  if (transport === 'tcp') return 1;
  return versions.length === 0 || versions.includes(2) ? 2 : 1;
}
