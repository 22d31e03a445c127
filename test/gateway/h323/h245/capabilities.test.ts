import { describe, expect, it } from 'vitest';
import type { H245 } from '../../../../gateway/h323/asn1/index.ts';
import {
  capabilitySetOf,
  mayRunTogether,
  mergeCapabilities,
  NO_CAPABILITIES,
  transmitPlan,
  type RemoteCapabilities,
} from '../../../../gateway/h323/h245/capabilities.ts';
import { h264Capability, packetizationOf } from '../../../../gateway/h323/h245/h241.ts';
import { audioStream, h264, offerOf, videoStream } from '../../../fakes/descriptions.ts';

const VIDEO: H245.Capability = {
  receiveVideoCapability: {
    genericVideoCapability: h264Capability({ profileLevelId: 0x42_80_1f, packetizationMode: 0 }, 1_000_000),
  },
};
const HIGH: H245.Capability = {
  receiveVideoCapability: {
    genericVideoCapability: h264Capability({ profileLevelId: 0x64_00_1f, packetizationMode: 0 }, 1_000_000),
  },
};
/** Entries 1 to 3 are audio, 4 and 5 video. */
const TABLE: readonly H245.Capability[] = [
  { receiveAudioCapability: { 'g722-64k': 20 } },
  { receiveAudioCapability: { g711Ulaw64k: 20 } },
  { receiveAndTransmitAudioCapability: { g711Alaw64k: 20 } },
  VIDEO,
  HIGH,
];
const MULTIPLEX = (...modes: readonly (0 | 1)[]): H245.MultiplexCapability => ({
  h2250Capability: {
    ...(capabilitySetOf(offerOf(), 0).multiplexCapability as { h2250Capability: H245.H2250Capability }).h2250Capability,
    mediaPacketizationCapability: {
      h261aVideoPacketization: false,
      rtpPayloadType: modes.map((mode) => packetizationOf(mode)),
    },
  },
});

function remote(
  descriptors: readonly (readonly (readonly number[])[])[],
  table = TABLE,
  multiplexCapability?: H245.MultiplexCapability,
): RemoteCapabilities {
  const merged = mergeCapabilities(NO_CAPABILITIES, {
    sequenceNumber: 1,
    protocolIdentifier: '0.0.8.245.0.7',
    ...(multiplexCapability && { multiplexCapability }),
    capabilityTable: table.map((capability, index) => ({ capabilityTableEntryNumber: index + 1, capability })),
    ...(descriptors.length > 0 && {
      capabilityDescriptors: descriptors.map((simultaneousCapabilities, index) => ({
        capabilityDescriptorNumber: index,
        simultaneousCapabilities,
      })),
    }),
  });
  if ('refused' in merged) throw new Error('refused');
  return merged;
}

const LOCAL = offerOf(audioStream(['G722', 'PCMA', 'PCMU']), videoStream([h264(0x42_80_1f, 1), h264(0x42_80_1f, 0)]));
const names = (codecs: readonly { readonly name: string }[]): readonly string[] => codecs.map(({ name }) => name);

describe('running together (H.245 §7.2.2)', () => {
  it.each<[string, readonly (readonly (readonly number[])[])[], readonly number[], boolean]>([
    ['one entry of a set', [[[1, 2], [4]]], [2], true],
    ['an entry of no descriptor', [[[1, 2], [4]]], [3], false],
    ['one each of two sets', [[[1, 2], [4]]], [1, 4], true],
    ['two alternatives of one set', [[[1, 2], [4]]], [1, 2], false],
    ['two of different descriptors', [[[1]], [[4]]], [1, 4], false],
    ['two of the second descriptor', [[[1]], [[2], [4]]], [2, 4], true],
    [
      'an entry twice that is in two sets',
      [
        [
          [1, 2],
          [1, 3],
        ],
      ],
      [1, 1],
      true,
    ],
    ['an entry twice that is in one set', [[[1, 2], [3]]], [1, 1], false],
    ['three entries where the first choice blocks the last', [[[1, 2, 4], [1], [2]]], [1, 2, 4], true],
    ['nothing', [[[1]]], [], true],
    ['anything, without any descriptor', [], [1, 4], true],
  ])('%s', (_, descriptors, entries, may) => {
    expect(mayRunTogether(remote(descriptors), entries)).toBe(may);
  });
});

