import { expect, test } from 'vitest';
import { EAGER_INTERVAL, EAGER_TIME, keyframeLimiter, KEYFRAME_INTERVAL, served, tick, want } from '../../../media/edge/keyframe-limiter.ts';

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

test('in the first seconds requests may follow faster', () => {
  const [after] = want(keyframeLimiter(0), 0);
  expect(want(after, EAGER_INTERVAL)[1]).toBe(true);
  const [late] = want(keyframeLimiter(0), EAGER_TIME);
  expect(want(late, EAGER_TIME + EAGER_INTERVAL)[1]).toBe(false);
});

test('a keyframe serves the request that waits', () => {
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
