import { expect, test } from 'vitest';
import { SpeakerTracker } from '../../../media/video/speaker.ts';
import { contentOf, Switcher, TOO_HIGH_INTERVAL } from '../../../media/video/switcher.ts';
import { KeyframeFinder } from '../../../media/video/source.ts';
import { IDR, packet } from './packets.ts';

const FIRST = { sequence: 0, timestamp: 0 };
const LOUD = -20;
const QUIET = -60;

/** Frames of 20 ms; other members stay quiet. */
function speak(
  hear: (member: number, level: number, now: number) => unknown,
  member: number,
  from: number,
  ms: number,
  others: readonly number[] = [],
): number {
  for (let now = from; now < from + ms; now += 20) {
    hear(member, LOUD, now);
    for (const other of others) hear(other, QUIET, now);
  }
  return from + ms;
}

test('a cough makes no member the speaker, a sentence does', () => {
  const tracker = new SpeakerTracker();
  const hear = tracker.hear.bind(tracker);
  speak(hear, 1, 0, 200);
  expect(tracker.order).toEqual([]);
  speak(hear, 1, 200, 200);
  expect(tracker.order).toEqual([1]);
});

test('the last member who spoke comes first, silence changes nothing', () => {
  const tracker = new SpeakerTracker();
  const hear = tracker.hear.bind(tracker);
  let now = speak(hear, 1, 0, 1000, [2]);
  now = speak(hear, 2, now, 1000, [1]);
  expect(tracker.order).toEqual([2, 1]);
  for (; now < 60_000; now += 20) for (const member of [1, 2]) tracker.hear(member, QUIET, now);
  expect(tracker.order).toEqual([2, 1]);
});

test('two members who speak at once swap places at most once a second', () => {
  const tracker = new SpeakerTracker();
  let changes = 0;
  for (let now = 0; now < 10_000; now += 20)
    for (const member of [1, 2]) if (tracker.hear(member, LOUD, now)) changes += 1;
  expect(changes).toBeLessThanOrEqual(11);
});

interface Scene {
  readonly title: string;
  readonly sources: readonly number[];
  /** In order of speaking. */
  readonly speakers: readonly number[];
  /** The members seen by viewers 1, 2 and 3. */
  readonly seen: readonly (number | undefined)[];
}

const SCENES: readonly Scene[] = [
  { title: 'a single member sees no one', sources: [1], speakers: [1], seen: [undefined, 1, 1] },
  { title: 'two members see each other, whoever speaks', sources: [1, 2], speakers: [1], seen: [2, 1, 1] },
  {
    title: 'all see the speaker, who sees the previous speaker',
    sources: [1, 2, 3],
    speakers: [2, 3],
    seen: [3, 3, 2],
  },
  { title: 'a speaker without video is not seen', sources: [1, 2], speakers: [2, 3], seen: [2, 1, 2] },
  { title: 'before any speech all see the first who sends video', sources: [3, 1, 2], speakers: [], seen: [3, 3, 1] },
  { title: 'no member sends video', sources: [], speakers: [1, 2], seen: [undefined, undefined, undefined] },
];

test.each(SCENES)('$title', ({ sources, speakers, seen }) => {
  const switcher = new Switcher();
  const viewers = [1, 2, 3].map((member) => switcher.addViewer(member, FIRST));
  for (const source of sources) switcher.addSource(source);
  let now = 0;
  for (const speaker of speakers)
    now = speak(
      switcher.hear.bind(switcher),
      speaker,
      now,
      1500,
      [1, 2, 3].filter((other) => other !== speaker),
    );
  expect(viewers.map(({ watched }) => watched[0])).toEqual(seen);
});

