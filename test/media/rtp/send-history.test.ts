import { expect, test } from 'vitest';
import { SendHistory } from '../../../media/rtp/send-history.ts';

const data = (value: number): Uint8Array => Uint8Array.of(value);

test('a packet sent within the last second is resent unchanged', () => {
  const history = new SendHistory();
  history.push(65_535, data(1), 0);
  history.push(0, data(2), 10);
  expect([history.take(65_535, 1000), history.take(0, 1000), history.take(1, 1000)]).toEqual([
    data(1),
    data(2),
    undefined,
  ]);
  expect(history.take(65_535, 1001)).toBeUndefined();
});

test('a packet is resent at most three times, and not twice at once', () => {
  const history = new SendHistory();
  history.push(7, data(1), 0);
  expect([50, 60, 80, 110, 140, 170].map((now) => history.take(7, now) !== undefined)).toEqual([
    true,
    false,
    true,
    true,
    false,
    false,
  ]);
});

test('512 packets are kept', () => {
  const history = new SendHistory();
  for (let i = 0; i < 600; i++) history.push(i, data(i & 0xff), 0);
  expect([history.take(87, 1), history.take(88, 1)]).toEqual([undefined, data(88)]);
});
