import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BfcpError, encodeBfcp } from '../../../gateway/bfcp/index.ts';
import { fragment, MTU, NOTHING_WAITS, reassemble } from '../../../gateway/bfcp/fragment.ts';
import type { Reassembly } from '../../../gateway/bfcp/fragment.ts';
import { BfcpFramer } from '../../../gateway/bfcp/framer.ts';
import { octets, VECTORS } from './vectors.ts';

const HEAD = '00 00 00 01 00 07 00 03';
const PATIENCE = 10_000;

const floorQuery = (floors: number, transactionId = 7): Uint8Array =>
  encodeBfcp({
    header: { version: 2, isResponse: false, conferenceId: 1, transactionId, userId: 3 },
    body: { primitive: 'FloorQuery', floorIds: Array.from({ length: floors }, (_, id) => id) },
  });

/** The messages completed by each datagram, and the remaining fragments. */
function put(
  datagrams: readonly Uint8Array[],
  now = 0,
  start: Reassembly = NOTHING_WAITS,
): readonly [Reassembly, readonly Uint8Array[]] {
  let waiting = start;
  const whole: Uint8Array[] = [];
  for (const datagram of datagrams) {
    const [next, message] = reassemble(waiting, datagram, now, PATIENCE);
    waiting = next;
    if (message !== undefined) whole.push(Uint8Array.from(message));
  }
  return [waiting, whole];
}

describe('fragments', () => {
  it('leaves a short message unchanged', () => {
    const message = floorQuery((MTU - 12) / 4);
    expect(fragment(message)).toEqual([message]);
    expect(put([message])).toEqual([[], [message]]);
  });

  it('state offset and length in units of four octets, and the length of the whole message', () => {
    expect(fragment(octets(`40 07 00 03 ${HEAD} 05 04 00 01 05 04 00 02 05 04 00 03`), 23)).toEqual([
      octets(`48 07 00 03 ${HEAD} 00 00 00 01 05 04 00 01`), // from 0, one unit of three
      octets(`48 07 00 03 ${HEAD} 00 01 00 01 05 04 00 02`),
      octets(`48 07 00 03 ${HEAD} 00 02 00 01 05 04 00 03`),
    ]);
    expect(() => fragment(floorQuery(9), 19)).toThrow(RangeError);
  });

  it('are reassembled in any order, with repetitions', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 300, max: 2000 }),
        fc.integer({ min: 200, max: 1200 }),
        fc.infiniteStream(fc.nat()),
        (floors, mtu, picks) => {
          const message = floorQuery(floors);
          const parts = [...fragment(message, mtu)];
          expect(parts.every(({ length }) => length <= mtu)).toBe(true);
          const doubled = [...parts, ...parts]
            .map((part) => [picks.next().value ?? 0, part] as const)
            .sort(([a], [b]) => a - b)
            .map(([, part]) => part);
          const [, whole] = put(doubled);
          expect(whole[0]).toEqual(message);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('fill a gap when they are repeated', () => {
    const parts = fragment(floorQuery(900));
    const [waiting, none] = put(parts.filter((_, index) => index !== 1));
    expect(none).toEqual([]);
    expect(put(parts, 500, waiting)[1]).toEqual([floorQuery(900)]);
  });

  it('expire if the rest takes too long', () => {
    const parts = fragment(floorQuery(900));
    const [waiting] = put(parts.slice(1));
    expect(put(parts.slice(0, 1), PATIENCE, waiting)[1]).toEqual([]);
  });

  it('that contradict each other drop the message', () => {
    const first = octets(`48 07 00 03 ${HEAD} 00 00 00 02 05 04 00 01 05 04 00 02`);
    const overlapping = octets(`48 07 00 03 ${HEAD} 00 01 00 02 05 04 00 02 05 04 00 03`);
    const other = octets(`48 07 00 03 ${HEAD} 00 00 00 02 05 04 00 09 05 04 00 02`);
    expect(put([first, overlapping])).toEqual([[], []]);
    expect(put([first, other])).toEqual([[], []]);
  });

  it('of at most four messages are kept', () => {
    const parts = Array.from({ length: 20 }, (_, id) => fragment(floorQuery(900, id + 1))[0]!);
    expect(put(parts)[0].length).toBe(4);
  });

  it('in too great a number are not reassembled', () => {
    const message = floorQuery(100);
    const [waiting, whole] = put(fragment(message, 20).slice(0, 70));
    expect(whole).toEqual([]);
    expect(waiting.every(({ pieces }) => pieces.length <= 64)).toBe(true);
  });

  it.each<[string, string, string]>([
    ['no payload', `48 07 00 03 ${HEAD} 00 00 00 00`, 'malformed'],
    ['more payload than stated', `48 07 00 03 ${HEAD} 00 00 00 01 05 04 00 01 05 04 00 02`, 'malformed'],
    ['less payload than stated', `48 07 00 03 ${HEAD} 00 00 00 02 05 04 00 01`, 'need-more'],
    ['an offset beyond the message', `48 07 00 03 ${HEAD} 00 03 00 01 05 04 00 01`, 'malformed'],
    ['an incomplete header', `48 07 00 03 ${HEAD} 00 03`, 'need-more'],
    ['a message of 256 KiB', `48 07 ff ff ${HEAD} 00 00 00 01 05 04 00 01`, 'unsupported'],
  ])('with %s are rejected', (_title, hex, kind) => {
    expect(() => reassemble(NOTHING_WAITS, octets(hex), 0, PATIENCE)).toThrow(BfcpError);
    expect(() => reassemble(NOTHING_WAITS, octets(hex), 0, PATIENCE)).toThrow(expect.objectContaining({ kind }));
  });
});

describe('messages on a stream', () => {
  const stream = Buffer.concat(VECTORS.map(({ bytes }) => bytes));
  const read = (framer: BfcpFramer, chunks: readonly Uint8Array[]): Uint8Array[] =>
    chunks.flatMap((chunk) => [...framer.push(chunk)].map((message) => Uint8Array.from(message)));

  it('are decoded in any chunking', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (cuts) => {
        const chunks: Uint8Array[] = [];
        for (let at = 0, cut = 0; at < stream.length; cut++) {
          const size = cuts[cut % cuts.length] ?? 1;
          chunks.push(Uint8Array.from(stream.subarray(at, at + size)));
          at += size;
        }
        const framer = new BfcpFramer();
        expect(read(framer, chunks)).toEqual(VECTORS.map(({ bytes }) => bytes));
        expect(framer.buffered).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('ignore the F bit', () => {
    expect(read(new BfcpFramer(), [octets(`20 0b 00 00 ${HEAD} 28 0b 00 00 ${HEAD}`)]).length).toBe(2);
  });

  it('are returned up to a fault, then the fault permanently', () => {
    const framer = new BfcpFramer();
    const given: Uint8Array[] = [];
    const push = (hex: string) => () => {
      for (const message of framer.push(octets(hex))) given.push(message);
    };
    expect(push(`20 0b 00 00 ${HEAD} 47 45 54 20 2f 20 48 54 54 50 2f 31`)).toThrow(BfcpError);
    expect(given.length).toBe(1);
    expect(push(`20 0b 00 00 ${HEAD}`)).toThrow(BfcpError);
    expect(framer.buffered).toBe(0);
  });
});
