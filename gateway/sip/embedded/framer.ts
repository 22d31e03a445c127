import { DEFAULT_PARSE_LIMITS, parseMessage } from './parse.ts';
import type { ParseLimits, Parsed } from './parse.ts';

export type Framed =
  | { readonly type: 'message'; readonly parsed: Parsed }
  /** A double CRLF between messages: answer it with one CRLF (RFC 5626 §4.4.1). */
  | { readonly type: 'ping' }
  /** Nothing after it can be trusted: the connection must be closed, after `parsed` was answered if it can be. */
  | { readonly type: 'lost'; readonly parsed: Parsed };

const CR = 13;
const LF = 10;

/** Cuts a byte stream into SIP messages by Content-Length (RFC 3261 §18.3). */
export class StreamFramer {
  readonly #limits: ParseLimits;
  #buffer: Buffer = Buffer.alloc(0);
  /** Bytes that must be there before another parse can succeed. */
  #needed = 0;
  #lost = false;

  constructor(limits: ParseLimits = DEFAULT_PARSE_LIMITS) {
    this.#limits = limits;
  }

  /** Bytes that wait for the rest of their message. */
  get buffered(): number {
    return this.#buffer.length;
  }

  push(bytes: Uint8Array): readonly Framed[] {
    if (this.#lost) return [];
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    if (this.#buffer.length < this.#needed) return [];
    const framed: Framed[] = [];
    while (this.#buffer.length > 0 && !this.#lost) if (!this.#take(framed)) break;
    // What is left is a view of the socket's buffer: copy it.
    this.#buffer = this.#buffer.length === 0 ? Buffer.alloc(0) : Buffer.from(this.#buffer);
    return framed;
  }

  /** False when more bytes are needed. */
  #take(framed: Framed[]): boolean {
    const first = this.#buffer[0];
    if (first === CR || first === LF) return this.#takeEmptyLines(framed);
    const parsed = parseMessage(this.#buffer, 'stream', this.#limits);
    if (!parsed.ok && parsed.kind === 'needMore') {
      if (parsed.end === undefined || parsed.end <= this.#limits.maxMessage) {
        this.#needed = parsed.end ?? 0;
        return false;
      }
      return this.#lose(framed, { ok: false, kind: 'malformed', error: 'message-too-large', ...(parsed.message === undefined ? {} : { message: parsed.message }) });
    }
    // Without an end the next message can't be found; the same when Content-Length is missing (RFC 3261 §18.3).
    if (parsed.end === undefined) return this.#lose(framed, parsed);
    framed.push({ type: 'message', parsed });
    this.#buffer = this.#buffer.subarray(parsed.end);
    this.#needed = 0;
    return true;
  }

  #lose(framed: Framed[], parsed: Parsed): boolean {
    framed.push({ type: 'lost', parsed });
    this.#lost = true;
    this.#buffer = Buffer.alloc(0);
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
