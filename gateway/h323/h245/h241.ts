/** H.264 as a generic capability (H.241 §8.3) to and from `H264Parameters`. */
import type { H264Parameters } from '../../../media/port.ts';
import type * as H245 from '../asn1/generated/h245.types.ts';

/** H.241 §8.3.1. */
export const H264_CAPABILITY = '0.0.8.241.0.0.1';
/** H.241 §8.3.3: one NAL unit per packet (Annex A), which is packetization-mode 0. */
const SINGLE_NAL = '0.0.8.241.0.0.0.0';
/** RFC 3984, now RFC 6184, non-interleaved: packetization-mode 1. */
const NON_INTERLEAVED = '0.0.8.241.0.0.0.1';
/** Some Polycom devices write it one number short. */
const SINGLE_NAL_SHORT = '0.0.8.241.0.0.0';

/** H.241 table 8-4: identifiers of the collapsing parameters. */
const PROFILE = 41;
const LEVEL = 42;
const CUSTOM_MAX_MBPS = 3;
const CUSTOM_MAX_FS = 4;
const CUSTOM_MAX_BR = 6;

/** Units: 500 macroblocks/s, 256 macroblocks, 25,000 bit/s (H.241 §8.3.2.3 to .6). */
const MBPS_UNIT = 500;
const FS_UNIT = 256;
const BR_UNIT = 25;

/** H.241 §8.3.2.1: bits of the profile parameter, with profile_idc and the constraint flags of RFC 6184. */
const PROFILES: readonly (readonly [bit: number, profile: number])[] = [
  [0x40, 0x42_80],
  [0x20, 0x4d_00],
  [0x08, 0x64_00],
];

/**
 * H.241 table 8-5: the level parameter for level_idc. Level 1b (19) shares its level_idc with 1.1, but can do no
 * more than level 1.
 */
const LEVELS: readonly (readonly [value: number, idc: number])[] = [
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
];

const standard = (number: number): H245.ParameterIdentifier => ({ standard: number });

/** `maxBitrate` in bit/s. */
export function h264Capability(
  { profileLevelId, maxMbps, maxFs, maxBr }: H264Parameters,
  maxBitrate: number,
): H245.GenericCapability {
  const bit = PROFILES.findLast(([, profile]) => profile >> 8 === profileLevelId >> 16)?.[0] ?? 0x40;
  const level = LEVELS.findLast(([, idc]) => idc <= (profileLevelId & 0xff))?.[0] ?? 15;
  return {
    capabilityIdentifier: { standard: H264_CAPABILITY },
    maxBitRate: Math.floor(maxBitrate / 100),
    collapsing: [
      { parameterIdentifier: standard(PROFILE), parameterValue: { booleanArray: bit } },
      { parameterIdentifier: standard(LEVEL), parameterValue: { unsignedMin: level } },
      ...custom(CUSTOM_MAX_MBPS, maxMbps, MBPS_UNIT),
      ...custom(CUSTOM_MAX_FS, maxFs, FS_UNIT),
      ...custom(CUSTOM_MAX_BR, maxBr, BR_UNIT),
    ],
  };
}

/** The part that exceeds the level, in whole units; less than one unit is not announced. */
function custom(id: number, value: number | undefined, unit: number): readonly H245.GenericParameter[] {
  const units = Math.min(0xffff, Math.floor((value ?? 0) / unit));
  return units === 0 ? [] : [{ parameterIdentifier: standard(id), parameterValue: { unsignedMin: units } }];
}

/**
 * A generic video capability as one `H264Parameters` for each of its profiles; empty if it is not H.264 or lacks
 * parameters.
 */
export function h264Parameters(
  capability: H245.GenericCapability,
  packetizationMode: 0 | 1,
): readonly H264Parameters[] {
  if (!('standard' in capability.capabilityIdentifier) || capability.capabilityIdentifier.standard !== H264_CAPABILITY)
    return [];
  const parameters = new Map(
    (capability.collapsing ?? []).flatMap(({ parameterIdentifier, parameterValue }) =>
      'standard' in parameterIdentifier ? [[parameterIdentifier.standard, valueOf(parameterValue)]] : [],
    ),
  );
  const level = LEVELS.findLast(([value]) => value <= (parameters.get(LEVEL) ?? 0))?.[1];
  const profiles = PROFILES.filter(([bit]) => ((parameters.get(PROFILE) ?? 0) & bit) !== 0);
  if (level === undefined) return [];
  const scaled = (id: number, unit: number): number | undefined => {
    const value = parameters.get(id);
    return value === undefined || value === 0 ? undefined : value * unit;
  };
  const [maxMbps, maxFs, maxBr] = [
    scaled(CUSTOM_MAX_MBPS, MBPS_UNIT),
    scaled(CUSTOM_MAX_FS, FS_UNIT),
    scaled(CUSTOM_MAX_BR, BR_UNIT),
  ];
  return profiles.map(([, profile]) => ({
    profileLevelId: (profile << 8) | level,
    packetizationMode,
    ...(maxMbps !== undefined && { maxMbps }),
    ...(maxFs !== undefined && { maxFs }),
    ...(maxBr !== undefined && { maxBr }),
  }));
}

function valueOf(value: H245.ParameterValue): number | undefined {
  if ('unsignedMin' in value) return value.unsignedMin;
  if ('booleanArray' in value) return value.booleanArray;
  if ('unsignedMax' in value) return value.unsignedMax;
  if ('unsigned32Min' in value) return value.unsigned32Min;
  return 'unsigned32Max' in value ? value.unsigned32Max : undefined;
}

const MODE_OF: ReadonlyMap<string, 0 | 1> = new Map([
  [SINGLE_NAL, 0],
  [SINGLE_NAL_SHORT, 0],
  [NON_INTERLEAVED, 1],
]);

/** The packetization mode that an RTPPayloadType names; undefined if it belongs to another codec. */
export function packetizationModeOf({ payloadDescriptor }: H245.RTPPayloadType): 0 | 1 | undefined {
  return 'oid' in payloadDescriptor ? MODE_OF.get(payloadDescriptor.oid) : undefined;
}

/** `payloadType` is absent in a capability and present in a logical channel. */
export const packetizationOf = (mode: 0 | 1 | 2, payloadType?: number): H245.RTPPayloadType => ({
  payloadDescriptor: { oid: mode === 1 ? NON_INTERLEAVED : SINGLE_NAL },
  ...(payloadType !== undefined && { payloadType }),
});