describe('the media that we send', () => {
  it.each<[string, readonly (readonly (readonly number[])[])[], readonly string[], readonly string[]]>([
    ['everything in our order of preference', [[[1, 2, 3], [4]]], ['G722', 'PCMA', 'PCMU'], ['H264']],
    ['audio alone, if video is in no descriptor', [[[1, 2, 3]]], ['G722', 'PCMA', 'PCMU'], []],
    ['audio alone, if a descriptor forbids both', [[[1, 2, 3, 4]]], ['G722', 'PCMA', 'PCMU'], []],
    ['audio alone, if each has a separate descriptor', [[[1]], [[4]]], ['G722'], []],
    ['the audio that video may run beside', [[[1]], [[2, 3], [4]]], ['PCMA', 'PCMU'], ['H264']],
    [
      'the first pair of several descriptors',
      [
        [[2], [4]],
        [[3], [4]],
      ],
      ['PCMA', 'PCMU'],
      ['H264'],
    ],
    ['video alone, if there is no audio', [[[4]]], [], ['H264']],
    ['nothing, if nothing is allowed', [[[5]]], [], []],
  ])('%s', (_, descriptors, audio, video) => {
    const plan = transmitPlan(LOCAL, remote(descriptors));
    expect([names(plan.audio), names(plan.video)]).toEqual([audio, video]);
  });

  it('uses the packetization modes that the peer lists, ours first', () => {
    const modes = (multiplex?: H245.MultiplexCapability) =>
      transmitPlan(LOCAL, remote([[[1], [4]]], TABLE, multiplex)).video.map(
        (codec) => codec.kind === 'video' && codec.h264.packetizationMode,
      );
    expect(modes()).toEqual([0]);
    expect(modes(MULTIPLEX(0))).toEqual([0]);
    expect(modes(MULTIPLEX(1))).toEqual([1, 0]);
    expect(modes(MULTIPLEX(0, 1))).toEqual([1, 0]);
  });

  it('uses only profiles that both sides know', () => {
    expect(transmitPlan(LOCAL, remote([[[1], [5]]])).video).toEqual([]);
  });

  it('excludes a kind that we only receive', () => {
    const local = offerOf(
      audioStream(['PCMU'], { direction: 'recvonly' }),
      videoStream([h264(0x42_80_1f, 0)], { direction: 'inactive' }),
    );
    expect(transmitPlan(local, remote([[[1, 2, 3], [4]]]))).toEqual({ audio: [], video: [] });
  });
});

describe('a set designed to be expensive', () => {
  const entries = Array.from({ length: 1000 }, (_, index): H245.Capability =>
    index % 2 === 0 ? { receiveAudioCapability: { g711Ulaw64k: 20 } } : VIDEO,
  );

  it('is planned without an exhaustive search', () => {
    const part = (first: number): readonly number[] => Array.from({ length: 250 }, (_, index) => first + index);
    const known = remote(
      Array.from({ length: 16 }, (_, index) => [part(1 + 250 * (index % 4))]),
      entries,
    );
    // Milliseconds each; an exhaustive search would exceed the runner's time limit.
    for (let run = 0; run < 40; run++) expect(names(transmitPlan(LOCAL, known).video)).toEqual([]);
  });

  it('is rejected if its descriptors hold more than the limit', () => {
    const all = Array.from({ length: 256 }, (_, index) => index + 1);
    expect(() =>
      remote(
        Array.from({ length: 17 }, () => [all]),
        entries,
      ),
    ).toThrow('refused');
  });
});

describe('our own set', () => {
  const entriesOf = (local: typeof LOCAL): readonly string[] =>
    (capabilitySetOf(local, 3).capabilityTable ?? []).map(({ capability }) => Object.keys(capability ?? {})[0] ?? '');

  it('lists the codecs that we receive, each kind in a separate set of alternatives', () => {
    const set = capabilitySetOf(LOCAL, 3);
    expect(entriesOf(LOCAL)).toEqual([
      'receiveAudioCapability',
      'receiveAudioCapability',
      'receiveAudioCapability',
      'receiveVideoCapability',
      'receiveUserInputCapability',
      'receiveUserInputCapability',
    ]);
    expect(set.capabilityDescriptors).toEqual([
      { capabilityDescriptorNumber: 1, simultaneousCapabilities: [[1, 2, 3], [4], [5, 6]] },
    ]);
  });

  it('omits streams that we only send or have no socket for', () => {
    const { rtp: _, ...closed } = videoStream();
    expect(entriesOf(offerOf(audioStream(['PCMU'], { direction: 'sendonly' }), closed))).toEqual([
      'receiveUserInputCapability',
      'receiveUserInputCapability',
    ]);
  });

  it('states the payload type for RTP events', () => {
    const local = offerOf({
      ...audioStream(['PCMU']),
      codecs: [...audioStream(['PCMU']).codecs, { kind: 'telephone-event', payloadType: 101, clockRate: 8000 }],
    });
    expect(capabilitySetOf(local, 1).capabilityTable?.[1]?.capability).toEqual({
      receiveRTPAudioTelephonyEventCapability: { dynamicRTPPayloadType: 101, audioTelephoneEvent: '0-15' },
    });
  });
});
