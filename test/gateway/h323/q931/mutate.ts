import { seededNumbers } from '../../../fakes/memory-network.ts';

/** Damaged copies of `sample`: octets changed, cut or duplicated; the same seed gives the same copies. */
export function* mutated(sample: Uint8Array, count: number, seed: number): Generator<Uint8Array> {
  const next = seededNumbers(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  for (let index = 0; index < count; index++) {
    let bytes = Buffer.from(sample);
    for (let change = below(4); change >= 0; change--) {
      const at = below(bytes.length);
      const kind = below(4);
      if (kind === 0) bytes = bytes.subarray(0, at);
      else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(below(at + 1))]);
      else bytes[at] = kind === 2 ? below(256) : (bytes[at] ?? 0) ^ (1 << below(8));
    }
    yield Uint8Array.from(bytes);
  }
}
