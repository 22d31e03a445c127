/** The floor of a meeting: each transition by its arrow, and properties of random sequences. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  newFloor,
  stepFloor,
  type FloorDecision,
  type FloorEvent,
  type FloorReason,
  type FloorState,
} from '../../../../gateway/core/meeting/floor.ts';

const ask = (participant: string): FloorEvent => ({ type: 'request', participant });
const give = (participant: string): FloorEvent => ({ type: 'give', participant });
const release = (participant: string): FloorEvent => ({ type: 'release', participant });
const leave = (participant: string): FloorEvent => ({ type: 'leave', participant });
const take: FloorEvent = { type: 'take' };
const firstHolds: FloorEvent = { type: 'rule', rule: 'first-holds' };
const newestWins: FloorEvent = { type: 'rule', rule: 'newest-wins' };
const closed: FloorEvent = { type: 'policy', open: false };
const open: FloorEvent = { type: 'policy', open: true };

const told = ({ participant, outcome, reason }: FloorDecision): string => `${participant} ${outcome}: ${reason}`;

/** The holder after all events, and the decisions of the last one. */
function run(events: readonly FloorEvent[]): { readonly state: FloorState; readonly last: readonly string[] } {
  let state = newFloor();
  let last: readonly FloorDecision[] = [];
  for (const event of events) [state, last] = stepFloor(state, event);
  return { state, last: last.map(told) };
}

const TABLE: readonly (readonly [
  arrow: string,
  events: readonly FloorEvent[],
  holder: string | undefined,
  decisions: readonly string[],
])[] = [
  ['free -> held on request', [ask('a')], 'a', ['a granted: asked']],
  ['free -> held on give', [give('a')], 'a', ['a granted: host']],
  ['free -> free on request while the policy is off', [closed, ask('a')], undefined, ['a denied: policy']],
  ['free -> free on give while the policy is off', [closed, give('a')], undefined, ['a denied: policy']],
  ['free -> free on release', [release('a')], undefined, []],
  ['free -> free on leave', [leave('a')], undefined, []],
  ['free -> free on take', [take], undefined, []],
  ['free -> free on policy off', [closed], undefined, []],
  ['held -> held on request of the holder', [ask('a'), ask('a')], 'a', ['a granted: asked']],
  [
    'held -> held by another on request, newest wins',
    [ask('a'), ask('b')],
    'b',
    ['a revoked: newer', 'b granted: asked'],
  ],
  ['held -> held on request of another, first holds', [firstHolds, ask('a'), ask('b')], 'a', ['b denied: taken']],
  ['held -> held on request of the holder, first holds', [firstHolds, ask('a'), ask('a')], 'a', ['a granted: asked']],
  [
    'held -> held by another on request, once newest wins again',
    [firstHolds, ask('a'), newestWins, ask('b')],
    'b',
    ['a revoked: newer', 'b granted: asked'],
  ],
  [
    'held -> held by another on give, whatever the rule',
    [firstHolds, ask('a'), give('b')],
    'b',
    ['a revoked: host', 'b granted: host'],
  ],
  ['held -> held on give to the holder', [ask('a'), give('a')], 'a', ['a granted: host']],
  ['held -> held on a new rule', [ask('a'), firstHolds], 'a', []],
  ['held -> held on policy on', [ask('a'), open], 'a', []],
  ['held -> held on release of another', [ask('a'), release('b')], 'a', []],
  ['held -> held on leave of another', [ask('a'), leave('b')], 'a', []],
  ['held -> free on release', [ask('a'), release('a')], undefined, ['a released: released']],
  ['held -> free on leave', [ask('a'), leave('a')], undefined, ['a released: left']],
  ['held -> free on take', [ask('a'), take], undefined, ['a revoked: host']],
  ['held -> free on policy off', [ask('a'), closed], undefined, ['a revoked: policy']],
  [
    'free -> held on request once the policy is on again',
    [ask('a'), closed, open, ask('a')],
    'a',
    ['a granted: asked'],
  ],
];

describe('the floor', () => {
  it.each(TABLE)('%s', (_arrow, events, holder, decisions) => {
    const { state, last } = run(events);
    expect({ holder: state.holder, last }).toEqual({ holder, last: decisions });
  });

  it('decides for every reason; waiting members are answered by the roster', () => {
    const reached = new Set(TABLE.flatMap(([, , , decisions]) => decisions.map((decision) => decision.split(': ')[1])));
    const reasons: Readonly<Record<Exclude<FloorReason, 'not-admitted'>, true>> = {
      asked: true,
      host: true,
      taken: true,
      newer: true,
      policy: true,
      released: true,
      left: true,
    };
    expect([...reached].toSorted()).toEqual(Object.keys(reasons).toSorted());
  });
});

const participant = fc.constantFrom('a', 'b', 'c');
const anyEvent: fc.Arbitrary<FloorEvent> = fc.oneof(
  fc.record({ type: fc.constantFrom('request', 'release', 'leave', 'give'), participant }),
  fc.constantFrom(take, firstHolds, newestWins, closed, open),
);

describe('the floor under random events', () => {
  const always = (
    check: (before: FloorState, event: FloorEvent, after: FloorState, decisions: readonly FloorDecision[]) => void,
  ): void =>
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        let state = newFloor();
        for (const event of events) {
          const [next, decisions] = stepFloor(state, event);
          check(state, event, next, decisions);
          state = next;
        }
      }),
      { seed: 239, numRuns: 2000 },
    );

  it('has at most one holder, whom all informed members know', () => {
    let holding = new Set<string>();
    always((before, _event, after, decisions) => {
      if (before.holder === undefined) holding = new Set();
      for (const { participant: about, outcome } of decisions) {
        if (outcome === 'granted') holding.add(about);
        else if (outcome !== 'denied') expect(holding.delete(about)).toBe(true);
        expect(holding.size).toBeLessThanOrEqual(1);
      }
      expect([...holding]).toEqual(after.holder === undefined ? [] : [after.holder]);
    });
  });

  it('stays free while the policy is off', () => {
    always((before, event, after, decisions) => {
      if (!after.open) expect(after.holder).toBeUndefined();
      if (before.open || after.open) return;
      expect(decisions.filter(({ outcome }) => outcome !== 'denied')).toEqual([]);
      if (event.type === 'request' || event.type === 'give')
        expect(decisions).toEqual([{ participant: event.participant, outcome: 'denied', reason: 'policy' }]);
    });
  });

  it('answers every request once', () => {
    always((_before, event, _after, decisions) => {
      if (event.type !== 'request' && event.type !== 'give') return;
      expect(
        decisions.filter(
          ({ participant: about, outcome }) =>
            about === event.participant && (outcome === 'granted' || outcome === 'denied'),
        ),
      ).toHaveLength(1);
    });
  });
});
