/** The sequence parameter set (H.264 §7.3.2.1.1, Annex E.1.1): the format of a source's pictures. Pure. */
import { BitReader, BitsError } from './bits.ts';
import { NAL_SPS, nalType } from './h264.ts';

export interface PictureFormat {
  /** profile_idc: 66 Baseline, 77 Main, 100 High. */
  readonly profile: number;
  /** The next byte: constraint_set0 is its highest bit. */
  readonly constraints: number;
  /** level_idc: 31 is level 3.1. */
  readonly level: number;
  /** Macroblocks. */
  readonly width: number;
  readonly height: number;
  /** Pictures per second, if the stream specifies it. */
  readonly frameRate?: number;
}

/** Profiles whose parameter set has further fields about colour (§7.3.2.1.1). */
const HIGH_PROFILES: ReadonlySet<number> = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
/** aspect_ratio_idc: explicit width and height follow (table E-1). */
const EXTENDED_SAR = 255;
/** Macroblocks per side: level 6.2 allows no more. */
const LONGEST_SIDE = 1055;

/** Returns `undefined` if the unit is not a parameter set, is incomplete, or makes no sense. */
export function parseSps(unit: Uint8Array): PictureFormat | undefined {
  if (nalType(unit) !== NAL_SPS) return undefined;
  try {
    return read(new BitReader(unit));
  } catch (error) {
    if (error instanceof BitsError) return undefined;
    throw error;
  }
}

function read(bits: BitReader): PictureFormat | undefined {
  const [profile, constraints, level] = [bits.bits(8), bits.bits(8), bits.bits(8)];
  bits.unsigned(); // seq_parameter_set_id
  if (HIGH_PROFILES.has(profile)) skipColour(bits);
  bits.unsigned(); // log2_max_frame_num_minus4
  skipOrderCount(bits);
  bits.unsigned(); // max_num_ref_frames
  bits.flag(); // gaps_in_frame_num_value_allowed_flag
  const width = bits.unsigned() + 1;
  const mapUnits = bits.unsigned() + 1;
  const framesOnly = bits.flag();
  if (!framesOnly) bits.flag(); // mb_adaptive_frame_field_flag
  const height = framesOnly ? mapUnits : 2 * mapUnits;
  if (width > LONGEST_SIDE || height > LONGEST_SIDE) return undefined;
  const frameRate = frameRateOf(bits);
  return { profile, constraints, level, width, height, ...(frameRate !== undefined && { frameRate }) };
}

function skipColour(bits: BitReader): void {
  const chroma = bits.unsigned();
  if (chroma === 3) bits.flag(); // separate_colour_plane_flag
  bits.unsigned(); // bit_depth_luma_minus8
  bits.unsigned(); // bit_depth_chroma_minus8
  bits.flag(); // qpprime_y_zero_transform_bypass_flag
  if (!bits.flag()) return;
  for (let list = 0; list < (chroma === 3 ? 12 : 8); list++) if (bits.flag()) skipScalingList(bits, list < 6 ? 16 : 64);
}

/** §7.3.2.1.1.1 */
function skipScalingList(bits: BitReader, size: number): void {
  let next = 8;
  for (let i = 0, last = 8; i < size && next !== 0; i++) {
    next = (last + bits.signed() + 256) % 256;
    last = next === 0 ? last : next;
  }
}

function skipOrderCount(bits: BitReader): void {
  const type = bits.unsigned();
  if (type === 0) bits.unsigned(); // log2_max_pic_order_cnt_lsb_minus4
  if (type !== 1) return;
  bits.flag(); // delta_pic_order_always_zero_flag
  bits.signed(); // offset_for_non_ref_pic
  bits.signed(); // offset_for_top_to_bottom_field
  const count = bits.unsigned();
  if (count > 255) throw new BitsError('Cannot read the order counts: more than 255');
  for (let i = 0; i < count; i++) bits.signed();
}

/** The fields after the size. A parameter set that ends inside them is still good for its size. */
function frameRateOf(bits: BitReader): number | undefined {
  try {
    bits.flag(); // direct_8x8_inference_flag
    if (bits.flag()) for (let side = 0; side < 4; side++) bits.unsigned(); // frame_cropping
    return bits.flag() ? readTiming(bits) : undefined;
  } catch (error) {
    if (error instanceof BitsError) return undefined;
    throw error;
  }
}

/** §E.1.1 up to the timing; a picture takes two ticks. */
function readTiming(bits: BitReader): number | undefined {
  if (bits.flag() && bits.bits(8) === EXTENDED_SAR) bits.bits(32);
  if (bits.flag()) bits.flag(); // overscan
  if (bits.flag()) {
    bits.bits(4); // video_format, video_full_range_flag
    if (bits.flag()) bits.bits(24); // colour_description
  }
  if (bits.flag()) {
    bits.unsigned(); // chroma_sample_loc_type_top_field
    bits.unsigned(); // chroma_sample_loc_type_bottom_field
  }
  if (!bits.flag()) return undefined;
  const [ticks, scale] = [bits.bits(32), bits.bits(32)];
  const rate = scale / (2 * ticks);
  return ticks > 0 && rate > 0 && rate <= 300 ? rate : undefined;
}
