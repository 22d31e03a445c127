/** Remote control of a shared computer: each transition by its arrow, and properties of random sequences. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  newRemoteControl,
  stepRemoteControl,
  type RemoteControlDecision,
  type RemoteControlEvent,
  type RemoteControlReason,
  type RemoteControlState,
} from '../../../../gateway/core/meeting/remote-control.ts';

const ask = (controller: string, sharer: string | undefined = 's', allowed = true): RemoteControlEvent => ({
  type: 'request',
  controller,
  sharer,
  allowed,
});
const grant = (by = 's', { reserved = true, allowed = true } = {}): RemoteControlEvent => ({
  type: 'grant',
  by,
  reserved,
  allowed,
});
const deny = (by = 's'): RemoteControlEvent => ({ type: 'deny', by });
const release = (by: string): RemoteControlEvent => ({ type: 'release', by });
const gone = (participant: string): RemoteControlEvent => ({ type: 'gone', participant });
const policyOff: RemoteControlEvent = { type: 'policyOff' };
const timeout: RemoteControlEvent = { type: 'timeout' };

const told = ({ controller, outcome, reason }: RemoteControlDecision): string => `${controller} ${outcome}: ${reason}`;

function run(events: readonly RemoteControlEvent[]): {
  readonly kind: RemoteControlState['kind'];
  readonly last: readonly string[];
} {
  let state = newRemoteControl();
  let last: readonly RemoteControlDecision[] = [];
  for (const event of events) [state, last] = stepRemoteControl(state, event);
  return { kind: state.kind, last: last.map(told) };
}

const TABLE: readonly (readonly [
  arrow: string,
  events: readonly RemoteControlEvent[],
  kind: RemoteControlState['kind'],
  decisions: readonly string[],
])[] = [
  ['idle -> asked on request', [ask('c')], 'asked', ['c requested: asked']],
  ['idle -> idle on request while the policy is off', [ask('c', 's', false)], 'idle', ['c denied: policy']],
  [
    'idle -> idle on request while no participant shares',
    [{ type: 'request', controller: 'c', sharer: undefined, allowed: true }],
    'idle',
    ['c denied: nothing-shared'],
  ],
  ['idle -> idle on request of whoever shares', [ask('s')], 'idle', ['s denied: nothing-shared']],
  ['idle -> idle on grant', [grant()], 'idle', []],
  ['idle -> idle on deny', [deny()], 'idle', []],
  ['idle -> idle on release', [release('c')], 'idle', []],
  ['idle -> idle on gone', [gone('s')], 'idle', []],
  ['idle -> idle on policy off', [policyOff], 'idle', []],
  ['asked -> asked on request of another', [ask('c'), ask('d')], 'asked', ['d denied: busy']],
  ['asked -> asked on request of the same', [ask('c'), ask('c')], 'asked', ['c denied: busy']],
  ['asked -> asked on grant by another than the sharer', [ask('c'), grant('c')], 'asked', []],
  ['asked -> asked on deny by another than the sharer', [ask('c'), deny('d')], 'asked', []],
  ['asked -> asked on release by a third', [ask('c'), release('d')], 'asked', []],
  ['asked -> asked on gone of a third', [ask('c'), gone('d')], 'asked', []],
  ['asked -> granted on grant', [ask('c'), grant()], 'granted', ['c granted: sharer']],
  [
    'asked -> idle on grant while the policy is off',
    [ask('c'), grant('s', { allowed: false })],
    'idle',
    ['c denied: policy'],
  ],
  [
    'asked -> idle on grant without bandwidth',
    [ask('c'), grant('s', { reserved: false })],
    'idle',
    ['c denied: no-bandwidth'],
  ],
  ['asked -> idle on deny', [ask('c'), deny()], 'idle', ['c denied: sharer']],
  ['asked -> idle on release by the one who asked', [ask('c'), release('c')], 'idle', ['c released: released']],
  ['asked -> idle on gone of whoever shares', [ask('c'), gone('s')], 'idle', ['c released: gone']],
  ['asked -> idle on policy off', [ask('c'), policyOff], 'idle', ['c denied: policy']],
  ['asked -> idle when nobody answers', [ask('c'), timeout], 'idle', ['c denied: no-answer']],
  ['idle -> idle on an answer that is late', [ask('c'), timeout, grant()], 'idle', []],
  ['granted -> granted on a time that has run out', [ask('c'), grant(), timeout], 'granted', []],
  ['granted -> granted on request of another', [ask('c'), grant(), ask('d')], 'granted', ['d denied: busy']],
  [
    'granted -> granted on a request that the policy forbids',
    [ask('c'), grant(), ask('d', 's', false)],
    'granted',
    ['d denied: policy'],
  ],
  ['granted -> granted on grant', [ask('c'), grant(), grant()], 'granted', []],
  ['granted -> granted on deny', [ask('c'), grant(), deny()], 'granted', []],
  ['granted -> granted on release by a third', [ask('c'), grant(), release('d')], 'granted', []],
  ['granted -> idle on release by the controller', [ask('c'), grant(), release('c')], 'idle', ['c released: released']],
  ['granted -> idle on release by the sharer', [ask('c'), grant(), release('s')], 'idle', ['c released: released']],
  ['granted -> idle on gone of the controller', [ask('c'), grant(), gone('c')], 'idle', ['c released: gone']],
  ['granted -> idle on gone of the sharer', [ask('c'), grant(), gone('s')], 'idle', ['c released: gone']],
  ['granted -> idle on policy off', [ask('c'), grant(), policyOff], 'idle', ['c released: policy']],
  [
    'idle -> asked on request after all that',
    [ask('c'), grant(), policyOff, ask('d')],
    'asked',
    ['d requested: asked'],
  ],
];

describe('remote control', () => {
  it.each(TABLE)('%s', (_arrow, events, kind, decisions) => expect(run(events)).toEqual({ kind, last: decisions }));

  it('the table covers every reason', () => {
    const reached = new Set(TABLE.flatMap(([, , , decisions]) => decisions.map((decision) => decision.split(': ')[1])));
    const reasons: Readonly<Record<RemoteControlReason, true>> = {
      asked: true,
      sharer: true,
      policy: true,
      'nothing-shared': true,
      busy: true,
      'no-bandwidth': true,
      released: true,
      gone: true,
      'no-answer': true,
    };
    expect([...reached].toSorted()).toEqual(Object.keys(reasons).toSorted());
  });
});

const who = fc.constantFrom('a', 'b', 'c');
const anyEvent: fc.Arbitrary<RemoteControlEvent> = fc.oneof(
  fc.record({
    type: fc.constant('request'),
    controller: who,
    sharer: fc.option(who, { nil: undefined }),
    allowed: fc.boolean(),
  }),
  fc.record({ type: fc.constant('grant'), by: who, reserved: fc.boolean(), allowed: fc.boolean() }),
  fc.record({ type: fc.constantFrom('deny', 'release'), by: who }),
  fc.record({ type: fc.constant('gone'), participant: who }),
  fc.constant(policyOff),
  fc.constant(timeout),
);

describe('remote control under random events', () => {
  const always = (
    check: (
      before: RemoteControlState,
      event: RemoteControlEvent,
      after: RemoteControlState,
      decisions: readonly RemoteControlDecision[],
    ) => void,
  ): void =>
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        let state = newRemoteControl();
        for (const event of events) {
          const [next, decisions] = stepRemoteControl(state, event);
          check(state, event, next, decisions);
          state = next;
        }
      }),
      { seed: 800, numRuns: 2000 },
    );

  it('is granted only by the sharer, within the policy, and with bandwidth', () => {
    always((before, event, after) => {
      if (before.kind === 'granted' || after.kind !== 'granted') return;
      expect(event).toEqual({ type: 'grant', by: after.sharer, reserved: true, allowed: true });
      expect(before).toEqual({ ...after, kind: 'asked' });
    });
  });

  it('begins and ends for one pair at a time, and reports it', () => {
    always((before, _event, after, decisions) => {
      const moved = before.kind !== after.kind;
      expect(decisions.length).toBeLessThanOrEqual(1);
      const [decision] = decisions;
      if (moved)
        expect(decision).toMatchObject(
          after.kind === 'idle'
            ? { controller: before.kind === 'idle' ? '' : before.controller }
            : { controller: after.controller, sharer: after.sharer },
        );
      else expect(decisions.filter(({ outcome }) => outcome !== 'denied')).toEqual([]);
      if (after.kind !== 'idle') expect(after.controller).not.toBe(after.sharer);
    });
  });

  it('ends with policy off, and begins only with policy on', () => {
    always((before, event, after) => {
      if (event.type === 'policyOff') expect(after).toEqual({ kind: 'idle' });
      if (event.type === 'request' && !event.allowed) expect(after).toBe(before);
    });
  });
});
