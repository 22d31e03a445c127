import { describe, expect, it } from 'vitest';
import {
  decide,
  masterSlaveStep,
  newMasterSlave,
  TERMINAL_TYPE,
  type MasterSlaveEvent,
  type MasterSlaveState,
} from '../../../../gateway/h323/h245/master-slave.ts';
import { sent, words } from './names.ts';

const OURS = 1000;
const FRESH = 777;
const IDLE = newMasterSlave(OURS);
const OUTGOING: MasterSlaveState = { kind: 'outgoing', number: OURS, tries: 1 };
const LAST_TRY: MasterSlaveState = { kind: 'outgoing', number: OURS, tries: 5 };
const INCOMING: MasterSlaveState = { kind: 'incoming', number: OURS, role: 'master' };
const DETERMINED: MasterSlaveState = { kind: 'idle', number: OURS, role: 'slave' };
const from = (terminalType: number, number = 1): MasterSlaveEvent => ({ type: 'determination', terminalType, number });
const SAME = from(TERMINAL_TYPE, OURS);

describe('the role (H.245 §8.2.2.1)', () => {
  it.each([
    ['a smaller terminal type', 50, 0, 'master'],
    ['a larger terminal type', 240, 0, 'slave'],
    ['the same type, a number just ahead', TERMINAL_TYPE, OURS + 1, 'master'],
    ['the same type, a number just behind', TERMINAL_TYPE, OURS - 1, 'slave'],
    ['the same type, just under half the circle ahead', TERMINAL_TYPE, OURS + 0x7f_ffff, 'master'],
    ['the same type, just over half the circle ahead', TERMINAL_TYPE, OURS + 0x80_0001, 'slave'],
    ['the same type, behind across zero', TERMINAL_TYPE, (OURS - 1001 + 0x100_0000) % 0x100_0000, 'slave'],
    ['the same type and number', TERMINAL_TYPE, OURS, 'indeterminate'],
    ['the same type, the number across the circle', TERMINAL_TYPE, OURS + 0x80_0000, 'indeterminate'],
  ] as const)('against %s', (_, type, number, role) => {
    expect(decide({ type: TERMINAL_TYPE, number: OURS }, { type, number })).toBe(role);
  });
});

