/** Shared content from the view of one call: what its device shares, and where it sees what others share. Pure. */
import type { ContentView, MediaDescription } from '../../../media/port.ts';
import { toldOf } from './media.ts';
import type { CallEffect, CallFacts, ContentState, Running, Step, Up } from './types.ts';
import type { FloorDecision } from '../meeting/floor.ts';
import { videoRateTaken } from '../meeting/bandwidth.ts';
import { CONTENT_RATE } from '../media/abilities.ts';
import { nameOf } from '../media/streams.ts';
import { reofferWithContent } from '../media/reoffer.ts';

const NOTHING_SHOWN = { shown: false, view: 'none' } as const;
/** Shared by all new calls, most of which never see any content. */
export const NO_CONTENT: ContentState = { ...NOTHING_SHOWN, shares: false };

const tell = (on: boolean): CallEffect => ({ type: 'command', command: { type: 'showContent', on } });
const view = (where: ContentView): CallEffect => ({ type: 'contentView', view: where });
const withContent = (state: Up, content: Partial<ContentState>): Up => ({
  ...state,
  running: { ...state.running, content: { ...state.running.content, ...content } },
});

/** The device's stream that the others' content fits into; undefined: it accepts none. */
function fits({ original }: Running, name: 'content' | 'video'): boolean | undefined {
  const stream = original?.streams.find(({ kind, send }) => kind === name && send);
  return stream && videoRateTaken(stream) >= CONTENT_RATE.least;
}

const sendsContent = (running: Running): boolean => fits(running, 'content') === true;

/** The value for the call record. */
function noted(facts: CallFacts, use: 'sent' | 'channel' | 'main-video'): CallFacts {
  const known = facts.content ?? [];
  return known.includes(use) ? facts : { ...facts, content: [...known, use] };
}

/** A call on its way to other sockets has no place to share in. */
export function onFloorRequested(state: Up): Step {
  if (state.kind !== 'moving' && state.running.presence.kind === 'present' && mayShare(state.running))
    return [state, [{ type: 'floor', wants: true }]];
  return [state, [{ type: 'command', command: { type: 'floor', decision: 'denied' } }]];
}

const mayShare = ({ abilities: { device } }: Running): boolean =>
  device.screen === 'both' || device.screen === 'from-device';

export const onFloorReleased = (state: Up): Step => [
  withContent(state, { shares: false }),
  [{ type: 'floor', wants: false }],
];

/** Handles the meeting's decision about this device's own sharing. */
export function onFloorDecision(state: Up, { outcome }: Pick<FloorDecision, 'outcome'>): Step {
  const { shares } = state.running.content;
  const next = withContent(state, { shares: outcome === 'granted' });
  if (outcome === 'released') return [next, []];
  // The place was lost, and another participant was faster: by the last notice it still has the floor.
  const decision = outcome === 'denied' && shares ? 'revoked' : outcome;
  return [
    outcome === 'granted' ? { ...next, facts: noted(next.facts, 'sent') } : next,
    [{ type: 'command', command: { type: 'floor', decision } }],
  ];
}

/** The call has another place: in its own meeting sharing continues; content of another meeting is not shared here. */
export function sharesElsewhere(state: Up, sameMeeting: boolean): Step {
  if (!state.running.content.shares) return [state, []];
  return sameMeeting ? [state, [{ type: 'floor', wants: true }]] : onFloorDecision(state, { outcome: 'revoked' });
}

/** Another participant starts to share, or none does any more. */
export function onContentShown(state: Up, shown: boolean): Step {
  const { running } = state;
  // Before the call is established the device cannot be informed; `onEstablished` catches up.
  if (state.kind === 'answered') return [withContent(state, { shown, view: 'none' }), []];
  if (!shown && !running.content.shown) return [state, []];
  if (!shown) return [withContent(state, NOTHING_SHOWN), [view('none'), tell(false)]];
  if (!mayBeShown(running)) return inMain(withContent(state, { shown, view: 'none' }));
  const next = withContent(state, { shown, view: 'none' });
  return offerContent(next) ?? [next, [tell(true)]];
}

function mayBeShown(running: Running): boolean {
  const {
    abilities: { device, video },
    local,
  } = running;
  return (
    video &&
    local.content !== undefined &&
    (device.screen === 'both' || device.screen === 'to-device') &&
    fits(running, 'content') !== false
  );
}

/** A device that accepts too little there continues to see the speaker. */
function inMain(state: Up): readonly [Up, readonly CallEffect[]] {
  if (fits(state.running, 'video') === false)
    return [withContent(state, { shown: true, view: 'none' }), [view('none')]];
  return [
    { ...withContent(state, { shown: true, view: 'main' }), facts: noted(state.facts, 'main-video') },
    [view('main')],
  ];
}

/** The choice of the device: as content, or in its main video. */
export function onContentAccepted(state: Up, accepted: boolean): Step {
  if (!state.running.content.shown) return [state, []];
  if (!accepted) return inMain(state);
  return [{ ...withContent(state, { shown: true, view: 'own' }), facts: noted(state.facts, 'channel') }, [view('own')]];
}

/**
 * SIP: offers a content line to a device that has a floor line but no active content line. Undefined: nothing to
 * offer.
 */
function offerContent(state: Up): Step | undefined {
  const { running, facts } = state;
  const { original, abilities, local } = running;
  if (facts.info.protocol !== 'sip' || original === undefined || local.content === undefined || sendsContent(running))
    return undefined;
  // A pending exchange comes first (`afterAnswer`, `promote`).
  if (state.kind !== 'active' || running.offered !== undefined) return [state, []];
  const offered = reofferWithContent(original, local, abilities);
  return [
    { ...state, running: { ...running, offered, told: toldOf(abilities) } },
    [{ type: 'command', command: { type: 'offerMedia', media: offered } }],
  ];
}

/** Follows an answer to, or a refusal of, an offer of ours that may have concerned content. */
export function afterAnswer([state, effects]: Step, offered: MediaDescription | undefined): Step {
  if (offered === undefined || !('running' in state) || state.kind !== 'active') return [state, effects];
  const { content } = state.running;
  if (!content.shown || content.view !== 'none') return [state, effects];
  const wasAboutContent = offered.streams.some(
    (stream) =>
      nameOf(stream) === 'content' &&
      stream.rtp !== undefined &&
      (stream.direction === 'sendrecv' || stream.direction === 'sendonly'),
  );
  const [next, more] = wasAboutContent && !sendsContent(state.running) ? inMain(state) : onContentShown(state, true);
  return [next, [...effects, ...more]];
}

/**
 * Follows an offer of a SIP device: its content line may have disappeared or returned. On hold it sees nothing
 * anywhere.
 */
export function afterOffer([state, effects]: Step): Step {
  if (
    !('running' in state) ||
    state.kind !== 'active' ||
    state.facts.info.protocol !== 'sip' ||
    !state.running.content.shown
  )
    return [state, effects];
  const { running } = state;
  const [isOwn, has] = [running.content.view === 'own', sendsContent(running)];
  if (isOwn === has || (isOwn && fits(running, 'video') === undefined) || (has && running.content.view === 'none'))
    return [state, effects];
  if (!isOwn && !mayBeShown(running)) return [state, effects];
  const [next, more] = isOwn ? inMain(state) : onContentShown(state, true);
  return [next, [...effects, ...more]];
}
