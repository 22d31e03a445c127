/** A shared screen and a camera in capability sets: in ours, and what the peer's permits us to send. */
import { describe, expect, it } from 'vitest';
import { MultimediaSystemControlMessage, type H245 } from '../../../../gateway/h323/asn1/index.ts';
import { asPresentation, presentationOf, rolesOf } from '../../../../gateway/h323/h239/extended-video.ts';
import {
  capabilitySetOf,
  mergeCapabilities,
  NO_CAPABILITIES,
  transmitPlan,
  type RemoteCapabilities,
} from '../../../../gateway/h323/h245/capabilities.ts';
import { videoCapability } from '../../../../gateway/h323/h245/data-type.ts';
import { cameraPlan, contentPlan } from '../../../../gateway/h323/h245/extra-plan.ts';
import { h224Data, h224FormOf } from '../../../../gateway/h323/h245/h224.ts';
import { packetizationOf } from '../../../../gateway/h323/h245/h241.ts';
import { request } from '../../../../gateway/h323/h245/message.ts';
import type { MediaDescription } from '../../../../media/port.ts';
import { h264 } from '../../../fakes/descriptions.ts';
import { ALL, cameraStream, contentStream } from '../content.ts';
import { OURS } from '../harness.ts';

const BASELINE = videoCapability(h264(0x42_80_1f, 1), 1_000_000);
const HIGH = videoCapability(h264(0x64_00_1f, 1), 1_000_000);
const H261: H245.VideoCapability = {
  h261VideoCapability: {
    cifMPI: 1,
    temporalSpatialTradeOffCapability: false,
    maxBitRate: 1000,
    stillImageTransmission: false,
  },
};
const role = (bits: H245.ParameterValue): H245.VideoCapability => ({
  extendedVideoCapability: {
    videoCapability: [BASELINE],
    videoCapabilityExtension: [
      {
        capabilityIdentifier: { standard: '0.0.8.239.1.2' },
        collapsing: [{ parameterIdentifier: { standard: 1 }, parameterValue: bits }],
      },
    ],
  },
});

describe('video with a role (H.239 §7.1)', () => {
  it.each<[string, H245.VideoCapability, boolean]>([
    ['presentation', asPresentation(BASELINE), true],
    ['live', role({ booleanArray: 2 }), false],
    ['both', role({ booleanArray: 3 }), true],
    ['no role', role({ booleanArray: 0 }), false],
    ['a number for the role', role({ unsignedMin: 1 }), true],
    ['nothing for the role', role({ logical: null }), false],
    ['without a label', { extendedVideoCapability: { videoCapability: [BASELINE] } }, true],
    ['only a codec', BASELINE, false],
  ])('%s', (_, video, isPresentation) => {
    expect(presentationOf(video) !== undefined).toBe(isPresentation);
  });

  it('the live role is distinguished', () => {
    const live = role({ booleanArray: 2 });
    expect('extendedVideoCapability' in live && rolesOf(live.extendedVideoCapability)).toEqual({
      presentation: false,
      live: true,
    });
  });
});

describe('H.224 as data (H.323 Annex Q)', () => {
  it.each<[string, H245.DataApplicationCapability, string | undefined]>([
    ['the generic form', h224Data('generic'), 'generic'],
    ['the form of H.245 itself', h224Data('h224'), 'h224'],
    [
      'the form of H.245 itself, with another protocol',
      { application: { h224: { transparent: null } }, maxBitRate: 64 },
      'h224',
    ],
    [
      'another generic capability',
      {
        application: { genericDataCapability: { capabilityIdentifier: { standard: '0.0.8.224.1.1' } } },
        maxBitRate: 64,
      },
      undefined,
    ],
    ['T.120', { application: { t120: { separateLANStack: null } }, maxBitRate: 64 }, undefined],
  ])('%s', (_, data, form) => {
    expect(h224FormOf(data)).toBe(form);
  });
});

