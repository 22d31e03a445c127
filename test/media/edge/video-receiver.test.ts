import { expect, test } from 'vitest';
import { PATIENCE, VideoReceiver } from '../../../media/edge/video-receiver.ts';
import type { ReceivedVideo } from '../../../media/edge/video-receiver.ts';
import { h264 } from '../fake-room.ts';
import { fuA, IDR, packet, SLICE } from '../video/packets.ts';

const received = (sequence: number, payload: readonly number[] = SLICE, ssrc = 1): ReceivedVideo => ({
  codec: h264(1),
  packet: { ...packet(sequence, 0, payload), ssrc },
  data: new Uint8Array(0),
});
const numbers = (all: readonly ReceivedVideo[]): string[] =>
  all.map(({ packet: { ssrc, sequence } }) => `${ssrc}/${sequence}`);

test('a loss breaks the picture once it is given up, and an IDR picture repairs it', () => {
  const receiver = new VideoReceiver();
  for (const sequence of [1, 2, 4]) receiver.push(received(sequence), 0);
  expect(receiver.broken).toBe(false);
  expect(numbers(receiver.tick(PATIENCE.waiting).released)).toEqual(['1/4']);
  expect(receiver.broken).toBe(true);
  const [start, middle] = fuA([...IDR, 7, 7], 2);
  receiver.push(received(5, middle ?? []), 200);
  expect(receiver.broken).toBe(true);
  receiver.push(received(6, start ?? []), 200);
  expect(receiver.broken).toBe(false);
});

test('a loss before an IDR picture that has already arrived breaks nothing', () => {
  const receiver = new VideoReceiver();
  for (const [sequence, payload] of [
    [1, SLICE],
    [3, SLICE],
    [4, IDR],
  ] as const)
    receiver.push(received(sequence, payload), 0);
  receiver.tick(PATIENCE.waiting);
  expect(receiver.broken).toBe(false);
});

test('a new SSRC starts at once; stragglers of the previous one are dropped for a second', () => {
  const receiver = new VideoReceiver();
  receiver.push(received(1), 0);
  receiver.push(received(3), 0);
  expect(numbers(receiver.push(received(9000, SLICE, 2), 10))).toEqual(['1/3', '2/9000']);
  expect(receiver.broken).toBe(true);
  expect(numbers(receiver.push(received(4), 20))).toEqual([]);
  expect(numbers(receiver.push(received(9001, IDR, 2), 30))).toEqual(['2/9001']);
  expect(receiver.broken).toBe(false);
  expect(numbers(receiver.push(received(5), 1010))).toEqual(['1/5']);
});

test('a device that never retransmits what it is asked for is no longer waited for', () => {
  const receiver = new VideoReceiver();
  receiver.asks = true;
  const waits: number[] = [];
  receiver.push(received(0), 0);
  for (let loss = 0, now = 0; loss < 12; loss++) {
    receiver.push(received(2 + 2 * loss), now);
    const from = now;
    while (receiver.tick(now).released.length === 0) now += 20;
    waits.push(now - from);
  }
  expect(waits).toEqual([...Array.from({ length: 10 }, () => PATIENCE.asking), PATIENCE.waiting, PATIENCE.waiting]);
});
