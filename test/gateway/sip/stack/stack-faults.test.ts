/** A bug in the stack affects only the packet or timer that triggers it, not the process. */
import { expect, test } from 'vitest';
import { TimerWheel } from '../../../../gateway/sip/stack/transaction/wheel.ts';
import { FakeClock } from '../../../fakes/clock.ts';
import { request, scene, status } from './harness.ts';

const bug = new Error('a bug');

test('a packet that triggers a bug is lost, and the next one is answered', async () => {
  const faults: unknown[] = [];
  let broken = true;
  const isOverloaded = (): boolean => {
    if (broken) throw bug;
    return false;
  };
  const { say } = await scene({ isOverloaded, onStackFault: (error) => void faults.push(error) });
  expect(say(request())).toEqual([]);
  expect(faults).toEqual([bug]);
  broken = false;
  expect(status(say(request('INVITE', { 'Call-ID': 'another' }))[0])).toBe('200 OK');
});

test('without a fault handler, a bug is rethrown', async () => {
  const isOverloaded = (): boolean => {
    throw bug;
  };
  const { say } = await scene({ isOverloaded });
  expect(() => say(request())).toThrow(bug);
});

test('a timer that triggers a bug does not prevent the others from running', () => {
  const clock = new FakeClock();
  const [faults, ran]: [unknown[], string[]] = [[], []];
  const wheel = new TimerWheel(clock, (work) => {
    try {
      work();
    } catch (error) {
      faults.push(error);
    }
  });
  const fail = (): never => {
    throw bug;
  };
  wheel.after(20, fail, undefined);
  wheel.after(20, (name) => ran.push(name), 'same tick');
  wheel.after(500, (name) => ran.push(name), 'later');
  clock.advance(1000);
  expect([faults, ran, wheel.size, clock.pending]).toEqual([[bug], ['same tick', 'later'], 0, 0]);
});