const remote = (
  table: readonly H245.Capability[],
  sets?: readonly (readonly number[])[],
  modes: readonly (0 | 1)[] = [1, 0],
): RemoteCapabilities => {
  const multiplex = capabilitySetOf(OURS, 1).multiplexCapability;
  const h2250 = multiplex !== undefined && 'h2250Capability' in multiplex ? multiplex.h2250Capability : undefined;
  const merged = mergeCapabilities(NO_CAPABILITIES, {
    sequenceNumber: 1,
    protocolIdentifier: '0.0.8.245.0.13',
    ...(h2250 && {
      multiplexCapability: {
        h2250Capability: {
          ...h2250,
          mediaPacketizationCapability: {
            h261aVideoPacketization: false,
            rtpPayloadType: modes.map((mode) => packetizationOf(mode)),
          },
        },
      },
    }),
    capabilityTable: table.map((capability, index) => ({ capabilityTableEntryNumber: index + 1, capability })),
    ...(sets && { capabilityDescriptors: [{ capabilityDescriptorNumber: 0, simultaneousCapabilities: sets }] }),
  });
  if ('refused' in merged) throw new Error('refused');
  return merged;
};
const AUDIO: H245.Capability = { receiveAudioCapability: { g711Ulaw64k: 20 } };
const MAIN: H245.Capability = { receiveVideoCapability: BASELINE };
const SCREEN: H245.Capability = { receiveVideoCapability: asPresentation(BASELINE) };
const payload = (...numbers: readonly number[]): H245.Capability => ({
  multiplePayloadStreamCapability: { capabilities: [numbers] },
});

describe('our own set with a screen and a camera', () => {
  const set = capabilitySetOf(ALL, 1);
  const kinds = (local: MediaDescription): readonly string[] =>
    (capabilitySetOf(local, 1).capabilityTable ?? []).map(({ capability }) => Object.keys(capability ?? {})[0] ?? '');
  const main = ['receiveAudioCapability', 'receiveAudioCapability', 'receiveAudioCapability', 'receiveVideoCapability'];
  const input = ['receiveUserInputCapability', 'receiveUserInputCapability'];

  it('has H.239, the screen and H.224, all beside audio and video', () => {
    expect(kinds(ALL)).toEqual([
      ...main,
      'genericControlCapability',
      'receiveVideoCapability',
      'receiveAndTransmitDataApplicationCapability',
      ...input,
    ]);
    expect(set.capabilityDescriptors).toEqual([
      { capabilityDescriptorNumber: 1, simultaneousCapabilities: [[1, 2, 3], [4], [5], [6], [7], [8, 9]] },
    ]);
    expect(set.capabilityTable?.[4]?.capability).toEqual({
      genericControlCapability: { capabilityIdentifier: { standard: '0.0.8.239.1.1' } },
    });
    expect(JSON.stringify(set.capabilityTable?.[5])).toContain('0.0.8.239.1.2');
    expect(JSON.stringify(set.capabilityTable?.[6])).toContain('0.0.8.224.1.0');
  });

  it('is decoded correctly by the other side', () => {
    const decoded = MultimediaSystemControlMessage.decode(
      MultimediaSystemControlMessage.encode(request({ terminalCapabilitySet: set })),
    );
    const theirs =
      'request' in decoded && 'terminalCapabilitySet' in decoded.request
        ? mergeCapabilities(NO_CAPABILITIES, decoded.request.terminalCapabilitySet)
        : undefined;
    if (theirs === undefined || 'refused' in theirs) throw new Error('refused');
    expect(
      contentPlan(ALL, theirs).map(({ payloadType, h264: { packetizationMode } }) => [payloadType, packetizationMode]),
    ).toEqual([
      [99, 1],
      [100, 0],
    ]);
    expect(cameraPlan(ALL, theirs)).toMatchObject([{ name: 'H224', form: 'generic' }]);
  });

  it('announces H.239 without a screen if the device may only be shown one', () => {
    expect(kinds({ streams: [...OURS.streams, contentStream({ direction: 'sendonly' })] })).toEqual([
      ...main,
      'genericControlCapability',
      ...input,
    ]);
  });

  it('has neither if the profile permits nothing', () => {
    const { rtp: _, ...closed } = cameraStream();
    expect(kinds({ streams: [...OURS.streams, contentStream({ direction: 'inactive' }), closed] })).toEqual([
      ...main,
      ...input,
    ]);
  });
});

