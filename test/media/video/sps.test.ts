import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSps } from '../../../media/video/sps.ts';
import type { PictureFormat } from '../../../media/video/sps.ts';

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** Binary digits with the stop bit appended, in hexadecimal. */
function bits(text: string): string {
  const all = `${text.replaceAll(' ', '')}1`;
  return (all.padEnd(Math.ceil(all.length / 8) * 8, '0').match(/.{8}/g) ?? [])
    .map((byte) => Number.parseInt(byte, 2).toString(16).padStart(2, '0'))
    .join('');
}

/** Made by libx264; the last one by hand, for fields that libx264 does not write. */
const VECTORS: readonly (readonly [title: string, hex: string, expected: PictureFormat])[] = [
  // 00 00 03 within the timing are emulation prevention.
  [
    'Constrained Baseline 3.1, 720p30',
    '6742c01fd9005005bb0110000003001000000303c0f1832480',
    { profile: 66, constraints: 0xc0, level: 31, width: 80, height: 45, frameRate: 30 },
  ],
  // frame_mbs_only_flag 0: 34 map units are 68 rows, of which 8 lines are cropped.
  [
    'Main 4.0, 1080i25',
    '674d4028eca03c0227ef011000000300100000030321f162d960',
    { profile: 77, constraints: 0x40, level: 40, width: 120, height: 68, frameRate: 25 },
  ],
  [
    'High 3.1, 59.94 pictures per second',
    '6764001facd9405005bb011000003e90001d4c00f1831960',
    { profile: 100, constraints: 0, level: 31, width: 80, height: 45, frameRate: 30_000 / 500.5 },
  ],
  [
    'High 4:2:2',
    '677a001ebcd940a03db0110000030001000003001e0f162d96',
    { profile: 122, constraints: 0, level: 30, width: 40, height: 30, frameRate: 15 },
  ],
  // id, frame_num; picture order count of type 1: flag, 0, -1, one offset of 1; references, gaps; 11 wide, 9 high;
  // frames only, direct, crop, VUI.
  [
    'Baseline QCIF with picture order count type 1',
    `6742800b${bits('1 1 010 0 1 011 010 010 010 0 0001011 0001001 1 0 0 0')}`,
    { profile: 66, constraints: 0x80, level: 11, width: 11, height: 9 },
  ],
];

describe('a sequence parameter set', () => {
  test.each(VECTORS)('%s', (_title, hex, expected) => {
    const { frameRate, ...format } = parseSps(bytes(hex)) ?? { frameRate: undefined };
    const { frameRate: wanted, ...rest } = expected;
    expect(format).toEqual(rest);
    if (wanted === undefined) expect(frameRate).toBeUndefined();
    else expect(frameRate).toBeCloseTo(wanted, 2);
  });

  test('is undefined if truncated before its size, and has no rate if truncated after it', () => {
    for (const [, hex, expected] of VECTORS) {
      const whole = bytes(hex);
      for (let end = 0; end < whole.length; end++) {
        const cut = parseSps(whole.subarray(0, end));
        if (cut !== undefined) expect([cut.width, cut.height]).toEqual([expected.width, expected.height]);
        if (end < 5) expect(cut).toBeUndefined();
      }
    }
  });

  test.each([
    ['another NAL unit', '68ce0232c8'],
    ['nothing', ''],
    ['a side longer than any level allows', `6742c01f${bits('1 1 1 1 010 0 000000000010000100000 0001001 1 0 0 0')}`],
    ['an Exp-Golomb number without an end', '6742c01f 00 00 00 00 00 00'],
  ])('%s is rejected', (_title, hex) => {
    expect(parseSps(bytes(hex))).toBeUndefined();
  });

  test('is parsed from arbitrary bytes without an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (tail) => {
        const format = parseSps(Uint8Array.of(0x67, 0x64, ...tail));
        if (format !== undefined) expect(format.width * format.height).toBeGreaterThan(0);
      }),
      { seed: 42, numRuns: 3000 },
    );
  });
});
