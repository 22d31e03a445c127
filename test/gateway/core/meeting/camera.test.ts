/** Camera control: each transition by its arrow, and properties of random sequences. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LONGEST,
  newCameras,
  nextTimeout,
  stepCamera,
  type CameraEffect,
  type CameraEvent,
  type CameraPolicy,
  type CameraReason,
  type CameraRequest,
  type CameraState,
} from '../../../../gateway/core/meeting/camera.ts';

/** An event, and how long after the one before it, ms. */
type Timed = readonly [event: CameraEvent, after?: number];

const PAN = 0b1000_0000;
const TILT = 0b0010_0000;
const START: CameraRequest = { type: 'start', actions: PAN, timeout: 400 };
const CONTINUE: CameraRequest = { type: 'continue', actions: PAN };
const STOP: CameraRequest = { type: 'stop', actions: PAN };
const PRESET: CameraRequest = { type: 'activatePreset', preset: 3 };

const HOSTS: ReadonlySet<string> = new Set(['h']);
const isHost = (participant: string): boolean => HOSTS.has(participant);
const asks = (
  from: string,
  request: CameraRequest,
  { sees = 'x', reachable = true }: { readonly sees?: string | undefined; readonly reachable?: boolean } = {},
): CameraEvent => ({ type: 'request', from, participant: { isHost: isHost(from), sees }, request, reachable });
const blind = (from: string): CameraEvent => ({
  type: 'request',
  from,
  participant: { isHost: false, sees: undefined },
  request: START,
  reachable: false,
});
const leave = (participant: string): CameraEvent => ({ type: 'leave', participant });
const policy = (to: CameraPolicy): CameraEvent => ({ type: 'policy', policy: to, isHost });
const timeout: CameraEvent = { type: 'timeout' };

const told = (effect: CameraEffect): string =>
  effect.type === 'send'
    ? `${effect.request.type} to ${effect.to}`
    : `${effect.from} ${effect.outcome}: ${effect.reason}`;

/** The controllers after all events, with movements in brackets, and the effects of the last event. */
function run(events: readonly Timed[]): { readonly controls: readonly string[]; readonly last: readonly string[] } {
  let state = newCameras('on');
  let last: readonly CameraEffect[] = [];
  let now = 1000;
  for (const [event, after = 0] of events) [state, last] = stepCamera(state, event, (now += after));
  return {
    controls: [...state.controls].map(
      ([target, { controller, actions }]) => `${controller}>${target}${actions === undefined ? '' : `(${actions})`}`,
    ),
    last: last.map(told),
  };
}

