import { describe, expect, it } from 'vitest';
import {
  commonMode,
  planRates,
  videoRateTaken,
  type RateParticipant,
} from '../../../../gateway/core/meeting/bandwidth.ts';
import { isHd, levelLimits, levelWithin, limitsOf } from '../../../../gateway/core/media/h264-level.ts';
import type { AgreedStream } from '../../../../media/port.ts';
import { h264 } from '../../../fakes/descriptions.ts';

const people = (count: number): RateParticipant[] =>
  Array.from({ length: count }, (_, index) => ({ id: String(index) }));
const received = (participants: readonly RateParticipant[], hd = false): number[] =>
  [...planRates(participants, hd).values()].map((rate) => rate / 1000);

describe('the rates of a meeting', () => {
  it.each([
    [1, false, 650],
    [2, false, 650],
    [2, true, 1400],
    [3, false, 450],
    [3, true, 450],
    [4, false, 450],
    [5, false, 184],
    [16, false, 184],
    [17, false, 184],
    [200, true, 184],
  ])('%i people, HD %s: each sends %i kbit/s', (count, hd, rate) => {
    expect(new Set(received(people(count), hd))).toEqual(new Set([rate]));
  });

  it('keep to the weakest viewer of a sender; that viewer itself may send more', () => {
    expect(received([{ id: 'weak', takes: 200_000 }, { id: 'b' }, { id: 'c' }])).toEqual([450, 200, 200]);
    expect(received([{ id: 'weak', takes: 200_000 }, { id: 'b' }])).toEqual([650, 200]);
  });

  it('ignore a viewer that accepts less than any picture needs', () => {
    expect(received([{ id: 'a', takes: 10_000 }, { id: 'b' }, { id: 'c' }])).toEqual([450, 450, 450]);
  });

  it('keep to the budget of a call, audio and video', () => {
    expect(received([{ id: 'a', budget: 384_000 }, { id: 'b', budget: 384_000 }, { id: 'c' }])).toEqual([
      330, 330, 330,
    ]);
    expect(received([{ id: 'a', budget: 254_000 }, { id: 'b' }, { id: 'c' }, { id: 'd' }])).toEqual([
      200, 200, 200, 200,
    ]);
    expect(received(people(3).map((participant) => ({ ...participant, budget: 100_000 })))).toEqual([0, 0, 0]);
  });

  it('are empty for an empty meeting', () => expect(planRates([], true).size).toBe(0));
});

describe('the rate and mode that a device accepts', () => {
  const agreed = (more: Partial<AgreedStream>): AgreedStream =>
    ({ kind: 'video', sendCodec: h264(0x42_80_0d, 0), ...more }) as AgreedStream;
  it.each([
    ['its level’s MaxBR', agreed({}), 768_000],
    ['max-br above it', agreed({ sendCodec: h264(0x42_80_0d, 0, { maxBr: 1600 }) }), 1_600_000],
    ['its b= line below it', agreed({ maxBitrate: 512_000 }), 512_000],
  ])('is %s', (_name, stream, expected) => expect(videoRateTaken(stream)).toBe(expected));

  it.each([
    [0x42_80_0a, 1485, 99, 64],
    [0x42_90_0b, 1485, 99, 128],
    [0x64_00_09, 1485, 99, 128],
    [0x64_10_0b, 3000, 396, 192],
    [0x42_80_0b, 3000, 396, 192],
    [0x42_80_1f, 108_000, 3600, 14_000],
    [0x42_80_20, 216_000, 5120, 20_000],
    [0x42_80_21, 216_000, 5120, 20_000],
    [0x42_80_ff, 2_073_600, 36_864, 240_000],
    [0x42_80_00, 1485, 99, 64],
  ])('of level %i (H.264 table A-1)', (profileLevelId, maxMbps, maxFs, maxBr) => {
    expect(levelLimits(profileLevelId)).toEqual({ maxMbps, maxFs, maxBr });
  });

  it('is HD at level 2.2 raised by max-mbps and max-fs, and never below the level', () => {
    expect(isHd(limitsOf(h264(0x42_80_16, 1).h264))).toBe(false);
    expect(isHd(limitsOf(h264(0x42_80_16, 1, { maxMbps: 108_000, maxFs: 3600 }).h264))).toBe(true);
    expect(isHd(limitsOf(h264(0x42_80_16, 1, { maxMbps: 108_000 }).h264))).toBe(false);
    expect(limitsOf(h264(0x42_80_1f, 1, { maxMbps: 1, maxFs: 1, maxBr: 1 }).h264)).toEqual(levelLimits(0x42_80_1f));
  });

  it('is at least CIF, even for a description without a level', () => {
    expect(limitsOf(h264(0x42_00_0a, 0).h264)).toEqual({ maxFs: 396, maxMbps: 11_880, maxBr: 768 });
    expect(limitsOf(h264(0x42_80_0b, 0).h264)).toEqual({ maxFs: 396, maxMbps: 3000, maxBr: 192 });
  });

  it('has a highest level within it', () => {
    expect(
      [
        { maxFs: 3600, maxMbps: 108_000 },
        { maxFs: 8160, maxMbps: 490_000 },
        { maxFs: 396, maxMbps: 11_880 },
        { maxFs: 1, maxMbps: 1 },
      ].map((limits) => levelWithin(limits)),
    ).toEqual([31, 32, 13, 10]);
    expect(levelWithin({ maxFs: 3600, maxMbps: 108_000 }, 22)).toBe(22);
  });
});

describe('the common mode', () => {
  const strong = h264(0x64_00_29, 1).h264;
  const hdx = h264(0x42_80_0d, 0, { maxMbps: 108_000, maxFs: 3600, maxBr: 1600 }).h264;
  const weak = h264(0x42_80_0d, 0).h264;

  it.each([
    ['alone: 720p', [], { profileLevelId: 0x42_80_1f, maxFs: 3600, maxMbps: 108_000, maxBr: 1400 }],
    [
      'all strong: still 720p, in their common profile',
      [strong, strong],
      { profileLevelId: 0x64_00_1f, maxFs: 3600, maxMbps: 108_000, maxBr: 1400 },
    ],
    [
      'a raised low level does not count as weak',
      [strong, hdx],
      { profileLevelId: 0x42_80_1f, maxFs: 3600, maxMbps: 108_000, maxBr: 1400 },
    ],
    [
      'one weak device lowers all',
      [strong, hdx, weak],
      { profileLevelId: 0x42_80_0d, maxFs: 396, maxMbps: 11_880, maxBr: 768 },
    ],
    [
      'Main is in High',
      [strong, h264(0x4d_00_1f, 1).h264],
      { profileLevelId: 0x4d_00_1f, maxFs: 3600, maxMbps: 108_000, maxBr: 1400 },
    ],
  ])('%s', (_name, receivers, expected) => expect(commonMode(receivers)).toEqual(expected));

  it('may be higher if permitted', () => {
    const full = { maxFs: 8160, maxMbps: 245_760, maxBr: 4000 };
    expect(commonMode([strong], full)).toEqual({ ...full, profileLevelId: 0x64_00_20 });
  });
});
