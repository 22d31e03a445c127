import { expect, test } from 'vitest';
import {
  begun,
  EAGER_INTERVAL,
  EAGER_TIME,
  keyframeLimiter,
  KEYFRAME_INTERVAL,
  REPEAT_INTERVAL,
  served,
  tick,
  want,
} from '../../../media/edge/keyframe-limiter.ts';

test('the first request goes out at once, the next has to wait', () => {
  const [after, asked] = want(keyframeLimiter(0), 10_000);
  expect(asked).toBe(true);
  const [waiting, again] = want(after, 10_000 + KEYFRAME_INTERVAL - 1);
  expect(again).toBe(false);
  expect(tick(waiting, 10_000 + KEYFRAME_INTERVAL - 1)[1]).toBe(false);
  const [done, late] = tick(waiting, 10_000 + KEYFRAME_INTERVAL);
  expect(late).toBe(true);
  expect(tick(done, 20_000)[1]).toBe(false);
});

test('requests may follow each other faster in the first seconds', () => {
  const [after] = want(keyframeLimiter(0), 0);
  expect(want(after, EAGER_INTERVAL)[1]).toBe(true);
  const [late] = want(keyframeLimiter(0), EAGER_TIME);
  expect(want(late, EAGER_TIME + EAGER_INTERVAL)[1]).toBe(false);
});

test('a keyframe serves the waiting request', () => {
  const [after] = want(keyframeLimiter(0), 10_000);
  const [waiting] = want(after, 10_001);
  expect(tick(served(waiting), 20_000)[1]).toBe(false);
});

test('a thousand requests in ten seconds become at most one per interval', () => {
  let limiter = keyframeLimiter(-EAGER_TIME);
  let asked = 0;
  for (let now = 0; now < 10_000; now += 10) {
    const [next, ask] = want(limiter, now);
    limiter = next;
    if (ask) asked += 1;
  }
  expect(asked).toBe(10_000 / KEYFRAME_INTERVAL);
});

/** Times at which the device is asked, after one request at the beginning. */
function asked(until: number, comesAt = Infinity): number[] {
  let [limiter] = want(keyframeLimiter(0), 0);
  const times: number[] = [];
  for (let now = 20; now <= until; now += 20) {
    if (now === comesAt) limiter = served(limiter);
    const [next, ask] = tick(limiter, now);
    limiter = next;
    if (ask) times.push(now);
  }
  return times;
}

test('in the first seconds a request without effect is repeated until a keyframe arrives', () => {
  expect(asked(10_000)).toEqual([1, 2, 3, 4, 5].map((time) => time * REPEAT_INTERVAL));
  expect(asked(10_000, 1200)).toEqual([REPEAT_INTERVAL, 2 * REPEAT_INTERVAL]);
});

test('requests from before the stream began are repeated when it begins', () => {
  const [before] = want(keyframeLimiter(0), 0);
  const [after, ask] = tick(begun(before, 8000), 8000);
  expect([ask, after.since]).toEqual([true, 8000]);
  expect(tick(begun(served(before), 8000), 8000)[1]).toBe(false);
  // However often the stream begins.
  expect([100, EAGER_INTERVAL].map((now) => tick(begun(before, now), now)[1])).toEqual([false, true]);
});
