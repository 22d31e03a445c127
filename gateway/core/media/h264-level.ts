/** H.264 levels (table A-1), and their extension by max-fs, max-mbps and max-br (RFC 6184 §8.1, H.241 §8.3.2). */
import type { H264Parameters } from '../../../media/port.ts';

export interface H264Limits {
  /** Macroblocks per frame. */
  readonly maxFs: number;
  /** Macroblocks per second. */
  readonly maxMbps: number;
  /** 1000 bit/s. */
  readonly maxBr: number;
}

/** Table A-1, by level_idc; Constrained Baseline, Baseline and Main. */
const LEVELS: readonly (readonly [idc: number, maxMbps: number, maxFs: number, maxBr: number])[] = [
  [10, 1485, 99, 64],
  [11, 3000, 396, 192],
  [12, 6000, 396, 384],
  [13, 11_880, 396, 768],
  [20, 11_880, 396, 2000],
  [21, 19_800, 792, 4000],
  [22, 20_250, 1620, 4000],
  [30, 40_500, 1620, 10_000],
  [31, 108_000, 3600, 14_000],
  [32, 216_000, 5120, 20_000],
  [40, 245_760, 8192, 20_000],
  [41, 245_760, 8192, 50_000],
  [42, 522_240, 8704, 50_000],
  [50, 589_824, 22_080, 135_000],
  [51, 983_040, 36_864, 240_000],
  [52, 2_073_600, 36_864, 240_000],
];
const LOWEST: H264Limits = { maxMbps: 1485, maxFs: 99, maxBr: 64 };
/** Level 1b: level_idc 11 with constraint_set3, or 9 (§A.3.1, §A.3.2). */
const LEVEL_1B: H264Limits = { ...LOWEST, maxBr: 128 };
const CONSTRAINT_SET3 = 0x10;
const HIGH = 0x64;

/** 720p at 30 pictures a second. */
export const HD: Pick<H264Limits, 'maxFs' | 'maxMbps'> = { maxFs: 3600, maxMbps: 108_000 };

/** The limits of the level itself. A level missing from the table counts as the next lower one. */
export function levelLimits(profileLevelId: number): H264Limits {
  const level = profileLevelId & 0xff;
  const is1b =
    level === 9 || (level === 11 && profileLevelId >> 16 !== HIGH && ((profileLevelId >> 8) & CONSTRAINT_SET3) !== 0);
  if (is1b) return LEVEL_1B;
  const found = LEVELS.findLast(([idc]) => idc <= level);
  return found === undefined ? LOWEST : { maxMbps: found[1], maxFs: found[2], maxBr: found[3] };
}

/** Level 1.3, CIF at 30 a second. */
const LEAST_OF_ANY_ROOM = 13;

/**
 * The abilities of a device: its level is a minimum that max-* raise and never lower. Level 1 is also the meaning
 * of an absent profile-level-id (RFC 6184 §8.1) and is not believed: one such device would leave a whole meeting
 * with QCIF at 64 kbit/s.
 */
export function limitsOf(h264: H264Parameters): H264Limits {
  const level = levelLimits((h264.profileLevelId & 0xff) > 10 ? h264.profileLevelId : LEAST_OF_ANY_ROOM);
  return {
    maxFs: Math.max(level.maxFs, h264.maxFs ?? 0),
    maxMbps: Math.max(level.maxMbps, h264.maxMbps ?? 0),
    maxBr: Math.max(level.maxBr, h264.maxBr ?? 0),
  };
}

/**
 * The highest level_idc, up to `most`, that promises no larger or faster pictures; level 1 if none does. If levels
 * differ only in bit rate and memory (1.3 and 2), returns the lower one.
 */
export function levelWithin({ maxFs, maxMbps }: Pick<H264Limits, 'maxFs' | 'maxMbps'>, most = 0xff): number {
  const best = LEVELS.findLast(([idc, mbps, fs]) => idc <= most && mbps <= maxMbps && fs <= maxFs);
  return LEVELS.find(([, mbps, fs]) => mbps === best?.[1] && fs === best[2])?.[0] ?? 10;
}

export const isHd = ({ maxFs, maxMbps }: Pick<H264Limits, 'maxFs' | 'maxMbps'>): boolean =>
  maxFs >= HD.maxFs && maxMbps >= HD.maxMbps;
