import { describe, expect, it } from 'vitest';
import { MOST_UNPROVEN, UnprovenCalls, type UnprovenCall } from '../../../../gateway/app/call/unproven-calls.ts';
import type { CallState } from '../../../../gateway/core/call/call.ts';

type Kind = 'resolving' | 'lobby' | 'answered' | 'active' | 'ended';

const stateOf = (kind: Kind): CallState =>
  ({
    resolving: { kind: 'resolving' },
    lobby: { kind: 'joining', to: { kind: 'lobby' } },
    answered: { kind: 'answered', running: { presence: { kind: 'entry' } } },
    active: { kind: 'active' },
    ended: { kind: 'ended' },
  })[kind] as CallState;

class Call implements UnprovenCall {
  state: CallState;
  constructor(kind: Kind) {
    this.state = stateOf(kind);
  }

  end(): void {
    this.state = stateOf('ended');
  }
}

function add(calls: UnprovenCalls, count: number, kind: Kind, source = 'a'): readonly Call[] {
  return Array.from({ length: count }, () => {
    const call = new Call(kind);
    calls.add(source, call);
    return call;
  });
}
const ended = (calls: readonly Call[]): number => calls.filter(({ state }) => state.kind === 'ended').length;

describe('unacknowledged calls in lobbies', () => {
  it('end the oldest one of their source above the limit', () => {
    const calls = new UnprovenCalls();
    const first = add(calls, MOST_UNPROVEN, 'answered');
    expect(ended(first)).toBe(0);
    add(calls, 2, 'lobby');
    expect(first.map(({ state }) => state.kind).slice(0, 3)).toEqual(['ended', 'ended', 'answered']);
    expect(ended(add(calls, 1, 'lobby', 'b'))).toBe(0);
  });

  it('do not end calls that are acknowledged or look their PIN up', () => {
    const calls = new UnprovenCalls();
    const [active, resolving] = [add(calls, MOST_UNPROVEN, 'active'), add(calls, MOST_UNPROVEN, 'resolving')];
    add(calls, MOST_UNPROVEN + 5, 'answered');
    expect([ended(active), ended(resolving)]).toEqual([0, 0]);
  });

  it('are forgotten when the last one ends', () => {
    const calls = new UnprovenCalls();
    const [call] = add(calls, 1, 'answered');
    call!.end();
    calls.ended('a');
    expect(calls.sources).toBe(0);
  });
});
