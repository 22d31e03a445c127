/** The effect of the floor on the participants: who is shown what, and how much the sharer may send. Pure. */
import { CONTENT_RATE } from '../media/abilities.ts';
import type { RosterEffect, ParticipantState, RosterState } from './roster-types.ts';

/**
 * After any change of the roster: informs those for whom content appeared or disappeared, and tells the sharer its
 * rate.
 */
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
  // Most meetings share nothing most of the time.
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

/**
 * The rate that all viewers accept, within the guide's limits for a screen, bit/s. A viewer below the minimum does
 * not lower it for the others.
 */
export const contentRate = (viewers: readonly Viewer[]): number =>
  Math.min(CONTENT_RATE.most, ...viewers.map(takenBy).filter((most) => most >= CONTENT_RATE.least));

/** Without a content stream it is part of the main video. */
const takenBy = ({ video, sendLimit = Infinity, contentTakes, contentLimit = Infinity }: Viewer): number =>
  contentTakes === undefined ? Math.min(video?.takes ?? Infinity, sendLimit) : Math.min(contentTakes, contentLimit);
