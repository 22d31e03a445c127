/** One line of the output. */

export type Protocol = 'h225-cs' | 'h225-ras' | 'h245' | 'sip';

export interface MessageError {
  /**
   * `need-more`, `malformed`, `unsupported`: from the codec that could not read it; `gap`: missing in the capture;
   * `truncated`: captured in part.
   */
  readonly kind: string;
  /** The field, if known; empty for the message as a whole. */
  readonly path: string;
  /** The octets before the fault, counted in the Q.931, RAS, H.245 or SIP message. */
  readonly offset: number;
  readonly text: string;
}

/**
 * The error for a stream that lacks `octets` octets, or continues elsewhere if 0, after `buffered` octets of an
 * unfinished message.
 */
export function gapError(octets: number, buffered: number): MessageError {
  const text =
    octets === 0 ? 'the stream continues at another place' : `${octets} octets of the stream are not in the capture`;
  return { kind: 'gap', path: '', offset: buffered, text };
}

/** A decoded message. */
export interface Decoded {
  readonly protocol: Protocol;
  /** The ASN.1 name, the Q.931 name if there is no UUIE, or the SIP start line; null if unknown. */
  readonly message: string | null;
  readonly error: MessageError | null;
  /** Plain JSON; null if nothing could be read. */
  readonly value: unknown;
}

export interface Line extends Decoded {
  readonly frame: number;
  readonly time: string | null;
  readonly source: string;
  readonly destination: string;
  readonly ok: boolean;
  /** Set for an h245 line that was carried inside the preceding h225-cs line. */
  readonly tunnelled?: true;
}

export const failed = (protocol: Protocol, error: MessageError, message: string | null = null): Decoded => ({
  protocol,
  message,
  error,
  value: null,
});
