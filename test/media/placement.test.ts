import { describe, expect, it } from 'vitest';
import { leastLoaded } from '../../media/placement.ts';

const worker = (name: string, members: number, bridges: number, isReady = true) => ({
  name,
  members,
  bridges,
  isReady,
});

describe('leastLoaded', () => {
  it('takes the worker with the fewest members, whatever its number of bridges', () => {
    expect(leastLoaded([worker('a', 3, 1), worker('b', 2, 9)])?.name).toBe('b');
  });

  it('takes the one with fewer bridges among equals, and the first of those', () => {
    expect(leastLoaded([worker('a', 2, 2), worker('b', 2, 1), worker('c', 2, 1)])?.name).toBe('b');
  });

  it('passes over workers that are not ready', () => {
    expect(leastLoaded([worker('a', 0, 0, false), worker('b', 50, 9)])?.name).toBe('b');
    expect(leastLoaded([worker('a', 0, 0, false)])).toBeUndefined();
    expect(leastLoaded([])).toBeUndefined();
  });
});
