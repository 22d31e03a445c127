import { expect, test } from 'vitest';
import { MediaError } from '../../../media/errors.ts';
import { PortPool } from '../../../media/rtp/port-pool.ts';

function open(min: number, max: number, drainTime = 1000): PortPool {
  return new PortPool({ min, max, drainTime, random: () => 0.5 });
}

function takeAll(pool: PortPool, now: number): number[] {
  const ports: number[] = [];
  try {
    for (;;) ports.push(pool.take(now));
  } catch (error) {
    expect(error).toBeInstanceOf(MediaError);
    expect((error as MediaError).kind).toBe('out-of-ports');
  }
  return ports;
}

test.each([
  { min: 10_000, max: 10_009, ports: [10_000, 10_002, 10_004, 10_006, 10_008] },
  { min: 10_001, max: 10_008, ports: [10_002, 10_004, 10_006] },
  { min: 10_000, max: 10_000, ports: [] },
])('$min to $max holds the pairs $ports', ({ min, max, ports }) => {
  expect(takeAll(open(min, max), 0).sort((a, b) => a - b)).toEqual(ports);
});

test('a released pair drains before it is taken again', () => {
  const pool = open(10_000, 10_001);
  const port = pool.take(0);
  pool.release(port, 100);
  expect(pool.counts(100)).toEqual({ total: 2, used: 0, draining: 2 });
  expect(() => pool.take(1099)).toThrow(MediaError);
  expect(pool.take(1100)).toBe(port);
});

test('a pair that was never bound is free at once', () => {
  const pool = open(10_000, 10_001);
  pool.giveBack(pool.take(0));
  expect(pool.counts(0)).toEqual({ total: 2, used: 0, draining: 0 });
});

test('a pair that something else holds is set aside, and the next one is taken', () => {
  const pool = open(10_000, 10_003);
  const port = pool.take(0);
  pool.setAside(port, 0);
  expect(pool.take(1)).not.toBe(port);
});

test('releasing twice frees the pair once', () => {
  const pool = open(10_000, 10_001);
  const port = pool.take(0);
  pool.release(port, 0);
  pool.release(port, 0);
  pool.giveBack(port);
  expect(takeAll(pool, 2000)).toEqual([port]);
});

test('pairs rest as long as possible: the one released first is taken first', () => {
  const pool = open(10_000, 10_005, 0);
  const [a, b, c] = [pool.take(0), pool.take(0), pool.take(0)];
  for (const port of [b, c, a]) pool.release(port, 0);
  expect([pool.take(0), pool.take(0), pool.take(0)]).toEqual([b, c, a]);
});

test('no pair is lost in long use', () => {
  const pool = open(10_000, 10_099, 10);
  for (let now = 0; now < 10_000; now++) pool.release(pool.take(now), now);
  expect(pool.counts(20_000)).toEqual({ total: 100, used: 0, draining: 0 });
  expect(new Set(takeAll(pool, 20_000)).size).toBe(50);
});
