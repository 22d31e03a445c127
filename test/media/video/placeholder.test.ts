import { expect, test } from 'vitest';
import { NAL_IDR, NAL_PPS, NAL_SPS, nalType } from '../../../media/video/h264.ts';
import { Placeholder } from '../../../media/video/placeholder.ts';
import { parseSps } from '../../../media/video/sps.ts';
import { KeyframeFinder } from '../../../media/video/source.ts';
import { Viewer } from '../../../media/video/viewer.ts';
import { IDR, packet, SLICE } from './packets.ts';

/** Times of the stills, at ticker intervals. */
function times(until: number, placeholder: Placeholder, from = 0): number[] {
  const sent: number[] = [];
  for (let now = from; now <= until; now += 20) if (placeholder.due(now).length > 0) sent.push(now);
  return sent;
}

test('the still is sent at once, after 1, 2 and 4 s, then every 5 s', () => {
  expect(times(20_000, new Placeholder())).toEqual([0, 1000, 2000, 4000, 9000, 14_000, 19_000]);
});

test('a request brings the still sooner, but many requests at most twice a second', () => {
  const placeholder = new Placeholder();
  times(9000, placeholder);
  placeholder.request();
  expect(times(9400, placeholder, 9020)).toEqual([]);
  expect(times(9600, placeholder, 9420)).toEqual([9500]);
});

test('the still restarts when it is shown again', () => {
  const placeholder = new Placeholder();
  times(9000, placeholder);
  placeholder.stop();
  expect(times(12_000, placeholder, 10_000)).toEqual([10_000, 11_000, 12_000]);
});

test('every device can decode the still: CIF, level 1.1, in packets of packetization-mode 0', () => {
  const placeholder = new Placeholder();
  const pictures = [placeholder.due(0), placeholder.due(1000)];
  for (const picture of pictures) {
    expect(picture.map(nalType)).toEqual([NAL_SPS, NAL_PPS, NAL_IDR, NAL_IDR]);
    expect(Math.max(...picture.map(({ length }) => length))).toBeLessThanOrEqual(1200);
    expect(parseSps(picture[0]!)).toMatchObject({ profile: 66, level: 11, width: 22, height: 18 });
  }
  expect(pictures[0]?.[2]).not.toEqual(pictures[1]?.[2]);
});

const first = { sequence: 65_534, timestamp: 50_000 };

test('a viewer without a source sees the still as part of its one stream', () => {
  const viewer = new Viewer(first);
  expect(viewer.still(0).map(({ sequence, timestamp, marker }) => [sequence, timestamp, marker])).toEqual([
    [65_534, 50_000, false],
    [65_535, 50_000, false],
    [0, 50_000, false],
    [1, 50_000, true],
  ]);
  expect(viewer.still(20)).toEqual([]);
  expect(viewer.still(1000)[0]).toMatchObject({ sequence: 2, timestamp: 140_000 });
  const finder = new KeyframeFinder();
  viewer.watch(7);
  expect(viewer.push(7, finder.push(packet(5, 0, IDR)), 1500)).toMatchObject([{ sequence: 6, timestamp: 185_000 }]);
  expect(viewer.still(5000)).toEqual([]);
});

test('the still is sent at the start even when a source is awaited, and the last picture of a departed source stays for a second', () => {
  const viewer = new Viewer(first);
  viewer.watch(7);
  expect(viewer.still(0)).toHaveLength(4);
  const finder = new KeyframeFinder();
  viewer.push(7, finder.push(packet(5, 0, IDR)), 100);
  viewer.lose(7);
  viewer.watch(8);
  expect([120, 600, 1100].map((now) => viewer.still(now).length)).toEqual([0, 0, 0]);
  expect(viewer.still(1120)).toHaveLength(4);
});

test('the still comes at once when there is no source to see', () => {
  const viewer = new Viewer(first);
  const finder = new KeyframeFinder();
  viewer.watch(7);
  viewer.push(7, finder.push(packet(5, 0, IDR)), 100);
  viewer.watch(undefined);
  expect(viewer.still(120)).toHaveLength(4);
  expect(viewer.requestStill()).toBe(true);
  expect(viewer.still(620)).toHaveLength(4);
  expect(viewer.push(7, finder.push(packet(6, 3000, SLICE)), 700)).toEqual([]);
});
