/** Properties of a device's description that our offers to the device must match. */
import { isClosed, isRtp, splitSdp } from './sdp-lines.ts';
import type { RelayedSecurity } from './port.ts';

export interface DeviceMedia {
  /** Protocol of the first RTP line, e.g. `RTP/SAVP`. */
  readonly protocol: string;
  /** At least one line has RTCP feedback (RFC 4585). */
  readonly feedback: boolean;
  readonly ice: boolean;
  /** RTP/AVP with keys (RFC 8643). */
  readonly opportunistic: boolean;
  readonly suites: readonly string[];
  /** Without duplicates. */
  readonly audio: readonly Codec[];
}

interface Codec {
  /** As written by the device. */
  readonly name: string;
  readonly clockRate: number;
}

/** RFC 3551 §6: payload types that need no rtpmap. */
const STATIC: ReadonlyMap<string, Codec> = new Map([
  ['0', { name: 'PCMU', clockRate: 8000 }],
  ['3', { name: 'GSM', clockRate: 8000 }],
  ['4', { name: 'G723', clockRate: 8000 }],
  ['8', { name: 'PCMA', clockRate: 8000 }],
  ['9', { name: 'G722', clockRate: 8000 }],
  ['10', { name: 'L16', clockRate: 44_100 }],
  ['11', { name: 'L16', clockRate: 44_100 }],
  ['18', { name: 'G729', clockRate: 8000 }],
]);

/** Audio lines, and payload types per line, that are considered: no device has more. */
const MAX_LINES = 32;
const MAX_TYPES = 64;

export function describeDevice(sdp: string): DeviceMedia {
  const { session, media } = splitSdp(sdp);
  const lines = media.filter((section) => isRtp(section) && !isClosed(section));
  const protocols = lines.map((section) => protocolOf(section));
  const suites = lines.flat().flatMap((line) => /^a=crypto:\d+ (\S+)/.exec(line)?.[1] ?? []);
  const plain = protocols.every((protocol) => /^RTP\/AVPF?$/i.test(protocol));
  return {
    protocol: protocols[0] ?? 'RTP/AVP',
    feedback: protocols.some((protocol) => /F$/i.test(protocol)),
    ice: [...session, ...lines.flat()].some((line) => line.startsWith('a=ice-ufrag:')),
    opportunistic: plain && suites.length > 0,
    suites: [...new Set(suites)],
    audio: eachOnce(
      lines
        .filter((section) => section[0]!.startsWith('m=audio '))
        .slice(0, MAX_LINES)
        .flatMap(codecsOf),
    ),
  };
}

const protocolOf = (section: readonly string[]): string => section[0]!.split(' ')[2] ?? '';

const eachOnce = (codecs: readonly Codec[]): readonly Codec[] => [
  ...new Map(codecs.map((codec) => [`${codec.name}/${codec.clockRate}`, codec])).values(),
];

function codecsOf(section: readonly string[]): readonly Codec[] {
  const mapped = mappedTypes(section);
  const types = new Set(section[0]!.split(' ').slice(3));
  return [...types].slice(0, MAX_TYPES).flatMap((type) => {
    const codec = mapped.get(type) ?? STATIC.get(type);
    return codec === undefined || /^(telephone-event|CN)$/i.test(codec.name) ? [] : [codec];
  });
}

/** If a type is mapped twice, the first mapping counts. */
function mappedTypes(section: readonly string[]): ReadonlyMap<string, Codec> {
  const mapped = new Map<string, Codec>();
  for (const line of section) {
    const [, type, name, clockRate] = /^a=rtpmap:(\d+) ([^/\s]+)\/(\d+)/.exec(line) ?? [];
    if (type !== undefined && name !== undefined && !mapped.has(type))
      mapped.set(type, { name, clockRate: Number(clockRate) });
  }
  return mapped;
}

/** The security of each agreed m-line. */
export const securityOf = (sdp: string): readonly RelayedSecurity[] =>
  splitSdp(sdp).media.map((section) => lineSecurity(section, true));

/**
 * The security that each m-line of an offer insists on: security that is only preferred may be answered without
 * keys.
 */
export const offeredSecurityOf = (sdp: string): readonly RelayedSecurity[] =>
  splitSdp(sdp).media.map((section) => lineSecurity(section, false));

function lineSecurity(section: readonly string[], agreed: boolean): RelayedSecurity {
  if (!isRtp(section) || isClosed(section)) return 'none';
  const protocol = protocolOf(section);
  if (/^UDP\/TLS\//i.test(protocol)) return 'dtls';
  // rtpengine also knows suites that encrypt nothing.
  const offered = section.filter((line) => line.startsWith('a=crypto:'));
  const keys = offered.length > 0 && offered.every((line) => !/ NULL_| UNENCRYPTED_SRTP\b/.test(line));
  if (offered.length > 0) return keys && (agreed || /^RTP\/SAVPF?$/i.test(protocol)) ? 'sdes' : 'none';
  return /^RTP\/SAVPF?$/i.test(protocol) && section.some((line) => line.startsWith('a=fingerprint:')) ? 'dtls' : 'none';
}
