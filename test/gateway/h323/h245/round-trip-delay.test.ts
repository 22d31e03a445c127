import { describe, expect, it } from 'vitest';
import {
  newRoundTrip,
  roundTripStep,
  type RoundTripEvent,
  type RoundTripState,
} from '../../../../gateway/h323/h245/round-trip-delay.ts';
import { words } from './names.ts';

const AWAITING: RoundTripState = { sequenceNumber: 1, awaiting: true, missed: 0, answers: false };
const ANSWERED: RoundTripState = { sequenceNumber: 1, awaiting: false, missed: 0, answers: true };
const MISSED: RoundTripState = { sequenceNumber: 2, awaiting: true, missed: 1, answers: true };

describe('round-trip delay (H.245 §8.9)', () => {
  it.each<[string, RoundTripState, RoundTripEvent, Partial<RoundTripState>, readonly string[]]>([
    [
      'idle -> awaiting on ask',
      newRoundTrip,
      { type: 'ask' },
      { awaiting: true, sequenceNumber: 1 },
      ['roundTripDelayRequest', 'timer'],
    ],
    [
      'awaiting -> idle on its response',
      AWAITING,
      { type: 'response' },
      { awaiting: false, answers: true },
      ['stopTimer'],
    ],
    [
      'awaiting -> idle on any other message',
      AWAITING,
      { type: 'heard' },
      { awaiting: false, answers: false },
      ['stopTimer'],
    ],
    ['idle -> idle on any other message', ANSWERED, { type: 'heard' }, { awaiting: false, answers: true }, []],
    [
      'idle -> idle on a late response',
      newRoundTrip,
      { type: 'response' },
      { awaiting: false, answers: true },
      ['stopTimer'],
    ],
    [
      'awaiting -> awaiting on the first timeout of a peer that answers',
      { ...AWAITING, answers: true },
      { type: 'timeout' },
      { awaiting: true, missed: 1, sequenceNumber: 2 },
      ['roundTripDelayRequest', 'timer'],
    ],
    [
      'awaiting -> idle on the second timeout, and the peer is gone',
      MISSED,
      { type: 'timeout' },
      { awaiting: false, missed: 2 },
      ['peerSilent'],
    ],
    [
      'awaiting -> idle on a message after a miss',
      MISSED,
      { type: 'heard' },
      { awaiting: false, missed: 0 },
      ['stopTimer'],
    ],
    [
      'awaiting -> idle on the timeout of a peer that never answered',
      AWAITING,
      { type: 'timeout' },
      { awaiting: false, missed: 0 },
      [],
    ],
    ['idle -> idle on a late timeout', ANSWERED, { type: 'timeout' }, { awaiting: false }, []],
  ])('%s', (_, state, event, expected, effects) => {
    const [next, done] = roundTripStep(state, event);
    expect(next).toMatchObject(expected);
    expect(words(done)).toEqual(effects);
  });

  it('numbers requests modulo 256', () => {
    expect(roundTripStep({ ...ANSWERED, sequenceNumber: 255 }, { type: 'ask' })[0].sequenceNumber).toBe(0);
  });
});
