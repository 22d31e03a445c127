/**
 * The reasons of ended and refused calls: one name each for metrics, records and logs, translated by each leg into
 * the words of its protocol (`sip/status.ts`, `h323/reason.ts`).
 */

export type CallResult = 'success' | 'refused' | 'client-error' | 'server-error';

const RESULTS = {
  // Normal ends of an established call.
  'hung-up': 'success',
  'meeting-over': 'success',
  removed: 'success',
  shutdown: 'success',
  // Ended by the caller before the answer.
  cancelled: 'client-error',
  // Refused, and the caller can fix it.
  'unknown-pin': 'refused',
  'address-incomplete': 'refused',
  'no-pin': 'refused',
  'host-absent': 'refused',
  'no-bandwidth': 'refused',
  'meeting-locked': 'refused',
  'meeting-full': 'refused',
  'meeting-ended': 'refused',
  'gatekeeper-refused': 'refused',
  'device-not-supported': 'refused',
  'device-not-registered': 'refused',
  'no-common-codec': 'refused',
  'encryption-required': 'refused',
  'no-common-encryption': 'refused',
  'encryption-failed': 'client-error',
  'bad-offer': 'refused',
  // Refused, and the operator can fix it.
  overload: 'server-error',
  draining: 'server-error',
  'out-of-ports': 'server-error',
  'media-lost': 'server-error',
  'internal-error': 'server-error',
  // Broken while established.
  'no-ack': 'client-error',
  'no-answer-to-offer': 'client-error',
  'session-expired': 'client-error',
  'protocol-error': 'client-error',
  'peer-gone': 'client-error',
  'transport-failed': 'client-error',
} as const satisfies Record<string, CallResult>;

export type EndReason = keyof typeof RESULTS;

export const END_REASONS = Object.keys(RESULTS) as readonly EndReason[];

/** The result for metrics: a drain or a hang-up is a success, a refusal is not a failure. */
export const resultOf = (reason: EndReason): CallResult => RESULTS[reason];

const TEXTS: Readonly<Record<EndReason, string>> = {
  'hung-up': 'The room hung up',
  'meeting-over': 'The meeting is over',
  removed: 'The host removed the room',
  shutdown: 'The gateway is shutting down',
  cancelled: 'The room cancelled the call',
  'unknown-pin': 'No meeting has this PIN',
  'address-incomplete': 'Dial the meeting PIN before the @',
  'no-pin': 'No meeting PIN was keyed in',
  'host-absent': 'The host did not join',
  'no-bandwidth': 'The bandwidth for calls is used up',
  'meeting-locked': 'The meeting is locked',
  'meeting-full': 'The meeting is full',
  'meeting-ended': 'The meeting has ended',
  'gatekeeper-refused': 'The gatekeeper refused or ended the call',
  'device-not-supported': 'This device is not supported',
  'device-not-registered': 'This meeting takes registered devices only',
  'no-common-codec': 'No common codec: G.722, G.711 or H.264',
  'encryption-required': 'This meeting takes encrypted calls only',
  'no-common-encryption': 'No common encryption: SRTP with keys in SDP, or DTLS with ICE',
  'encryption-failed': 'The DTLS handshake failed',
  'bad-offer': 'The session description cannot be used',
  overload: 'The gateway takes no more calls for the moment',
  draining: 'The gateway is shutting down',
  'out-of-ports': 'All media ports are in use',
  'media-lost': 'The media worker failed',
  'internal-error': 'The gateway failed',
  'no-ack': 'The call was never acknowledged',
  'no-answer-to-offer': 'The offer was never answered',
  'session-expired': 'The session was not refreshed in time',
  'protocol-error': 'The room sent what cannot be read',
  'peer-gone': 'The room does not answer',
  'transport-failed': 'The room cannot be reached',
};

/** The text for the person in the room, or its admin. */
export const reasonText = (reason: EndReason): string => TEXTS[reason];
