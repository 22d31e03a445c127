import { expect, test } from 'vitest';
import { startTicker } from '../../../media/worker/ticker.ts';
import { FakeClock } from '../../fakes/clock.ts';

/** A clock whose timers fire late by a settable time. */
class LateClock extends FakeClock {
  lateness = 0;
  override after(delay: number, callback: () => void): ReturnType<FakeClock['after']> {
    return super.after(delay + this.lateness, callback);
  }
}

test('it ticks every 20 ms until stopped', () => {
  const clock = new FakeClock();
  const beats: number[] = [];
  const ticker = startTicker(clock, 20, (due) => beats.push(due));
  clock.advance(100);
  ticker.stop();
  clock.advance(100);
  expect(beats).toEqual([20, 40, 60, 80, 100]);
  expect(clock.pending).toBe(0);
});

test('timers that are always late do not slow it down', () => {
  const clock = new LateClock();
  clock.lateness = 7;
  let beats = 0;
  startTicker(clock, 20, () => beats++);
  clock.advance(20_000);
  expect(beats).toBeGreaterThanOrEqual(999);
});

test('after a long stop it makes up for a few ticks, not for all', () => {
  const clock = new LateClock();
  let beats = 0;
  startTicker(clock, 20, () => beats++);
  clock.advance(15);
  clock.lateness = 5000;
  clock.advance(5);
  clock.lateness = 0;
  beats = 0;
  clock.advance(5020);
  expect(beats).toBeLessThanOrEqual(7);
});
