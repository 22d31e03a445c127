import { describe, expect, it } from 'vitest';
import { ProcessFaults } from '../../../../gateway/app/observe/process-faults.ts';
import { FakeClock } from '../../../fakes/clock.ts';

const bug = new Error('a bug');

function open() {
  const clock = new FakeClock();
  const log: string[] = [];
  const faults = new ProcessFaults({
    clock,
    onFault: () => void log.push('fault'),
    onRepeated: () => void log.push('repeated'),
  });
  return { clock, log, faults };
}

describe('a fault that reaches the process', () => {
  it('is reported and survived if it is the only one within a minute', () => {
    const { clock, log, faults } = open();
    faults.handle(bug);
    clock.advance(60_000);
    faults.handle(bug);
    expect(log).toEqual(['fault', 'fault']);
  });

  it('drains the process, once, if it follows another one within a minute', () => {
    const { clock, log, faults } = open();
    faults.handle(bug);
    clock.advance(59_999);
    faults.handle(bug);
    faults.handle(bug);
    expect(log).toEqual(['fault', 'fault', 'repeated', 'fault']);
  });
});