describe('master-slave determination', () => {
  it.each<[string, MasterSlaveState, MasterSlaveEvent, string, readonly string[]]>([
    ['idle -> outgoing on start', IDLE, { type: 'start' }, 'outgoing', ['masterSlaveDetermination', 'timer']],
    ['outgoing -> outgoing on start', OUTGOING, { type: 'start' }, 'outgoing', []],
    ['incoming -> incoming on start', INCOMING, { type: 'start' }, 'incoming', []],
    [
      'idle -> incoming on a decisive determination',
      IDLE,
      from(50),
      'incoming',
      ['masterSlaveDeterminationAck', 'timer'],
    ],
    ['idle -> idle on an indecisive determination', IDLE, SAME, 'idle', ['masterSlaveDeterminationReject']],
    ['idle -> idle on an Ack', IDLE, { type: 'ack', role: 'master' }, 'idle', []],
    ['idle -> idle on a Reject', IDLE, { type: 'reject' }, 'idle', []],
    ['idle -> idle on a Release', IDLE, { type: 'release' }, 'idle', []],
    ['idle -> idle on a late timeout', IDLE, { type: 'timeout' }, 'idle', []],
    [
      'outgoing -> idle on an Ack',
      OUTGOING,
      { type: 'ack', role: 'slave' },
      'idle',
      ['masterSlaveDeterminationAck', 'stopTimer', 'determined'],
    ],
    [
      'outgoing -> incoming on a determination (glare)',
      OUTGOING,
      from(50),
      'incoming',
      ['masterSlaveDeterminationAck', 'timer'],
    ],
    [
      'outgoing -> outgoing on an indeterminate determination',
      OUTGOING,
      SAME,
      'outgoing',
      ['masterSlaveDetermination', 'timer'],
    ],
    [
      'outgoing -> outgoing on a Reject',
      OUTGOING,
      { type: 'reject' },
      'outgoing',
      ['masterSlaveDetermination', 'timer'],
    ],
    [
      'outgoing -> idle on a Reject of the last try',
      LAST_TRY,
      { type: 'reject' },
      'idle',
      ['stopTimer', 'masterSlaveFailed'],
    ],
    ['outgoing -> idle on the last indeterminate one', LAST_TRY, SAME, 'idle', ['stopTimer', 'masterSlaveFailed']],
    ['outgoing -> idle on a Release', OUTGOING, { type: 'release' }, 'idle', ['stopTimer', 'masterSlaveFailed']],
    [
      'outgoing -> idle on a timeout',
      OUTGOING,
      { type: 'timeout' },
      'idle',
      ['masterSlaveDeterminationRelease', 'stopTimer', 'masterSlaveFailed'],
    ],
    [
      'incoming -> idle on an Ack that agrees',
      INCOMING,
      { type: 'ack', role: 'master' },
      'idle',
      ['stopTimer', 'determined'],
    ],
    [
      'incoming -> idle on an Ack that disagrees',
      INCOMING,
      { type: 'ack', role: 'slave' },
      'idle',
      ['stopTimer', 'masterSlaveFailed'],
    ],
    [
      'incoming -> incoming on another determination',
      INCOMING,
      from(50),
      'incoming',
      ['masterSlaveDeterminationAck', 'timer'],
    ],
    ['incoming -> incoming on a Reject', INCOMING, { type: 'reject' }, 'incoming', []],
    ['incoming -> idle on a Release', INCOMING, { type: 'release' }, 'idle', ['stopTimer', 'masterSlaveFailed']],
    [
      'incoming -> idle on a timeout',
      INCOMING,
      { type: 'timeout' },
      'idle',
      ['masterSlaveDeterminationRelease', 'stopTimer', 'masterSlaveFailed'],
    ],
    [
      'determined -> outgoing on start',
      DETERMINED,
      { type: 'start' },
      'outgoing',
      ['masterSlaveDetermination', 'timer'],
    ],
  ])('%s', (_, state, event, kind, effects) => {
    const [next, done] = masterSlaveStep(state, event, FRESH);
    expect([next.kind, words(done)]).toEqual([kind, effects]);
  });

  it('sends the peer its role, not ours', () => {
    const [, master] = masterSlaveStep(IDLE, from(50), FRESH);
    expect(sent(master)).toEqual([{ response: { masterSlaveDeterminationAck: { decision: { slave: null } } } }]);
    const [, slave] = masterSlaveStep(IDLE, from(240), FRESH);
    expect(sent(slave)).toEqual([{ response: { masterSlaveDeterminationAck: { decision: { master: null } } } }]);
  });

  it('uses a fresh number for each try, and at most five tries (N100)', () => {
    let [state, effects] = masterSlaveStep(IDLE, { type: 'start' }, FRESH);
    for (let tries = 2; tries <= 5; tries++) {
      [state, effects] = masterSlaveStep(state, { type: 'reject' }, FRESH + tries);
      expect(sent(effects)).toEqual([
        {
          request: {
            masterSlaveDetermination: { terminalType: TERMINAL_TYPE, statusDeterminationNumber: FRESH + tries },
          },
        },
      ]);
    }
    [, effects] = masterSlaveStep(state, { type: 'reject' }, FRESH);
    expect(words(effects)).toContain('masterSlaveFailed');
  });

  it.each([
    [OURS, OURS + 5],
    [OURS + 5, OURS],
    [0xff_ffff, 3],
  ])('makes one master and one slave of two sides that start at once with %i and %i', (a, b) => {
    const [left] = masterSlaveStep(newMasterSlave(a), { type: 'start' }, FRESH);
    const [right] = masterSlaveStep(newMasterSlave(b), { type: 'start' }, FRESH);
    const [leftIn] = masterSlaveStep(left, from(TERMINAL_TYPE, b), FRESH);
    const [rightIn] = masterSlaveStep(right, from(TERMINAL_TYPE, a), FRESH);
    if (leftIn.kind !== 'incoming' || rightIn.kind !== 'incoming') throw new Error('no answer');
    expect(leftIn.role).not.toBe(rightIn.role);
    const opposite = { master: 'slave', slave: 'master' } as const;
    expect(words(masterSlaveStep(leftIn, { type: 'ack', role: opposite[rightIn.role] }, FRESH)[1])).toContain(
      'determined',
    );
    expect(words(masterSlaveStep(rightIn, { type: 'ack', role: opposite[leftIn.role] }, FRESH)[1])).toContain(
      'determined',
    );
  });
});
