import { expect, test } from 'vitest';
import { RETRY_INTERVAL, Viewer } from '../../../media/video/viewer.ts';
import { KeyframeFinder } from '../../../media/video/source.ts';
import type { RtpPacket } from '../../../media/rtp/packet.ts';
import { IDR, packet, PPS, SLICE, SPS } from './packets.ts';

function open(): {
  readonly viewer: Viewer;
  readonly push: (source: number, packet: RtpPacket, now: number) => string[];
} {
  const viewer = new Viewer({ sequence: 1000, timestamp: 50_000 });
  const finders = new Map<number, KeyframeFinder>();
  return {
    viewer,
    push: (source, each, now) => {
      const finder = finders.get(source) ?? new KeyframeFinder();
      finders.set(source, finder);
      return viewer.push(source, finder.push(each), now).map(({ sequence, timestamp }) => `${sequence}@${timestamp}`);
    },
  };
}

test('nothing is shown before the requested keyframe', () => {
  const { viewer, push } = open();
  viewer.watch(1);
  expect(viewer.wantsKeyframeOf(0)).toBe(1);
  expect(push(1, packet(5, 0, SLICE), 0)).toEqual([]);
  expect([SPS, PPS].map((unit, i) => push(1, packet(6 + i, 3000, unit), 10))).toEqual([[], []]);
  expect(push(1, packet(8, 3000, IDR), 12)).toEqual(['1000@50000', '1001@50000', '1002@50000']);
  expect(push(1, packet(9, 6000, SLICE), 40)).toEqual(['1003@53000']);
  expect(viewer.wantsKeyframeOf(10_000)).toBeUndefined();
});

test('a keyframe that does not arrive is requested again', () => {
  const { viewer } = open();
  viewer.watch(1);
  expect([0, RETRY_INTERVAL - 1, RETRY_INTERVAL].map((now) => viewer.wantsKeyframeOf(now))).toEqual([1, undefined, 1]);
});

test('the old picture stays until the keyframe of the new one, and the numbers continue', () => {
  const { viewer, push } = open();
  viewer.watch(1);
  push(1, packet(5, 0, IDR), 0);
  viewer.watch(2);
  expect(viewer.watched).toEqual([1, 2]);
  expect(push(2, packet(40_000, 900, SLICE), 100)).toEqual([]);
  expect(push(1, packet(6, 3000, SLICE), 100)).toEqual(['1001@53000']);
  expect(push(2, packet(40_001, 4000, IDR), 200)).toEqual(['1002@62000']);
  expect(push(1, packet(7, 6000, SLICE), 210)).toEqual([]);
  expect(push(2, packet(40_002, 7000, SLICE), 233)).toEqual(['1003@65000']);
  expect(viewer.watched).toEqual([2]);
});

test('a keyframe of a source that is not watched changes nothing', () => {
  const { viewer, push } = open();
  viewer.watch(1);
  expect(push(2, packet(1, 0, IDR), 0)).toEqual([]);
  expect(viewer.playing).toBeUndefined();
});

test('returning before the switch keeps the picture', () => {
  const { viewer, push } = open();
  viewer.watch(1);
  push(1, packet(5, 0, IDR), 0);
  viewer.watch(2);
  viewer.watch(1);
  expect(push(2, packet(1, 0, IDR), 10)).toEqual([]);
  expect(push(1, packet(6, 3000, SLICE), 33)).toEqual(['1001@53000']);
  expect(viewer.wantsKeyframeOf(40)).toBeUndefined();
});

test('a lost source stops, and no source is watched', () => {
  const { viewer, push } = open();
  viewer.watch(1);
  push(1, packet(5, 0, IDR), 0);
  viewer.lose(1);
  expect(push(1, packet(6, 0, SLICE), 0)).toEqual([]);
  expect(viewer.watched).toEqual([]);
});

test('a gap in the source stays a gap', () => {
  const { viewer, push } = open();
  viewer.watch(1);
  push(1, packet(65_535, 0, IDR), 0);
  expect(push(1, packet(1, 3000, SLICE), 33)).toEqual(['1002@53000']);
  expect(push(1, packet(0, 3000, SLICE), 34)).toEqual(['1001@53000']);
  expect(push(1, packet(65_534, 0, SLICE), 34)).toEqual([]);
});

test('numbers stay continuous over several wraps', () => {
  const { viewer, push } = open();
  viewer.watch(1);
  for (let i = 0; i < 200_000; i++) {
    const [out] = push(1, packet(i, i * 3000, i === 0 ? IDR : SLICE), i);
    if (i % 10_000 === 9999) expect(out).toBe(`${(1000 + i) & 0xffff}@${(50_000 + i * 3000) >>> 0}`);
  }
});

test('a viewer created later continues where the previous one ended', () => {
  const { viewer, push } = open();
  expect(viewer.nextNumbers(0)).toEqual({ sequence: 1000, timestamp: 50_000 });
  viewer.watch(1);
  push(1, packet(5, 0, IDR), 0);
  expect(viewer.nextNumbers(1000)).toEqual({ sequence: 1001, timestamp: 140_000 });
});

test('after a restart the viewer waits for the next keyframe', () => {
  const { viewer, push } = open();
  viewer.watch(1);
  push(1, packet(5, 0, IDR), 0);
  viewer.restart();
  expect(viewer.wantsKeyframeOf(10)).toBe(1);
  expect(push(1, packet(6, 3000, SLICE), 10)).toEqual([]);
  expect(push(1, packet(7, 6000, IDR), 100)).toEqual(['1001@59000']);
});
