import { expect, test } from 'vitest';
import { ArrivalModel, LEAST_DELAY, MOST_DELAY } from '../../../media/audio/arrival.ts';
import { JitterBuffer } from '../../../media/audio/jitter-buffer.ts';
import type { JitterPacket } from '../../../media/audio/jitter-buffer.ts';
import { seeded } from './device.ts';

const PAYLOAD = new Uint8Array(160);

function packet(number: number, offset = 0): JitterPacket {
  return { sequence: number & 0xffff, timestamp: (offset + number * 160) >>> 0, payloadType: number, payload: PAYLOAD };
}

/** Plays the frame at `now`: packet numbers, `~` for concealment, `-` for silence. */
function play(buffer: JitterBuffer, now: number): string {
  const steps: string[] = [];
  for (let waiting = 0; waiting < 160;) {
    const step = buffer.take(now, waiting);
    if (step.type === 'silent') return [...steps, '-'].join(' ');
    const units = step.type === 'packet' ? 160 : Math.min(160 - waiting, step.units);
    if (step.type === 'packet') buffer.played(step.packet, units);
    else buffer.concealed(units, step.type === 'conceal');
    steps.push(step.type === 'packet' ? String(step.packet.payloadType) : '~');
    waiting += units;
  }
  return steps.join(' ');
}

/** A buffer that received packets on time and has started to play; packet n arrives at 20 n. */
function started(offset = 0): JitterBuffer {
  const buffer = new JitterBuffer(8000);
  for (let i = 0; i < 5; i++) {
    buffer.push(packet(i, offset), i * 20);
    play(buffer, i * 20);
  }
  return buffer;
}

test('the first packet waits for the target delay', () => {
  const buffer = new JitterBuffer(8000);
  const played = Array.from({ length: 5 }, (_, i) => {
    buffer.push(packet(i), i * 20);
    return play(buffer, i * 20);
  });
  expect(buffer.target).toBe(40);
  expect(played).toEqual(['-', '-', '0', '1', '2']);
});

test('packets are played in order, duplicates only once', () => {
  const buffer = started();
  for (const number of [6, 5, 5, 6, 7]) buffer.push(packet(number), 95);
  expect([100, 120, 140, 160, 180].map((now) => play(buffer, now))).toEqual(['3', '4', '5', '6', '7']);
  expect(buffer.counts.duplicates).toBe(2);
});

test('a lost packet is concealed for its duration', () => {
  const buffer = started();
  for (const number of [5, 7, 8]) buffer.push(packet(number), number * 20);
  expect([100, 120, 140, 160, 180].map((now) => play(buffer, now))).toEqual(['3', '4', '5', '~', '7']);
});

test('a packet that arrives after its successor is too late', () => {
  const buffer = started();
  for (const number of [5, 7]) buffer.push(packet(number), number * 20);
  expect([100, 120, 140, 160].map((now) => play(buffer, now))).toEqual(['3', '4', '5', '~']);
  buffer.push(packet(6), 165);
  expect(play(buffer, 180)).toBe('7');
  buffer.push(packet(4), 185);
  expect(buffer.counts.late).toBe(2);
});

test('after a pause the source is silent, and starts again after the target delay', () => {
  const buffer = started();
  expect([100, 120, 140, 160, 180, 200, 220].map((now) => play(buffer, now))).toEqual([
    '3',
    '4',
    '~',
    '~',
    '~',
    '~',
    '-',
  ]);
  for (const number of [50, 51, 52]) buffer.push(packet(number), number * 20);
  expect([1020, 1040, 1060].map((now) => play(buffer, now))).toEqual(['-', '50', '51']);
});

test('timestamps wrap', () => {
  const buffer = started(-3 * 160);
  buffer.push(packet(5, -3 * 160), 100);
  expect([100, 120, 140].map((now) => play(buffer, now))).toEqual(['3', '4', '5']);
  expect(buffer.counts).toEqual({ played: 6, concealed: 0, late: 0, duplicates: 0, dropped: 0, restarts: 0 });
});

test('new numbers are adopted when a second packet has them, a stray packet is ignored', () => {
  const buffer = started();
  buffer.push(packet(9, 0x5000_0000), 95);
  for (const number of [5, 6]) buffer.push(packet(number), number * 20);
  expect([100, 120, 140].map((now) => play(buffer, now))).toEqual(['3', '4', '5']);
  expect(buffer.counts.restarts).toBe(0);
  for (const number of [1, 2, 3, 4]) buffer.push(packet(number, 0x7000_0000), 120 + number * 20);
  expect(buffer.counts.restarts).toBe(1);
  expect([180, 200, 220].map((now) => play(buffer, now))).toEqual(['1', '2', '3']);
});

test('whatever arrives, only a little of it is kept', () => {
  const random = seeded(3);
  const buffer = new JitterBuffer(8000);
  for (let i = 0; i < 20_000; i++) {
    buffer.push(packet(i, i % 500 === 0 ? Math.floor(random() * 2 ** 32) : 0), i + random() * 100);
    if (random() < 0.1) play(buffer, i);
    expect(buffer.size).toBeLessThanOrEqual(64);
  }
});

test('two late packets raise the target at once, one does not; ten quiet seconds lower it', () => {
  const model = new ArrivalModel();
  model.restart(0, 0);
  for (let now = 0; now < 30_000; now += 20) model.observe(0, now);
  expect(model.target).toBe(25);
  model.observe(80, 30_000);
  expect(model.target).toBe(25);
  model.observe(80, 30_020);
  expect(model.target).toBe(105);
  for (let now = 30_040; now < 38_000; now += 20) model.observe(0, now);
  expect(model.target).toBe(105);
  for (let now = 38_000; now < 42_000; now += 20) model.observe(0, now);
  expect(model.target).toBe(25);
});

test('the target stays within its bounds, and the baseline follows a drifting clock', () => {
  const model = new ArrivalModel();
  model.restart(0, 0);
  for (let now = 0; now < 60_000; now += 20) model.observe(now * 0.0003, now);
  expect(model.baseline).toBeGreaterThan(18 - 4);
  expect(model.target).toBeGreaterThanOrEqual(LEAST_DELAY);
  expect(model.target).toBeLessThan(30);
  for (let i = 0; i < 3; i++) model.observe(5000, 60_000);
  expect(model.target).toBe(MOST_DELAY);
});
