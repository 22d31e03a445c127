/**
 * Terminal capability sets (H.245 §7.2, §8.3): ours from a media description, the peer's as the codecs that it
 * receives.
 */
import type { Codec, H264Codec, MediaDescription, StreamDescription } from '../../../media/port.ts';
import { nameOf } from '../../core/media/streams.ts';
import type * as H245 from '../asn1/generated/h245.types.ts';
import { asPresentation, CONTROL_CAPABILITY } from '../h239/extended-video.ts';
import { audioCapability, audioCodec, videoCapability, videoCodecs, type AvCodec } from './data-type.ts';
import { h224Data } from './h224.ts';
import { packetizationModeOf, packetizationOf } from './h241.ts';
import { streamNamed, weReceive, weSend } from './streams.ts';

/** H.245 version 15: {itu-t recommendation h 245 version(0) 15}. */
const PROTOCOL = '0.0.8.245.0.15';
const DEFAULT_VIDEO_BITRATE = 1_400_000;
/** ms. */
const MAX_DELAY_JITTER = 60;

const CENTRALIZED: H245.MultipointCapability = {
  multicastCapability: false,
  multiUniCastConference: false,
  mediaDistributionCapability: [
    {
      centralizedControl: true,
      distributedControl: false,
      centralizedAudio: true,
      distributedAudio: false,
      centralizedVideo: true,
      distributedVideo: false,
    },
  ],
};

interface Entry {
  readonly capability: H245.Capability;
  /** Entries of one group exclude each other. */
  readonly group: 'audio' | 'video' | 'content' | 'control' | 'camera' | 'input' | 'events';
}

/** `local` is our description; we do not announce streams that it lacks or that we only send. */
export function capabilitySetOf(local: MediaDescription, sequenceNumber: number): H245.TerminalCapabilitySet {
  const entries = [...local.streams.flatMap(streamEntries), ...INPUT];
  const groups = [...new Set(entries.map(({ group }) => group))];
  const h264 = local.streams
    .flatMap(({ codecs }) => codecs)
    .filter((codec): codec is H264Codec => codec.kind === 'video');
  return {
    sequenceNumber,
    protocolIdentifier: PROTOCOL,
    multiplexCapability: { h2250Capability: multiplexCapability(h264) },
    capabilityTable: entries.map(({ capability }, index) => ({ capabilityTableEntryNumber: index + 1, capability })),
    capabilityDescriptors: [
      {
        capabilityDescriptorNumber: 1,
        simultaneousCapabilities: groups.map((group) =>
          entries.flatMap((entry, index) => (entry.group === group ? [index + 1] : [])),
        ),
      },
    ],
  };
}

/** H.323 §8.4.6: asks the peer to send nothing until it gets a set that is not empty. */
export const emptyCapabilitySet = (sequenceNumber: number): H245.TerminalCapabilitySet => ({
  sequenceNumber,
  protocolIdentifier: PROTOCOL,
});

const INPUT: readonly Entry[] = [
  { capability: { receiveUserInputCapability: { basicString: null } }, group: 'input' },
  { capability: { receiveUserInputCapability: { dtmf: null } }, group: 'input' },
];

function streamEntries(stream: StreamDescription): readonly Entry[] {
  const name = nameOf(stream);
  // Announce H.239 also if we only send the screen.
  const control = name === 'content' && (weSend(stream) || weReceive(stream)) ? CONTROL : [];
  if (!weReceive(stream)) return control;
  const entries = stream.codecs.flatMap(
    (codec) => entryOf(codec, stream.maxBitrate ?? DEFAULT_VIDEO_BITRATE, name === 'content') ?? [],
  );
  // Modes 0 and 1 are one capability; the multiplex capability states which of them is meant.
  return [...control, ...(stream.kind === 'video' ? entries.slice(0, 1) : entries)];
}

const CONTROL: readonly Entry[] = [{ capability: CONTROL_CAPABILITY, group: 'control' }];

function entryOf(codec: Codec, maxBitrate: number, isContent: boolean): Entry | undefined {
  if (codec.kind === 'video') {
    const video = videoCapability(codec, maxBitrate);
    return isContent
      ? { capability: { receiveVideoCapability: asPresentation(video) }, group: 'content' }
      : { capability: { receiveVideoCapability: video }, group: 'video' };
  }
  if (codec.kind === 'data')
    return { capability: { receiveAndTransmitDataApplicationCapability: h224Data('generic') }, group: 'camera' };
  if (codec.kind === 'telephone-event') {
    return {
      capability: {
        receiveRTPAudioTelephonyEventCapability: {
          dynamicRTPPayloadType: codec.payloadType,
          audioTelephoneEvent: '0-15',
        },
      },
      group: 'events',
    };
  }
  const receiveAudioCapability = audioCapability(codec);
  return receiveAudioCapability && { capability: { receiveAudioCapability }, group: 'audio' };
}

