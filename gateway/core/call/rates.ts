/**
 * Announces to a device what it may send: the mode that all others in the meeting decode, and the rate available
 * for it.
 */
import { LEAST_VIDEO_RATE } from '../meeting/bandwidth.ts';
import { isCameraDue, nextOffer, RETRY, toldOf } from './media.ts';
import type { CallEffect, Step, Up } from './types.ts';
import type { VideoMode } from '../media/h264-choice.ts';
import type { MediaAbilities } from '../media/abilities.ts';
import { sameMode, type SendPlan } from '../meeting/plan.ts';

/** Delay before a device is told that it may send more, ms: the next participant may be weak again. */
export const RAISE_AFTER = 10_000;
/** Time for which a rate must hold before it is worth an offer, ms: participants come and go in groups. */
export const SETTLE = 3000;
const timer = (ms: number | undefined): CallEffect => ({ type: 'timer', timer: 'rates', ms });

/** The limit for a description of ours: what the meeting permits, and never more than before. */
export const withPlan = (abilities: MediaAbilities, plan: SendPlan | undefined): MediaAbilities =>
  plan === undefined
    ? abilities
    : {
        ...abilities,
        videoMode: plan.mode,
        maxVideoBitrate: Math.max(LEAST_VIDEO_RATE, Math.min(abilities.maxVideoBitrate, plan.rate)),
      };

/**
 * The mode that all others decode has changed. A lower one is announced when media shows that the device sends more
 * (`onModeTooHigh`).
 */
export function onMode(state: Up, mode: VideoMode): Step {
  const next = { ...state, running: { ...state.running, abilities: { ...state.running.abilities, videoMode: mode } } };
  return [next, isAbove(mode, state.running.told.mode) ? [timer(RAISE_AFTER)] : []];
}

/** Another participant cannot decode what the device sends. */
export const onModeTooHigh = (state: Up): Step => tell(state);

/** The device accepts no RTCP for it: H.323 has a command, SIP a new offer (b=TIAS). */
export function onRateWanted(state: Up, bitrate: number): Step {
  const { running, facts } = state;
  const next = { ...state, running: { ...running, abilities: { ...running.abilities, maxVideoBitrate: bitrate } } };
  if (facts.info.protocol === 'h323') return [next, [{ type: 'command', command: { type: 'limitBitrate', bitrate } }]];
  return bitrate === running.told.rate ? [next, []] : [next, [timer(SETTLE)]];
}

export function onRatesTimer(state: Up): Step {
  const { abilities, told } = state.running;
  const due =
    abilities.maxVideoBitrate !== told.rate ||
    (abilities.videoMode !== undefined && isAbove(abilities.videoMode, told.mode)) ||
    isCameraDue(state);
  return due ? tell(state) : [state, []];
}

function tell(state: Up): Step {
  const { running } = state;
  const { abilities, told } = running;
  const same =
    abilities.maxVideoBitrate === told.rate &&
    (abilities.videoMode === undefined || told.mode === undefined
      ? abilities.videoMode === told.mode
      : sameMode(abilities.videoMode, told.mode));
  if (!isCameraDue(state) && (same || running.local.video === undefined)) return [state, []];
  if (state.kind !== 'active' || running.offered !== undefined) return [state, [timer(RETRY)]];
  const offered = nextOffer(running, running.local, state.facts);
  return [
    { ...state, running: { ...running, offered, told: toldOf(abilities) } },
    [{ type: 'command', command: { type: 'offerMedia', media: offered } }],
  ];
}

const isAbove = (mode: VideoMode, other: VideoMode | undefined): boolean =>
  other !== undefined && (mode.maxFs > other.maxFs || mode.maxMbps > other.maxMbps);
