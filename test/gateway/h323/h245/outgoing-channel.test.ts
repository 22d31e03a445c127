import { describe, expect, it } from 'vitest';
import {
  openOutgoing,
  outgoingStep,
  type Opening,
  type OutgoingEvent,
  type OutgoingState,
} from '../../../../gateway/h323/h245/outgoing-channel.ts';
import { audioCodec } from '../../../fakes/descriptions.ts';
import { words } from './names.ts';

const opening: Opening = {
  number: 257,
  kind: 'audio',
  codec: audioCodec('PCMU') as Opening['codec'],
  rtcp: { address: '10.0.0.1', port: 20_001 },
  ptime: 20,
  maxBitrate: 64_000,
};
const sink = { rtp: { address: '10.0.0.9', port: 5000 }, rtcp: { address: '10.0.0.9', port: 5001 } };
const AWAITING: OutgoingState = { kind: 'awaiting', opening };
const ESTABLISHED: OutgoingState = { kind: 'established', opening, sink, payloadType: 0 };
const RELEASING: OutgoingState = { kind: 'releasing', opening };
const RELEASED: OutgoingState = { kind: 'released', opening };
const REJECT: OutgoingEvent = { type: 'reject', cause: { unspecified: null } };

describe('an outgoing logical channel (H.245 §8.4)', () => {
  it('released -> awaiting on open', () => {
    const [state, effects] = openOutgoing(opening);
    expect([state.kind, words(effects)]).toEqual(['awaiting', ['openLogicalChannel', 'timer']]);
  });

  it('released -> released on open of a codec without a name in H.245', () => {
    const [state, effects] = openOutgoing({ ...opening, codec: audioCodec('opus') as Opening['codec'] });
    expect([state.kind, words(effects)]).toEqual(['released', ['refused']]);
  });

  it.each<[string, OutgoingState, OutgoingEvent, OutgoingState['kind'], readonly string[]]>([
    ['awaiting -> established on an Ack', AWAITING, { type: 'ack', sink }, 'established', ['stopTimer', 'opened']],
    [
      'awaiting -> released on an Ack without address',
      AWAITING,
      { type: 'ack', sink: undefined },
      'released',
      ['stopTimer', 'closeLogicalChannel', 'refused'],
    ],
    ['awaiting -> released on a Reject', AWAITING, REJECT, 'released', ['stopTimer', 'refused']],
    ['awaiting -> releasing on close', AWAITING, { type: 'close' }, 'releasing', ['closeLogicalChannel', 'timer']],
    [
      'awaiting -> released on a timeout',
      AWAITING,
      { type: 'timeout' },
      'released',
      ['closeLogicalChannel', 'refused'],
    ],
    ['awaiting -> awaiting on a close Ack', AWAITING, { type: 'closeAck' }, 'awaiting', []],
    ['established -> established on another Ack', ESTABLISHED, { type: 'ack', sink }, 'established', []],
    ['established -> released on a Reject', ESTABLISHED, REJECT, 'released', ['closed']],
    [
      'established -> releasing on close',
      ESTABLISHED,
      { type: 'close' },
      'releasing',
      ['closeLogicalChannel', 'timer'],
    ],
    ['established -> released on a close Ack', ESTABLISHED, { type: 'closeAck' }, 'released', ['closed']],
    ['established -> established on a late timeout', ESTABLISHED, { type: 'timeout' }, 'established', []],
    ['releasing -> released on a close Ack', RELEASING, { type: 'closeAck' }, 'released', ['stopTimer', 'closed']],
    ['releasing -> released on a Reject', RELEASING, REJECT, 'released', ['stopTimer', 'closed']],
    ['releasing -> releasing on an Ack', RELEASING, { type: 'ack', sink }, 'releasing', []],
    ['releasing -> releasing on close', RELEASING, { type: 'close' }, 'releasing', []],
    ['releasing -> released on a timeout', RELEASING, { type: 'timeout' }, 'released', ['closed']],
    ['released -> released on an Ack', RELEASED, { type: 'ack', sink }, 'released', []],
    ['released -> released on close', RELEASED, { type: 'close' }, 'released', []],
  ])('%s', (_, state, event, kind, effects) => {
    const [next, done] = outgoingStep(state, event);
    expect([next.kind, words(done)]).toEqual([kind, effects]);
  });

  it('sends with the payload type of the Ack, otherwise with its own', () => {
    expect(outgoingStep(AWAITING, { type: 'ack', sink, payloadType: 111 })[0]).toEqual({
      ...ESTABLISHED,
      payloadType: 111,
    });
    expect(outgoingStep(AWAITING, { type: 'ack', sink })[0]).toEqual(ESTABLISHED);
  });
});
