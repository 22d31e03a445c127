import { expect, test } from 'vitest';
import { SpeakerTracker } from '../../../media/video/speaker.ts';
import { Switcher } from '../../../media/video/switcher.ts';

const FIRST = { sequence: 0, timestamp: 0 };
const LOUD = -20;
const QUIET = -60;

/** Frames of 20 ms; others stay quiet. */
function speak(hear: (member: number, level: number, now: number) => unknown, member: number, from: number, ms: number, others: readonly number[] = []): number {
  for (let now = from; now < from + ms; now += 20) {
    hear(member, LOUD, now);
    for (const other of others) hear(other, QUIET, now);
  }
  return from + ms;
}

test('a cough makes nobody the speaker, a sentence does', () => {
  const tracker = new SpeakerTracker();
  const hear = tracker.hear.bind(tracker);
  speak(hear, 1, 0, 200);
  expect(tracker.order).toEqual([]);
  speak(hear, 1, 200, 200);
  expect(tracker.order).toEqual([1]);
});

test('the last one who spoke comes first, silence changes nothing', () => {
  const tracker = new SpeakerTracker();
  const hear = tracker.hear.bind(tracker);
  let now = speak(hear, 1, 0, 1000, [2]);
  now = speak(hear, 2, now, 1000, [1]);
  expect(tracker.order).toEqual([2, 1]);
  for (; now < 60_000; now += 20) for (const member of [1, 2]) tracker.hear(member, QUIET, now);
  expect(tracker.order).toEqual([2, 1]);
});

test('two who speak at once change places at most once a second', () => {
  const tracker = new SpeakerTracker();
  let changes = 0;
  for (let now = 0; now < 10_000; now += 20) for (const member of [1, 2]) if (tracker.hear(member, LOUD, now)) changes += 1;
  expect(changes).toBeLessThanOrEqual(11);
});

interface Scene {
  readonly title: string;
  readonly sources: readonly number[];
  /** In this order. */
  readonly speakers: readonly number[];
  /** Whom viewers 1, 2 and 3 see. */
  readonly seen: readonly (number | undefined)[];
}

const SCENES: readonly Scene[] = [
  { title: 'alone one sees nobody', sources: [1], speakers: [1], seen: [undefined, 1, 1] },
  { title: 'of two each sees the other, whoever speaks', sources: [1, 2], speakers: [1], seen: [2, 1, 1] },
  { title: 'all see the speaker, who sees the one before', sources: [1, 2, 3], speakers: [2, 3], seen: [3, 3, 2] },
  { title: 'a speaker without video is not seen', sources: [1, 2], speakers: [2, 3], seen: [2, 1, 2] },
  { title: 'before anybody spoke: the first who sends video', sources: [3, 1, 2], speakers: [], seen: [3, 3, 1] },
  { title: 'nobody sends video', sources: [], speakers: [1, 2], seen: [undefined, undefined, undefined] },
];

test.each(SCENES)('$title', ({ sources, speakers, seen }) => {
  const switcher = new Switcher();
  const viewers = [1, 2, 3].map((member) => switcher.addViewer(member, FIRST));
  for (const source of sources) switcher.addSource(source);
  let now = 0;
  for (const speaker of speakers) now = speak(switcher.hear.bind(switcher), speaker, now, 1500, [1, 2, 3].filter((other) => other !== speaker));
  expect(viewers.map(({ watched }) => watched[0])).toEqual(seen);
});

test('when the one on the screen leaves, the next best is seen', () => {
  const switcher = new Switcher();
  const viewer = switcher.addViewer(1, FIRST);
  for (const source of [1, 2, 3]) switcher.addSource(source);
  speak(switcher.hear.bind(switcher), 3, 0, 1000);
  expect(viewer.watched).toEqual([3]);
  switcher.removeMember(3);
  expect(viewer.watched).toEqual([2]);
  switcher.removeMember(2);
  expect(viewer.watched).toEqual([]);
  expect(switcher.watched().size).toBe(0);
});

test('a source that nobody sees is not watched', () => {
  const switcher = new Switcher();
  for (const member of [1, 2, 3, 4]) {
    switcher.addViewer(member, FIRST);
    switcher.addSource(member);
  }
  expect([...switcher.watched()]).toEqual([2, 1]);
});
