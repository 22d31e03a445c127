/**
 * The one table of why a SIP call is refused or ended: status, reason phrase and explanation (RFC 3261 §20.43, RFC
 * 3326).
 */
import { reasonText, type EndReason } from '../core/reason.ts';
import type { ExtraHeaders, Refusal, SipEnd } from './edge.ts';

interface Row {
  readonly status: number;
  readonly phrase: string;
  /** Unit: seconds. */
  readonly retryAfter?: number;
}

const row = (status: number, phrase: string, retryAfter?: number): Row => ({
  status,
  phrase,
  ...(retryAfter !== undefined && { retryAfter }),
});

const TABLE: Readonly<Record<EndReason, Row>> = {
  'hung-up': row(200, 'OK'),
  'meeting-over': row(410, 'Gone'),
  removed: row(403, 'Forbidden'),
  shutdown: row(503, 'Service Unavailable', 30),
  cancelled: row(487, 'Request Terminated'),
  'unknown-pin': row(404, 'Not Found'),
  'address-incomplete': row(484, 'Address Incomplete'),
  'no-pin': row(408, 'Request Timeout'),
  'host-absent': row(480, 'Temporarily Unavailable'),
  'no-bandwidth': row(503, 'Service Unavailable', 60),
  'meeting-locked': row(403, 'Forbidden'),
  'meeting-full': row(486, 'Busy Here'),
  'meeting-ended': row(410, 'Gone'),
  'gatekeeper-refused': row(403, 'Forbidden'),
  'device-not-supported': row(403, 'Forbidden'),
  'device-not-registered': row(403, 'Forbidden'),
  'no-common-codec': row(488, 'Not Acceptable Here'),
  'encryption-required': row(488, 'Not Acceptable Here'),
  'no-common-encryption': row(488, 'Not Acceptable Here'),
  'encryption-failed': row(488, 'Not Acceptable Here'),
  'bad-offer': row(488, 'Not Acceptable Here'),
  overload: row(503, 'Service Unavailable', 10),
  draining: row(503, 'Service Unavailable', 30),
  'out-of-ports': row(503, 'Service Unavailable', 10),
  'media-lost': row(500, 'Server Internal Error', 2),
  'internal-error': row(500, 'Server Internal Error'),
  'no-ack': row(408, 'Request Timeout'),
  'no-answer-to-offer': row(408, 'Request Timeout'),
  'session-expired': row(408, 'Request Timeout'),
  'protocol-error': row(400, 'Bad Request'),
  'peer-gone': row(408, 'Request Timeout'),
  'transport-failed': row(503, 'Service Unavailable'),
};

/** The text of the Warning and Reason headers. */
const textOf = (reason: EndReason): string =>
  reason === 'device-not-supported'
    ? `${reasonText(reason)} over SIP, dial over H.323`
    : reason === 'encryption-required'
      ? `${reasonText(reason)}: dial over TLS, with SRTP`
      : reasonText(reason);

/** RFC 3261 §20.43: 304 media type, 305 incompatible format, 399 miscellaneous. */
const warnCode = (reason: EndReason): number =>
  reason === 'no-common-codec' || reason === 'no-common-encryption' ? 305 : 399;

export function refusalOf(reason: EndReason): Refusal {
  const { status, phrase, retryAfter } = TABLE[reason];
  const headers: ExtraHeaders = [
    ['Warning', `${warnCode(reason)} roomgate "${textOf(reason)}"`],
    ['Reason', reasonHeader(reason)],
    ...(retryAfter === undefined ? [] : [['Retry-After', String(retryAfter)] as const]),
  ];
  return { status, reason: phrase, headers };
}

/** The value of a Reason header (RFC 3326) for a BYE. */
export const reasonHeader = (reason: EndReason): string => `SIP;cause=${TABLE[reason].status};text="${textOf(reason)}"`;

/** The status for the sipfrag of a transfer's NOTIFY. */
export const statusOf = (reason: EndReason): { readonly status: number; readonly phrase: string } => TABLE[reason];

/** Translates the edge's end into the domain's reason; undefined if we ended the call. */
export function reasonOf(end: SipEnd): EndReason | undefined {
  switch (end.cause) {
    case 'bye':
      return 'hung-up';
    case 'cancel':
      return 'cancelled';
    case 'local':
      return undefined;
    case 'no-ack':
      return 'no-ack';
    case 'session-expired':
      return 'session-expired';
    case 'peer-gone':
    case 'refused':
      return 'peer-gone';
    case 'fault':
      return 'internal-error';
    case 'media-lost':
      return 'media-lost';
    case 'transport':
      return 'transport-failed';
    default:
      return end satisfies never;
  }
}