const MOVES = `a>x(${PAN})`;
const TABLE: readonly (readonly [
  arrow: string,
  events: readonly Timed[],
  controls: readonly string[],
  effects: readonly string[],
])[] = [
  ['free -> moving on start', [[asks('a', START)]], [MOVES], ['a granted: asked', 'start to x']],
  ['free -> told on a preset', [[asks('a', PRESET)]], ['a>x'], ['a granted: asked', 'activatePreset to x']],
  [
    'free -> told on a stored preset',
    [[asks('a', { type: 'storePreset', preset: 1 })]],
    ['a>x'],
    ['a granted: asked', 'storePreset to x'],
  ],
  [
    'free -> told on another source',
    [[asks('a', { type: 'selectSource', source: 1, mode: 0 })]],
    ['a>x'],
    ['a granted: asked', 'selectSource to x'],
  ],
  ['free -> free on start while the policy is off', [[policy('off')], [asks('a', START)]], [], ['a denied: policy']],
  [
    'free -> free on start of the host while the policy is off',
    [[policy('off')], [asks('h', START)]],
    [],
    ['h denied: policy'],
  ],
  [
    'free -> free on start of an attendee if only hosts may',
    [[policy('host')], [asks('a', START)]],
    [],
    ['a denied: host-only'],
  ],
  [
    'free -> moving on start of the host if only hosts may',
    [[policy('host')], [asks('h', START)]],
    [`h>x(${PAN})`],
    ['h granted: asked', 'start to x'],
  ],
  ['free -> free on start while it sees nobody', [[blind('a')]], [], ['a denied: no-picture']],
  ['free -> free on start without a camera', [[asks('a', START, { reachable: false })]], [], ['a denied: no-camera']],
  ['free -> free on continue', [[asks('a', CONTINUE)]], [], []],
  ['free -> free on stop', [[asks('a', STOP)]], [], []],
  ['free -> free on timeout', [[timeout]], [], []],
  ['moving -> moving on continue', [[asks('a', START)], [asks('a', CONTINUE), 300]], [MOVES], ['continue to x']],
  [
    'moving -> moving on continue, even if it sees another member by now',
    [[asks('a', START)], [asks('a', CONTINUE, { sees: 'y' }), 300]],
    [MOVES],
    ['continue to x'],
  ],
  [
    'moving -> moving on start of another movement',
    [[asks('a', START)], [asks('a', { type: 'start', actions: TILT, timeout: 400 }), 100]],
    [`a>x(${TILT})`],
    ['start to x'],
  ],
  [
    'moving -> moving on a preset of the same controller',
    [[asks('a', START)], [asks('a', PRESET), 100]],
    [MOVES],
    ['activatePreset to x'],
  ],
  ['moving -> moving on start of another', [[asks('a', START)], [asks('b', START), 100]], [MOVES], ['b denied: busy']],
  ['moving -> moving on stop of another', [[asks('a', START)], [asks('b', STOP), 100]], [MOVES], []],
  ['moving -> moving on timeout before its time', [[asks('a', START)], [timeout, 399]], [MOVES], []],
  [
    'moving -> moving on timeout after continue',
    [[asks('a', START)], [asks('a', CONTINUE), 300], [timeout, 300]],
    [MOVES],
    [],
  ],
  [
    'moving -> moving on policy host, if the controller is the host',
    [[asks('h', START)], [policy('host')]],
    [`h>x(${PAN})`],
    [],
  ],
  ['moving -> moving on policy on', [[asks('a', START)], [policy('on')]], [MOVES], []],
  ['moving -> moving on leave of a third', [[asks('a', START)], [leave('b')]], [MOVES], []],
  ['moving -> free on stop', [[asks('a', START)], [asks('a', STOP), 100]], [], ['stop to x', 'a ended: stopped']],
  [
    'moving -> free on stop after a preset meanwhile',
    [[asks('a', START)], [asks('a', PRESET), 100], [asks('a', STOP), 100]],
    [],
    ['stop to x', 'a ended: stopped'],
  ],
  ['moving -> free on timeout', [[asks('a', START)], [timeout, 400]], [], ['stop to x', 'a ended: timeout']],
  [
    'moving -> free on the longest timeout',
    [[asks('a', { type: 'start', actions: PAN, timeout: 60_000 })], [timeout, LONGEST]],
    [],
    ['stop to x', 'a ended: timeout'],
  ],
  ['moving -> free on leave of the controller', [[asks('a', START)], [leave('a')]], [], ['stop to x', 'a ended: left']],
  ['moving -> free on leave of the camera', [[asks('a', START)], [leave('x')]], [], ['a ended: left']],
  ['moving -> free on policy off', [[asks('a', START)], [policy('off')]], [], ['stop to x', 'a ended: policy']],
  [
    'moving -> free on policy host, if the controller is not the host',
    [[asks('a', START)], [policy('host')]],
    [],
    ['stop to x', 'a ended: host-only'],
  ],
  [
    'moving -> another moving on start while it sees another',
    [[asks('a', START)], [asks('a', START, { sees: 'y' }), 100]],
    [`a>y(${PAN})`],
    ['stop to x', 'a ended: stopped', 'a granted: asked', 'start to y'],
  ],
  [
    'moving -> moving by another on start after it has expired',
    [[asks('a', START)], [asks('b', START), 400]],
    [`b>x(${PAN})`],
    ['stop to x', 'a ended: timeout', 'b granted: asked', 'start to x'],
  ],
  [
    'moving -> told by another on a preset after it has expired',
    [[asks('a', START)], [asks('b', PRESET), 400]],
    ['b>x'],
    ['stop to x', 'a ended: timeout', 'b granted: asked', 'activatePreset to x'],
  ],
  [
    'moving -> moving again on start after it has expired',
    [[asks('a', START)], [asks('a', START), 400]],
    [MOVES],
    ['stop to x', 'a ended: timeout', 'a granted: asked', 'start to x'],
  ],
  ['told -> moving on start', [[asks('a', PRESET)], [asks('a', START), 100]], [MOVES], ['start to x']],
  ['told -> told on a preset of another', [[asks('a', PRESET)], [asks('b', PRESET), 100]], ['a>x'], ['b denied: busy']],
  ['told -> told on stop', [[asks('a', PRESET)], [asks('a', STOP), 100]], ['a>x'], []],
  ['told -> free on timeout, without a stop', [[asks('a', PRESET)], [timeout, LONGEST]], [], ['a ended: timeout']],
  ['told -> free on policy off, with nothing to stop', [[asks('a', PRESET)], [policy('off')]], [], ['a ended: policy']],
];

describe('cameras', () => {
  it.each(TABLE)('%s', (_arrow, events, controls, effects) => expect(run(events)).toEqual({ controls, last: effects }));

  it('two cameras can be controlled independently at the same time', () => {
    expect(run([[asks('a', START)], [asks('b', START, { sees: 'y' })], [asks('a', STOP), 100]]).controls).toEqual([
      `b>y(${PAN})`,
    ]);
  });

  it('the table covers every reason', () => {
    const reached = new Set(
      TABLE.flatMap(([, , , effects]) => effects.flatMap((effect) => effect.split(': ')[1] ?? [])),
    );
    const reasons: Readonly<Record<CameraReason, true>> = {
      asked: true,
      policy: true,
      'host-only': true,
      'no-picture': true,
      'no-camera': true,
      busy: true,
      stopped: true,
      timeout: true,
      left: true,
    };
    expect([...reached].toSorted()).toEqual(Object.keys(reasons).toSorted());
  });

  it('report when the next control expires', () => {
    const [one] = stepCamera(newCameras('on'), asks('a', START), 1000);
    const [two] = stepCamera(one, asks('b', { ...START, timeout: 50 }, { sees: 'y' }), 1100);
    expect([nextTimeout(newCameras('on')), nextTimeout(one), nextTimeout(two)]).toEqual([undefined, 1400, 1150]);
  });
});