function multiplexCapability(h264: readonly H264Codec[]): H245.H2250Capability {
  const modes = [...new Set(h264.map((codec) => codec.h264.packetizationMode))].toSorted();
  return {
    maximumAudioDelayJitter: MAX_DELAY_JITTER,
    receiveMultipointCapability: CENTRALIZED,
    transmitMultipointCapability: CENTRALIZED,
    receiveAndTransmitMultipointCapability: CENTRALIZED,
    mcCapability: { centralizedConferenceMC: false, decentralizedConferenceMC: false },
    rtcpVideoControlCapability: false,
    mediaPacketizationCapability: {
      h261aVideoPacketization: false,
      ...(modes.length > 0 && { rtpPayloadType: modes.map((mode) => packetizationOf(mode)) }),
    },
    logicalChannelSwitchingCapability: false,
    t120DynamicPortCapability: false,
  };
}

/** The capabilities that the peer has announced, over one or more sets. */
export interface RemoteCapabilities {
  readonly table: ReadonlyMap<number, H245.Capability>;
  /** Each descriptor: sets of alternatives; one entry of every set may run at the same time. */
  readonly descriptors: ReadonlyMap<number, readonly (readonly number[])[]>;
  readonly packetizationModes: readonly (0 | 1)[];
}

export const NO_CAPABILITIES: RemoteCapabilities = {
  table: new Map(),
  descriptors: new Map(),
  packetizationModes: [0],
};

/** The greatest number of entries that a peer may announce; more are refused. */
const MAX_ENTRIES = 1024;
const MAX_DESCRIPTORS = 256;
/** Entries in all descriptors together. */
const MAX_ALTERNATIVES = 4096;
/** The greatest number of entries of one kind that are considered. */
const MAX_CANDIDATES = 32;

export type CapabilityRefusal = H245.TerminalCapabilitySetReject['cause'];

/** True for a set that contains only its number (H.323 §8.4.6). */
export const isEmptySet = (set: H245.TerminalCapabilitySet): boolean =>
  set.multiplexCapability === undefined &&
  (set.capabilityTable ?? []).length === 0 &&
  (set.capabilityDescriptors ?? []).length === 0;

/**
 * Merges a set into the known ones. An entry or descriptor without content cancels the earlier one of its number
 * (H.245 §7.2).
 */
export function mergeCapabilities(
  known: RemoteCapabilities,
  set: H245.TerminalCapabilitySet,
): RemoteCapabilities | { readonly refused: CapabilityRefusal } {
  const table = new Map(known.table);
  for (const { capabilityTableEntryNumber, capability } of set.capabilityTable ?? []) {
    if (capability === undefined) table.delete(capabilityTableEntryNumber);
    else table.set(capabilityTableEntryNumber, capability);
  }
  if (table.size > MAX_ENTRIES) return { refused: { tableEntryCapacityExceeded: { noneProcessed: null } } };
  const descriptors = new Map(known.descriptors);
  for (const { capabilityDescriptorNumber, simultaneousCapabilities } of set.capabilityDescriptors ?? []) {
    if (simultaneousCapabilities === undefined) descriptors.delete(capabilityDescriptorNumber);
    else descriptors.set(capabilityDescriptorNumber, simultaneousCapabilities);
  }
  const alternatives = [...descriptors.values()].reduce(
    (sum, sets) => sum + sets.reduce((count, set) => count + set.length, 0),
    0,
  );
  if (descriptors.size > MAX_DESCRIPTORS || alternatives > MAX_ALTERNATIVES)
    return { refused: { descriptorCapacityExceeded: null } };
  const used = (set.capabilityDescriptors ?? []).flatMap(({ simultaneousCapabilities }) =>
    (simultaneousCapabilities ?? []).flat(),
  );
  if (used.some((number) => !table.has(number))) return { refused: { undefinedTableEntryUsed: null } };
  return { table, descriptors, packetizationModes: modesOf(set) ?? known.packetizationModes };
}

function modesOf({ multiplexCapability: multiplex }: H245.TerminalCapabilitySet): readonly (0 | 1)[] | undefined {
  if (multiplex === undefined || !('h2250Capability' in multiplex)) return undefined;
  const listed = (multiplex.h2250Capability.mediaPacketizationCapability.rtpPayloadType ?? []).flatMap(
    (type) => packetizationModeOf(type) ?? [],
  );
  // Every H.264 decoder supports Annex A (H.241 §8.3.3).
  return [...new Set<0 | 1>([...listed, 0])].toSorted((a, b) => b - a);
}

