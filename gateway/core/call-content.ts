/** Shared content, as one call has it: what its room shares, and where it sees what others share. Pure. */
import type { ContentView, MediaDescription } from '../../media/index.ts';
import { toldOf } from './call-media.ts';
import type { CallEffect, CallFacts, Running, Step, Up } from './call-types.ts';
import type { FloorDecision } from './floor.ts';
import { nameOf } from './negotiation.ts';
import { reofferWithContent } from './reoffer.ts';

/** Where the room is with what another shares. */
export interface ContentState {
  /** Somebody else shares. */
  readonly shown: boolean;
  readonly view: ContentView;
}

export const NO_CONTENT: ContentState = { shown: false, view: 'none' };

const tell = (on: boolean): CallEffect => ({ type: 'command', command: { type: 'showContent', on } });
const view = (where: ContentView): CallEffect => ({ type: 'contentView', view: where });
const withContent = (state: Up, content: ContentState): Up => ({ ...state, running: { ...state.running, content } });

/** For the call record. */
function noted(facts: CallFacts, use: 'sent' | 'channel' | 'main-video'): CallFacts {
  const known = facts.content ?? [];
  return known.includes(use) ? facts : { ...facts, content: [...known, use] };
}

export function onFloorRequested(state: Up): Step {
  if (state.running.presence.kind === 'present' && mayShare(state.running)) return [state, [{ type: 'floor', wants: true }]];
  return [state, [{ type: 'command', command: { type: 'floor', decision: 'denied' } }]];
}

const mayShare = ({ abilities: { device } }: Running): boolean => device.screen === 'both' || device.screen === 'from-device';

export const onFloorReleased = (state: Up): Step => [state, [{ type: 'floor', wants: false }]];

/** The meeting's word on this room's own sharing. */
export function onFloorDecision(state: Up, { outcome }: Pick<FloorDecision, 'outcome'>): Step {
  if (outcome === 'released') return [state, []];
  const next = outcome === 'granted' ? { ...state, facts: noted(state.facts, 'sent') } : state;
  return [next, [{ type: 'command', command: { type: 'floor', decision: outcome } }]];
}

/** Somebody else shares from now on, or nobody does. */
export function onContentShown(state: Up, shown: boolean): Step {
  const { running } = state;
  // Before it is up, it cannot be told; `onEstablished` makes up for it.
  if (state.kind === 'answered') return [withContent(state, { shown, view: 'none' }), []];
  if (!shown && !running.content.shown) return [state, []];
  if (!shown) return [withContent(state, NO_CONTENT), [view('none'), tell(false)]];
  if (!mayBeShown(running)) return inMain(withContent(state, { shown, view: 'none' }));
  const next = withContent(state, { shown, view: 'none' });
  return offerContent(next) ?? [next, [tell(true)]];
}

const mayBeShown = ({ abilities: { device, video }, local }: Running): boolean => video && local.content !== undefined && (device.screen === 'both' || device.screen === 'to-device');

function inMain(state: Up): readonly [Up, readonly CallEffect[]] {
  return [{ ...withContent(state, { shown: true, view: 'main' }), facts: noted(state.facts, 'main-video') }, [view('main')]];
}

/** The room's own word: as content, or else in its main video. */
export function onContentAccepted(state: Up, accepted: boolean): Step {
  if (!state.running.content.shown) return [state, []];
  if (!accepted) return inMain(state);
  return [{ ...withContent(state, { shown: true, view: 'own' }), facts: noted(state.facts, 'channel') }, [view('own')]];
}

/** SIP: a room that has a line for the floor and none, or one at rest, for the content is offered one. Undefined: there is no need. */
function offerContent(state: Up): Step | undefined {
  const { running, facts } = state;
  const { original, abilities, local } = running;
  if (facts.info.protocol !== 'sip' || original === undefined || local.content === undefined || state.kind !== 'active' || running.offered !== undefined) return undefined;
  if (original.streams.some(({ kind, send }) => kind === 'content' && send)) return undefined;
  const offered = reofferWithContent(original, local, abilities);
  return [{ ...state, running: { ...running, offered, told: toldOf(abilities) } }, [{ type: 'command', command: { type: 'offerMedia', media: offered } }]];
}

/** After an answer to an offer of ours that may have been about content, or its refusal. */
export function afterAnswer([state, effects]: Step, offered: MediaDescription | undefined): Step {
  if (offered === undefined || !('running' in state) || state.kind === 'answered') return [state, effects];
  const { content, original } = state.running;
  const wasAboutContent = offered.streams.some((stream) => nameOf(stream) === 'content') && content.shown && content.view === 'none';
  if (!wasAboutContent) return [state, effects];
  if (original?.streams.some(({ kind, send }) => kind === 'content' && send) === true) return [state, [...effects, tell(true)]];
  const [next, more] = inMain(state);
  return [next, [...effects, ...more]];
}
