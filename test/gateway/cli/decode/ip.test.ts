/** IP: fragments and IPv6's extension headers. */
import { describe, expect, it } from 'vitest';
import { addressText, decodeIp } from '../../../../gateway/cli/decode/ip.ts';
import { FragmentTable } from '../../../../gateway/cli/decode/ip-fragments.ts';
import { fields, fragments, ip, udpHeader, type End } from './capture-writer.ts';
import { GATEWAY, GATEWAY6, gatekeeperReject, invite, linesOf, ROOM, ROOM6, told } from './messages.ts';

const FAMILIES: readonly (readonly [string, End, End])[] = [
  ['IPv4', ROOM, { ...GATEWAY, port: 5060 }],
  ['IPv6', ROOM6, { ...GATEWAY6, port: 5060 }],
];

describe.each(FAMILIES)('fragments of %s', (_, from, to) => {
  const whole = udpHeader(from, to, invite);
  const pieces = fragments(17, from, to, whole, 120);

  it('are reassembled in any order', () => {
    expect(pieces.length).toBeGreaterThan(4);
    expect(told(linesOf(pieces))).toEqual([`${pieces.length} sip INVITE sip:***@meet.chime.in SIP/2.0`]);
    expect(told(linesOf(pieces.toReversed()))).toEqual([`${pieces.length} sip INVITE sip:***@meet.chime.in SIP/2.0`]);
  });

  it('that are repeated or overlap change nothing', () => {
    const wider = fragments(17, from, to, whole, 200);
    const mixed = [...pieces.slice(0, 3), ...pieces.slice(0, 3), ...wider];
    expect(linesOf(mixed)[0]?.ok).toBe(true);
  });

  it('of different datagrams are not mixed', () => {
    const other = fragments(17, from, to, udpHeader(from, to, invite), 120, 8);
    const mixed = pieces.flatMap((piece, index) => [piece, other[index]!]);
    expect(linesOf(mixed)).toHaveLength(2);
  });

  it('with a missing one give nothing', () => expect(linesOf(pieces.toSpliced(2, 1))).toEqual([]));

  it('wait within limits, and at most a minute', () => {
    const table = new FragmentTable({ datagrams: 10, octets: 1000 });
    const piece = (id: number) => decodeIp(fragments(17, from, to, whole, 120, id)[0]!)!;
    for (let id = 1; id <= 100; id++) {
      expect(table.add(piece(id), 0)).toBeUndefined();
      expect(table.held).toBeLessThanOrEqual(1000);
    }
    const [first, ...rest] = pieces.map((octets) => decodeIp(octets)!);
    table.add(first!, 0);
    for (const later of rest) expect(table.add(later, 61_000_000)).toBeUndefined();
  });
});

describe('IPv6', () => {
  it('is read after its extension headers', () => {
    const datagram = udpHeader({ ...GATEWAY6, port: 1719 }, ROOM6, gatekeeperReject);
    // Hop-by-hop to destination options to authentication (12 octets) to an atomic fragment to UDP.
    const chain = Buffer.concat([
      fields([1, 60], [1, 0], [6, 0]),
      fields([1, 51], [1, 0], [6, 0]),
      fields([1, 44], [1, 1], [2, 0], [4, 0], [4, 0]),
      fields([1, 17], [1, 0], [2, 0], [4, 9]),
    ]);
    expect(told(linesOf([ip(0, GATEWAY6, ROOM6, Buffer.concat([chain, datagram]))]))).toEqual([
      '1 h225-ras gatekeeperReject',
    ]);
  });

  it.each([
    ['20010db8000000000000000000000001', '2001:db8::1'],
    ['00000000000000000000000000000000', '::'],
    ['20010db8000000010000000000000001', '2001:db8:0:1::1'],
    ['fe800000000000000001000200030004', 'fe80::1:2:3:4'],
    ['20010000000000000001000000000000', '2001::1:0:0:0'],
    ['00010002000300040005000600070008', '1:2:3:4:5:6:7:8'],
  ])('%s is written as %s', (hex, text) => {
    expect(addressText(Buffer.from(hex, 'hex'))).toBe(text);
  });
});

describe('a partly captured datagram', () => {
  it('is reported as truncated', () => {
    const packet = ip(
      17,
      { ...GATEWAY, port: 1719 },
      ROOM,
      udpHeader({ ...GATEWAY, port: 1719 }, ROOM, gatekeeperReject),
    ).subarray(0, 36);
    expect(linesOf([packet])[0]).toMatchObject({
      ok: false,
      protocol: 'h225-ras',
      error: { kind: 'truncated', text: 'only 8 octets were captured' },
    });
  });
});
