import { describe, expect, it } from 'vitest';
import type { H264Parameters } from '../../../../media/port.ts';
import type { H245 } from '../../../../gateway/h323/asn1/index.ts';
import {
  h264Capability,
  h264Parameters,
  H264_CAPABILITY,
  packetizationModeOf,
  packetizationOf,
} from '../../../../gateway/h323/h245/h241.ts';

const parameter = (id: number, parameterValue: H245.ParameterValue): H245.GenericParameter => ({
  parameterIdentifier: { standard: id },
  parameterValue,
});
const capability = (
  profile: number,
  level: number,
  ...more: readonly H245.GenericParameter[]
): H245.GenericCapability => ({
  capabilityIdentifier: { standard: H264_CAPABILITY },
  collapsing: [parameter(41, { booleanArray: profile }), parameter(42, { unsignedMin: level }), ...more],
});
const oid = (value: string): H245.RTPPayloadType => ({ payloadDescriptor: { oid: value } });

describe('H.264 as a generic capability (H.241 §8.3)', () => {
  it.each([
    [15, 10],
    [22, 11],
    [29, 12],
    [36, 13],
    [43, 20],
    [50, 21],
    [57, 22],
    [64, 30],
    [71, 31],
    [78, 32],
    [85, 40],
    [92, 41],
    [99, 42],
    [106, 50],
    [113, 51],
    [120, 52],
  ])('reads and writes level parameter %i as level_idc %i', (value, idc) => {
    expect(h264Parameters(capability(0x40, value), 0)).toEqual([
      { profileLevelId: 0x42_80_00 | idc, packetizationMode: 0 },
    ]);
    expect(h264Capability({ profileLevelId: 0x42_80_00 | idc, packetizationMode: 0 }, 0).collapsing?.[1]).toEqual(
      parameter(42, { unsignedMin: value }),
    );
  });

  it('takes level 1b as level 1, which is certainly supported', () => {
    expect(h264Parameters(capability(0x40, 19), 0)).toEqual([{ profileLevelId: 0x42_80_0a, packetizationMode: 0 }]);
  });

  it('takes a level between two as the lower one, and rejects one below the first', () => {
    expect(h264Parameters(capability(0x40, 70), 0)[0]?.profileLevelId).toBe(0x42_80_1e);
    expect(h264Parameters(capability(0x40, 14), 0)).toEqual([]);
  });

  it.each([
    ['baseline', 0x40, [0x42_80_1f]],
    ['main', 0x20, [0x4d_00_1f]],
    ['high', 0x08, [0x64_00_1f]],
    ['baseline and high', 0x48, [0x42_80_1f, 0x64_00_1f]],
    ['extended, which we do not support', 0x10, []],
    ['none', 0, []],
  ])('reads the profile bits of %s', (_, bits, ids) => {
    expect(h264Parameters(capability(bits, 71), 1).map(({ profileLevelId }) => profileLevelId)).toEqual(ids);
  });

  it.each([
    [0x42_80_1f, 0x40],
    [0x42_e0_1f, 0x40],
    [0x4d_00_1f, 0x20],
    [0x64_00_1f, 0x08],
  ])('writes the profile of %i', (profileLevelId, bits) => {
    expect(h264Capability({ profileLevelId, packetizationMode: 0 }, 0).collapsing?.[0]).toEqual(
      parameter(41, { booleanArray: bits }),
    );
  });

  it('scales CustomMaxMBPS, CustomMaxFS and CustomMaxBRandCPB', () => {
    const read = h264Parameters(
      capability(
        0x40,
        57,
        parameter(3, { unsignedMin: 490 }),
        parameter(4, { unsignedMin: 35 }),
        parameter(6, { unsignedMin: 64 }),
      ),
      1,
    );
    expect(read).toEqual([
      { profileLevelId: 0x42_80_16, packetizationMode: 1, maxMbps: 245_000, maxFs: 8960, maxBr: 1600 },
    ]);
    expect(h264Capability(read[0]!, 1_920_000)).toEqual({
      capabilityIdentifier: { standard: H264_CAPABILITY },
      maxBitRate: 19_200,
      collapsing: [
        parameter(41, { booleanArray: 0x40 }),
        parameter(42, { unsignedMin: 57 }),
        parameter(3, { unsignedMin: 490 }),
        parameter(4, { unsignedMin: 35 }),
        parameter(6, { unsignedMin: 64 }),
      ],
    });
  });

  it.each<[string, Partial<H264Parameters>, readonly H245.GenericParameter[]]>([
    ['a bit rate alone', { maxBr: 1600 }, [parameter(6, { unsignedMin: 64 })]],
    ['a bit rate between two units rounded down', { maxBr: 1624 }, [parameter(6, { unsignedMin: 64 })]],
    ['nothing for less than one unit', { maxBr: 24, maxFs: 99, maxMbps: 400 }, []],
    ['the maximum for a value that does not fit', { maxBr: 2_000_000 }, [parameter(6, { unsignedMin: 0xffff })]],
  ])('writes %s', (_, more, custom) => {
    const written = h264Capability({ profileLevelId: 0x42_80_16, packetizationMode: 1, ...more }, 1_000_000);
    expect(written.collapsing?.slice(2)).toEqual(custom);
  });

  it('accepts values of any integer type, and no others', () => {
    expect(
      h264Parameters(capability(0x40, 71, parameter(3, { unsigned32Min: 100 }), parameter(4, { logical: null })), 0)[0],
    ).toEqual({ profileLevelId: 0x42_80_1f, packetizationMode: 0, maxMbps: 50_000 });
  });

  it('finds nothing in another capability, or in an incomplete one', () => {
    expect(h264Parameters({ ...capability(0x40, 71), capabilityIdentifier: { standard: '0.0.8.239.1.1' } }, 0)).toEqual(
      [],
    );
    expect(h264Parameters({ capabilityIdentifier: { standard: H264_CAPABILITY } }, 0)).toEqual([]);
  });
});

describe('the packetization mode (H.241 §8.3.3)', () => {
  it.each<[string, H245.RTPPayloadType, 0 | 1 | undefined]>([
    ['Annex A', oid('0.0.8.241.0.0.0.0'), 0],
    ['RFC 3984 non-interleaved', oid('0.0.8.241.0.0.0.1'), 1],
    ['a shortened identifier, as written by Polycom', oid('0.0.8.241.0.0.0'), 0],
    ['interleaved, which is never sent', oid('0.0.8.241.0.0.0.2'), undefined],
    ['an RFC number', { payloadDescriptor: { 'rfc-number': 2190 } }, undefined],
  ])('is found for %s', (_, type, mode) => {
    expect(packetizationModeOf(type)).toBe(mode);
  });

  it.each([0, 1] as const)('%i is decoded as it was encoded', (mode) => {
    expect(packetizationModeOf(packetizationOf(mode, 96))).toBe(mode);
  });
});
