import { DEFAULT_PARSE_LIMITS, findBlankLine, parseMessage } from '../message/parse.ts';
import type { ParseLimits, Parsed } from '../message/parse.ts';

export type Framed =
  | { readonly type: 'message'; readonly parsed: Parsed }
  /** A double CRLF between messages: answer it with one CRLF (RFC 5626 §4.4.1). */
  | { readonly type: 'ping' }
  /** The rest of the stream cannot be trusted: close the connection, after answering `parsed` if possible. */
  | { readonly type: 'lost'; readonly parsed: Parsed };

const CR = 13;
const LF = 10;
const EMPTY: Buffer = Buffer.alloc(0);

/** Splits a byte stream into SIP messages by Content-Length (RFC 3261 §18.3). */
export class StreamFramer {
  readonly #limits: ParseLimits;
  /** The bytes of an unfinished message, with space for more, so that small pieces are not copied repeatedly. */
  #store: Buffer = EMPTY;
  #length = 0;
  /** The bytes that `#take` reads from. */
  #buffer: Buffer = EMPTY;
  /** The number of bytes required before another parse can succeed. */
  #needed = 0;
  /** The offset up to which there is no empty line. */
  #searched = 0;
  #lost = false;

  constructor(limits: ParseLimits = DEFAULT_PARSE_LIMITS) {
    this.#limits = limits;
  }

  /** The number of bytes that wait for the rest of their message. */
  get buffered(): number {
    return this.#length;
  }

  push(bytes: Uint8Array): readonly Framed[] {
    if (this.#lost) return [];
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#buffer = this.#length === 0 ? chunk : this.#append(chunk);
    if (this.#buffer.length < this.#needed) return [];
    const kept = this.#length;
    const framed: Framed[] = [];
    while (this.#buffer.length > 0 && !this.#lost) if (!this.#take(framed)) break;
    // The rest of a chunk is a view of the socket's buffer: copy it.
    if (kept === 0 || this.#buffer.length !== kept) this.#keep(this.#buffer);
    this.#buffer = EMPTY;
    return framed;
  }

  #append(chunk: Buffer): Buffer {
    const length = this.#length + chunk.length;
    if (length > this.#store.length) {
      const larger = Buffer.allocUnsafeSlow(2 * length);
      this.#store.copy(larger, 0, 0, this.#length);
      this.#store = larger;
    }
    chunk.copy(this.#store, this.#length);
    this.#length = length;
    return this.#store.subarray(0, length);
  }

  #keep(left: Buffer): void {
    this.#store = left.length === 0 ? EMPTY : Buffer.from(left);
    this.#length = left.length;
  }

  /** Returns false if more bytes are needed. */
  #take(framed: Framed[]): boolean {
    const first = this.#buffer[0];
    if (first === CR || first === LF) return this.#takeEmptyLines(framed);
    if (this.#searched > 0 && !this.#headerMayBeWhole()) return false;
    const parsed = parseMessage(this.#buffer, 'stream', this.#limits);
    const whole = parsed.end !== undefined && parsed.end <= this.#buffer.length;
    if (!parsed.ok && !whole) return this.#await(framed, parsed);
    framed.push({ type: 'message', parsed });
    this.#buffer = this.#buffer.subarray(parsed.end);
    this.#needed = 0;
    this.#searched = 0;
    return true;
  }

  /** Waits for the end of the message, even of a malformed one: the bytes after a bad header are still its body. */
  #await(framed: Framed[], parsed: Parsed & { ok: false }): boolean {
    const { end, kind, message } = parsed;
    // Without its end the next message cannot be found; nor if Content-Length is missing (RFC 3261 §18.3).
    if (end === undefined && kind !== 'needMore') return this.#lose(framed, parsed);
    if (end !== undefined && end > this.#limits.maxMessage) {
      return this.#lose(framed, {
        ok: false,
        kind: 'malformed',
        error: 'message-too-large',
        ...(message === undefined ? {} : { message }),
      });
    }
    this.#needed = end ?? 0;
    this.#searched = this.#buffer.length;
    return false;
  }

  /** False if the bytes received since the last search cannot have completed the header. */
  #headerMayBeWhole(): boolean {
    const { length } = this.#buffer;
    if (this.#needed > 0 || length > this.#limits.maxHeader) return true;
    const from = Math.max(0, this.#searched - 3);
    this.#searched = length;
    return findBlankLine(this.#buffer, from) !== undefined;
  }

  #lose(framed: Framed[], parsed: Parsed): boolean {
    framed.push({ type: 'lost', parsed });
    this.#lost = true;
    this.#buffer = EMPTY;
    return false;
  }

  #takeEmptyLines(framed: Framed[]): boolean {
    const buffer = this.#buffer;
    if (buffer.length < 4 && isPrefixOfPing(buffer)) return false;
    if (buffer.length >= 4 && isPrefixOfPing(buffer.subarray(0, 4))) {
      framed.push({ type: 'ping' });
      this.#buffer = buffer.subarray(4);
      return true;
    }
    let at = 0;
    while (buffer[at] === CR || buffer[at] === LF) at++;
    this.#buffer = buffer.subarray(at);
    return true;
  }
}

function isPrefixOfPing(bytes: Buffer): boolean {
  return bytes.every((byte, at) => byte === (at % 2 === 0 ? CR : LF));
}
