import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PacketOrder } from '../../../media/rtp/packet-order.ts';
import type { Ordered } from '../../../media/rtp/packet-order.ts';

const shown = (ordered: readonly Ordered<number>[]): string =>
  ordered.map(({ item, afterGap }) => (afterGap ? `|${item}` : String(item))).join(' ');

/** Pushes packets that equal their sequence numbers, 10 ms apart. */
function push(order: PacketOrder<number>, sequences: readonly number[], start = 0): string[] {
  return sequences.map((sequence, index) => shown(order.push(sequence, sequence, start + index * 10)));
}

test.each([
  ['in order', [1, 2, 3], ['1', '2', '3']],
  ['one overtaken', [1, 3, 2, 4], ['1', '', '2 3', '4']],
  ['three reversed', [1, 4, 3, 2], ['1', '', '', '2 3 4']],
  ['twice', [1, 2, 2, 1, 3], ['1', '2', '', '', '3']],
  ['a duplicate while it waits', [1, 3, 3, 2], ['1', '', '', '2 3']],
  ['across the wrap', [65_534, 0, 65_535, 1], ['65534', '', '65535 0', '1']],
  ['new numbers', [1, 3, 40_000, 40_001], ['1', '', '|3 |40000', '40001']],
  ['restarted numbers', [40_000, 1, 2], ['40000', '|1', '2']],
])('%s', (_title, sequences, expected) => {
  expect(push(new PacketOrder<number>(), sequences)).toEqual(expected);
});

test('a number used by another packet is not missing', () => {
  const order = new PacketOrder<number>();
  expect(order.pass(7, 0)).toEqual([]);
  push(order, [10, 12]);
  expect([order.pass(11, 20), order.pass(13, 30), order.pass(40_000, 40), order.pass(11, 50)].map(shown)).toEqual([
    '12',
    '',
    '',
    '',
  ]);
  expect(push(order, [15], 60)).toEqual(['']);
  expect(shown(order.pass(14, 70))).toBe('15');
  expect(order.takeRequests(1000)).toEqual([]);
  order.pass(17, 100);
  expect([shown(order.tick(300, 100)), shown(order.push(18, 18, 300))]).toEqual(['', '|18']);
});

test('a packet missing for too long is given up, and dropped if it arrives later', () => {
  const order = new PacketOrder<number>();
  push(order, [1, 3, 4, 6]);
  expect([
    shown(order.tick(109, 100)),
    shown(order.tick(110, 100)),
    shown(order.tick(129, 100)),
    shown(order.tick(130, 100)),
  ]).toEqual(['', '|3 4', '', '|6']);
  expect(push(order, [2, 5, 7], 140)).toEqual(['', '', '7']);
});

test('missing packets are requested after a moment, and again while they do not arrive, but not endlessly', () => {
  const order = new PacketOrder<number>();
  push(order, [1, 4]);
  const asked: string[] = [];
  for (let now = 10; now < 1000; now += 10) {
    const requests = order.takeRequests(now);
    if (requests.length > 0) asked.push(`${now}: ${requests.join(' ')}`);
    if (now === 50) order.push(3, 3, now);
  }
  expect(asked).toEqual(['30: 2 3', '110: 2', '190: 2', '270: 2']);
  expect(order.recovered).toBe(1);
  expect(shown(order.push(2, 2, 1000))).toBe('2 3 4');
  expect(order.recovered).toBe(2);
});

test('one request is for at most 64 packets, and a very large gap is a restart', () => {
  const order = new PacketOrder<number>();
  push(order, [1, 500]);
  expect(order.takeRequests(100).length).toBe(64);
  expect(shown(order.push(3000, 3000, 100))).toBe('|500 |3000');
  expect(order.takeRequests(1000)).toEqual([]);
});

test('however the network shuffles, duplicates and loses packets, those that arrive in time come out once and in order', () => {
  const network = fc.array(fc.record({ lost: fc.nat(9), twice: fc.boolean(), delay: fc.nat(80) }), {
    minLength: 2,
    maxLength: 200,
  });
  fc.assert(
    fc.property(network, fc.nat(65_535), (packets, start) => {
      const arrivals = packets
        .flatMap(({ lost, twice, delay }, index) =>
          lost === 0 && index > 0
            ? []
            : [{ index, at: index === 0 ? 0 : index * 10 + delay }, ...(twice ? [{ index, at: index * 10 + 90 }] : [])],
        )
        .toSorted((a, b) => a.at - b.at);
      const order = new PacketOrder<number>();
      const out: Ordered<number>[] = [];
      for (const { index, at } of arrivals)
        out.push(...order.tick(at, 200), ...order.push((start + index) & 0xffff, index, at));
      out.push(...order.tick(1e6, 200));
      expect(out.map(({ item }) => item)).toEqual(
        [...new Set(arrivals.map(({ index }) => index))].toSorted((a, b) => a - b),
      );
      out.forEach(({ item, afterGap }, index) =>
        expect(afterGap).toBe(index > 0 && item !== (out[index - 1]?.item ?? 0) + 1),
      );
    }),
    { seed: 42, numRuns: 500 },
  );
});
