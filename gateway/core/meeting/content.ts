/** What the floor of a meeting means for those in it: who is shown what, and how much the one who shares may send. Pure. */
import { CONTENT_RATE } from '../media/abilities.ts';
import type { RosterEffect, ParticipantState, RosterState } from './roster-types.ts';

/** After any change of a room: those for whom shared content came or went are told, and whoever shares learns how much there is. */
export function retellContent(state: RosterState): readonly [RosterState, readonly RosterEffect[]] {
  const { holder } = state.floor;
  const participants = new Map(state.participants);
  const effects: RosterEffect[] = [];
  for (const [id, participant] of state.participants) {
    const shown = holder !== undefined && holder !== id && !participant.waiting;
    if (shown === (participant.shown ?? false)) continue;
    participants.set(id, { ...participant, shown });
    effects.push({ type: 'tell', participant: id, notice: { type: 'content', shown } });
  }
  const sharing = holder === undefined ? undefined : participants.get(holder);
  // Most rooms share nothing most of the time.
  const rate =
    sharing &&
    contentRate(
      [...participants].flatMap(([id, participant]) => (id === holder || participant.waiting ? [] : [participant])),
    );
  if (holder !== undefined && sharing !== undefined && rate !== undefined && sharing.contentRate !== rate) {
    participants.set(holder, { ...sharing, contentRate: rate });
    effects.push({ type: 'contentRate', participant: holder, rate });
  }
  return effects.length === 0 ? [state, []] : [{ ...state, participants }, effects];
}

type Viewer = Pick<ParticipantState, 'video' | 'sendLimit' | 'contentTakes' | 'contentLimit'>;

/** Bit/s: what all who see it take, within what the guide has for a screen. Who takes less than its least does not lower it for the others. */
export const contentRate = (viewers: readonly Viewer[]): number =>
  Math.min(CONTENT_RATE.most, ...viewers.map(takenBy).filter((most) => most >= CONTENT_RATE.least));

/** Without a content stream it is in the main picture. */
const takenBy = ({ video, sendLimit = Infinity, contentTakes, contentLimit = Infinity }: Viewer): number =>
  contentTakes === undefined ? Math.min(video?.takes ?? Infinity, sendLimit) : Math.min(contentTakes, contentLimit);
