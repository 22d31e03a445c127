/**
 * GHASH (NIST SP 800-38D §6.4) by a table of 256 products of the hash key, built once per key. Its look-ups depend
 * on data, as in all software without carry-less multiplication: an attacker who could time them shares the
 * machine's cache, and then sees much else.
 */

/** Reduction of the byte that a right shift by eight bits pushes out, as the top word of the block. */
const REDUCTIONS = Int32Array.from({ length: 256 }, (_, byte) => {
  let [high, low] = [0, byte];
  for (let bit = 0; bit < 8; bit++) {
    const out = low & 1;
    low = (low >>> 1) | ((high & 1) << 7);
    high = (high >>> 1) ^ (out === 0 ? 0 : 0xe100_0000);
  }
  return high;
});

const BLOCK = 16;

export class Ghash {
  /** Four words per byte value: a block that starts with this byte, times the key. */
  readonly #products = new Int32Array(256 * 4);
  #z0 = 0;
  #z1 = 0;
  #z2 = 0;
  #z3 = 0;

  /** `key`: 16 bytes, AES of the zero block. */
  constructor(key: Buffer) {
    const products = this.#products;
    let [a, b, c, d] = [key.readInt32BE(0), key.readInt32BE(4), key.readInt32BE(8), key.readInt32BE(12)];
    for (let bit = 0x80; bit > 0; bit >>= 1) {
      products.set([a, b, c, d], bit * 4);
      const out = d & 1;
      d = (d >>> 1) | (c << 31);
      c = (c >>> 1) | (b << 31);
      b = (b >>> 1) | (a << 31);
      a = (a >>> 1) ^ (out === 0 ? 0 : 0xe100_0000);
    }
    for (let byte = 1; byte < 256; byte++) {
      const lowest = byte & -byte;
      if (lowest === byte) continue;
      for (let word = 0; word < 4; word++)
        products[byte * 4 + word] = products[lowest * 4 + word]! ^ products[(byte ^ lowest) * 4 + word]!;
    }
  }

  /**
   * Hashes additional data and cipher text, each padded to whole blocks, and their lengths. Writes 16 bytes to
   * `out`.
   */
  digest(additional: readonly Uint8Array[], body: Uint8Array, out: Buffer): void {
    this.#z0 = this.#z1 = this.#z2 = this.#z3 = 0;
    const first = additional.length === 1 ? additional[0]! : Buffer.concat(additional);
    this.#absorb(first);
    this.#absorb(body);
    // Packets are shorter than 2^28 bytes: the upper halves of the lengths in bits are zero.
    this.#z1 ^= first.length * 8;
    this.#z3 ^= body.length * 8;
    this.#multiply();
    out.writeInt32BE(this.#z0, 0);
    out.writeInt32BE(this.#z1, 4);
    out.writeInt32BE(this.#z2, 8);
    out.writeInt32BE(this.#z3, 12);
  }

  #absorb(data: Uint8Array): void {
    const whole = data.length - (data.length % BLOCK);
    let at = 0;
    for (; at < whole; at += BLOCK) {
      this.#z0 ^= (data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!;
      this.#z1 ^= (data[at + 4]! << 24) | (data[at + 5]! << 16) | (data[at + 6]! << 8) | data[at + 7]!;
      this.#z2 ^= (data[at + 8]! << 24) | (data[at + 9]! << 16) | (data[at + 10]! << 8) | data[at + 11]!;
      this.#z3 ^= (data[at + 12]! << 24) | (data[at + 13]! << 16) | (data[at + 14]! << 8) | data[at + 15]!;
      this.#multiply();
    }
    if (at === data.length) return;
    const word = (from: number): number =>
      ((data[from] ?? 0) << 24) | ((data[from + 1] ?? 0) << 16) | ((data[from + 2] ?? 0) << 8) | (data[from + 3] ?? 0);
    this.#z0 ^= word(at);
    this.#z1 ^= word(at + 4);
    this.#z2 ^= word(at + 8);
    this.#z3 ^= word(at + 12);
    this.#multiply();
  }

  /** Multiplies by the key: Horner's rule over the bytes, last byte first. */
  #multiply(): void {
    const products = this.#products;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let index = 3; index >= 0; index--) {
      const word = index === 3 ? this.#z3 : index === 2 ? this.#z2 : index === 1 ? this.#z1 : this.#z0;
      for (let shift = 0; shift < 32; shift += 8) {
        const reduction = REDUCTIONS[d & 0xff]!;
        const at = ((word >>> shift) & 0xff) * 4;
        d = ((d >>> 8) | (c << 24)) ^ products[at + 3]!;
        c = ((c >>> 8) | (b << 24)) ^ products[at + 2]!;
        b = ((b >>> 8) | (a << 24)) ^ products[at + 1]!;
        a = (a >>> 8) ^ reduction ^ products[at]!;
      }
    }
    this.#z0 = a;
    this.#z1 = b;
    this.#z2 = c;
    this.#z3 = d;
  }
}
