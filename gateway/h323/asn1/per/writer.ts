/** Writes bits to a growing array of octets. */
import { Fault } from './error.ts';
import { MAX_DEPTH } from './reader.ts';

export class BitWriter {
  #bytes: Uint8Array = new Uint8Array(1024);
  /** The position in bits. All bits after it are 0. */
  #position = 0;
  #depth = 0;

  fault(reason: string): Fault {
    return new Fault('unencodable', reason, this.#position >>> 3);
  }

  /** A complete encoding has at least one octet (X.691 §11.1.3). */
  finish(): Uint8Array {
    return this.#bytes.slice(0, Math.max(1, (this.#position + 7) >>> 3));
  }

  bit(value: boolean): void {
    const position = this.#position;
    const at = position >>> 3;
    if (at >= this.#bytes.length) this.#grow(1);
    if (value) this.#bytes[at] = (this.#bytes[at] as number) | (0x80 >>> (position & 7));
    this.#position = position + 1;
  }

  /** A bit-field of up to 24 bits. */
  bits(value: number, count: number): void {
    const position = this.#position;
    if (position + count > this.#bytes.length * 8) this.#grow(4);
    let left = count;
    let at = position >>> 3;
    let free = 8 - (position & 7);
    while (left > 0) {
      const take = Math.min(left, free);
      const part = (value >>> (left - take)) & (0xff >>> (8 - take));
      this.#bytes[at] = (this.#bytes[at] as number) | (part << (free - take));
      left -= take;
      at += 1;
      free = 8;
    }
    this.#position = position + count;
  }

  align(): void {
    this.#position = (this.#position + 7) & ~7;
  }

  /** An aligned unsigned number of 1 to 6 octets. */
  unsigned(value: number, octets: number): void {
    let rest = value;
    const at = this.#reserve(octets);
    for (let index = octets - 1; index >= 0; index -= 1) {
      this.#bytes[at + index] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }

  octets(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /**
   * Writes an open type's content after a length octet and returns the content's length. If one length octet is not
   * enough, takes the content out again and calls `long` to write it.
   */
  open(content: () => void, long: (bytes: Uint8Array) => void): void {
    const at = this.#reserve(1);
    content();
    this.align();
    // An empty encoding is one octet of 0 (X.691 §11.1.3).
    if (this.#position === (at + 1) * 8) this.#reserve(1);
    const end = this.#position >>> 3;
    const length = end - at - 1;
    if (length < 128) {
      this.#bytes[at] = length;
      return;
    }
    const bytes = this.#bytes.slice(at + 1, end);
    this.#bytes.fill(0, at, end);
    this.#position = at * 8;
    long(bytes);
  }

  enter(): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw this.fault(`nested more than ${MAX_DEPTH} deep`);
  }

  leave(): void {
    this.#depth -= 1;
  }

  #reserve(octets: number): number {
    const at = (this.#position + 7) >>> 3;
    if (at + octets > this.#bytes.length) this.#grow(octets);
    this.#position = (at + octets) * 8;
    return at;
  }

  #grow(octets: number): void {
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, ((this.#position + 7) >>> 3) + octets + 8));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}
