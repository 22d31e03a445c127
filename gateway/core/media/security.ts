/**
 * Decides whether a stream runs encrypted and with which keys, from the device's offer and the account's policy.
 * Pure.
 */
import type {
  AgreedStream,
  DtlsSetup,
  DtlsStream,
  DtlsTransport,
  MediaSecurity,
  SdesChoice,
  StreamDescription,
  StreamSecurity,
} from '../../../media/port.ts';
import type { MeetingPolicies } from '../../../registry/port.ts';
import type { EndReason } from '../reason.ts';

/** The encryption of a call's media: its weakest stream counts. */
export type MediaEncryption = 'none' | 'sdes' | 'dtls';

export interface EncryptionRule {
  /**
   * The account's policy `minimumEncryption`. `none`: encrypts only if the device insists; `optional`: encrypts
   * whenever the device offers keys; `required`: refuses unencrypted media.
   */
  readonly minimum: 'none' | 'optional' | 'required';
  /** The signalling is encrypted (TLS, WSS), so keys in the SDP stay private. */
  readonly protectedSignalling: boolean;
  /** DTLS is enabled. */
  readonly dtls: boolean;
}

/** Before the account is known: encrypted wherever that cannot cost the call. */
export const UNKNOWN_MEETING: EncryptionRule['minimum'] = 'optional';

export type Secured =
  | { readonly how: 'plain' }
  | { readonly how: 'relay'; readonly method: 'sdes' | 'dtls' }
  | { readonly how: 'sdes'; readonly choice: SdesChoice; readonly required: boolean }
  | { readonly how: 'dtls'; readonly setup: DtlsSetup; readonly remote: DtlsTransport; readonly stream: DtlsStream };

export type SecurityRefusal = Extract<EndReason, 'encryption-required' | 'no-common-encryption'>;

/** The same in a meeting of this account. */
export const ruleIn = (rule: EncryptionRule, { minimumEncryption: minimum }: MeetingPolicies): EncryptionRule => ({
  ...rule,
  minimum,
});

/** Returns how this stream of the device would run, or the reason why it cannot. */
export function secure(
  { security, unusableSecurity, securedByRelay }: StreamDescription,
  { minimum, protectedSignalling, dtls }: EncryptionRule,
): Secured | SecurityRefusal {
  if (unusableSecurity === true) return 'no-common-encryption';
  if (security?.method === 'dtls') {
    if (!dtls) return 'no-common-encryption';
    const { setup, transport: remote, ssrc, mid, extensions } = security;
    return {
      how: 'dtls',
      setup,
      remote,
      stream: { ...(ssrc !== undefined && { ssrc }), ...(mid !== undefined && { mid }), extensions },
    };
  }
  // Keys that anyone could read protect nothing.
  const exposed = minimum === 'required' && !protectedSignalling;
  if (securedByRelay !== undefined)
    return securedByRelay === 'sdes' && exposed ? 'encryption-required' : { how: 'relay', method: securedByRelay };
  const choice = security?.choices[0];
  if (security === undefined || choice === undefined)
    return minimum === 'required' ? 'encryption-required' : { how: 'plain' };
  if (exposed) return 'encryption-required';
  if (minimum === 'none' && !security.required) return { how: 'plain' };
  return { how: 'sdes', choice, required: security.required };
}

/** The form for the media plane. */
export function agreedSecurity(secured: Secured): StreamSecurity | undefined {
  if (secured.how === 'sdes') return { method: 'sdes', send: secured.choice.ours, receive: secured.choice.theirs };
  return secured.how === 'dtls'
    ? { method: 'dtls', setup: secured.setup, fingerprints: secured.remote.fingerprints, ...secured.stream }
    : undefined;
}

/** The form for our answer. `local`: our end of DTLS. */
export function answeredSecurity(secured: Secured, local: DtlsTransport | undefined): MediaSecurity | undefined {
  if (secured.how === 'sdes') return { method: 'sdes', required: secured.required, choices: [secured.choice] };
  if (secured.how !== 'dtls' || local === undefined) return undefined;
  // RFC 5763 §5: the side that may choose lets the other one open the connection; ICE-lite cannot know when its path
  // is ready.
  return {
    method: 'dtls',
    setup: secured.setup === 'passive' ? 'active' : 'passive',
    transport: local,
    extensions: secured.stream.extensions,
  };
}

/** The form for our first offer over SIP. The leg makes the keys. */
export function offeredSecurity({ minimum, protectedSignalling }: EncryptionRule): MediaSecurity | undefined {
  if (minimum === 'required') return { method: 'sdes', required: true, choices: [] };
  return minimum === 'optional' && protectedSignalling ? { method: 'sdes', required: false, choices: [] } : undefined;
}

/** The form for a stream that is added to running ones. */
export function securityLike(stream: StreamDescription | undefined): MediaSecurity | undefined {
  return stream?.security?.method === 'sdes' ? { ...stream.security, choices: [] } : undefined;
}

const STRENGTH: readonly MediaEncryption[] = ['none', 'sdes', 'dtls'];

/** The weakest of the agreed streams; undefined without any. */
export function encryptionOf(streams: readonly AgreedStream[]): MediaEncryption | undefined {
  const methods = streams.map(({ security, securedByRelay }) => security?.method ?? securedByRelay ?? 'none');
  return STRENGTH.find((method) => methods.includes(method));
}

/** `true` if a call with running media is permitted in a meeting with this rule. */
export function meets(
  { minimum, protectedSignalling }: EncryptionRule,
  encryption: MediaEncryption | undefined,
): boolean {
  if (minimum !== 'required') return true;
  return encryption === 'sdes' ? protectedSignalling : encryption === 'dtls';
}
