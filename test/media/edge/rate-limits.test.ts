import { expect, test } from 'vitest';
import { dueRequest, rateRequest, settleLimit, UP_INTERVAL, withoutOverhead } from '../../../media/edge/rate-limits.ts';
import type { RateRequest, RateWay, SendLimit } from '../../../media/edge/rate-limits.ts';

function asked(way: RateWay, until: number, confirmedAt = Infinity): number[] {
  let request: RateRequest = rateRequest(undefined, 450_000);
  const times: number[] = [];
  for (let now = 0; now <= until; now += 20) {
    if (now === confirmedAt) request = { ...request, confirmed: true };
    const [next, ask] = dueRequest(request, way, now);
    request = next;
    if (ask) times.push(now);
  }
  return times;
}

test.each([
  ['TMMBR three times', 'tmmbr', Infinity, [0, 500, 1000]],
  ['TMMBR until TMMBN', 'tmmbr', 600, [0, 500]],
  ['REMB repeatedly, as an estimate is trusted only for a while', 'remb', Infinity, [0, 500, 1000, 6000, 11_000]],
  ['signalling once', 'signalling', Infinity, [0]],
] as const)('a device is asked by %s', (_title, way, confirmedAt, expected) => {
  expect(asked(way, 12_000, confirmedAt)).toEqual(expected);
});

test('a new rate is requested again, the same rate is not', () => {
  const [sent] = dueRequest(rateRequest(undefined, 1000), 'signalling', 0);
  expect(rateRequest(sent, 1000)).toBe(sent);
  expect(rateRequest(sent, 2000)).toEqual({ bitrate: 2000, sent: 0 });
});

test('changes of the limit that a device asks for are passed on: lower ones at once, higher ones after a while, small ones never', () => {
  let limit: SendLimit = {};
  const told: string[] = [];
  const wishes = new Map([
    [0, 500_000],
    [100, 490_000],
    [200, 300_000],
    [400, 320_000],
    [600, 400_000],
    [5000, 420_000],
    [5200, 200_000],
  ]);
  for (let now = 0; now <= 10_000; now += 20) {
    const wish = wishes.get(now);
    if (wish !== undefined) limit = { ...limit, bitrate: wish };
    const [next, news] = settleLimit(limit, now);
    limit = next;
    if (news !== undefined) told.push(`${news} at ${now}`);
  }
  expect(told).toEqual(['500000 at 0', '300000 at 200', `400000 at ${200 + UP_INTERVAL}`, '200000 at 5200']);
});

test('header overhead is subtracted', () => {
  expect([withoutOverhead(1_140_000, 40), withoutOverhead(1_000_000, 0)]).toEqual([1_100_000, 1_000_000]);
});