const who = fc.constantFrom('a', 'b', 'c', 'h');
const anyRequest: fc.Arbitrary<CameraRequest> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('start'), actions: fc.constantFrom(PAN, TILT), timeout: fc.nat(1000) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constantFrom('continue', 'stop'), actions: fc.constantFrom(PAN, TILT) }),
  },
  fc.record({ type: fc.constantFrom('storePreset', 'activatePreset'), preset: fc.nat(15) }),
  fc.constant({ type: 'selectSource', source: 1, mode: 0 } as const),
);
const anyEvent: fc.Arbitrary<CameraEvent> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({
        type: fc.constant('request'),
        from: who,
        sees: fc.option(who, { nil: undefined }),
        request: anyRequest,
        reachable: fc.boolean(),
      })
      .map(({ sees, from, ...rest }): CameraEvent => ({ ...rest, from, participant: { isHost: isHost(from), sees } })),
  },
  fc.constantFrom('on', 'host', 'off').map((to) => policy(to as CameraPolicy)),
  who.map(leave),
  fc.constant(timeout),
);

/** The cameras themselves: each moves from `start` until `stop`. */
function follow(moving: Set<string>, event: CameraEvent, effects: readonly CameraEffect[]): void {
  for (const effect of effects) {
    if (effect.type !== 'send') continue;
    if (effect.request.type === 'start') moving.add(effect.to);
    if (effect.request.type === 'stop') expect(moving.delete(effect.to)).toBe(true);
    if (effect.request.type === 'continue') expect(moving.has(effect.to)).toBe(true);
  }
  if (event.type === 'leave') moving.delete(event.participant);
}

describe('cameras under random events', () => {
  type Check = (
    before: CameraState,
    event: CameraEvent,
    after: CameraState,
    effects: readonly CameraEffect[],
    moving: ReadonlySet<string>,
  ) => void;

  const always = (
    check: Check,
    atEnd: (state: CameraState, moving: Set<string>, now: number) => void = () => undefined,
  ): void =>
    fc.assert(
      fc.property(fc.array(fc.tuple(anyEvent, fc.nat(500)), { maxLength: 40 }), (events) => {
        const moving = new Set<string>();
        let [state, now] = [newCameras('on'), 0];
        for (const [event, after] of events) {
          now += after;
          const [next, effects] = stepCamera(state, event, now);
          follow(moving, event, effects);
          check(state, event, next, effects, moving);
          state = next;
        }
        atEnd(state, moving, now);
      }),
      { seed: 281, numRuns: 2000 },
    );

  it('get one stop after each start, unless they left', () => {
    const stopped = (state: CameraState, moving: Set<string>, now: number): void => {
      for (const last of [timeout, policy('off')]) {
        const left = new Set(moving);
        const [after, effects] = stepCamera(state, last, now + LONGEST);
        follow(left, last, effects);
        expect([after.controls.size, left.size]).toEqual([0, 0]);
      }
    };
    always(
      (_before, _event, { controls }, _effects, moving) =>
        expect(
          [...controls]
            .filter(([, { actions }]) => actions !== undefined)
            .map(([target]) => target)
            .toSorted(),
        ).toEqual([...moving].toSorted()),
      stopped,
    );
  });

  it('have one controller at a time, which controls no other camera', () => {
    always((_before, _event, { controls }) => {
      const controllers = [...controls.values()].map(({ controller }) => controller);
      expect(new Set(controllers).size).toBe(controllers.length);
    });
  });

  it('do not move while the policy is off, and only for hosts if the policy says so', () => {
    always((_before, _event, { policy: now, controls }, effects, moving) => {
      const begun = effects.filter((effect) => effect.type === 'send' && effect.request.type !== 'stop');
      if (now === 'off') expect([controls.size, moving.size, begun]).toEqual([0, 0, []]);
      if (now === 'host') expect([...controls.values()].every(({ controller }) => isHost(controller))).toBe(true);
    });
  });

  it('are granted and ended alternately', () => {
    let held = new Map<string, string>();
    always((before, _event, after, effects) => {
      if (before.controls.size === 0) held = new Map();
      for (const effect of effects) {
        if (effect.type !== 'decision' || effect.to === undefined) continue;
        if (effect.outcome === 'granted') {
          expect(held.has(effect.to)).toBe(false);
          held.set(effect.to, effect.from);
        } else if (effect.outcome === 'ended') {
          expect(held.get(effect.to)).toBe(effect.from);
          held.delete(effect.to);
        }
      }
      expect([...held.keys()].toSorted()).toEqual([...after.controls.keys()].toSorted());
    });
  });
});
