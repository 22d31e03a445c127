import { describe, expect, it } from 'vitest';
import {
  budgetOf,
  fitsCall,
  NO_USE,
  addCalls,
  addRate,
  type BudgetLimits,
  type BudgetUse,
} from '../../../../gateway/core/meeting/budget.ts';

const HQ = 'hq';
const RATE = 800_000;
const limits = (total: number | undefined, site: number | undefined): BudgetLimits => ({
  sites: new Map(site === undefined ? [] : [[HQ, site]]),
  ...(total !== undefined && { total }),
});
const calls = (count: number, site?: string): BudgetUse =>
  Array.from({ length: count }).reduce<BudgetUse>((known) => addCalls(known, site, 1), NO_USE);

describe('bandwidth reserved for other uses', () => {
  it('reduces the share of all calls', () => {
    const two = calls(2);
    expect(budgetOf(limits(4_000_000, undefined), two, undefined)).toBe(2_000_000);
    expect(budgetOf(limits(4_000_000, undefined), addRate(two, undefined, 2 * RATE), undefined)).toBe(1_200_000);
  });

  it('reduces only its own site', () => {
    const known = addRate(addCalls(calls(2, HQ), 'branch', 1), HQ, RATE);
    const both: BudgetLimits = {
      sites: new Map([
        [HQ, 2_000_000],
        ['branch', 2_000_000],
      ]),
    };
    expect([budgetOf(both, known, HQ), budgetOf(both, known, 'branch')]).toEqual([592_000, 2_000_000]);
  });

  it('counts in total and at its site; the smaller share applies', () => {
    const known = addRate(calls(1, HQ), HQ, RATE);
    expect(budgetOf(limits(1_000_000, 10_000_000), known, HQ)).toBe(192_000);
    expect(budgetOf(limits(10_000_000, 1_000_000), known, HQ)).toBe(192_000);
  });

  it('does not change the limit of one call', () => {
    expect(budgetOf({ maxCallRate: 384_000, sites: new Map() }, addRate(calls(1), undefined, RATE), undefined)).toBe(
      384_000,
    );
  });

  it('has no effect without limits', () => {
    expect(budgetOf(limits(undefined, undefined), addRate(calls(1), undefined, RATE), undefined)).toBeUndefined();
  });

  it('never makes a share negative', () => {
    expect(budgetOf(limits(500_000, undefined), addRate(calls(1), undefined, RATE), undefined)).toBe(0);
    expect(budgetOf(limits(undefined, 500_000), addRate(calls(1, HQ), HQ, RATE), HQ)).toBe(0);
  });

  it('keeps out a call that would have no audio beside it', () => {
    const tight = limits(900_000, undefined);
    expect([
      fitsCall(tight, calls(1), undefined),
      fitsCall(tight, addRate(calls(1), undefined, RATE), undefined),
    ]).toEqual([true, false]);
  });

  it.each([undefined, HQ])('leaves no trace once it is released (site %s)', (site) => {
    const known = calls(2, site);
    const after = addRate(addRate(known, site, RATE), site, -RATE);
    for (const each of [limits(4_000_000, undefined), limits(undefined, 4_000_000)])
      expect(budgetOf(each, after, site)).toBe(budgetOf(each, known, site));
    expect(after.reserved).toBe(0);
  });
});
