/**
 * Encryption in SDP: keys (`a=crypto`, RFC 4568), and DTLS with ICE (RFC 8842, RFC 8839) on one transport for all
 * streams (RFC 8843). Converts to `MediaSecurity` and back. Lenient when reading: an unusable line is ignored.
 */
import type { MediaDescription as SdpMedia, SessionDescription } from 'sdp-transform';
import { CRYPTO_SUITES, masterLength } from '../../media/index.ts';
import type {
  CryptoSuiteName,
  DtlsSetup,
  DtlsStream,
  DtlsTransport,
  Fingerprint,
  MediaSecurity,
  RtpExtension,
  SdesChoice,
  SrtpKey,
} from '../../media/port.ts';
import { parseFingerprint } from '../net/fingerprint.ts';

/**
 * Returns our own key for the peer's key with this tag in the m-line of this index; undefined if the peer's key is
 * not acceptable.
 */
export type OwnKeys = (line: number, tag: number, theirs: SrtpKey) => SrtpKey | undefined;

export type SdpSecurity = { readonly security?: MediaSecurity; readonly unusableSecurity?: true };

const PLAIN: SdpSecurity = {};
const UNUSABLE: SdpSecurity = { unusableSecurity: true };
const SDES_PROTOCOL = /^RTP\/SAVPF?$/i;
const DTLS_PROTOCOL = /^UDP\/TLS\/RTP\/SAVPF?$/i;
const MOST_KEYS = 16;

/** True for the RTP profiles that we support. */
export const isRtp = (protocol: string): boolean => /^RTP\/S?AVPF?$/i.test(protocol) || DTLS_PROTOCOL.test(protocol);

/** `section`: the text of the m-line and its attributes; `index`: its position. Without `keys`, keys are ignored. */
export function decodeSecurity(
  session: SessionDescription,
  media: SdpMedia,
  { section, index }: { readonly section: string; readonly index: number },
  keys: OwnKeys | undefined,
): SdpSecurity {
  if (DTLS_PROTOCOL.test(media.protocol)) return decodeDtls(session, media);
  const required = SDES_PROTOCOL.test(media.protocol);
  const choices = keys === undefined ? [] : decodeKeys(section, index, keys);
  if (choices.length === 0) return required ? UNUSABLE : PLAIN;
  return { security: { method: 'sdes', required, choices } };
}

/** `<tag> <suite> <key parameters> [<session parameters>]`: the parser reads only one session parameter. */
const CRYPTO = /^a=crypto:(\d{1,9}) (\w+) (\S+)(?: ([^\r]*))?\r?$/gm;

function decodeKeys(section: string, index: number, keys: OwnKeys): readonly SdesChoice[] {
  return [...section.matchAll(CRYPTO)]
    .slice(0, MOST_KEYS)
    .flatMap(([, number, suite = '', config = '', parameters = '']) => {
      const theirs = Object.hasOwn(CRYPTO_SUITES, suite)
        ? decodeKey(suite as CryptoSuiteName, config, parameters)
        : undefined;
      const ours = theirs && keys(index, Number(number), theirs);
      return theirs === undefined || ours === undefined ? [] : [{ tag: Number(number), theirs, ours }];
    });
}

/**
 * `inline:<key||salt>["|"lifetime]["|"MKI":"length]`. A line with several keys, needed only for rekeying by MKI, is
 * not accepted.
 */
const INLINE = /^inline:([A-Za-z0-9+/]{20,80}={0,2})(?:\|(?!\d+:)(?:2\^\d{1,2}|\d{1,15}))?(?:\|(\d{1,10}):(\d{1,3}))?$/;

/** Returns undefined if the key is malformed or needs something that we do not support. */
function decodeKey(suite: CryptoSuiteName, config: string, session: string): SrtpKey | undefined {
  const [, text = '', , mkiLength = '0'] = INLINE.exec(config) ?? [];
  const master = Buffer.from(text, 'base64');
  const parameters = session.split(/\s+/).filter((parameter) => parameter !== '');
  if (master.length !== masterLength(suite) || Number(mkiLength) > 128 || !parameters.every(isSpoken)) return undefined;
  return {
    suite,
    master: master.toString('base64'),
    mkiLength: Number(mkiLength),
    unencryptedRtcp: parameters.includes('UNENCRYPTED_SRTCP'),
  };
}

/**
 * RFC 4568 §6.3.7: a line with an unknown or unsupported parameter must be rejected. Our replay window is as large
 * as any requested one.
 */
const isSpoken = (parameter: string): boolean =>
  parameter === 'UNENCRYPTED_SRTCP' || parameter === 'KDR=0' || /^WSH=\d{2,4}$/.test(parameter);