describe('a screen shown to the device', () => {
  const modes = (
    table: readonly H245.Capability[],
    sets?: readonly (readonly number[])[],
    known: readonly (0 | 1)[] = [1, 0],
    local = ALL,
  ): readonly number[] =>
    contentPlan(local, remote(table, sets, known)).map(({ h264: { packetizationMode } }) => packetizationMode);

  it.each<[string, readonly H245.Capability[], readonly (readonly number[])[] | undefined, readonly number[]]>([
    ['is sent in both modes', [AUDIO, MAIN, SCREEN], [[1], [2], [3]], [1, 0]],
    [
      'is sent to an entry that both sends and receives',
      [AUDIO, MAIN, { receiveAndTransmitVideoCapability: asPresentation(BASELINE) }],
      [[1], [2], [3]],
      [1, 0],
    ],
    [
      'uses the known alternative',
      [
        AUDIO,
        MAIN,
        {
          receiveVideoCapability: {
            extendedVideoCapability: {
              ...(asPresentation(H261) as { extendedVideoCapability: H245.ExtendedVideoCapability })
                .extendedVideoCapability,
              videoCapability: [H261, HIGH, BASELINE],
            },
          },
        },
      ],
      [[1], [2], [3]],
      [1, 0],
    ],
    ['is sent inside a stream of several payloads (Avaya)', [AUDIO, MAIN, SCREEN, payload(3)], [[1], [2], [4]], [1, 0]],
    ['is sent inside and outside such a stream', [AUDIO, MAIN, SCREEN, payload(3)], [[1], [2], [3, 4]], [1, 0]],
    ['is always possible without descriptors', [AUDIO, MAIN, SCREEN], undefined, [1, 0]],
    ['is possible without main video', [AUDIO, SCREEN], [[1], [2]], [1, 0]],
    [
      'is sent beside another video codec than the first',
      [AUDIO, { receiveVideoCapability: HIGH }, MAIN, SCREEN],
      [[1], [3], [4]],
      [1, 0],
    ],
    ['is not sent if it excludes the main video', [AUDIO, MAIN, SCREEN], [[1], [2, 3]], []],
    ['is not sent if it is in no descriptor', [AUDIO, MAIN, SCREEN], [[1], [2]], []],
    [
      'is not sent if the device only sends it',
      [AUDIO, MAIN, { transmitVideoCapability: asPresentation(BASELINE) }],
      undefined,
      [],
    ],
    ['is not sent as live video', [AUDIO, MAIN, { receiveVideoCapability: role({ booleanArray: 2 }) }], undefined, []],
    ['is not sent in an unknown codec', [AUDIO, MAIN, { receiveVideoCapability: asPresentation(H261) }], undefined, []],
    ['is not sent without H.239', [AUDIO, MAIN], [[1], [2]], []],
  ])('%s', (_, table, sets, expected) => {
    expect(modes(table, sets)).toEqual(expected);
  });

  it('is not sent if we only receive', () => {
    expect(
      modes([AUDIO, MAIN, SCREEN], undefined, [1], {
        streams: [...OURS.streams, contentStream({ direction: 'recvonly' })],
      }),
    ).toEqual([]);
  });

  it('is never confused with the main video', () => {
    expect(transmitPlan(ALL, remote([AUDIO, SCREEN])).video).toEqual([]);
    expect(modes([AUDIO, MAIN])).toEqual([]);
  });

  it('is found without an exhaustive search in a set designed to be expensive', () => {
    const table = Array.from(
      { length: 1000 },
      (_, index): H245.Capability => [AUDIO, MAIN, SCREEN, payload(3)][index % 4] ?? AUDIO,
    );
    const known = remote(
      table,
      Array.from({ length: 200 }, (_, index) =>
        Array.from({ length: 20 }, (_unused, more) => 1 + ((5 * index + more) % 1000)),
      ),
    );
    // Milliseconds each; an exhaustive search would exceed the runner's time limit.
    for (let run = 0; run < 20; run++) contentPlan(ALL, known);
  });
});

describe('camera control towards the device', () => {
  const both = (data: H245.DataApplicationCapability): H245.Capability => ({
    receiveAndTransmitDataApplicationCapability: data,
  });
  it.each<[string, readonly H245.Capability[], readonly string[]]>([
    ['uses the form of Annex Q', [both(h224Data('generic'))], ['generic']],
    ['uses the older form', [both(h224Data('h224'))], ['h224']],
    [
      "uses both forms in the device's order",
      [both(h224Data('h224')), both(h224Data('generic')), both(h224Data('h224'))],
      ['h224', 'generic'],
    ],
    [
      'is sent to a device that only receives it',
      [{ receiveDataApplicationCapability: h224Data('generic') }],
      ['generic'],
    ],
    ['is not sent to a device that only sends it', [{ transmitDataApplicationCapability: h224Data('generic') }], []],
    ['none', [AUDIO, MAIN], []],
  ])('%s', (_, table, forms) => {
    expect(cameraPlan(ALL, remote(table)).map(({ form }) => form)).toEqual(forms);
  });

  it('is not sent if the account does not permit it', () => {
    expect(cameraPlan(OURS, remote([both(h224Data('generic'))]))).toEqual([]);
  });
});
