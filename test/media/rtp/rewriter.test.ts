import { expect, test } from 'vitest';
import { Rewriter } from '../../../media/rtp/rewriter.ts';

const FIRST = { sequence: 1000, timestamp: 50_000 };

function open(): Rewriter {
  return new Rewriter(90_000, FIRST, 0);
}

test('the first packet gets the first numbers, and the others keep their distance', () => {
  const rewriter = open();
  expect(rewriter.rewrite(1, { sequence: 65_534, timestamp: 0xffff_ff00 }, 0)).toEqual(FIRST);
  expect(rewriter.rewrite(1, { sequence: 65_535, timestamp: 0xffff_ff00 }, 1)).toEqual({
    sequence: 1001,
    timestamp: 50_000,
  });
  expect(rewriter.rewrite(1, { sequence: 1, timestamp: 3000 - 0x100 }, 33)).toEqual({
    sequence: 1003,
    timestamp: 53_000,
  });
});

test('a gap stays a gap, and late packets fill it', () => {
  const rewriter = open();
  rewriter.rewrite(1, { sequence: 10, timestamp: 0 }, 0);
  expect(rewriter.rewrite(1, { sequence: 12, timestamp: 0 }, 0)?.sequence).toBe(1002);
  expect(rewriter.rewrite(1, { sequence: 11, timestamp: 0 }, 0)?.sequence).toBe(1001);
});

test('a new SSRC continues seamlessly, with a timestamp advanced by the elapsed time', () => {
  const rewriter = open();
  rewriter.rewrite(1, { sequence: 10, timestamp: 0 }, 0);
  expect(rewriter.rewrite(2, { sequence: 40_000, timestamp: 77 }, 100)).toEqual({ sequence: 1001, timestamp: 59_000 });
  expect(rewriter.rewrite(2, { sequence: 40_001, timestamp: 3077 }, 133)).toEqual({
    sequence: 1002,
    timestamp: 62_000,
  });
});

test('a restart of the numbers with the same SSRC is treated like a new SSRC', () => {
  const rewriter = open();
  rewriter.rewrite(1, { sequence: 10, timestamp: 0 }, 0);
  expect(rewriter.rewrite(1, { sequence: 30_000, timestamp: 9 }, 10)?.sequence).toBe(1001);
});

test('packets from before the start are dropped', () => {
  const rewriter = open();
  rewriter.rewrite(1, { sequence: 10, timestamp: 0 }, 0);
  expect(rewriter.rewrite(1, { sequence: 9, timestamp: 0 }, 1)).toBeUndefined();
});

test('numbers stay continuous over several wraps', () => {
  const rewriter = open();
  for (let i = 0; i < 200_000; i++) {
    const out = rewriter.rewrite(1, { sequence: i & 0xffff, timestamp: (i * 3000) >>> 0 }, i);
    if (i % 5000 === 0 || i > 199_998) expect(out?.sequence).toBe((1000 + i) & 0xffff);
  }
});

test('room made before a packet moves it and all later packets', () => {
  const rewriter = open();
  rewriter.rewrite(1, { sequence: 10, timestamp: 0 }, 0);
  rewriter.shift(2);
  expect(rewriter.rewrite(1, { sequence: 11, timestamp: 0 }, 0)?.sequence).toBe(1003);
  expect(rewriter.rewrite(2, { sequence: 500, timestamp: 0 }, 0)?.sequence).toBe(1004);
});
