import { expect, test } from 'vitest';
import { arm, rtcpTarget, SILENCE, step, STRAGGLER_TIME, target } from '../../../media/edge/latch.ts';
import type { Latch } from '../../../media/edge/latch.ts';

const SIGNALLED = { address: '10.0.0.5', port: 5000 };
const MAPPED = { address: '192.0.2.7', port: 61_000 };
const THIRD = { address: '198.51.100.9', port: 7000 };
const MOVED = { address: '10.0.0.6', port: 5000 };
const NAMES = { SIGNALLED, MAPPED, THIRD, MOVED };

type Name = keyof typeof NAMES;
type Step = readonly [Name, number, 'accept' | 'discard'] | readonly ['arm', Name];

interface Case {
  readonly title: string;
  /** Source, sequence number and expected verdict; or a new remote address. Steps are 20 ms apart. */
  readonly steps: readonly Step[];
  readonly phase: Latch['phase'];
  readonly target: Name;
}

const CASES: readonly Case[] = [
  {
    title: 'waiting, before any packet: the signalled address is the target',
    steps: [],
    phase: 'waiting',
    target: 'SIGNALLED',
  },
  {
    title: 'waiting -> signalled on its first packet',
    steps: [['SIGNALLED', 1, 'accept']],
    phase: 'signalled',
    target: 'SIGNALLED',
  },
  {
    title: 'waiting -> waiting on one packet from elsewhere',
    steps: [['MAPPED', 1, 'discard']],
    phase: 'waiting',
    target: 'SIGNALLED',
  },
  {
    title: 'waiting -> learned on two packets in sequence from elsewhere',
    steps: [
      ['MAPPED', 65_535, 'discard'],
      ['MAPPED', 0, 'accept'],
      ['MAPPED', 1, 'accept'],
    ],
    phase: 'learned',
    target: 'MAPPED',
  },
  {
    title: 'waiting -> waiting while two strangers take turns out of sequence',
    steps: [
      ['MAPPED', 1, 'discard'],
      ['THIRD', 2, 'discard'],
      ['MAPPED', 2, 'discard'],
      ['MAPPED', 9, 'discard'],
    ],
    phase: 'waiting',
    target: 'SIGNALLED',
  },
  {
    title: 'signalled -> signalled: another source does not move it',
    steps: [
      ['SIGNALLED', 1, 'accept'],
      ['THIRD', 1, 'discard'],
      ['THIRD', 2, 'discard'],
      ['THIRD', 3, 'discard'],
      ['SIGNALLED', 2, 'accept'],
    ],
    phase: 'signalled',
    target: 'SIGNALLED',
  },
  {
    title: 'learned -> learned: a third source does not move it',
    steps: [
      ['MAPPED', 1, 'discard'],
      ['MAPPED', 2, 'accept'],
      ['THIRD', 5, 'discard'],
      ['THIRD', 6, 'discard'],
      ['MAPPED', 3, 'accept'],
    ],
    phase: 'learned',
    target: 'MAPPED',
  },
  {
    title: 'learned -> signalled when the signalled address sends after all',
    steps: [
      ['THIRD', 1, 'discard'],
      ['THIRD', 2, 'accept'],
      ['SIGNALLED', 7, 'accept'],
      ['THIRD', 3, 'discard'],
    ],
    phase: 'signalled',
    target: 'SIGNALLED',
  },
  {
    title: 'arm with the same address moves nothing while the source sends',
    steps: [
      ['MAPPED', 1, 'discard'],
      ['MAPPED', 2, 'accept'],
      ['arm', 'SIGNALLED'],
      ['MAPPED', 3, 'accept'],
    ],
    phase: 'learned',
    target: 'MAPPED',
  },
  {
    title: 'learned -> waiting on arm with another address, and stragglers are not learned',
    steps: [
      ['MAPPED', 1, 'discard'],
      ['MAPPED', 2, 'accept'],
      ['arm', 'MOVED'],
      ['MAPPED', 3, 'discard'],
      ['MAPPED', 4, 'discard'],
    ],
    phase: 'waiting',
    target: 'MOVED',
  },
  {
    title: 'after arm another source is learned at once',
    steps: [
      ['SIGNALLED', 1, 'accept'],
      ['arm', 'MOVED'],
      ['THIRD', 1, 'discard'],
      ['THIRD', 2, 'accept'],
    ],
    phase: 'learned',
    target: 'THIRD',
  },
  {
    title: 'after arm the new address counts at once',
    steps: [
      ['SIGNALLED', 1, 'accept'],
      ['arm', 'MOVED'],
      ['SIGNALLED', 2, 'discard'],
      ['MOVED', 50, 'accept'],
    ],
    phase: 'signalled',
    target: 'MOVED',
  },
];

