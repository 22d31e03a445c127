/** Masks in SIP: user parts of URIs, display names, credentials, media keys, and digits in bodies. */

/** The user part, including the password (RFC 3261 §19.1.1). */
const USER = /\b(sips?|h323):[^\s<>"]+@/gi;
/**
 * A URI without a user part that begins with a digit and is not an IPv4 address: digits were dialled without a
 * host.
 */
const BARE = /\b(sips?|h323):(?=\d)(?!\d{1,3}(?:\.\d{1,3}){3}(?![\w.%-]))[^\s;>,"?]+/gi;
/** The number of a tel URI (RFC 3966). */
const NUMBER = /\btel:[^\s;>,"?]+/gi;
/** A display name before `<`. */
const DISPLAY = /(^|,\s*)("(?:[^"\\]|\\.)*"|[^\s<>,"=;][^<>,"=;]*?)(\s*<)/g;
/** Credentials (RFC 3261 §20.7, §20.28) and the server's response to them (§20.6). */
const CREDENTIALS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'authentication-info',
  'proxy-authentication-info',
]);
const NAME_ADDRESSES: ReadonlySet<string> = new Set([
  'from',
  'to',
  'contact',
  'refer-to',
  'referred-by',
  'reply-to',
  'route',
  'record-route',
  'path',
  'service-route',
  'remote-party-id',
  'p-asserted-identity',
  'p-preferred-identity',
  'p-called-party-id',
  'diversion',
  'history-info',
]);
/** Keys in SDP (RFC 4568 §9.1, RFC 8839 §5.4, RFC 8866 §5.12), and the user name of its origin. */
const SDP_SECRETS: readonly (readonly [RegExp, string])[] = [
  [/(\binline:)[^\s|;]+/g, '$1***'],
  [/^(a=ice-pwd:).*$/gm, '$1***'],
  [/^(k=[a-z]+:).*$/gm, '$1***'],
  [/^(a=key-mgmt:\S+ ).*$/gm, '$1***'],
  [/^o=\S+/gm, 'o=***'],
  [/^([spe]=).*$/gm, '$1***'],
];
/** Bodies that contain no pressed digits. */
const SHOWN_BODIES: ReadonlySet<string> = new Set([
  'application/sdp',
  'application/media_control+xml',
  'message/sipfrag',
]);

export const maskUris = (text: string): string =>
  text.replaceAll(USER, '$1:***@').replaceAll(BARE, '$1:***').replaceAll(NUMBER, 'tel:***');

/** Masks a start line. A Request-URI without a known scheme may still contain a dialled PIN. */
export function maskStartLine(line: string): string {
  if (/^SIP\//i.test(line)) return maskUris(line);
  const [method = '', uri = '', ...rest] = line.split(' ');
  const known = /^(sips?|h323|tel|urn):/i.test(uri);
  return [method, known ? maskUris(uri) : uri === '' ? '' : '***', ...rest.map(maskUris)].join(' ').trimEnd();
}

/** `name` in lower case. */
export function maskHeader(name: string, value: string): string {
  if (CREDENTIALS.has(name)) return `${value.split(' ', 1)[0] ?? ''} ***`;
  return maskUris(NAME_ADDRESSES.has(name) ? value.replaceAll(DISPLAY, '$1"***"$3') : value);
}

export function maskBody(type: string, body: string): string {
  if (!SHOWN_BODIES.has(type)) return `*** (${body.length} characters)`;
  const masked =
    type === 'application/sdp'
      ? SDP_SECRETS.reduce((text, [pattern, mask]) => text.replaceAll(pattern, mask), body)
      : body;
  return maskUris(masked);
}
