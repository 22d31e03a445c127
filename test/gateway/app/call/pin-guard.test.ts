import { describe, expect, it } from 'vitest';
import { PinGuard } from '../../../../gateway/app/call/pin-guard.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const guard = (): PinGuard => new PinGuard({ failures: 3, first: 30 * SECOND, most: 4 });

describe('wrong PINs', () => {
  it('lock a source out after the limit, twice as long each time', () => {
    const it = guard();
    expect([it.recordFailure(['a'], 0), it.recordFailure(['a'], 1), it.isLocked(['a'], 2)]).toEqual([[], [], false]);
    expect(it.recordFailure(['a'], 2)).toEqual(['a']);
    expect([it.isLocked(['a'], 30 * SECOND), it.isLocked(['a'], 31 * SECOND)]).toEqual([true, false]);
    it.recordFailure(['a'], 40 * SECOND);
    expect([it.isLocked(['a'], 99 * SECOND), it.isLocked(['a'], 101 * SECOND)]).toEqual([true, false]);
  });
  it('count for the source and for the device', () => {
    const it = guard();
    for (const source of ['a', 'b', 'c']) it.recordFailure([source, 'device'], 0);
    expect([it.isLocked(['a'], 1), it.isLocked(['d', 'device'], 1)]).toEqual([false, true]);
  });
  it('decay with time', () => {
    const it = guard();
    it.recordFailure(['a'], 0);
    it.recordFailure(['a'], 0);
    expect(it.recordFailure(['a'], 2 * HOUR)).toEqual([]);
  });
  it('beyond the memory limit are forgotten, the oldest first', () => {
    const it = guard();
    for (let source = 0; source < 100; source++) it.recordFailure([String(source)], source);
    expect(it.size).toBe(4);
  });
});
