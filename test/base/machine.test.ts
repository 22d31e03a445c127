import { describe, expect, it } from 'vitest';
import { guarded, guardedClock } from '../../base/guard.ts';
import { Runner, type Step } from '../../base/machine.ts';
import { NamedTimers } from '../../base/timers.ts';
import { FakeClock } from '../fakes/clock.ts';

type Event = 'a' | 'b' | 'bad step' | 'bad effect' | 'end';
const bug = new Error('a bug');

/** A machine that notes every event; `a` is followed by `b`, both through an effect. */
function start({ ending = true, endFails = false } = {}) {
  const log: string[] = [];
  const faults: unknown[] = [];
  const step = (state: number, event: Event): Step<number, string> => {
    if (event === 'bad step' || (event === 'end' && endFails)) throw bug;
    return [state + 1, event === 'bad effect' ? ['first', 'throw', 'last'] : [event]];
  };
  const runner: Runner<number, Event, string> = new Runner<number, Event, string>({
    initial: 0,
    step,
    perform: (effect) => {
      if (effect === 'throw') throw bug;
      log.push(effect);
      if (effect === 'a') {
        runner.handle('b');
        log.push('a done');
      }
      if (effect === 'end') runner.close();
    },
    onFault: (error) => void faults.push(error),
    ...(ending && { onFaultEvent: 'end' as const }),
    abandon: () => void log.push('abandoned'),
  });
  return { runner, log, faults };
}

describe('Runner', () => {
  it('queues an event that an effect leads to until the effects before it are done', () => {
    const { runner, log } = start();
    runner.handle('a');
    expect([log, runner.state]).toEqual([['a', 'a done', 'b'], 2]);
  });

  it('ignores events after it is closed', () => {
    const { runner, log } = start();
    runner.close();
    runner.handle('a');
    expect([log, runner.state, runner.closed]).toEqual([[], 0, true]);
  });

  it('ends in order after a fault in step, and reports it once', () => {
    const { runner, log, faults } = start();
    runner.handle('bad step');
    runner.handle('a');
    expect([log, faults, runner.closed]).toEqual([['end'], [bug], true]);
  });

  it('carries out the other effects when one throws, then ends in order', () => {
    const { runner, log, faults } = start();
    runner.handle('bad effect');
    expect([log, faults, runner.closed]).toEqual([['first', 'last', 'end'], [bug], true]);
  });

  it('is abandoned when step fails again while it ends', () => {
    const { runner, log, faults } = start({ endFails: true });
    runner.handle('bad step');
    expect([log, faults, runner.closed]).toEqual([['abandoned'], [bug], true]);
  });

  it('is abandoned at the first fault when it has no event to end with', () => {
    const { runner, log, faults } = start({ ending: false });
    runner.handle('bad effect');
    expect([log, faults, runner.closed]).toEqual([['first', 'abandoned', 'last'], [bug], true]);
  });

  it('ends in order after a failure outside of it, once', () => {
    const { runner, log, faults } = start();
    runner.fail(bug);
    runner.fail(new Error('another'));
    expect([log, faults]).toEqual([['end'], [bug]]);
  });
});

describe('guards', () => {
  it('report what a callback throws and let it go no further', () => {
    const faults: unknown[] = [];
    const callback = guarded(
      (error) => void faults.push(error),
      () => {
        throw bug;
      },
    );
    expect(callback).not.toThrow();
    expect(faults).toEqual([bug]);
  });

  it('report what a timer throws', () => {
    const [clock, faults]: [FakeClock, unknown[]] = [new FakeClock(), []];
    guardedClock(clock, (error) => void faults.push(error)).after(1, () => {
      throw bug;
    });
    clock.advance(1);
    expect(faults).toEqual([bug]);
  });
});

describe('NamedTimers', () => {
  it('replaces the timer of the same name and cancels it with undefined', () => {
    const clock = new FakeClock();
    const timers = new NamedTimers<'x' | 'y'>(clock);
    const fired: string[] = [];
    timers.set('x', 10, () => void fired.push('first'));
    timers.set('x', 20, () => void fired.push('second'));
    timers.set('y', 5, () => void fired.push('y'));
    timers.set('y', undefined, () => void fired.push('never'));
    clock.advance(30);
    expect([fired, clock.pending]).toEqual([['second'], 0]);
    timers.set('x', 1, () => void fired.push('late'));
    timers.cancelAll();
    expect(clock.pending).toBe(0);
  });
});
