/** Messages on a byte stream, RFC 8855 §6.1: each says its length in its header. */
import { BfcpError } from './error.ts';
import { decodeHeader, HEADER } from './header.ts';

const EMPTY = new Uint8Array(0);

/** Cuts a byte stream into messages. It holds what came of one unfinished message, and nothing ahead of it. */
export class BfcpFramer {
  #rest: Uint8Array = EMPTY;
  #error: BfcpError | undefined;

  /** Octets that wait for the rest of their message. */
  get buffered(): number {
    return this.#rest.length;
  }

  /**
   * The messages that `chunk` makes whole; iterate it to its end. Throws a BfcpError after the messages before the fault, and
   * again for every later chunk: where the next message begins is not known then.
   */
  *push(chunk: Uint8Array): Generator<Uint8Array, void> {
    if (this.#error !== undefined) throw this.#error;
    let bytes: Uint8Array = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = EMPTY;
    for (let length = this.#lengthOf(bytes); length <= bytes.length; length = this.#lengthOf(bytes)) {
      yield bytes.subarray(0, length);
      bytes = bytes.subarray(length);
    }
    // A copy: the chunk is its owner's.
    this.#rest = Uint8Array.from(bytes);
  }

  /** Of the message that comes next, Infinity while that is not known. */
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

/** §5.1: on a reliable transport nobody looks at the F bit. */
function withoutFragment(bytes: Uint8Array): Uint8Array {
  const header = Uint8Array.from(bytes.subarray(0, HEADER));
  header[0] = (header[0] ?? 0) & ~0x08;
  return header;
}
