import { expect, it } from 'vitest';
import { LoopDelay } from '../../../../gateway/app/observe/loop-delay.ts';
import { FakeClock } from '../../../fakes/clock.ts';

it('is late while the median delay of the last second is above the limit, and until it is below half of it', () => {
  const clock = new FakeClock();
  const measured = { ms: 0, resets: 0 };
  const histogram = {
    percentile: (percentile: number) => (percentile === 50 ? (measured.ms + 20) * 1e6 : Number.NaN),
    reset: () => void measured.resets++,
  };
  const loop = new LoopDelay({ limit: 200, clock, histogram });
  const after = (ms: number): boolean => {
    measured.ms = ms;
    clock.advance(1000);
    return loop.late;
  };
  expect(loop.late).toBe(false);
  expect([0, 199, 201, 150, 101, 99, 150].map(after)).toEqual([false, false, true, true, true, false, false]);
  expect(measured.resets).toBe(7);
  loop.close();
  expect(clock.pending).toBe(0);
});
