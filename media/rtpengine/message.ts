/** Messages to rtpengine with a description (its ng protocol, `offer` and `answer`). */
import type { Encodable } from './bencode.ts';
import type { DeviceMedia } from './device.ts';
import type { RelaySide } from './port.ts';

export interface MessageOptions {
  /** Codecs that the mixer lacks and rtpengine transcodes, as rtpengine names them. */
  readonly transcode: readonly string[];
  /** rtpengine's interfaces towards the device and towards the gateway; absent: it has only one. */
  readonly interfaces?: Readonly<Record<RelaySide, string>>;
}

export interface Described extends MessageOptions {
  readonly callId: string;
  readonly kind: 'offer' | 'answer';
  readonly from: RelaySide;
  /** The instance knows both sides. */
  readonly inDialog: boolean;
  /** The device's latest description; undefined if it has sent none. */
  readonly device: DeviceMedia | undefined;
  readonly sdp: string;
}

export type NgMessage = Readonly<Record<string, Encodable | undefined>>;

/** The mixer's codecs, and those of them that are offered instead of others, best first. */
const OURS = /^(?:PCMU|PCMA|G722|opus|L16)$/i;
const IN_PLACE = ['G722', 'PCMA', 'PCMU'];

/**
 * RFC 4568, RFC 6188, RFC 7714; no device has the suites with F8 or 192 bits, and none should have those without
 * encryption.
 */
const REFUSED_SUITES = [
  'NULL_HMAC_SHA1_80',
  'NULL_HMAC_SHA1_32',
  'F8_128_HMAC_SHA1_80',
  'F8_128_HMAC_SHA1_32',
  'AES_192_CM_HMAC_SHA1_80',
  'AES_192_CM_HMAC_SHA1_32',
];
const SUITES = [
  'AEAD_AES_256_GCM',
  'AEAD_AES_128_GCM',
  'AES_256_CM_HMAC_SHA1_80',
  'AES_256_CM_HMAC_SHA1_32',
  'AES_CM_128_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
];

const TAGS: Readonly<Record<RelaySide, string>> = { device: 'device', gateway: 'gateway' };
const other = (side: RelaySide): RelaySide => (side === 'device' ? 'gateway' : 'device');

export function describe(message: Described): NgMessage {
  const { callId, kind, from, inDialog, device, sdp, interfaces } = message;
  // The offerer's tag comes first in the answer, too.
  const offerer = kind === 'offer' ? from : other(from);
  const transcode = kind === 'offer' ? transcoded(message) : [];
  return {
    'call-id': callId,
    'from-tag': TAGS[offerer],
    ...((kind === 'answer' || inDialog) && { 'to-tag': TAGS[other(offerer)] }),
    // Packet times depend on the codec: G.723.1 has no 20 ms.
    sdp:
      from === 'gateway' && device !== undefined && isForeign(device)
        ? sdp.replaceAll(/^a=(?:max)?ptime:.*\r\n/gm, '')
        : sdp,
    replace: ['origin'],
    'rtcp-mux': kind === 'offer' && from === 'gateway' && isDtls(device) ? ['offer', 'require'] : ['demux'],
    // If the device is being answered, it has offered ICE itself.
    ICE: from === 'device' || device?.ice !== true ? 'remove' : 'force',
    SDES: suitesFor(kind === 'offer' && from === 'gateway' ? device : undefined),
    // An instance that knows the call keeps the protocol of each line.
    ...(kind === 'offer' && (from === 'device' || !inDialog) && { 'transport-protocol': protocolFor(from, device) }),
    ...(transcode.length > 0 && { codec: { transcode } }),
    ...(interfaces && kind === 'offer' && { direction: [interfaces[from], interfaces[other(from)]] }),
    ...security(message),
  };
}

const isDtls = (device: DeviceMedia | undefined): boolean =>
  device?.protocol.toUpperCase().startsWith('UDP/TLS/') === true;

/**
 * Our side is plain RTP; with feedback if the device has it, as rtpengine removes feedback on the way to a side
 * without it.
 */
function protocolFor(from: RelaySide, device: DeviceMedia | undefined): string {
  if (from === 'gateway') return device?.protocol ?? 'RTP/AVP';
  return device?.feedback === true ? 'RTP/AVPF' : 'RTP/AVP';
}

function security({ kind, from, device }: Described): NgMessage {
  if (kind === 'answer' || from === 'device') return { OSRTP: ['accept'] };
  if (device?.opportunistic === true) return { OSRTP: ['offer'], DTLS: 'off' };
  return device !== undefined && device.suites.length > 0 ? { DTLS: 'off' } : {};
}

/** An offer of ours lists only the device's suites, so that no line is longer than the device can read. */
function suitesFor(device: DeviceMedia | undefined): readonly string[] {
  if (isDtls(device)) return ['off'];
  const known = SUITES.filter((suite) => device?.suites.includes(suite));
  const refused = known.length === 0 ? [] : SUITES.filter((suite) => !known.includes(suite));
  return [...REFUSED_SUITES, ...refused].map((suite) => `no-${suite}`);
}

const isForeign = ({ audio }: DeviceMedia): boolean => !audio.some(({ name }) => OURS.test(name));

/** Only if the two have no codec in common: sound without transcoding is better, and costs rtpengine nothing. */
function transcoded({ from, device, transcode }: Described): readonly string[] {
  const possible = (codec: DeviceMedia['audio'][number]): boolean =>
    transcode.some((name) => name.toLowerCase() === codec.name.toLowerCase());
  if (device === undefined) return from === 'gateway' ? transcode : [];
  if (!isForeign(device) || !device.audio.some(possible)) return [];
  return from === 'device'
    ? IN_PLACE
    : device.audio.filter(possible).map(({ name, clockRate }) => `${name}/${clockRate}`);
}
