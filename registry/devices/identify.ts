/** Identifies the device of the registry that calls. Pure. */
import { compareFirmware, parseFirmware } from '../profiles/firmware.ts';
import type { Override } from '../profiles/list.ts';
import { isWithin, mayComeFrom } from './networks.ts';

export interface Candidate {
  readonly id: string;
  readonly accountId: string;
  readonly sourceNetworks: readonly string[];
  readonly override?: Override | undefined;
}

export interface Caller {
  readonly device: Candidate;
  /**
   * The device is registered from where the call comes from, or its networks contain that address; otherwise the
   * name is only its claim.
   */
  readonly proven: boolean;
}

/**
 * `named`: devices that the caller claims to be, in the order of its names; `bound`: devices registered from its
 * address. A caller without a name is the only device registered from there; behind a NAT with several devices it
 * could be any of them, and a caller with an unknown name is a different device.
 */
export function chooseCaller(
  named: readonly Candidate[],
  bound: readonly Candidate[],
  source: string | undefined,
  anonymous: boolean,
): Caller | undefined {
  const isBound = (device: Candidate): boolean => bound.some(({ id }) => id === device.id);
  const claims = named.filter((device) => isBound(device) || mayComeFrom(device.sourceNetworks, source));
  const proven = claims.find(
    (device) => isBound(device) || (source !== undefined && isWithin(device.sourceNetworks, source)),
  );
  if (proven !== undefined) return { device: proven, proven: true };
  if (bound.length === 1 && bound[0] !== undefined && anonymous) return { device: bound[0], proven: true };
  return claims[0] && { device: claims[0], proven: false };
}

export type UnregisteredDevices = 'allow' | 'limit' | 'refuse';

/**
 * Decides whether a device may come in. `limit`: as an attendee who waits for the host. A device counts only in its
 * own account.
 */
export function admissionOf(
  policy: UnregisteredDevices,
  accountId: string,
  device: { readonly accountId: string; readonly proven: boolean } | undefined,
): UnregisteredDevices {
  return device?.proven === true && device.accountId === accountId ? 'allow' : policy;
}

/** True if a device runs firmware other than recorded; undefined if either is unknown. */
export function driftOf(recorded: string | null, seen: string | null): boolean | undefined {
  if (recorded === null || seen === null) return undefined;
  const [before, now] = [parseFirmware(recorded), parseFirmware(seen)];
  return before === undefined || now === undefined ? recorded !== seen : compareFirmware(before, now) !== 0;
}
