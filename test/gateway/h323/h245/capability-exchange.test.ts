import { describe, expect, it } from 'vitest';
import type { H245 } from '../../../../gateway/h323/asn1/index.ts';
import {
  capabilityStep,
  newCapabilityState,
  type CapabilityEvent,
  type CapabilityState,
} from '../../../../gateway/h323/h245/capability-exchange.ts';
import { audioStream, offerOf } from '../../../fakes/descriptions.ts';
import { sent, words } from './names.ts';

const LOCAL = offerOf(audioStream(['PCMU']));
const [AWAITING] = capabilityStep(newCapabilityState, { type: 'send', local: LOCAL });
const [CONFIRMED] = capabilityStep(AWAITING, { type: 'ack', sequenceNumber: 1 });
const ULAW = { receiveAudioCapability: { g711Ulaw64k: 20 } } as const;
const ALAW = { receiveAudioCapability: { g711Alaw64k: 20 } } as const;

const set = (sequenceNumber: number, more: Partial<H245.TerminalCapabilitySet> = {}): CapabilityEvent => ({
  type: 'set',
  set: { sequenceNumber, protocolIdentifier: '0.0.8.245.0.7', ...more },
});
const table = (...entries: readonly (readonly [number, H245.Capability?])[]): Partial<H245.TerminalCapabilitySet> => ({
  capabilityTable: entries.map(([capabilityTableEntryNumber, capability]) => ({
    capabilityTableEntryNumber,
    ...(capability && { capability }),
  })),
});
const descriptor = (
  capabilityDescriptorNumber: number,
  ...simultaneousCapabilities: readonly (readonly number[])[]
) => ({
  capabilityDescriptors: [
    { capabilityDescriptorNumber, ...(simultaneousCapabilities.length > 0 && { simultaneousCapabilities }) },
  ],
});
const after = (...events: readonly CapabilityEvent[]): CapabilityState =>
  events.reduce((state, event) => capabilityStep(state, event)[0], newCapabilityState);

describe('our capability exchange', () => {
  it.each<[string, CapabilityState, CapabilityEvent, CapabilityState['outgoing'], readonly string[]]>([
    [
      'none -> awaiting on send',
      newCapabilityState,
      { type: 'send', local: LOCAL },
      'awaiting',
      ['terminalCapabilitySet', 'timer'],
    ],
    ['none -> none on an Ack', newCapabilityState, { type: 'ack', sequenceNumber: 0 }, 'none', []],
    ['none -> none on a Reject', newCapabilityState, { type: 'reject', sequenceNumber: 0 }, 'none', []],
    ['none -> none on a timeout', newCapabilityState, { type: 'timeout' }, 'none', []],
    [
      'awaiting -> confirmed on its Ack',
      AWAITING,
      { type: 'ack', sequenceNumber: 1 },
      'confirmed',
      ['stopTimer', 'capabilitiesConfirmed'],
    ],
    ['awaiting -> awaiting on the Ack of another', AWAITING, { type: 'ack', sequenceNumber: 2 }, 'awaiting', []],
    [
      'awaiting -> none on its Reject',
      AWAITING,
      { type: 'reject', sequenceNumber: 1 },
      'none',
      ['stopTimer', 'capabilitiesFailed'],
    ],
    ['awaiting -> awaiting on the Reject of another', AWAITING, { type: 'reject', sequenceNumber: 0 }, 'awaiting', []],
    [
      'awaiting -> none on a timeout',
      AWAITING,
      { type: 'timeout' },
      'none',
      ['terminalCapabilitySetRelease', 'capabilitiesFailed'],
    ],
    [
      'awaiting -> awaiting on another send',
      AWAITING,
      { type: 'send', local: 'empty' },
      'awaiting',
      ['terminalCapabilitySet', 'timer'],
    ],
    ['confirmed -> confirmed on the same Ack again', CONFIRMED, { type: 'ack', sequenceNumber: 1 }, 'confirmed', []],
    ['confirmed -> confirmed on a late timeout', CONFIRMED, { type: 'timeout' }, 'confirmed', []],
    [
      'confirmed -> awaiting on send',
      CONFIRMED,
      { type: 'send', local: LOCAL },
      'awaiting',
      ['terminalCapabilitySet', 'timer'],
    ],
  ])('%s', (_, state, event, outgoing, effects) => {
    const [next, done] = capabilityStep(state, event);
    expect([next.outgoing, words(done)]).toEqual([outgoing, effects]);
  });

  it('numbers its sets modulo 256', () => {
    let state = newCapabilityState;
    const numbers: number[] = [];
    for (let count = 0; count < 257; count++) {
      const [next, effects] = capabilityStep(state, { type: 'send', local: 'empty' });
      state = next;
      for (const message of sent(effects))
        if ('request' in message && 'terminalCapabilitySet' in message.request)
          numbers.push(message.request.terminalCapabilitySet.sequenceNumber);
    }
    expect([numbers[0], numbers[254], numbers[255], numbers[256]]).toEqual([1, 255, 0, 1]);
  });
});