test('when the member on the screen leaves, the next best is seen', () => {
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

test('a source that no viewer sees is not watched', () => {
  const switcher = new Switcher();
  for (const member of [1, 2, 3, 4]) {
    switcher.addViewer(member, FIRST);
    switcher.addSource(member);
  }
  expect([...switcher.watched()]).toEqual([2, 1]);
});

const CIF = { profile: 66, constraints: 0xc0, level: 13, width: 22, height: 18, frameRate: 30 };
const HD = { ...CIF, level: 31, width: 80, height: 45 };
const SMALL = { profileLevelId: 0x42_80_0d, picture: { maxFs: 396, maxMbps: 11_880 } };

test('a viewer whose device cannot decode the speaker sees the best picture that it can, and that is reported', () => {
  const switcher = new Switcher();
  const [small, large] = [switcher.addViewer(1, FIRST), switcher.addViewer(2, FIRST)];
  switcher.setLimit(1, SMALL);
  for (const source of [1, 2, 3, 4]) switcher.addSource(source);
  switcher.setFormat(3, HD);
  switcher.setFormat(4, CIF);
  speak(switcher.hear.bind(switcher), 4, 0, 1500, [1, 2, 3]);
  speak(switcher.hear.bind(switcher), 3, 1500, 1500, [1, 2, 4]);
  expect([small.watched, large.watched]).toEqual([[4], [3]]);
  const first = { source: 3, again: false };
  expect([0, 20, TOO_HIGH_INTERVAL, TOO_HIGH_INTERVAL + 20].map((now) => switcher.takeTooHigh(now))).toEqual([
    [first],
    [],
    [{ source: 3, again: true }],
    [],
  ]);

  switcher.setFormat(3, CIF);
  expect(small.watched).toEqual([3]);
  expect(switcher.takeTooHigh(6000)).toEqual([]);
  switcher.setFormat(3, HD);
  expect([small.watched[0], switcher.takeTooHigh(6020)]).toEqual([4, [first]]);
});

test('a picture that grows too large in mid-stream is withheld at once', () => {
  const switcher = new Switcher();
  const viewer = switcher.addViewer(1, FIRST);
  switcher.setLimit(1, SMALL);
  switcher.addSource(2);
  switcher.setFormat(2, CIF);
  const finder = new KeyframeFinder();
  expect(viewer.push(2, finder.push(packet(1, 0, IDR)), 0)).toHaveLength(1);
  switcher.setFormat(2, HD);
  expect(viewer.push(2, finder.push(packet(2, 3000, IDR)), 33)).toEqual([]);
  expect(viewer.watched).toEqual([]);
});

test('a waiting member sees no one and is not seen until admitted', () => {
  const switcher = new Switcher();
  const [host, guest] = [switcher.addViewer(1, FIRST), switcher.addViewer(2, FIRST)];
  switcher.setWaiting(2, true);
  for (const source of [1, 2]) switcher.addSource(source);
  speak(switcher.hear.bind(switcher), 2, 0, 1500, [1]);
  expect([host.watched, guest.watched, switcher.takeTooHigh(0)]).toEqual([[], [], []]);
  switcher.setWaiting(2, false);
  expect([host.watched, guest.watched]).toEqual([[2], [1]]);
});

test('two who talk in turn: each change is made once, a cough or noise makes none, and a late joiner gets the floor', () => {
  const tracker = new SpeakerTracker();
  const changes: string[] = [];
  let now = 0;
  const frames = (levels: ReadonlyMap<number, () => number>, ms: number): void => {
    for (const end = now + ms; now < end; now += 20)
      for (const [member, level] of levels) if (tracker.hear(member, level(), now)) changes.push(`${member} at ${now}`);
  };
  // Speech has pauses: 160 ms of sound, then 40 ms of silence.
  const speech = (): number => (now % 200 < 160 ? -25 : -55);
  const noise = (): number => -46 - ((now / 20) % 7);
  const cough = (): number => (now % 4000 < 200 ? -18 : -60);
  for (let turn = 0; turn < 6; turn++)
    frames(
      new Map([
        [1, turn % 2 === 0 ? speech : noise],
        [2, turn % 2 === 1 ? speech : noise],
        [3, cough],
      ]),
      2500,
    );
  expect(changes.map((change) => change.split(' ')[0])).toEqual(['1', '2', '1', '2', '1', '2']);
  frames(
    new Map([
      [1, noise],
      [2, noise],
      [3, cough],
      [4, speech],
    ]),
    2500,
  );
  expect(tracker.order).toEqual([4, 2, 1]);
});

/** Members 1 to 3 with a picture each; member 1 shares. */
function sharing(): Switcher {
  const switcher = new Switcher();
  for (const member of [1, 2, 3]) {
    switcher.addSource(member);
    switcher.addViewer(member, FIRST);
    switcher.addViewer(contentOf(member), FIRST);
  }
  switcher.addSource(contentOf(1));
  return switcher;
}
const watchedBy = (switcher: Switcher, viewer: number): readonly number[] => switcher.viewers.get(viewer)!.watched;

test('shared content goes to the content viewers of the others, and never back', () => {
  const switcher = sharing();
  for (const member of [1, 2, 3]) switcher.setContentView(member, 'own');
  expect([1, 2, 3].map((member) => watchedBy(switcher, contentOf(member)))).toEqual([[], [], []]);
  switcher.present(1);
  expect([1, 2, 3].map((member) => watchedBy(switcher, contentOf(member)))).toEqual([
    [],
    [contentOf(1)],
    [contentOf(1)],
  ]);
  expect(watchedBy(switcher, 2)).toEqual([1]);
  switcher.present(undefined);
  expect(watchedBy(switcher, contentOf(2))).toEqual([]);
});

test('a member without a content stream sees the content instead of the speaker, and the speaker again afterwards', () => {
  const switcher = sharing();
  switcher.setContentView(2, 'main');
  switcher.present(1);
  expect([watchedBy(switcher, 2), watchedBy(switcher, contentOf(2)), watchedBy(switcher, 3)]).toEqual([
    [contentOf(1)],
    [],
    [1],
  ]);
  switcher.setContentView(2, 'none');
  expect(watchedBy(switcher, 2)).toEqual([1]);
});

test('a member that cannot decode the content sees the speaker, and the presenter is not told to send less', () => {
  const switcher = sharing();
  switcher.setContentView(2, 'main');
  switcher.setContentView(3, 'own');
  switcher.setFormat(contentOf(1), {
    profile: 66,
    constraints: 0x80,
    level: 40,
    width: 120,
    height: 68,
    frameRate: 30,
  });
  const cif = { profileLevelId: 0x42_80_0d, picture: { maxFs: 396, maxMbps: 11_880 } };
  switcher.setLimit(2, cif);
  switcher.setLimit(contentOf(3), cif);
  switcher.present(1);
  expect([watchedBy(switcher, 2), watchedBy(switcher, contentOf(3))]).toEqual([[1], []]);
  expect(switcher.takeTooHigh(0)).toEqual([]);
});

test('a member that leaves no longer shares', () => {
  const switcher = sharing();
  switcher.setContentView(2, 'own');
  switcher.present(1);
  switcher.removeMember(1);
  expect([switcher.presenter, watchedBy(switcher, contentOf(2))]).toEqual([undefined, []]);
});
