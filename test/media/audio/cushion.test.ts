import { expect, test } from 'vitest';
import { Cushion, CUSHION } from '../../../media/audio/cushion.ts';
import type { CushionPacket } from '../../../media/audio/cushion.ts';

/** A packet of 20 ms that carries its number. */
function packet(number: number): CushionPacket {
  return { timestamp: (number * 160) >>> 0, payload: Uint8Array.of(number) };
}

/** Plays what is due at `now`: its number, and `+n` for n lost packets before it. */
function play(cushion: Cushion, now: number): string {
  const next = cushion.pull(now);
  if (next === undefined) return '-';
  cushion.played(next.packet, 160);
  return `${next.lost > 0 ? `+${next.lost / 160} ` : ''}${next.packet.payload[0]}`;
}

test('playing starts one cushion after the first packet', () => {
  const cushion = new Cushion(8000);
  for (let i = 0; i < 3; i++) cushion.push(packet(i), i * 20);
  expect([play(cushion, CUSHION - 1), play(cushion, CUSHION), play(cushion, CUSHION + 20)]).toEqual(['-', '0', '1']);
});

test('packets are played in order, duplicates once', () => {
  const cushion = new Cushion(8000);
  for (const number of [1, 3, 2, 2, 4]) cushion.push(packet(number), 0);
  expect([40, 60, 80, 100].map((now) => play(cushion, now))).toEqual(['1', '2', '3', '4']);
});

test('a lost packet is told', () => {
  const cushion = new Cushion(8000);
  for (const number of [1, 2, 5]) cushion.push(packet(number), 0);
  expect([40, 60, 80].map((now) => play(cushion, now))).toEqual(['1', '2', '+2 5']);
});

test('what comes after its turn is dropped', () => {
  const cushion = new Cushion(8000);
  for (const number of [1, 3]) cushion.push(packet(number), 0);
  expect([play(cushion, 40), play(cushion, 60)]).toEqual(['1', '+1 3']);
  cushion.push(packet(2), 61);
  cushion.push(packet(4), 62);
  expect(play(cushion, 80)).toBe('4');
  expect(cushion.counts.late).toBe(1);
});

test('after it ran dry it fills again', () => {
  const cushion = new Cushion(8000);
  cushion.push(packet(1), 0);
  expect([play(cushion, 40), play(cushion, 60)]).toEqual(['1', '-']);
  cushion.push(packet(2), 70);
  expect([play(cushion, 80), play(cushion, 70 + CUSHION)]).toEqual(['-', '2']);
  expect(cushion.counts.underruns).toBe(1);
});

test('a clock that runs fast makes it drop the oldest, not grow', () => {
  const cushion = new Cushion(8000);
  for (let i = 0; i < 20; i++) cushion.push(packet(i), 0);
  expect(play(cushion, 40)).toBe('14');
  expect(cushion.counts.dropped).toBe(14);
});

test('numbers that start anew are played, not taken for late', () => {
  const cushion = new Cushion(8000);
  for (const number of [100, 101]) cushion.push(packet(number), 0);
  expect(play(cushion, 40)).toBe('100');
  cushion.push({ timestamp: 0x8000_0000, payload: Uint8Array.of(7) }, 45);
  expect(play(cushion, 60)).toBe('7');
});

test('timestamps wrap', () => {
  const cushion = new Cushion(8000);
  for (const number of [-2, -1, 0, 1]) cushion.push({ timestamp: (number * 160) >>> 0, payload: Uint8Array.of(number + 10) }, 0);
  expect([40, 60, 80, 100].map((now) => play(cushion, now))).toEqual(['8', '9', '10', '11']);
});
