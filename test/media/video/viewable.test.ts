import { expect, test } from 'vitest';
import { canDecode } from '../../../media/video/viewable.ts';
import type { PictureFormat } from '../../../media/video/sps.ts';

const baseline = (width: number, height: number, frameRate?: number): PictureFormat => ({
  profile: 66,
  constraints: 0xc0,
  level: 31,
  width,
  height,
  ...(frameRate !== undefined && { frameRate }),
});
const of = (profile: number, constraints = 0): PictureFormat => ({
  profile,
  constraints,
  level: 13,
  width: 22,
  height: 18,
});

const LEVEL_13 = { maxFs: 396, maxMbps: 11_880 };
const HDX = { maxFs: 3600, maxMbps: 108_000 };

test.each([
  ['CIF at level 1.3', LEVEL_13, baseline(22, 18, 30), true],
  ['CIF without a rate', LEVEL_13, baseline(22, 18), true],
  ['CIF at 60 per second', LEVEL_13, baseline(22, 18, 60), false],
  ['720p at level 1.3', LEVEL_13, baseline(80, 45), false],
  ['720p30 with the level raised by max-fs and max-mbps', HDX, baseline(80, 45, 30), true],
  ['720p60 there', HDX, baseline(80, 45, 60), false],
  ['a picture of that size, but too wide', HDX, baseline(180, 20), false],
  ['1080p at level 3.1', HDX, baseline(120, 68), false],
])('%s', (_title, picture, format, expected) => {
  expect(canDecode({ profileLevelId: 0x42_80_0d, picture }, format)).toBe(expected);
});

const [BASELINE, MAIN, HIGH] = [0x42_80_1f, 0x4d_00_1f, 0x64_00_1f];

test.each([
  ['Baseline for all profiles', of(66, 0x80), [true, true, true]],
  ['Main for Main and High', of(77), [false, true, true]],
  ['Main that is Baseline as well', of(77, 0x80), [true, true, true]],
  ['High for High', of(100), [false, false, true]],
  ['High that is Main as well', of(100, 0x40), [false, true, true]],
  ['scalable for no profile', of(83), [false, false, false]],
])('%s', (_title, format, expected) => {
  expect([BASELINE, MAIN, HIGH].map((profileLevelId) => canDecode({ profileLevelId }, format))).toEqual(expected);
});
