/** The bandwidth budget of each call under the limits of calls, sites and the gateway. Pure. */
import { AUDIO_RATE } from './bandwidth.ts';

/** Audio and video in each direction, bit/s; absent: unlimited. */
export interface BudgetLimits {
  readonly maxCallRate?: number;
  readonly total?: number;
  readonly sites: ReadonlyMap<string, number>;
}

/** The number of calls that share each limit. */
export interface BudgetUse {
  readonly calls: number;
  readonly bySite: ReadonlyMap<string, number>;
  /** Bandwidth reserved for other uses in total and by site, bit/s. */
  readonly reserved: number;
  readonly reservedBySite: ReadonlyMap<string, number>;
}

export const NO_USE: BudgetUse = { calls: 0, bySite: new Map(), reserved: 0, reservedBySite: new Map() };

export function addCalls(present: BudgetUse, site: string | undefined, change: 1 | -1): BudgetUse {
  const { calls, bySite } = present;
  if (site === undefined) return { ...present, calls: calls + change };
  return { ...present, calls: calls + change, bySite: new Map(bySite).set(site, (bySite.get(site) ?? 0) + change) };
}

/** `rate`: bit/s, negative to release it. */
export function addRate(present: BudgetUse, site: string | undefined, rate: number): BudgetUse {
  const { reserved, reservedBySite } = present;
  if (site === undefined) return { ...present, reserved: reserved + rate };
  return {
    ...present,
    reserved: reserved + rate,
    reservedBySite: new Map(reservedBySite).set(site, (reservedBySite.get(site) ?? 0) + rate),
  };
}

/** Shares are multiples of this, so that not every join or leave changes all others. */
const STEP = 16_000;

/** An equal share for each call; `undefined`: unlimited. */
export function budgetOf(
  limits: BudgetLimits,
  { calls, bySite, reserved, reservedBySite }: BudgetUse,
  site: string | undefined,
): number | undefined {
  const ofSite = site === undefined ? undefined : limits.sites.get(site);
  const left = (limit: number | undefined, taken: number): number | undefined => limit && Math.max(0, limit - taken);
  const [total, own] = [left(limits.total, reserved), left(ofSite, reservedBySite.get(site ?? '') ?? 0)];
  const shares = [
    limits.maxCallRate,
    total === undefined ? undefined : total / calls,
    own === undefined ? undefined : own / (bySite.get(site ?? '') ?? 1),
  ].filter((share) => share !== undefined);
  return shares.length === 0 ? undefined : STEP * Math.floor(Math.min(...shares) / STEP);
}

export const isLimited = ({ maxCallRate, total, sites }: BudgetLimits): boolean =>
  maxCallRate !== undefined || total !== undefined || sites.size > 0;

/** One more call would still have its audio. */
export function fitsCall(limits: BudgetLimits, present: BudgetUse, site: string | undefined): boolean {
  return (budgetOf(limits, addCalls(present, site, 1), site) ?? Infinity) >= AUDIO_RATE;
}
