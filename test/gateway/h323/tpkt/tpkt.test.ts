import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeTpkt, MAX_TPKT_PAYLOAD, TpktError, TpktFramer } from '../../../../gateway/h323/tpkt/index.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const copies = (payloads: Iterable<Uint8Array>): Uint8Array[] =>
  [...payloads].map((payload) => Uint8Array.from(payload));

/** All payloads, and the error that ended them. */
function read(framer: TpktFramer, chunks: readonly Uint8Array[]): { payloads: Uint8Array[]; error?: TpktError } {
  const payloads: Uint8Array[] = [];
  try {
    for (const chunk of chunks) for (const payload of framer.push(chunk)) payloads.push(Uint8Array.from(payload));
    return { payloads };
  } catch (error) {
    if (error instanceof TpktError) return { payloads, error };
    throw error;
  }
}

describe('TPKT', () => {
  it('has a header with version 3, a reserved octet, and the length including the header', () => {
    expect(encodeTpkt(bytes('08 02'))).toEqual(bytes('03 00 00 06 08 02'));
    expect(encodeTpkt(bytes(''))).toEqual(bytes('03 00 00 04'));
    expect(encodeTpkt(new Uint8Array(MAX_TPKT_PAYLOAD)).subarray(0, 4)).toEqual(bytes('03 00 ff ff'));
    expect(() => encodeTpkt(new Uint8Array(MAX_TPKT_PAYLOAD + 1))).toThrow(RangeError);
  });

  it('returns an empty payload for a keepalive', () => {
    expect(copies(new TpktFramer().push(bytes('03 00 00 04 03 00 00 05 aa')))).toEqual([bytes(''), bytes('aa')]);
  });

  it('reads any chunking', () => {
    const packets = fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 8 });
    fc.assert(
      fc.property(packets, fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }), (payloads, cuts) => {
        const stream = Buffer.concat(payloads.map(encodeTpkt));
        const chunks: Uint8Array[] = [];
        for (let at = 0, cut = 0; at < stream.length; cut++) {
          const size = cuts[cut % cuts.length] ?? 1;
          chunks.push(Uint8Array.from(stream.subarray(at, at + size)));
          at += size;
        }
        const framer = new TpktFramer();
        expect(read(framer, chunks)).toEqual({ payloads });
        expect(framer.buffered).toBe(0);
      }),
    );
  });

  it('reads octet by octet', () => {
    const stream = bytes('03 00 00 07 01 02 03 03 00 00 04 03 00 00 05 ff');
    expect(
      read(
        new TpktFramer(),
        [...stream].map((octet) => Uint8Array.of(octet)),
      ).payloads,
    ).toEqual([bytes('01 02 03'), bytes(''), bytes('ff')]);
  });

  it('returns the packets before a fault, then reports its kind and place permanently', () => {
    const framer = new TpktFramer();
    const { payloads, error } = read(framer, [bytes('03 00 00 05 aa 04 00 00 05 bb')]);
    expect(payloads).toEqual([bytes('aa')]);
    expect(error).toMatchObject({ kind: 'bad-version', offset: 5 });
    expect(read(framer, [bytes('03 00 00 04')]).error).toBe(error);
  });

  it.each([
    ['a wrong version', '47 45 54 20', 'bad-version'],
    ['a length of three', '03 00 00 03', 'bad-length'],
    ['a length of zero', '03 00 00 00', 'bad-length'],
    ['more than the limit', '03 00 00 69', 'too-long'],
  ])('rejects %s as soon as the header is complete, in one chunk and octet by octet', (_title, hex, kind) => {
    expect(read(new TpktFramer(100), [bytes(hex)]).error).toMatchObject({ kind, offset: 0 });
    expect(
      read(
        new TpktFramer(100),
        [...bytes(hex)].map((octet) => Uint8Array.of(octet)),
      ).error,
    ).toMatchObject({ kind, offset: 0 });
  });

  it('buffers only the received octets of a packet', () => {
    const framer = new TpktFramer();
    expect(read(framer, [bytes('03 00 ff ff'), new Uint8Array(10)]).payloads).toEqual([]);
    expect(framer.buffered).toBe(14);
  });
});
