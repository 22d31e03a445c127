import { describe, expect, it } from 'vitest';
import { PinGuard } from '../../../../gateway/app/call/pin-guard.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const guard = (more = {}) => new PinGuard({ failures: 3, first: 5 * SECOND, ...more });
function fail(it: PinGuard, count: number, { proven = true, now = 0, keys = ['a'] } = {}): readonly string[] {
  let careful: readonly string[] = [];
  for (let n = 0; n < count; n++) careful = it.recordFailure(keys, proven, now);
  return careful;
}

describe('the PIN guard', () => {
  it('makes a source careful at the limit, and reports it once', () => {
    const it = guard();
    expect([fail(it, 2), it.isCareful(['a'], 0)]).toEqual([[], false]);
    expect([fail(it, 1), it.isCareful(['a'], 0), it.isCareful(['b'], 0)]).toEqual([['a'], true, false]);
    expect(fail(it, 1)).toEqual([]);
  });

  it('makes no source wait for failures of forged packets', () => {
    const it = guard();
    fail(it, 200, { proven: false });
    expect([it.isCareful(['a'], 0), it.wait(['a'], 0)]).toEqual([true, 0]);
  });

  it('makes a guessing source wait, twice as long each time, for two minutes at most', () => {
    const it = guard();
    const waits: number[] = [];
    let now = 0;
    fail(it, 2);
    for (let round = 0; round < 8; round++) {
      fail(it, 1, { now });
      waits.push(it.wait(['a'], now) / SECOND);
      now += it.wait(['a'], now);
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 120, 120, 120]);
  });

  it('counts parallel failures as one step', () => {
    const it = guard();
    fail(it, 50);
    expect(it.wait(['a'], 0)).toBe(5 * SECOND);
  });

  it('ends the wait on a right PIN', () => {
    const it = guard();
    fail(it, 10);
    it.recordSuccess(['a']);
    expect([it.wait(['a'], 0), it.isCareful(['a'], 0)]).toEqual([0, true]);
  });

  it('lets failures decay continuously', () => {
    const it = guard();
    fail(it, 4);
    expect(it.isCareful(['a'], 0.6 * HOUR)).toBe(true);
    expect(it.isCareful(['a'], 0.7 * HOUR)).toBe(false);
  });

  it('counts for the source and for the device, and the slower one applies', () => {
    const it = guard();
    for (const source of ['a', 'b', 'c']) it.recordFailure([source, 'device'], true, 0);
    expect([it.wait(['a'], 0), it.wait(['a', 'device'], 0)]).toEqual([0, 5 * SECOND]);
  });

  it('lists guessing keys, and forgets one on request', () => {
    const it = guard();
    fail(it, 3);
    fail(it, 4, { proven: false, keys: ['b'] });
    fail(it, 1, { keys: ['c'] });
    expect(it.list(0)).toEqual([
      { key: 'b', failures: 4, proven: 0, wait: 0 },
      { key: 'a', failures: 3, proven: 3, wait: 5 * SECOND },
    ]);
    expect([it.lift('a'), it.lift('a'), it.isCareful(['a'], 0)]).toEqual([true, false, false]);
  });

  it('remembers a limited number of keys', () => {
    const it = guard({ most: 2 });
    for (const key of ['a', 'b', 'c']) fail(it, 3, { keys: [key] });
    expect([it.size, it.isCareful(['a'], 0), it.isCareful(['c'], 0)]).toEqual([2, false, true]);
  });
});
