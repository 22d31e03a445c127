/** Reads bits from octets. Never reads past the end, and copies no octet before it is known to exist. */
import { Fault, type Asn1ErrorKind } from './error.ts';

/** The nesting limit; each SEQUENCE, list and CHOICE is a level. No PDU of H.323 nests deeper than about 30. */
export const MAX_DEPTH = 100;

/**
 * The limit of SEQUENCEs, lists and CHOICEs in one PDU: many times what a long PDU has, and decoded in some
 * milliseconds.
 */
export const MAX_COMPOSITES = 32_768;

/** The limit, for one PDU, of items without bits, such as NULL: they cost the sender nothing. */
const MAX_FREE_ITEMS = 1024;

export class BitReader {
  readonly #bytes: Uint8Array;
  /** The end in bits: of the current open type, otherwise of the input. */
  #end: number;
  #position = 0;
  #depth = 0;
  #inner = false;
  #freeItems = 0;
  #composites = 0;

  constructor(bytes: Uint8Array) {
    // Makes a plain Uint8Array: a Buffer's slice() would share its memory.
    this.#bytes =
      bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.length * 8;
  }

  /** The number of octets read, including a partly read one. */
  get consumed(): number {
    return (this.#position + 7) >>> 3;
  }

  get remainingBits(): number {
    return this.#end - this.#position;
  }

  fault(kind: Asn1ErrorKind, reason: string): Fault {
    return new Fault(kind, reason, this.#position >>> 3);
  }

  bit(): number {
    const position = this.#position;
    if (position >= this.#end) throw this.short(1);
    this.#position = position + 1;
    return ((this.#bytes[position >>> 3] as number) >>> (7 - (position & 7))) & 1;
  }

  /** A bit-field of up to 24 bits. */
  bits(count: number): number {
    const position = this.#position;
    if (count > this.#end - position) throw this.short(count);
    this.#position = position + count;
    const bytes = this.#bytes;
    let at = position >>> 3;
    let have = 8 - (position & 7);
    let value = (bytes[at] as number) & (0xff >>> (8 - have));
    while (have < count) {
      at += 1;
      value = (value << 8) | (bytes[at] as number);
      have += 8;
    }
    return value >>> (have - count);
  }

  /** Skips a bitmap and returns its position, for `bitAt`. */
  bitmap(count: number): number {
    const position = this.#position;
    if (count > this.#end - position) throw this.short(count);
    this.#position = position + count;
    return position;
  }

  /** Reads a bit of a bitmap that was skipped. */
  bitAt(position: number): boolean {
    return (((this.#bytes[position >>> 3] as number) >>> (7 - (position & 7))) & 1) === 1;
  }

  align(): void {
    this.#position = (this.#position + 7) & ~7;
  }

  /** An aligned unsigned number of 1 to 6 octets. */
  unsigned(octets: number): number {
    let at = this.#take(octets);
    let value = 0;
    for (const end = at + octets; at < end; at += 1) value = value * 256 + (this.#bytes[at] as number);
    return value;
  }

  /** A copy of aligned octets. */
  octets(count: number): Uint8Array {
    const at = this.#take(count);
    return this.#bytes.slice(at, at + count);
  }

  /** A view of aligned octets, for callers that copy them at once. */
  view(count: number): Uint8Array {
    const at = this.#take(count);
    return this.#bytes.subarray(at, at + count);
  }

  /** Decodes the content of an open type of `octets` octets, then skips to its end (X.691 §11.2). */
  inside<Value>(octets: number, decode: () => Value): Value {
    const at = this.#take(octets);
    const outer = this.#end;
    const end = (at + octets) * 8;
    this.#position = at * 8;
    this.#end = end;
    const value = decode();
    this.#position = end;
    this.#end = outer;
    return value;
  }

  /**
   * A reader for octets that were joined from fragments. Keeps the depth and limits; missing octets are malformed
   * here, since no more will come.
   */
  sub(bytes: Uint8Array): BitReader {
    const reader = new BitReader(bytes);
    reader.#depth = this.#depth;
    reader.#inner = true;
    reader.#freeItems = this.#freeItems;
    reader.#composites = this.#composites;
    return reader;
  }

  countFreeItem(): void {
    this.#freeItems += 1;
    if (this.#freeItems > MAX_FREE_ITEMS)
      throw this.fault('unsupported', `more than ${MAX_FREE_ITEMS} items without any bits`);
  }

  enter(): void {
    this.#depth += 1;
    this.#composites += 1;
    if (this.#depth > MAX_DEPTH) throw this.fault('unsupported', `nested more than ${MAX_DEPTH} deep`);
    if (this.#composites > MAX_COMPOSITES) throw this.fault('unsupported', `more than ${MAX_COMPOSITES} parts`);
  }

  leave(): void {
    this.#depth -= 1;
  }

  #take(octets: number): number {
    const at = (this.#position + 7) >>> 3;
    if (octets > (this.#end >>> 3) - at) throw this.short(octets * 8);
    this.#position = (at + octets) * 8;
    return at;
  }

  /** The fault for `bits` missing bits. */
  short(bits: number): Fault {
    const [count, unit] = bits % 8 === 0 ? [bits / 8, 'octet'] : [bits, 'bit'];
    const inner = this.#inner || this.#end < this.#bytes.length * 8;
    return this.fault(
      inner ? 'malformed' : 'need-more',
      `${count} ${unit}${count === 1 ? '' : 's'} needed, but ${inner ? 'its open type' : 'the input'} ends`,
    );
  }
}
