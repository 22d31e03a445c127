import { expect, test } from 'vitest';
import { Liveness, SILENT_AFTER } from '../../../media/edge/liveness.ts';

type Step = readonly ['begin' | 'hear' | 'tick', number];

function tell(steps: readonly Step[]): readonly string[] {
  const liveness = new Liveness();
  return steps.flatMap(([what, now]) => {
    const event = what === 'begin' ? liveness.begin(now) : what === 'hear' ? liveness.hear(now) : liveness.tick(now);
    return event === undefined ? [] : [event.type === 'silent' ? `silent ${event.since}` : 'heard'];
  });
}

const CASES: readonly {
  readonly title: string;
  readonly steps: readonly Step[];
  readonly events: readonly string[];
}[] = [
  {
    title: 'packets before the first agreement do not count',
    steps: [
      ['tick', 60_000],
      ['hear', 60_000],
      ['tick', 120_000],
    ],
    events: [],
  },
  {
    title: 'a device that never sends is reported silent once',
    steps: [
      ['begin', 1000],
      ['tick', 10_999],
      ['tick', 11_000],
      ['tick', 11_020],
      ['tick', 60_000],
    ],
    events: ['silent 10000'],
  },
  {
    title: 'any packet postpones the report',
    steps: [
      ['begin', 0],
      ['hear', 9000],
      ['tick', 18_999],
      ['tick', 19_000],
    ],
    events: ['silent 10000'],
  },
  {
    title: 'a silent device that returns is reported once, and may become silent again',
    steps: [
      ['begin', 0],
      ['tick', 10_000],
      ['hear', 12_000],
      ['hear', 12_020],
      ['tick', 22_020],
    ],
    events: ['silent 10000', 'heard', 'silent 10000'],
  },
  {
    title: 'another agreement does not restart the wait',
    steps: [
      ['begin', 0],
      ['begin', 8000],
      ['tick', 10_000],
    ],
    events: ['silent 10000'],
  },
  {
    title: 'a late tick reports the true duration',
    steps: [
      ['begin', 0],
      ['tick', 15_000],
    ],
    events: ['silent 15000'],
  },
];

test.each(CASES)('$title', ({ steps, events }) => {
  expect(tell(steps)).toEqual(events);
  expect(SILENT_AFTER).toBe(10_000);
});
