import type { Codec, H264Codec } from '../../../media/port.ts';
import { levelLimits, levelWithin, limitsOf } from './h264-level.ts';
import type { H264Limits } from './h264-level.ts';

const BASELINE = 0x42;
const MAIN = 0x4d;
const HIGH = 0x64;
/** The profile that every receiver decodes comes first: one picture is sent to all devices of a meeting. */
const PROFILES: readonly number[] = [BASELINE, MAIN, HIGH];

/** The highest mode that a device may send: the one that every viewer decodes. */
export interface VideoMode extends H264Limits {
  /** 24 bits: the profile that all decode, and the highest level within the limits. */
  readonly profileLevelId: number;
}

const profileOf = (codec: H264Codec): number => codec.h264.profileLevelId >> 16;

/** Macroblocks per second that the codec can decode at least. */
export const macroblocksPerSecond = (codec: H264Codec): number => limitsOf(codec.h264).maxMbps;

/**
 * The offered H.264 codec to answer with: baseline before main before high; packetization mode 1 before 0 (mode 2
 * is interleaved, and no device sends it); then the larger picture; then the offer's order.
 */
export function chooseVideo(codecs: readonly Codec[]): H264Codec | undefined {
  const usable = codecs.filter(
    (codec): codec is H264Codec =>
      codec.kind === 'video' && codec.h264.packetizationMode !== 2 && PROFILES.includes(profileOf(codec)),
  );
  return usable.toSorted(
    (a, b) =>
      PROFILES.indexOf(profileOf(a)) - PROFILES.indexOf(profileOf(b)) ||
      b.h264.packetizationMode - a.h264.packetizationMode ||
      macroblocksPerSecond(b) - macroblocksPerSecond(a),
  )[0];
}

/**
 * The limits announced to a device: no more than its own and no more than the mode. Its profile stays, and its
 * level is never raised (RFC 6184 §8.2.2); max-* parameters express what exceeds the level.
 */
export function limitedTo(codec: H264Codec, mode: VideoMode | undefined): H264Codec {
  if (mode === undefined) return codec;
  const { profileLevelId, packetizationMode, levelAsymmetry } = codec.h264;
  const own = limitsOf(codec.h264);
  const limits = {
    maxFs: Math.min(own.maxFs, mode.maxFs),
    maxMbps: Math.min(own.maxMbps, mode.maxMbps),
    maxBr: mode.maxBr,
  };
  const named = levelLimits(profileLevelId);
  const level =
    named.maxFs <= limits.maxFs && named.maxMbps <= limits.maxMbps
      ? profileLevelId & 0xff
      : levelWithin(limits, profileLevelId & 0xff);
  // Level 1.1 without constraint_set3, which would make it 1b.
  const profile = (profileLevelId >> 8) & (level === 11 && level !== (profileLevelId & 0xff) ? 0xff_ef : 0xff_ff);
  return {
    ...codec,
    h264: {
      profileLevelId: (profile << 8) | level,
      packetizationMode,
      ...raised((profile << 8) | level, limits),
      ...(levelAsymmetry !== undefined && { levelAsymmetry }),
    },
  };
}

/** max-fs, max-mbps and max-br where the limits exceed the level. */
export function raised(profileLevelId: number, limits: H264Limits): Partial<H264Limits> {
  const level = levelLimits(profileLevelId);
  return {
    ...(limits.maxMbps > level.maxMbps && { maxMbps: limits.maxMbps }),
    ...(limits.maxFs > level.maxFs && { maxFs: limits.maxFs }),
    ...(limits.maxBr > level.maxBr && { maxBr: limits.maxBr }),
  };
}
