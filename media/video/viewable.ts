/**
 * Tells whether a device can decode a source's video: profile, picture size, macroblocks per second (RFC 6184
 * §8.1). Pure.
 */
import type { PictureLimit } from '../description.ts';
import type { PictureFormat } from './sps.ts';

/** The limit of what a viewer may be sent. */
export interface ViewerLimit {
  /** 24 bits, as agreed for our direction. */
  readonly profileLevelId: number;
  /** Absent: any picture that its profile allows. */
  readonly picture?: PictureLimit;
}

const BASELINE = 66;
const MAIN = 77;
const HIGH = 100;
/** Each profile can decode those before it. */
const NESTED: readonly number[] = [BASELINE, MAIN, HIGH];
const SET0 = 0x80;
const SET1 = 0x40;
/** Assumed if the stream does not specify its rate: devices send no more. */
const USUAL_RATE = 30;

/**
 * The stream's own level is not compared: devices put into it what their encoder could do, and a device whose level
 * is raised by max-fs and max-mbps accepts more than its level says.
 */
export function canDecode(limit: ViewerLimit, format: PictureFormat): boolean {
  if (!takesProfile(limit.profileLevelId >> 16, format)) return false;
  const { picture } = limit;
  if (picture === undefined) return true;
  const size = format.width * format.height;
  // H.264 §A.3.1: neither side may exceed the square root of 8 MaxFS.
  const longest = Math.floor(Math.sqrt(8 * picture.maxFs));
  if (size > picture.maxFs || format.width > longest || format.height > longest) return false;
  return size * (format.frameRate ?? USUAL_RATE) <= picture.maxMbps || slowEnough(size, format, picture);
}

/**
 * An unspecified rate counts against a device only if it could not show the picture even at half of the usual rate.
 */
function slowEnough(size: number, { frameRate }: PictureFormat, { maxMbps }: PictureLimit): boolean {
  return frameRate === undefined && (size * USUAL_RATE) / 2 <= maxMbps;
}

/** §A.2: by profile_idc, or by the constraint flags for other profiles that the stream conforms to. */
function takesProfile(taken: number, { profile, constraints }: PictureFormat): boolean {
  if (taken === profile || (constraints & SET0) !== 0) return true;
  if ((constraints & SET1) !== 0 && profile !== BASELINE && NESTED.indexOf(taken) >= NESTED.indexOf(MAIN)) return true;
  const [least, can] = [NESTED.indexOf(profile), NESTED.indexOf(taken)];
  return least >= 0 && can >= least;
}
