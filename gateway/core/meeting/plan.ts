/** What each in a meeting may send: how much, and in what mode. Pure. */
import type { AgreedStream, H264Parameters } from '../../../media/port.ts';
import { commonMode, planRates, videoRateTaken, type RateParticipant } from './bandwidth.ts';
import type { VideoMode } from '../media/h264-choice.ts';
import { isHd } from '../media/h264-level.ts';

/** What is agreed with a member about its picture. */
export interface AgreedVideo {
  /** What its device decodes; undefined when it is sent no picture. */
  readonly receives?: H264Parameters;
  /** The most that it takes, bit/s. */
  readonly takes?: number;
}

export interface PlanParticipant {
  readonly video?: AgreedVideo;
  /** The most that its device asked by RTCP to be sent, bit/s. */
  readonly sendLimit?: number;
  /** For its call, bit/s. */
  readonly budget?: number;
}

export interface SendPlan {
  /** The most that it should send as video, bit/s. */
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

/** Of whom nobody else is known yet. */
export const planOfOne = (): SendPlan => planMeeting(new Map([['', {}]])).get('')!;

/** What all these decode. */
const modeFor = (participants: readonly PlanParticipant[]): VideoMode =>
  commonMode(participants.flatMap(({ video }) => video?.receives ?? []));

function rateParticipant(id: string, { video, sendLimit, budget }: PlanParticipant): RateParticipant {
  const takes = Math.min(video?.takes ?? Infinity, sendLimit ?? Infinity);
  return { id, ...(takes < Infinity && { takes }), ...(budget !== undefined && { budget }) };
}
