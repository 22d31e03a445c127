import type { Codec, H264Codec } from '../../media/index.ts';

const BASELINE = 0x42;
const MAIN = 0x4d;
const HIGH = 0x64;
/** What every receiver decodes comes first: one picture is sent to all rooms of a meeting. */
const PROFILES: readonly number[] = [BASELINE, MAIN, HIGH];

const profileOf = (codec: H264Codec): number => codec.h264.profileLevelId >> 16;

/** Level 1 is 10; the value as RFC 6184 §8.1 puts it into the third byte. */
const levelOf = (codec: H264Codec): number => codec.h264.profileLevelId & 0xff;

/** Macroblocks per second that the codec can decode at least: max-mbps, else by the level (H.264 table A-1). */
export function macroblocksPerSecond(codec: H264Codec): number {
  const byLevel = LEVEL_MBPS.findLast(([level]) => level <= levelOf(codec))?.[1] ?? LEVEL_MBPS[0]![1];
  return Math.max(codec.h264.maxMbps ?? 0, byLevel);
}

const LEVEL_MBPS: readonly (readonly [level: number, mbps: number])[] = [
  [10, 1485], [11, 3000], [12, 6000], [13, 11_880], [20, 11_880], [21, 19_800], [22, 20_250], [30, 40_500],
  [31, 108_000], [32, 216_000], [40, 245_760], [42, 522_240], [50, 589_824], [51, 983_040], [52, 2_073_600],
];

/**
 * The offered H.264 to answer with: baseline before main before high; packetization mode 1 before 0 (mode 2 is
 * interleaved and no room sends it); then the larger picture; then the offer's order.
 */
export function chooseVideo(codecs: readonly Codec[]): H264Codec | undefined {
  const usable = codecs.filter(
    (codec): codec is H264Codec => codec.kind === 'video' && codec.h264.packetizationMode !== 2 && PROFILES.includes(profileOf(codec)),
  );
  return usable.toSorted(
    (a, b) =>
      PROFILES.indexOf(profileOf(a)) - PROFILES.indexOf(profileOf(b)) ||
      b.h264.packetizationMode - a.h264.packetizationMode ||
      macroblocksPerSecond(b) - macroblocksPerSecond(a),
  )[0];
}
