/** The rate and mode that each participant may send. Pure. */
import type { AgreedStream, H264Parameters } from '../../../media/port.ts';
import { commonMode, planRates, videoRateTaken, type RateParticipant } from './bandwidth.ts';
import type { VideoMode } from '../media/h264-choice.ts';
import { isHd } from '../media/h264-level.ts';

/** The agreement with a member about its video. */
export interface AgreedVideo {
  /** The formats that its device decodes; undefined if it receives no video. */
  readonly receives?: H264Parameters;
  /** The highest rate that it accepts, bit/s. */
  readonly takes?: number;
}

export interface PlanParticipant {
  readonly video?: AgreedVideo;
  /** The highest rate that its device requested by RTCP, bit/s. */
  readonly sendLimit?: number;
  /** The budget of its call, bit/s. */
  readonly budget?: number;
}

export interface SendPlan {
  /** The highest video rate that it should send, bit/s. */
  readonly rate: number;
  readonly mode: VideoMode;
}

export const samePlan = (a: SendPlan | undefined, b: SendPlan): boolean =>
  a?.rate === b.rate && sameMode(a.mode, b.mode);
export const sameMode = (a: VideoMode, b: VideoMode): boolean =>
  a.profileLevelId === b.profileLevelId && a.maxFs === b.maxFs && a.maxMbps === b.maxMbps && a.maxBr === b.maxBr;

export function videoOf(streams: readonly AgreedStream[]): AgreedVideo {
  const video = streams.find(({ kind }) => kind === 'video');
  if (video?.send !== true || video.sendCodec.kind !== 'video') return {};
  return { receives: video.sendCodec.h264, takes: videoRateTaken(video) };
}

export function planMeeting(participants: ReadonlyMap<string, PlanParticipant>): ReadonlyMap<string, SendPlan> {
  const mode = modeFor([...participants.values()]);
  const rates = planRates(
    [...participants].map(([id, participant]) => rateParticipant(id, participant)),
    isHd(mode),
  );
  return new Map([...participants.keys()].map((id) => [id, { rate: rates.get(id) ?? 0, mode }]));
}

/** The plan of a member that is alone. */
export const planOfOne = (): SendPlan => planMeeting(new Map([['', {}]])).get('')!;

/** The mode that all these decode. */
const modeFor = (participants: readonly PlanParticipant[]): VideoMode =>
  commonMode(participants.flatMap(({ video }) => video?.receives ?? []));

function rateParticipant(id: string, { video, sendLimit, budget }: PlanParticipant): RateParticipant {
  const takes = Math.min(video?.takes ?? Infinity, sendLimit ?? Infinity);
  return { id, ...(takes < Infinity && { takes }), ...(budget !== undefined && { budget }) };
}
