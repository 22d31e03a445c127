/** The bits of a NAL unit (H.264 §7.2, §9.1), with emulation prevention bytes removed (§7.4.1). Pure. */
import { RemoteError } from '../../base/errors.ts';

/** The unit is truncated, or holds a number out of range. */
export class BitsError extends RemoteError {
  constructor(message: string) {
    super('malformed', message);
  }
}

/** Longest Exp-Golomb prefix whose value fits in 32 bits. */
const LONGEST_PREFIX = 31;

export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  /** `unit`: a whole NAL unit; reading begins after its header. */
  constructor(unit: Uint8Array) {
    this.#bytes = withoutEmulationPrevention(unit.subarray(1));
  }

  /** u(count), at most 32 bits. */
  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + this.#bit();
    return value;
  }

  flag(): boolean {
    return this.#bit() === 1;
  }

  /** ue(v). */
  unsigned(): number {
    let zeros = 0;
    while (this.#bit() === 0)
      if (++zeros > LONGEST_PREFIX) throw new BitsError('Cannot read an Exp-Golomb number: too long');
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** se(v). */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }

  #bit(): number {
    const byte = this.#bytes[this.#at >> 3];
    if (byte === undefined) throw new BitsError('Cannot read on: the unit ends here');
    const bit = (byte >> (7 - (this.#at & 7))) & 1;
    this.#at += 1;
    return bit;
  }
}

function withoutEmulationPrevention(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  let zeros = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    out[length++] = byte;
  }
  return out.subarray(0, length);
}
