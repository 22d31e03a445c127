import { describe, expect, it } from 'vitest';
import { newRoster, stepRoster, type RosterEffect, type RosterEvent } from '../../../../gateway/core/meeting/roster.ts';
import { h264 } from '../../../fakes/descriptions.ts';

const run = (capacity: number, ...events: RosterEvent[]) => {
  let state = newRoster('m', capacity);
  const effects = events.map((event) => {
    const [next, done] = stepRoster(state, event);
    state = next;
    return done.map((effect) => effect.type).filter((type) => type !== 'plan');
  });
  return { participants: [...state.participants.keys()], effects };
};
const join = (participant: string): RosterEvent => ({
  type: 'join',
  participant,
  callId: participant,
  role: 'attendee',
  waitsForHost: false,
});
const leave = (participant: string): RosterEvent => ({ type: 'leave', participant });

describe('a meeting', () => {
  it('admits participants until it is full', () => {
    expect(run(2, join('a'), join('b'), join('c'))).toEqual({
      participants: ['a', 'b'],
      effects: [['admit'], ['admit'], ['refuse']],
    });
  });
  it('has a free place again when a participant leaves', () => {
    expect(run(1, join('a'), leave('a'), join('b')).participants).toEqual(['b']);
  });
  it('closes once, when the last participant leaves', () => {
    expect(run(3, join('a'), join('b'), leave('a'), leave('b'), leave('b')).effects).toEqual([
      ['admit'],
      ['admit'],
      [],
      ['close'],
      [],
    ]);
  });
  it('counts each participant once', () => {
    expect(run(3, join('a'), join('a')).effects).toEqual([['admit'], []]);
  });
});

const as = (participant: string, role: 'attendee' | 'host'): RosterEvent => ({
  type: 'join',
  participant,
  callId: participant,
  role,
  waitsForHost: true,
});

function effectsOf(...events: RosterEvent[]): readonly unknown[] {
  let state = newRoster('m', 10);
  let last: readonly RosterEffect[] = [];
  for (const event of events) [state, last] = stepRoster(state, event);
  return last.filter(({ type }) => type !== 'plan');
}

describe('a meeting that waits for its host', () => {
  it('admits the host, while attendees wait', () => {
    expect(effectsOf(as('a', 'attendee'))).toEqual([{ type: 'admit', participant: 'a', waiting: true }]);
    expect(effectsOf(as('a', 'attendee'), as('h', 'host'))).toEqual([
      { type: 'admit', participant: 'h', waiting: false },
      { type: 'tell', participant: 'a', notice: { type: 'admitted' } },
    ]);
  });
  it('admits everyone while the host is present; they stay when the host leaves', () => {
    expect(effectsOf(as('h', 'host'), as('a', 'attendee'))).toEqual([
      { type: 'admit', participant: 'a', waiting: false },
    ]);
    expect(effectsOf(as('h', 'host'), as('a', 'attendee'), leave('h'))).toEqual([]);
    expect(effectsOf(as('h', 'host'), as('a', 'attendee'), leave('h'), as('b', 'attendee'))).toEqual([
      { type: 'admit', participant: 'b', waiting: true },
    ]);
  });
  it('admits a waiting participant once', () => {
    const admit: RosterEvent = { type: 'admit', participant: 'a' };
    expect(effectsOf(as('a', 'attendee'), admit)).toEqual([
      { type: 'tell', participant: 'a', notice: { type: 'admitted' } },
    ]);
    expect(effectsOf(as('a', 'attendee'), admit, admit)).toEqual([]);
  });
});

describe('muting', () => {
  const mute = (participant: string, muted: boolean | 'toggle'): RosterEvent => ({
    type: 'mute',
    participant,
    muted,
    by: 'self',
  });
  it('a participant mutes and unmutes itself', () => {
    expect(effectsOf(join('a'), mute('a', 'toggle'))).toEqual([
      { type: 'tell', participant: 'a', notice: { type: 'muted', muted: true, by: 'self' } },
    ]);
    expect(effectsOf(join('a'), mute('a', 'toggle'), mute('a', 'toggle'))).toEqual([
      { type: 'tell', participant: 'a', notice: { type: 'muted', muted: false, by: 'self' } },
    ]);
    expect(effectsOf(join('a'), mute('a', false))).toEqual([]);
  });
  it('mute-all skips hosts and muted participants', () => {
    expect(effectsOf(as('h', 'host'), join('a'), join('b'), mute('a', true), { type: 'muteAll' })).toEqual([
      { type: 'tell', participant: 'b', notice: { type: 'muted', muted: true, by: 'host' } },
    ]);
  });
});

