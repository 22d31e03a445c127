/**
 * How much each member of a meeting may send and is sent, and in what mode. Nothing is transcoded: what one sends, all get as it is, so
 * that a sender keeps to what the weakest of those who may see it takes. Pure.
 */
import type { AgreedStream, H264Parameters } from '../../media/index.ts';
import type { VideoMode } from './h264-choice.ts';
import { HD, levelWithin, limitsOf } from './h264-level.ts';
import type { H264Limits } from './h264-level.ts';

/** Bit/s of sound each way, headers of RTP not counted. */
export const AUDIO_RATE = 54_000;
/** Bit/s: below this there is no picture worth sending. */
export const LEAST_VIDEO_RATE = 64_000;
const HD_RATE = 1_400_000;

/** Bit/s of picture that one sends, by how many are in the meeting. */
const RATES: readonly (readonly [most: number, rate: number])[] = [[2, 650_000], [4, 450_000], [Infinity, 184_000]];

export interface RateMember {
  readonly id: string;
  /** The most that its device takes as video, bit/s (`videoRateTaken`, TMMBR, flow control); absent: whatever comes. */
  readonly takes?: number;
  /** Of its site, which may have a budget. */
  readonly site?: string;
}

/** Bit/s, each way. */
export interface RateLimits {
  /** HD is allowed, and everybody decodes it. */
  readonly hd: boolean;
  /** Sound and picture of one call. */
  readonly maxCallRate?: number;
  /** Of all calls of a site together. */
  readonly sites?: ReadonlyMap<string, number>;
  /** Of all calls of the meeting together. */
  readonly total?: number;
}

/** Bit/s of video; 0: there is no room for a picture. */
export interface MemberRates {
  /** The most that the device should send. */
  readonly videoReceiveLimit: number;
  /** The most that it is sent while all keep to theirs. */
  readonly videoSendLimit: number;
}

export function planRates(members: readonly RateMember[], limits: RateLimits): ReadonlyMap<string, MemberRates> {
  const ceilings = new Map(members.map((member) => [member.id, ceilingOf(member, members, limits)]));
  const ceiling = (member: RateMember): number => ceilings.get(member.id) ?? 0;
  const taken = (member: RateMember): number => Math.min(member.takes ?? Infinity, ceiling(member));
  const receive = new Map(
    members.map((member) => {
      // Who takes less than any picture needs must not darken it for the others.
      const viewers = members.filter((other) => other.id !== member.id).map(taken).filter((rate) => rate >= LEAST_VIDEO_RATE);
      return [member.id, Math.min(ceiling(member), ...viewers)];
    }),
  );
  return new Map(
    members.map((member) => {
      const seen = members.filter(({ id }) => id !== member.id).map(({ id }) => receive.get(id) ?? 0);
      const videoSendLimit = seen.length === 0 ? taken(member) : Math.min(taken(member), Math.max(...seen));
      return [member.id, { videoReceiveLimit: receive.get(member.id) ?? 0, videoSendLimit }];
    }),
  );
}

/** What the table, its call, its site and the meeting leave for its picture. */
function ceilingOf(member: RateMember, members: readonly RateMember[], limits: RateLimits): number {
  const site = member.site === undefined ? undefined : limits.sites?.get(member.site);
  const here = members.filter((other) => other.site === member.site).length;
  const budgets = [limits.maxCallRate, site && site / here, limits.total && limits.total / members.length].filter((budget) => budget !== undefined);
  const rate = Math.floor(Math.min(tableRate(members.length, limits.hd), ...budgets.map((budget) => budget - AUDIO_RATE)));
  return rate < LEAST_VIDEO_RATE ? 0 : rate;
}

function tableRate(parties: number, hd: boolean): number {
  if (hd && parties <= 2) return HD_RATE;
  return RATES.find(([most]) => parties <= most)?.[1] ?? 0;
}

/** The most video that a device takes by what was agreed: its b= lines, max-br, its level's MaxBR; bit/s. */
export function videoRateTaken({ sendCodec, maxBitrate = Infinity }: AgreedStream): number {
  return sendCodec.kind === 'video' ? Math.min(maxBitrate, limitsOf(sendCodec.h264).maxBr * 1000) : maxBitrate;
}

const BASELINE = 0x42_80;
const MAIN = 0x4d_00;
const HIGH = 0x64_00;

/** The most that all these decode, and no more than `ceiling`; alone, a device may send that. */
export function commonMode(receivers: readonly H264Parameters[], ceiling: H264Limits = { ...HD, maxBr: HD_RATE / 1000 }): VideoMode {
  const all = [ceiling, ...receivers.map(limitsOf)];
  const least = (of: (limits: H264Limits) => number): number => Math.min(...all.map(of));
  const limits = { maxFs: least(({ maxFs }) => maxFs), maxMbps: least(({ maxMbps }) => maxMbps), maxBr: least(({ maxBr }) => maxBr) };
  return { ...limits, profileLevelId: (commonProfile(receivers) << 8) | levelWithin(limits) };
}

/** profile_idc and constraint flags. */
function commonProfile(receivers: readonly H264Parameters[]): number {
  const profiles = receivers.map(({ profileLevelId }) => profileLevelId >> 16);
  if (profiles.length === 0 || profiles.some((profile) => profile !== MAIN >> 8 && profile !== HIGH >> 8)) return BASELINE;
  return profiles.includes(MAIN >> 8) ? MAIN : HIGH;
}
