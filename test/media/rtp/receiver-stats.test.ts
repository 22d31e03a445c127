import { expect, test } from 'vitest';
import { ReceiverStats } from '../../../media/rtp/receiver-stats.ts';

/** 20 ms packets at 8 kHz that arrive exactly on time. */
function feed(stats: ReceiverStats, sequences: readonly number[]): readonly string[] {
  return sequences.map((sequence) => stats.update(sequence & 0xffff, sequence * 160, sequence * 160));
}

test('a source is valid after two packets in sequence', () => {
  const stats = new ReceiverStats(7);
  expect(feed(stats, [7, 8])).toEqual(['probation', 'ok']);
  expect(stats.received).toBe(1);
});

test('packets out of sequence stay on probation', () => {
  const stats = new ReceiverStats(7);
  expect(feed(stats, [7, 20, 9, 10])).toEqual(['probation', 'probation', 'probation', 'ok']);
});

test('the sequence number wraps', () => {
  const stats = new ReceiverStats(65_533);
  feed(stats, [65_533, 65_534, 65_535, 65_536, 65_537]);
  expect(stats.takeInterval()).toMatchObject({ highestSequence: 0x1_0001, cumulativeLost: 0 });
});

test('loss is counted in total and by interval', () => {
  const stats = new ReceiverStats(0);
  feed(stats, [0, 1, 2, 4]);
  // Counted from 1, the first after probation: 1 2 4 of 1 2 3 4.
  expect(stats.takeInterval()).toMatchObject({ cumulativeLost: 1, fractionLost: 64 });
  feed(stats, [5, 6, 7, 8]);
  expect(stats.takeInterval()).toMatchObject({ cumulativeLost: 1, fractionLost: 0 });
});

test('duplicates make the total loss negative, but not the fraction', () => {
  const stats = new ReceiverStats(0);
  feed(stats, [0, 1, 2, 2, 2]);
  expect(stats.takeInterval()).toMatchObject({ cumulativeLost: -2, fractionLost: 0 });
});

test('reordered packets count as received', () => {
  const stats = new ReceiverStats(0);
  feed(stats, [0, 1, 3, 2, 4]);
  expect(stats.cumulativeLost).toBe(0);
});

test('a large jump counts only if the next packet follows it', () => {
  const stats = new ReceiverStats(0);
  feed(stats, [0, 1, 2]);
  expect(feed(stats, [20_000])).toEqual(['jump']);
  expect(feed(stats, [3])).toEqual(['ok']);
  expect(feed(stats, [30_000, 30_001])).toEqual(['jump', 'restart']);
  expect(stats.received).toBe(1);
});

test('jitter follows RFC 3550: a sixteenth of each deviation', () => {
  const stats = new ReceiverStats(0);
  stats.update(0, 0, 0);
  stats.update(1, 160, 160);
  stats.update(2, 320, 320 + 160);
  expect(stats.jitter).toBe(10);
  for (let i = 3; i < 200; i++) stats.update(i, i * 160, i * 160 + 160);
  expect(stats.jitter).toBe(0);
});

test('nothing received means nothing lost', () => {
  expect(new ReceiverStats(5).takeInterval()).toMatchObject({ cumulativeLost: 0, fractionLost: 0 });
});
