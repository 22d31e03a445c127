/**
 * The messages of RFC 4475, each with the reaction of an edge. Texts are byte strings: one character is one octet.
 */

export interface Parts {
  readonly method?: string;
  readonly status?: number;
  readonly uri?: string;
  readonly reason?: string;
  readonly callId: string;
  readonly cseq: number;
  readonly cseqMethod?: string;
  readonly branch?: string;
  readonly vias?: number;
  readonly fromTag?: string;
  readonly toTag?: string;
  readonly body?: number;
}

export type Outcome =
  /** Creates a call. `user` of Request-URI and From, and `display` of From, as the layers above see them. */
  | {
      readonly type: 'call';
      readonly to: string | undefined;
      readonly from: string | undefined;
      readonly display?: string;
      readonly offer: boolean;
    }
  /** Answered with this status line; `holds` are lines of the answer. */
  | { readonly type: 'answered'; readonly status: string; readonly holds?: readonly string[] }
  /** Passed to the registrar, which answers 200. */
  | {
      readonly type: 'register';
      readonly aor: string;
      readonly contacts: readonly string[];
      readonly credentials: boolean;
    }
  /** Not answered; counted as this fact, or, if valid, not at all. */
  | { readonly type: 'dropped'; readonly fact: string | undefined };

export interface TortureVector {
  /** The RFC's name for the message. */
  readonly name: string;
  readonly section: string;
  readonly text: string;
  /** The parsed parts, if it can be parsed. */
  readonly parts?: Parts;
  readonly outcome: Outcome;
}

export const SDP =
  'v=0\r\no=room 29739 7272939 IN IP4 192.0.2.3\r\ns=-\r\nc=IN IP4 192.0.2.4\r\nt=0 0\r\nm=audio 49217 RTP/AVP 0 12\r\nm=video 3227 RTP/AVP 31\r\na=rtpmap:31 LPC\r\n';

/** Text as octets. */
export const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** Lines with CRLF, the empty line, and the body. */
export function message(lines: readonly string[], body = ''): string {
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
