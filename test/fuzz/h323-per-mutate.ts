/** Mutates the octets of a PDU. */
import type { Pick } from '../gateway/h323/asn1/generate.ts';

/** Octets that are significant as a length, a count or a preamble. */
const TELLING = [0x00, 0x01, 0x3f, 0x40, 0x7f, 0x80, 0x81, 0xbf, 0xc0, 0xc1, 0xc4, 0xc5, 0xfe, 0xff];

type Mutation = (bytes: Uint8Array, other: Uint8Array, pick: Pick) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  flipBit,
  flipBit,
  (bytes, _other, pick) => bytes.with(pick(bytes.length), pick(256)),
  (bytes, _other, pick) => bytes.with(pick(bytes.length), TELLING[pick(TELLING.length)] ?? 0),
  (bytes, _other, pick) => bytes.slice(0, 1 + pick(bytes.length)),
  (bytes, _other, pick) => {
    const at = pick(bytes.length);
    return join(
      bytes.subarray(0, at),
      Uint8Array.from({ length: 1 + pick(4) }, () => pick(256)),
      bytes.subarray(at),
    );
  },
  (bytes, _other, pick) => {
    const at = pick(bytes.length);
    return join(bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + pick(4))));
  },
  (bytes, _other, pick) => {
    const from = pick(bytes.length);
    const part = bytes.subarray(from, from + 1 + pick(32));
    const at = pick(bytes.length);
    return join(bytes.subarray(0, at), part, bytes.subarray(at));
  },
  (bytes, other, pick) => join(bytes.subarray(0, pick(bytes.length)), other.subarray(pick(other.length))),
  (bytes, _other, pick) =>
    join(
      bytes,
      Uint8Array.from({ length: 1 + pick(64) }, () => pick(256)),
    ),
];

function flipBit(bytes: Uint8Array, _other: Uint8Array, pick: Pick): Uint8Array {
  const at = pick(bytes.length);
  return bytes.with(at, (bytes[at] ?? 0) ^ (1 << pick(8)));
}

const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** Makes one to four changes; never returns an empty result. */
export function mutate(bytes: Uint8Array, other: Uint8Array, pick: Pick): Uint8Array {
  let result = bytes;
  for (let left = 1 + pick(4); left > 0; left -= 1) {
    const mutation = MUTATIONS[pick(MUTATIONS.length)] ?? flipBit;
    const next = mutation(result, other, pick);
    if (next.length > 0) result = next;
  }
  return result;
}