describe("the peer's capability exchange", () => {
  it.each<[string, readonly CapabilityEvent[], CapabilityState['incoming'], readonly string[]]>([
    ['none -> known on a set', [set(1, table([1, ULAW]))], 'known', ['terminalCapabilitySetAck', 'capabilitiesKnown']],
    ['none -> empty on an empty set', [set(1)], 'empty', ['terminalCapabilitySetAck', 'pausedByPeer']],
    [
      'known -> empty on an empty set',
      [set(1, table([1, ULAW])), set(2)],
      'empty',
      ['terminalCapabilitySetAck', 'pausedByPeer'],
    ],
    [
      'known -> empty on a set with an empty table',
      [set(1, table([1, ULAW])), set(2, { capabilityTable: [] })],
      'empty',
      ['terminalCapabilitySetAck', 'pausedByPeer'],
    ],
    [
      'empty -> known on a full set',
      [set(1), set(2, table([1, ULAW]))],
      'known',
      ['terminalCapabilitySetAck', 'capabilitiesKnown'],
    ],
    [
      'known -> known on a set with an undefined entry',
      [set(1, table([1, ULAW])), set(2, descriptor(0, [9]))],
      'known',
      ['terminalCapabilitySetReject'],
    ],
  ])('%s', (_, events, incoming, effects) => {
    const [next, done] = capabilityStep(after(...events.slice(0, -1)), events.at(-1)!);
    expect([next.incoming, words(done)]).toEqual([incoming, effects]);
  });

  it('adds the entries of a later set to the earlier ones', () => {
    const { remote } = after(set(1, { ...table([1, ULAW]), ...descriptor(0, [1]) }), set(2, table([2, ALAW])));
    expect([...remote.table.keys()]).toEqual([1, 2]);
    expect([...remote.descriptors]).toEqual([[0, [[1]]]]);
  });

  it('replaces an entry with the same number, and removes one without content', () => {
    const { remote } = after(
      set(1, { ...table([1, ULAW], [2, ULAW]), ...descriptor(0, [1]) }),
      set(2, { ...table([1, ALAW], [2]), ...descriptor(0) }),
    );
    expect([...remote.table]).toEqual([[1, ALAW]]);
    expect([...remote.descriptors]).toEqual([]);
  });

  it('forgets everything on an empty set', () => {
    const { remote } = after(set(1, table([1, ULAW])), set(2), set(3, table([2, ALAW])));
    expect([...remote.table.keys()]).toEqual([2]);
  });

  it('keeps its knowledge when it rejects a set', () => {
    const state = after(set(1, table([1, ULAW])), set(2, { ...table([1]), ...descriptor(0, [1]) }));
    expect([...state.remote.table.keys()]).toEqual([1]);
  });

  it.each<[string, Partial<H245.TerminalCapabilitySet>, H245.TerminalCapabilitySetReject['cause']]>([
    [
      'too many entries',
      table(...Array.from({ length: 1025 }, (_, index) => [index + 1, ULAW] as const)),
      { tableEntryCapacityExceeded: { noneProcessed: null } },
    ],
    ['a missing entry', { ...table([1, ULAW]), ...descriptor(0, [1], [2]) }, { undefinedTableEntryUsed: null }],
  ])('rejects %s with the cause', (_, more, cause) => {
    const [, effects] = capabilityStep(newCapabilityState, set(7, more));
    expect(sent(effects)).toEqual([{ response: { terminalCapabilitySetReject: { sequenceNumber: 7, cause } } }]);
  });
});