describe('the send limits of each participant', () => {
  const agreed = (participant: string, level: number, takes?: number): RosterEvent => ({
    type: 'agreed',
    participant,
    video: { receives: h264(0x42_80_00 | level, 1).h264, ...(takes !== undefined && { takes }) },
  });
  /** The limits last announced to each: kbit/s and the level. */
  function plans(...events: RosterEvent[]): Readonly<Record<string, readonly [kbps: number, level: number]>> {
    let state = newRoster('m', 100);
    const told: Record<string, readonly [number, number]> = {};
    for (const event of events) {
      const [next, effects] = stepRoster(state, event);
      state = next;
      for (const effect of effects)
        if (effect.type === 'plan')
          told[effect.participant] = [effect.plan.rate / 1000, effect.plan.mode.profileLevelId & 0xff];
    }
    return told;
  }
  const three = [join('a'), join('b'), join('c'), agreed('a', 31), agreed('b', 31)];

  it('follow the number of participants', () => {
    expect(plans(join('a'), join('b'))).toEqual({ a: [1400, 31], b: [1400, 31] });
    expect(plans(...three, agreed('c', 31))).toEqual({ a: [450, 31], b: [450, 31], c: [450, 31] });
    expect(plans(...three, agreed('c', 31), leave('c'))).toMatchObject({ a: [1400, 31], b: [1400, 31] });
  });
  it('are those of the weakest decoder, and rise when it leaves', () => {
    expect(plans(...three, agreed('c', 13))).toEqual({ a: [450, 13], b: [450, 13], c: [450, 13] });
    expect(plans(...three, agreed('c', 13), leave('c'))).toMatchObject({ a: [1400, 31], b: [1400, 31] });
  });
  it('are those of the slowest receiver, by its answer, by RTCP, or by its site', () => {
    expect(plans(...three, agreed('c', 31, 300_000))).toEqual({ a: [300, 31], b: [300, 31], c: [450, 31] });
    expect(
      plans(...three, agreed('c', 31), { type: 'sendLimit', kind: 'video', participant: 'c', bitrate: 200_000 }),
    ).toEqual({ a: [200, 31], b: [200, 31], c: [450, 31] });
    expect(plans(...three, agreed('c', 31), { type: 'budgets', budgets: new Map([['c', 354_000]]) })).toEqual({
      a: [300, 31],
      b: [300, 31],
      c: [300, 31],
    });
  });
  it('ignore waiting participants', () => {
    expect(plans(join('a'), as('w', 'attendee'), agreed('a', 31), agreed('w', 13))).toEqual({ a: [1400, 31] });
    expect(
      plans(join('a'), as('w', 'attendee'), agreed('a', 31), agreed('w', 13), { type: 'admit', participant: 'w' }),
    ).toEqual({ a: [650, 13], w: [650, 13] });
  });
});