function decodeDtls(session: SessionDescription, media: SdpMedia): SdpSecurity {
  const fingerprints = fingerprintsOf(session, media);
  const [usernameFragment, password] = [media.iceUfrag ?? session.iceUfrag, media.icePwd ?? session.icePwd];
  const setup = (media.setup ?? (session as { readonly setup?: string }).setup ?? 'actpass') as DtlsSetup;
  const usable =
    fingerprints.length > 0 &&
    usernameFragment !== undefined &&
    password !== undefined &&
    media.rtcpMux !== undefined &&
    ['active', 'passive', 'actpass'].includes(setup);
  if (!usable || !isBundled(session, media)) return UNUSABLE;
  const stream = streamOf(media);
  if (stream.ssrc === undefined && isSender(media) && !stream.extensions.some(({ uri }) => uri === MID))
    return UNUSABLE;
  return {
    security: {
      method: 'dtls',
      setup,
      transport: {
        fingerprints,
        ice: { usernameFragment: String(usernameFragment), password: String(password) },
        candidates: [],
      },
      ...stream,
    },
  };
}

const isSender = ({ direction }: SdpMedia): boolean => direction !== 'recvonly' && direction !== 'inactive';

const MID = 'urn:ietf:params:rtp-hdrext:sdes:mid';
const SEND_TIME = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time';

function streamOf(media: SdpMedia): DtlsStream {
  const ssrc = Number(media.ssrcs?.[0]?.id);
  // A peer that agrees on the mid extension no longer distinguishes streams by payload type, but our packets carry
  // no mid.
  const isUsed = (uri: string): uri is RtpExtension['uri'] =>
    uri === SEND_TIME || (uri === MID && media.ssrcs === undefined && isSender(media));
  const extensions = (media.ext ?? []).flatMap(({ value: id, uri }): readonly RtpExtension[] =>
    isUsed(uri) && id >= 1 && id <= 14 ? [{ id, uri }] : [],
  );
  const mid = media.mid === undefined ? undefined : String(media.mid).slice(0, 16);
  return {
    extensions,
    ...(Number.isInteger(ssrc) && ssrc > 0 && ssrc <= 0xffff_ffff && { ssrc }),
    ...(mid !== undefined && { mid }),
  };
}

function fingerprintsOf(session: SessionDescription, media: SdpMedia): readonly Fingerprint[] {
  const { type, hash } = media.fingerprint ?? session.fingerprint ?? {};
  const fingerprint = type === undefined || hash === undefined ? undefined : parseFingerprint(`${type} ${hash}`);
  return fingerprint === undefined ? [] : [fingerprint];
}

/** A line of the group may have no port of its own (RFC 8843 §6). */
export const isOpen = (media: SdpMedia): boolean =>
  media.port !== 0 || (media as { readonly bundleOnly?: string }).bundleOnly !== undefined;

/** True for a stream of the shared transport: the only stream, or one in the group of the first DTLS line. */
function isBundled(session: SessionDescription, media: SdpMedia): boolean {
  const first = session.media.find((other) => DTLS_PROTOCOL.test(other.protocol) && isOpen(other));
  if (media === first) return true;
  const groups = (session.groups ?? [])
    .filter(({ type }) => type === 'BUNDLE')
    .map(({ mids }) => String(mids).split(' '));
  return (
    first?.mid !== undefined &&
    media.mid !== undefined &&
    groups.some((mids) => mids.includes(String(first.mid)) && mids.includes(String(media.mid)))
  );
}

/** The protocol of an m-line with this security; `offered` decides whether it has feedback (AVPF). */
export function protocolOf(security: MediaSecurity | undefined, offered: string | undefined): string {
  const feedback = offered !== undefined && /F$/i.test(offered);
  if (security?.method === 'dtls')
    return offered !== undefined && DTLS_PROTOCOL.test(offered) ? offered : 'UDP/TLS/RTP/SAVPF';
  if (security?.required === true) return feedback ? 'RTP/SAVPF' : 'RTP/SAVP';
  return feedback ? 'RTP/AVPF' : 'RTP/AVP';
}

/** The attributes of an m-line. */
export function encodeSecurity(security: MediaSecurity | undefined, kind: string): Partial<SdpMedia> {
  if (security === undefined) return {};
  if (security.method === 'sdes') return { crypto: security.choices.map(({ tag, ours }) => encodeKey(tag, ours)) };
  const { setup, transport, extensions } = security;
  return {
    ...encodeTransport(transport),
    ext: extensions.map(({ id: value, uri }) => ({ value, uri })),
    setup,
    rtcpMux: 'rtcp-mux',
    msid: [{ id: 'roomgate', appdata: kind }],
  };
}

const encodeKey = (
  tag: number,
  { suite, master, unencryptedRtcp }: SrtpKey,
): NonNullable<SdpMedia['crypto']>[number] => ({
  id: tag,
  suite,
  config: `inline:${master}`,
  ...(unencryptedRtcp && { sessionConfig: 'UNENCRYPTED_SRTCP' }),
});

function encodeTransport({ fingerprints: [fingerprint], ice, candidates }: DtlsTransport): Partial<SdpMedia> {
  return {
    iceUfrag: ice.usernameFragment,
    icePwd: ice.password,
    ...(fingerprint && { fingerprint: { type: fingerprint.algorithm, hash: fingerprint.value } }),
    candidates: candidates.map(({ foundation, priority, protocol, address, port }) => ({
      foundation,
      component: 1,
      transport: protocol,
      priority,
      ip: address,
      port,
      type: 'host',
      ...(protocol === 'tcp' && { tcptype: 'passive' }),
    })),
    endOfCandidates: 'end-of-candidates',
  };
}
