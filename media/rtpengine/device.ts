/** What a device's description says that our offers to it must keep to. */
import { isClosed, isRtp, splitSdp } from './sdp-lines.ts';
import type { RelayedSecurity } from './port.ts';

export interface DeviceMedia {
  /** Of its first RTP line, e.g. `RTP/SAVP`. */
  readonly protocol: string;
  /** Some line has RTCP feedback (RFC 4585). */
  readonly feedback: boolean;
  readonly ice: boolean;
  /** RTP/AVP with keys (RFC 8643). */
  readonly opportunistic: boolean;
  readonly suites: readonly string[];
  /** Names of the audio codecs, as it writes them, with their clock rates. */
  readonly audio: readonly { readonly name: string; readonly clockRate: number }[];
}

/** RFC 3551 §6: payload types that need no rtpmap. */
const STATIC: Readonly<Record<string, { readonly name: string; readonly clockRate: number }>> = {
  0: { name: 'PCMU', clockRate: 8000 },
  3: { name: 'GSM', clockRate: 8000 },
  4: { name: 'G723', clockRate: 8000 },
  8: { name: 'PCMA', clockRate: 8000 },
  9: { name: 'G722', clockRate: 8000 },
  10: { name: 'L16', clockRate: 44_100 },
  11: { name: 'L16', clockRate: 44_100 },
  18: { name: 'G729', clockRate: 8000 },
};

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
    audio: lines.filter((section) => section[0]!.startsWith('m=audio ')).flatMap(codecsOf),
  };
}

const protocolOf = (section: readonly string[]): string => section[0]!.split(' ')[2] ?? '';

function codecsOf(section: readonly string[]): DeviceMedia['audio'] {
  return section[0]!.split(' ').slice(3).flatMap((type) => {
    const map = section.map((line) => /^a=rtpmap:(\d+) ([^/\s]+)\/(\d+)/.exec(line)).find((match) => match?.[1] === type);
    const codec = map ? { name: map[2]!, clockRate: Number(map[3]) } : STATIC[type];
    return codec === undefined || /^(telephone-event|CN)$/i.test(codec.name) ? [] : [codec];
  });
}

/** Of each m-line that has been agreed on. */
export const securityOf = (sdp: string): readonly RelayedSecurity[] => splitSdp(sdp).media.map((section) => lineSecurity(section, true));

/** Of each m-line of an offer: what it insists on, as what it would like may be answered without keys. */
export const offeredSecurityOf = (sdp: string): readonly RelayedSecurity[] => splitSdp(sdp).media.map((section) => lineSecurity(section, false));

function lineSecurity(section: readonly string[], agreed: boolean): RelayedSecurity {
  if (!isRtp(section) || isClosed(section)) return 'none';
  const protocol = protocolOf(section);
  if (/^UDP\/TLS\//i.test(protocol)) return 'dtls';
  // rtpengine knows suites that encrypt nothing.
  const offered = section.filter((line) => line.startsWith('a=crypto:'));
  const keys = offered.length > 0 && offered.every((line) => !/ NULL_| UNENCRYPTED_SRTP\b/.test(line));
  if (offered.length > 0) return keys && (agreed || /^RTP\/SAVPF?$/i.test(protocol)) ? 'sdes' : 'none';
  return /^RTP\/SAVPF?$/i.test(protocol) && section.some((line) => line.startsWith('a=fingerprint:')) ? 'dtls' : 'none';
}