describe('shared content in a meeting', () => {
  const run = (...events: readonly RosterEvent[]) => {
    let state = newRoster('m', 10);
    let effects: readonly RosterEffect[] = [];
    for (const event of events) [state, effects] = stepRoster(state, event);
    return { state, effects: effects.filter(({ type }) => type !== 'plan' && type !== 'admit') };
  };
  const want = (participant: string): RosterEvent => ({ type: 'floor', event: { type: 'request', participant } });
  const shownTo = (effects: readonly RosterEffect[]) =>
    effects.flatMap((effect) =>
      effect.type === 'tell' && effect.notice.type === 'content' ? [[effect.participant, effect.notice.shown]] : [],
    );
  const rates = (effects: readonly RosterEffect[]) =>
    effects.flatMap((effect) => (effect.type === 'contentRate' ? [[effect.participant, effect.rate]] : []));

  it('is shown to all participants except the sharer, and to later ones', () => {
    const { effects } = run(join('a'), join('b'), want('a'));
    expect([effects.filter(({ type }) => type === 'present'), shownTo(effects)]).toEqual([
      [{ type: 'present', participant: 'a' }],
      [['b', true]],
    ]);
    expect(shownTo(run(join('a'), join('b'), want('a'), join('c')).effects)).toEqual([['c', true]]);
  });

  it('changes with the sharer', () =>
    expect(shownTo(run(join('a'), join('b'), want('a'), want('b')).effects)).toEqual([
      ['a', true],
      ['b', false],
    ]));

  it('ends when the sharer leaves', () => {
    const { effects, state } = run(join('a'), join('b'), want('a'), { type: 'leave', participant: 'a' });
    expect([shownTo(effects), state.floor.holder, effects.filter(({ type }) => type === 'present')]).toEqual([
      [['b', false]],
      undefined,
      [{ type: 'present', participant: undefined }],
    ]);
  });

  it('is neither shown to nor accepted from participants that wait for the host', () => {
    const host: RosterEvent = { type: 'join', participant: 'h', callId: 'h', role: 'attendee', waitsForHost: false };
    const waits: RosterEvent = { type: 'join', participant: 'w', callId: 'w', role: 'attendee', waitsForHost: true };
    expect(shownTo(run(host, want('h'), waits).effects)).toEqual([]);
    expect(shownTo(run(host, want('h'), waits, { type: 'admit', participant: 'w' }).effects)).toEqual([['w', true]]);
    expect(run(host, waits, want('w')).effects[0]).toEqual({
      type: 'floor',
      decision: { participant: 'w', outcome: 'denied', reason: 'not-admitted' },
    });
    expect(run(host, want('nobody')).effects).toEqual([]);
  });

  it('is sent as fast as all accept it, between 320 and 1,200 kbit/s; slower receivers do not slow it down', () => {
    const agreed = (participant: string, contentTakes: number): RosterEvent => ({
      type: 'agreed',
      participant,
      video: {},
      contentTakes,
    });
    expect(rates(run(join('a'), join('b'), want('a')).effects)).toEqual([['a', 1_200_000]]);
    expect(
      rates(run(join('a'), join('b'), join('c'), agreed('b', 768_000), agreed('c', 64_000), want('a')).effects),
    ).toEqual([['a', 768_000]]);
    expect(
      rates(
        run(join('a'), join('b'), agreed('b', 4_000_000), want('a'), {
          type: 'sendLimit',
          participant: 'b',
          kind: 'content',
          bitrate: 400_000,
        }).effects,
      ),
    ).toEqual([['a', 400_000]]);
    expect(
      rates(
        run(join('a'), join('b'), agreed('b', 4_000_000), want('a'), {
          type: 'sendLimit',
          participant: 'b',
          kind: 'content',
          bitrate: 100_000,
        }).effects,
      ),
    ).toEqual([]);
  });

  it('is not slowed down by waiting participants, nor by one that no longer accepts it', () => {
    const agreed = (participant: string, contentTakes?: number): RosterEvent => ({
      type: 'agreed',
      participant,
      video: {},
      ...(contentTakes !== undefined && { contentTakes }),
    });
    const waits: RosterEvent = { type: 'join', participant: 'w', callId: 'w', role: 'attendee', waitsForHost: true };
    expect(rates(run(join('a'), waits, agreed('w', 400_000), want('a')).effects)).toEqual([['a', 1_200_000]]);
    expect(rates(run(join('a'), join('b'), want('a'), agreed('b', 400_000), agreed('b')).effects)).toEqual([
      ['a', 1_200_000],
    ]);
  });

  it('is no faster than the main video of a viewer that sees it there, unless that is below the minimum of content', () => {
    const old = (takes: number): RosterEvent => ({ type: 'agreed', participant: 'b', video: { takes } });
    expect(rates(run(join('a'), join('b'), old(384_000), want('a')).effects)).toEqual([['a', 384_000]]);
    expect(rates(run(join('a'), join('b'), old(192_000), want('a')).effects)).toEqual([['a', 1_200_000]]);
    expect(
      rates(
        run(join('a'), join('b'), want('a'), { type: 'sendLimit', participant: 'b', kind: 'video', bitrate: 500_000 })
          .effects,
      ),
    ).toEqual([['a', 500_000]]);
  });
});
