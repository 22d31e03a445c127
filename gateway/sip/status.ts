/** The one table of why a SIP call is refused or ended: status, reason phrase and what the admin reads (RFC 3261 §20.43, RFC 3326). */
import type { EndReason } from '../core/reason.ts';
import type { ExtraHeaders, Refusal, SipEnd } from './edge.ts';

interface Row {
  readonly status: number;
  readonly phrase: string;
  /** For the Warning and Reason headers. */
  readonly text: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

const row = (status: number, phrase: string, text: string, retryAfter?: number): Row => ({ status, phrase, text, ...(retryAfter !== undefined && { retryAfter }) });

const TABLE: Readonly<Record<EndReason, Row>> = {
  'hung-up': row(200, 'OK', 'The room hung up'),
  'meeting-over': row(410, 'Gone', 'The meeting is over'),
  removed: row(403, 'Forbidden', 'The host removed the room'),
  shutdown: row(503, 'Service Unavailable', 'The gateway is shutting down', 30),
  cancelled: row(487, 'Request Terminated', 'The room cancelled the call'),
  'unknown-pin': row(404, 'Not Found', 'No meeting has this PIN'),
  'address-incomplete': row(484, 'Address Incomplete', 'Dial the meeting PIN before the @'),
  'meeting-locked': row(403, 'Forbidden', 'The meeting is locked'),
  'meeting-full': row(486, 'Busy Here', 'The meeting is full'),
  'meeting-ended': row(410, 'Gone', 'The meeting has ended'),
  'device-not-supported': row(403, 'Forbidden', 'This device is not supported over SIP, dial over H.323'),
  'no-common-codec': row(488, 'Not Acceptable Here', 'No common codec: G.722, G.711 or H.264 over RTP/AVP is needed'),
  'bad-offer': row(488, 'Not Acceptable Here', 'The session description cannot be used'),
  overload: row(503, 'Service Unavailable', 'The gateway takes no more calls for the moment', 10),
  draining: row(503, 'Service Unavailable', 'The gateway is shutting down', 30),
  'out-of-ports': row(503, 'Service Unavailable', 'All media ports are in use', 10),
  'media-lost': row(500, 'Server Internal Error', 'The media worker failed', 2),
  'internal-error': row(500, 'Server Internal Error', 'The gateway failed'),
  'no-ack': row(408, 'Request Timeout', 'The call was never acknowledged'),
  'no-answer-to-offer': row(408, 'Request Timeout', 'The offer was never answered'),
  'session-expired': row(408, 'Request Timeout', 'The session was not refreshed in time'),
  'protocol-error': row(400, 'Bad Request', 'The room sent what cannot be read'),
  'peer-gone': row(408, 'Request Timeout', 'The room does not answer'),
  'transport-failed': row(503, 'Service Unavailable', 'The room cannot be reached'),
};

/** RFC 3261 §20.43: 304 media type, 305 incompatible format, 399 miscellaneous. */
const warnCode = (reason: EndReason): number => (reason === 'no-common-codec' ? 305 : 399);

export function refusalOf(reason: EndReason): Refusal {
  const { status, phrase, text, retryAfter } = TABLE[reason];
  const headers: ExtraHeaders = [
    ['Warning', `${warnCode(reason)} roomgate "${text}"`],
    ['Reason', reasonHeader(reason)],
    ...(retryAfter === undefined ? [] : [['Retry-After', String(retryAfter)] as const]),
  ];
  return { status, reason: phrase, headers };
}

/** The value of a Reason header (RFC 3326) for a BYE. */
export const reasonHeader = (reason: EndReason): string => `SIP;cause=${TABLE[reason].status};text="${TABLE[reason].text}"`;

/** For the sipfrag of a transfer's NOTIFY. */
export const statusOf = (reason: EndReason): { readonly status: number; readonly phrase: string } => TABLE[reason];

/** What the edge says of an end, in the domain's words; undefined when we ended it ourselves. */
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
    case 'transport':
      return 'transport-failed';
    default:
      return end satisfies never;
  }
}
