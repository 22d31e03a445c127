/** Messages on a byte stream, RFC 8855 §6.1: each header states the message's length. */
import { BfcpError } from './error.ts';
import { decodeHeader, HEADER } from './header.ts';

const EMPTY = new Uint8Array(0);

/**
 * Splits a byte stream into messages. Stores only the received octets of one unfinished message, and allocates
 * nothing in advance.
 */
export class BfcpFramer {
  #rest: Uint8Array = EMPTY;
  #error: BfcpError | undefined;

  /** The number of octets that wait for the rest of their message. */
  get buffered(): number {
    return this.#rest.length;
  }

  /**
   * The messages that `chunk` completes; iterate to the end. Throws a BfcpError after the messages before the
   * fault, and again for every later chunk: the start of the next message is unknown then.
   */
  *push(chunk: Uint8Array): Generator<Uint8Array, void> {
    if (this.#error !== undefined) throw this.#error;
    let bytes: Uint8Array = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = EMPTY;
    for (let length = this.#lengthOf(bytes); length <= bytes.length; length = this.#lengthOf(bytes)) {
      yield bytes.subarray(0, length);
      bytes = bytes.subarray(length);
    }
    // A copy, because the chunk belongs to the caller.
    this.#rest = Uint8Array.from(bytes);
  }

  /** The length of the next message; Infinity while unknown. */
  #lengthOf(bytes: Uint8Array): number {
    if (bytes.length < HEADER) return Infinity;
    try {
      const { payloadLength } = decodeHeader(withoutFragment(bytes));
      return HEADER + payloadLength;
    } catch (error) {
      if (error instanceof BfcpError) this.#error = error;
      throw error;
    }
  }
}

/** Clears the F bit, which is ignored on a reliable transport (§5.1). */
function withoutFragment(bytes: Uint8Array): Uint8Array {
  const header = Uint8Array.from(bytes.subarray(0, HEADER));
  header[0] = (header[0] ?? 0) & ~0x08;
  return header;
}