export interface Receivable {
  readonly entry: number;
  readonly codec: AvCodec;
}

/** The video capability, if the peer receives it. */
export function receivedVideo(capability: H245.Capability): H245.VideoCapability | undefined {
  if ('receiveVideoCapability' in capability) return capability.receiveVideoCapability;
  return 'receiveAndTransmitVideoCapability' in capability ? capability.receiveAndTransmitVideoCapability : undefined;
}

/** The codecs that the peer receives, in the order of its table. */
function receivable(remote: RemoteCapabilities): readonly Receivable[] {
  return [...remote.table].flatMap(([entry, capability]) =>
    codecsOf(capability, remote.packetizationModes).map((codec) => ({ entry, codec })),
  );
}

function codecsOf(capability: H245.Capability, modes: readonly (0 | 1)[]): readonly AvCodec[] {
  const audio =
    'receiveAudioCapability' in capability
      ? capability.receiveAudioCapability
      : 'receiveAndTransmitAudioCapability' in capability
        ? capability.receiveAndTransmitAudioCapability
        : undefined;
  if (audio !== undefined) {
    const codec = audioCodec(audio);
    return codec === undefined ? [] : [codec];
  }
  const video = receivedVideo(capability);
  return video === undefined ? [] : modes.flatMap((mode) => videoCodecs(video, mode));
}

/**
 * True if all the entries may run at the same time: some descriptor has a separate set of alternatives for each
 * (H.245 §7.2.2). Without any descriptor every combination is allowed.
 */
export function mayRunTogether(remote: RemoteCapabilities, entries: readonly number[]): boolean {
  const fits = (sets: readonly (readonly number[])[], left: readonly number[]): boolean => {
    const [first, ...rest] = left;
    if (first === undefined) return true;
    return sets.some((set, index) => set.includes(first) && fits(sets.toSpliced(index, 1), rest));
  };
  return remote.descriptors.size === 0 || [...remote.descriptors.values()].some((sets) => fits(sets, entries));
}

export interface TransmitPlan {
  /** In the order in which to try them. */
  readonly audio: readonly AvCodec[];
  readonly video: readonly AvCodec[];
}

export const sameCodec = (a: Codec, b: AvCodec): boolean => {
  if (a.kind === 'audio' && b.kind === 'audio') return a.name === b.name;
  return (
    a.kind === 'video' &&
    b.kind === 'video' &&
    a.h264.packetizationMode === b.h264.packetizationMode &&
    a.h264.profileLevelId >> 16 === b.h264.profileLevelId >> 16
  );
};

/**
 * The codecs to send to the peer: per kind, the codecs of `local` (in its order of preference) that the peer
 * receives, without those that cannot run beside the first one of the other kind. With the peer's parameters.
 */
export function transmitPlan(local: MediaDescription, remote: RemoteCapabilities): TransmitPlan {
  const { audio, video } = mainPlan(local, remote);
  return { audio: audio.map(({ codec }) => codec), video: video.map(({ codec }) => codec) };
}

/** The same plan with the entries of the peer's table. */
export function mainPlan(
  local: MediaDescription,
  remote: RemoteCapabilities,
): { readonly audio: readonly Receivable[]; readonly video: readonly Receivable[] } {
  const theirs = receivable(remote);
  const candidates = (kind: 'audio' | 'video'): readonly Receivable[] => {
    const ours = streamNamed(local, kind);
    if (ours === undefined || ours.direction === 'recvonly' || ours.direction === 'inactive') return [];
    return ours.codecs
      .flatMap((codec) => theirs.filter((their) => sameCodec(codec, their.codec)))
      .slice(0, MAX_CANDIDATES);
  };
  const [audio, video] = [
    candidates('audio').filter(({ entry }) => mayRunTogether(remote, [entry])),
    candidates('video').filter(({ entry }) => mayRunTogether(remote, [entry])),
  ];
  const pair = audio
    .flatMap((sound) => video.map((picture) => [sound, picture] as const))
    .find(([sound, picture]) => mayRunTogether(remote, [sound.entry, picture.entry]));
  if (pair === undefined) return { audio, video: audio.length === 0 ? video : [] };
  const [sound, picture] = pair;
  return {
    audio: audio.filter(({ entry }) => mayRunTogether(remote, [entry, picture.entry])),
    video: video.filter(({ entry }) => mayRunTogether(remote, [sound.entry, entry])),
  };
}
