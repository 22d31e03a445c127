/** What the floor of a meeting means for those in it: who is shown what, and how much the one who shares may send. Pure. */
import { CONTENT_RATE } from '../media/negotiation.ts';
import type { MeetingEffect, ParticipantState, MeetingState } from './meeting.ts';

/** After any change of a room: those for whom shared content came or went are told, and whoever shares learns how much there is. */
export function retellContent(state: MeetingState): readonly [MeetingState, readonly MeetingEffect[]] {
  const { holder } = state.floor;
  const members = new Map(state.members);
  const effects: MeetingEffect[] = [];
  for (const [id, member] of state.members) {
    const shown = holder !== undefined && holder !== id && !member.waiting;
    if (shown === (member.shown ?? false)) continue;
    members.set(id, { ...member, shown });
    effects.push({ type: 'tell', member: id, notice: { type: 'content', shown } });
  }
  const sharing = holder === undefined ? undefined : members.get(holder);
  // Most rooms share nothing most of the time.
  const rate =
    sharing && contentRate([...members].flatMap(([id, member]) => (id === holder || member.waiting ? [] : [member])));
  if (holder !== undefined && sharing !== undefined && rate !== undefined && sharing.contentRate !== rate) {
    members.set(holder, { ...sharing, contentRate: rate });
    effects.push({ type: 'contentRate', member: holder, rate });
  }
  return effects.length === 0 ? [state, []] : [{ ...state, members }, effects];
}

type Viewer = Pick<ParticipantState, 'video' | 'sendLimit' | 'contentTakes' | 'contentLimit'>;

/** Bit/s: what all who see it take, within what the guide has for a screen. Who takes less than its least does not lower it for the others. */
export const contentRate = (viewers: readonly Viewer[]): number =>
  Math.min(CONTENT_RATE.most, ...viewers.map(takenBy).filter((most) => most >= CONTENT_RATE.least));

/** Without a content stream it is in the main picture. */
const takenBy = ({ video, sendLimit = Infinity, contentTakes, contentLimit = Infinity }: Viewer): number =>
  contentTakes === undefined ? Math.min(video?.takes ?? Infinity, sendLimit) : Math.min(contentTakes, contentLimit);
