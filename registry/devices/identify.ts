/** Which device of the registry calls. Pure. */
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
  /** It is registered from where the call comes from, or its networks hold that address; else it only calls itself so. */
  readonly proven: boolean;
}

/**
 * `named`: those that the caller calls itself, the first name first; `bound`: those registered from its address. A caller that has
 * no name is the one device that is registered from there; behind a NAT with several it could be any, and who has a name that
 * nobody knows is somebody else.
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

/** May it come in? `limit`: as an attendee who waits for the host. A device counts in the account that it belongs to. */
export function admissionOf(
  policy: UnregisteredDevices,
  accountId: string,
  device: { readonly accountId: string; readonly proven: boolean } | undefined,
): UnregisteredDevices {
  return device?.proven === true && device.accountId === accountId ? 'allow' : policy;
}

/** Whether a device runs other firmware than is recorded; undefined when either is not known. */
export function driftOf(recorded: string | null, seen: string | null): boolean | undefined {
  if (recorded === null || seen === null) return undefined;
  const [before, now] = [parseFirmware(recorded), parseFirmware(seen)];
  return before === undefined || now === undefined ? recorded !== seen : compareFirmware(before, now) !== 0;
}
