/**
 * The rate and mode that each member of a meeting may send and receive. Nothing is transcoded: every viewer
 * receives a sender's stream unchanged, so a sender keeps to what its weakest viewer accepts. Pure.
 */
import type { AgreedStream, H264Parameters } from '../../../media/port.ts';
import type { VideoMode } from '../media/h264-choice.ts';
import { HD, levelWithin, limitsOf } from '../media/h264-level.ts';
import type { H264Limits } from '../media/h264-level.ts';

/** Audio in each direction without RTP headers, bit/s. */
export const AUDIO_RATE = 54_000;
/** Below this rate a picture is not worth sending, bit/s. */
export const LEAST_VIDEO_RATE = 64_000;
const HD_RATE = 1_400_000;

/** Video of one sender by the number of participants, bit/s. */
const RATES: readonly (readonly [most: number, rate: number])[] = [
  [2, 650_000],
  [4, 450_000],
  [Infinity, 184_000],
];

export interface RateParticipant {
  readonly id: string;
  /**
   * The highest video rate that its device accepts, bit/s (`videoRateTaken`, TMMBR, flow control); absent:
   * unlimited.
   */
  readonly takes?: number;
  /** Budget for the audio and video of its call, bit/s (`budgetOf`); absent: unlimited. */
  readonly budget?: number;
}

/**
 * The highest video rate of each sender, bit/s; 0: too little for a picture. `hd`: HD is permitted, and every
 * viewer decodes it. A viewer that accepts less than any picture needs does not end the video of the others.
 */
export function planRates(participants: readonly RateParticipant[], hd: boolean): ReadonlyMap<string, number> {
  const known = participants.map((participant) => {
    const ceiling = ceilingOf(participant, participants.length, hd);
    const taken = Math.min(participant.takes ?? Infinity, ceiling);
    return { id: participant.id, ceiling, taken: taken < LEAST_VIDEO_RATE ? Infinity : taken };
  });
  const [slowest, next] = known.toSorted((a, b) => a.taken - b.taken);
  const slowestBut = (id: string): number => (id === slowest?.id ? next?.taken : slowest?.taken) ?? Infinity;
  return new Map(known.map(({ id, ceiling }) => [id, Math.min(ceiling, slowestBut(id))]));
}

/** The rate for its video left by the table and its budget. */
function ceilingOf({ budget = Infinity }: RateParticipant, parties: number, hd: boolean): number {
  const rate = Math.floor(Math.min(tableRate(parties, hd), budget - AUDIO_RATE));
  return rate < LEAST_VIDEO_RATE ? 0 : rate;
}

function tableRate(parties: number, hd: boolean): number {
  if (hd && parties <= 2) return HD_RATE;
  return RATES.find(([most]) => parties <= most)?.[1] ?? 0;
}

/** The highest video rate that a device accepts as agreed: its b= lines, max-br, its level's MaxBR; bit/s. */
export function videoRateTaken({ sendCodec, maxBitrate = Infinity }: AgreedStream): number {
  return sendCodec.kind === 'video' ? Math.min(maxBitrate, limitsOf(sendCodec.h264).maxBr * 1000) : maxBitrate;
}

const BASELINE = 0x42_80;
const MAIN = 0x4d_00;
const HIGH = 0x64_00;

/** The highest mode that all these decode, at most `ceiling`; a device that is alone may send `ceiling`. */
export function commonMode(
  receivers: readonly H264Parameters[],
  ceiling: H264Limits = { ...HD, maxBr: HD_RATE / 1000 },
): VideoMode {
  const all = [ceiling, ...receivers.map(limitsOf)];
  const least = (of: (limits: H264Limits) => number): number => Math.min(...all.map(of));
  const limits = {
    maxFs: least(({ maxFs }) => maxFs),
    maxMbps: least(({ maxMbps }) => maxMbps),
    maxBr: least(({ maxBr }) => maxBr),
  };
  return { ...limits, profileLevelId: (commonProfile(receivers) << 8) | levelWithin(limits) };
}

/** profile_idc and the constraint flags. */
function commonProfile(receivers: readonly H264Parameters[]): number {
  const profiles = receivers.map(({ profileLevelId }) => profileLevelId >> 16);
  if (profiles.length === 0 || profiles.some((profile) => profile !== MAIN >> 8 && profile !== HIGH >> 8))
    return BASELINE;
  return profiles.includes(MAIN >> 8) ? MAIN : HIGH;
}
