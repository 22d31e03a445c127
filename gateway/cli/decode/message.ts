/** One line of the output. */

export type Protocol = 'h225-cs' | 'h225-ras' | 'h245' | 'sip';

export interface MessageError {
  /** `need-more`, `malformed`, `unsupported`: of the codec that could not read it; `gap`: not in the capture; `truncated`: captured in part. */
  readonly kind: string;
  /** The field, as far as it is known; empty for the message as a whole. */
  readonly path: string;
  /** Octets of the message before the fault: of the Q.931 message, the RasMessage, the H.245 message, the SIP message. */
  readonly offset: number;
  readonly text: string;
}

/** `octets` of a stream are missing, 0 when it goes on elsewhere, after `buffered` of an unfinished message. */
export function gapError(octets: number, buffered: number): MessageError {
  const text =
    octets === 0 ? 'the stream goes on at another place' : `${octets} octets of the stream are not in the capture`;
  return { kind: 'gap', path: '', offset: buffered, text };
}

/** What a decoder makes of the octets of a message. */
export interface Decoded {
  readonly protocol: Protocol;
  /** The ASN.1 name, the Q.931 name where there is no UUIE, the SIP start line; null when it could not be told. */
  readonly message: string | null;
  readonly error: MessageError | null;
  /** Plain JSON; null when nothing could be read. */
  readonly value: unknown;
}

export interface Line extends Decoded {
  readonly frame: number;
  readonly time: string | null;
  readonly source: string;
  readonly destination: string;
  readonly ok: boolean;
  /** Of an h245 line that came inside of the h225-cs line before it. */
  readonly tunnelled?: true;
}

export const failed = (protocol: Protocol, error: MessageError, message: string | null = null): Decoded => ({
  protocol,
  message,
  error,
  value: null,
});
