import { describe, expect, it } from 'vitest';
import { newRoom, stepRoom, type RoomEvent } from '../../../gateway/core/room.ts';

const run = (capacity: number, ...events: RoomEvent[]) => {
  let state = newRoom('m', capacity);
  const effects = events.map((event) => {
    const [next, done] = stepRoom(state, event);
    state = next;
    return done.map((effect) => effect.type);
  });
  return { members: [...state.members], effects };
};
const join = (member: string): RoomEvent => ({ type: 'join', member });
const leave = (member: string): RoomEvent => ({ type: 'leave', member });

describe('a room', () => {
  it('admits until it is full', () => {
    expect(run(2, join('a'), join('b'), join('c'))).toEqual({ members: ['a', 'b'], effects: [['admit'], ['admit'], ['refuse']] });
  });
  it('has a place again when somebody leaves', () => {
    expect(run(1, join('a'), leave('a'), join('b')).members).toEqual(['b']);
  });
  it('closes when the last one leaves, once', () => {
    expect(run(3, join('a'), join('b'), leave('a'), leave('b'), leave('b')).effects).toEqual([['admit'], ['admit'], [], ['close'], []]);
  });
  it('counts nobody twice', () => {
    expect(run(3, join('a'), join('a')).effects).toEqual([['admit'], []]);
  });
});
