/** Who is in a meeting. Pure: what the media and the registry hold of it follows from the effects. */
import type { EndReason } from './reason.ts';

export interface RoomState {
  readonly meetingId: string;
  readonly capacity: number;
  /** Call ids. A call that moves holds its old place until it has the new one. */
  readonly members: ReadonlySet<string>;
}

export type RoomEvent =
  | { readonly type: 'join'; readonly member: string }
  | { readonly type: 'leave'; readonly member: string };

export type RoomEffect =
  | { readonly type: 'admit'; readonly member: string }
  | { readonly type: 'refuse'; readonly member: string; readonly reason: EndReason }
  /** Nobody is left: its media and its entry in the table go. */
  | { readonly type: 'close' };

export const newRoom = (meetingId: string, capacity: number): RoomState => ({ meetingId, capacity, members: new Set() });

export function stepRoom(state: RoomState, event: RoomEvent): readonly [RoomState, readonly RoomEffect[]] {
  const { member } = event;
  switch (event.type) {
    case 'join': {
      if (state.members.has(member)) return [state, []];
      if (state.members.size >= state.capacity) return [state, [{ type: 'refuse', member, reason: 'meeting-full' }]];
      return [{ ...state, members: new Set([...state.members, member]) }, [{ type: 'admit', member }]];
    }
    case 'leave': {
      if (!state.members.has(member)) return [state, []];
      const members = new Set([...state.members].filter((other) => other !== member));
      return [{ ...state, members }, members.size === 0 ? [{ type: 'close' }] : []];
    }
    default:
      return event satisfies never;
  }
}