test.each(CASES)('$title', ({ steps, phase, target: expected }) => {
  let latch = arm(undefined, SIGNALLED, 0);
  let now = 0;
  for (const [name, ...rest] of steps) {
    now += 20;
    if (name === 'arm') {
      latch = arm(latch, NAMES[rest[0] as Name], now);
      continue;
    }
    const [sequence, verdict] = rest;
    const [next, got] = step(latch, { ...NAMES[name], ssrc: 1, sequence: Number(sequence) }, now);
    expect([name, sequence, got]).toEqual([name, sequence, verdict]);
    latch = next;
  }
  expect(latch.phase).toBe(phase);
  expect(target(latch)).toEqual(NAMES[expected]);
});

test('the source from before a re-arm is learned again once stragglers are ruled out', () => {
  let latch = arm(undefined, SIGNALLED, 0);
  const packet = (sequence: number, now: number): string => {
    const [next, verdict] = step(latch, { ...MAPPED, ssrc: 1, sequence }, now);
    latch = next;
    return verdict;
  };
  expect([packet(1, 0), packet(2, 20)]).toEqual(['discard', 'accept']);
  latch = arm(latch, MOVED, 40);
  expect(packet(3, 60)).toBe('discard');
  expect([packet(50, 40 + STRAGGLER_TIME), packet(51, 60 + STRAGGLER_TIME)]).toEqual(['discard', 'accept']);
});

test('a sender left over from an earlier call is not learned, but a new stream from its address is', () => {
  const latch = arm(undefined, SIGNALLED, 0, { ...MAPPED, ssrc: 9 });
  const play = (ssrc: number): readonly string[] => {
    const [first, one] = step(latch, { ...MAPPED, ssrc, sequence: 1 }, 0);
    return [one, step(first, { ...MAPPED, ssrc, sequence: 2 }, 20)[1]];
  };
  expect(play(9)).toEqual(['discard', 'discard']);
  expect(play(10)).toEqual(['discard', 'accept']);
});

/** A device that was learned at MAPPED, has been silent for `silence` ms, and then sends from elsewhere. */
function afterSilence(
  silence: number,
  from: { readonly address: string; readonly port: number },
  renewed: boolean,
): readonly unknown[] {
  const learned: Latch = { phase: 'learned', signalled: SIGNALLED, source: MAPPED };
  let latch = renewed ? arm(learned, SIGNALLED, 0) : learned;
  const verdicts = [1, 2, 3].map((sequence) => {
    const [next, verdict] = step(latch, { ...from, ssrc: 5, sequence }, silence, silence);
    latch = next;
    return verdict;
  });
  return [...verdicts, target(latch)];
}

const REBOUND = { address: MAPPED.address, port: 61_999 };

test.each([
  ['another port of its host, too soon', SILENCE.sameHost - 1, REBOUND, false, false],
  ['another port of its host, after its NAT has dropped the binding', SILENCE.sameHost, REBOUND, false, true],
  ['a stranger, soon', SILENCE.sameHost, THIRD, false, false],
  ['a stranger, after long silence', SILENCE.any, THIRD, false, true],
  ['another address, right after the device repeated its own', SILENCE.renewed - 1, THIRD, true, false],
  ['another address, after the device repeated its own', SILENCE.renewed, THIRD, true, true],
] as const)('a source that fell silent: %s', (_name, silence, from, renewed, moves) => {
  expect(afterSilence(silence, from, renewed)).toEqual(
    moves ? ['discard', 'accept', 'accept', from] : ['discard', 'discard', 'discard', MAPPED],
  );
});

test('two SSRCs from one stranger are not a sequence', () => {
  const latch = arm(undefined, SIGNALLED, 0);
  const [waiting] = step(latch, { ...MAPPED, ssrc: 1, sequence: 1 }, 0);
  expect(step(waiting, { ...MAPPED, ssrc: 2, sequence: 2 }, 20)[1]).toBe('discard');
});

test.each(['0.0.0.0', '::'])('a device on hold (%s) is sent nothing', (address) => {
  expect(target(arm(undefined, { address, port: 5000 }, 0))).toBeUndefined();
});

test('RTCP goes to the signalled address, to the learned address, or to where RTCP came from at that host', () => {
  const rtcp = { address: SIGNALLED.address, port: 5001 };
  const waiting = arm(undefined, SIGNALLED, 0);
  const learned: Latch = { phase: 'learned', signalled: SIGNALLED, source: MAPPED };
  expect(rtcpTarget(waiting, rtcp, undefined)).toEqual(rtcp);
  expect(rtcpTarget(learned, rtcp, undefined)).toEqual({ address: MAPPED.address, port: 5001 });
  expect(rtcpTarget(learned, rtcp, { address: MAPPED.address, port: 61_777 })).toEqual({
    address: MAPPED.address,
    port: 61_777,
  });
  expect(rtcpTarget(learned, rtcp, THIRD)).toEqual({ address: MAPPED.address, port: 5001 });
});
