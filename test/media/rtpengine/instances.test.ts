import { describe, expect, it } from 'vitest';
import {
  chooseInstance,
  NEW_INSTANCE,
  parseInstance,
  stepHealth,
  type Health,
  type HealthEvent,
  type SeenUptime,
} from '../../../media/rtpengine/instances.ts';
import { lastPacketOf, qualityOf, uptimeOf } from '../../../media/rtpengine/statistics.ts';

describe('instances', () => {
  it('are written host:port or host:port:weight', () => {
    expect(parseInstance('127.0.0.1:2223')).toEqual({
      name: '127.0.0.1:2223',
      host: '127.0.0.1',
      port: 2223,
      weight: 1,
    });
    expect(parseInstance(' relay-1.example.com:2223:10 ')).toMatchObject({
      name: 'relay-1.example.com:2223',
      weight: 10,
    });
    for (const bad of ['', 'host', 'host:0', 'host:70000', 'host:1:2:3', 'host:x'])
      expect(() => parseInstance(bad), bad).toThrow('expected host:port');
  });

  it('take calls in proportion to their weights', () => {
    const [light, heavy, none] = [{ weight: 1 }, { weight: 3 }, { weight: 0 }];
    const chosen = Array.from({ length: 100 }, (_, at) => chooseInstance([none, light, heavy], at / 100));
    expect(chosen.filter((each) => each === light)).toHaveLength(25);
    expect(chosen.filter((each) => each === heavy)).toHaveLength(75);
    expect(chooseInstance([light, none], 0.999_999)).toBe(light);
    expect(chooseInstance([none], 0.5)).toBeUndefined();
  });
});

describe('health', () => {
  const seen = (uptime: number, at: number): SeenUptime => ({ uptime, at });
  const told = (uptime: number, at: number): HealthEvent => ({ type: 'uptime', seen: seen(uptime, at) });
  const up = (missed = 0, last = seen(100_000, 1000)): Health => ({ kind: 'up', seen: last, missed });
  const down: Health = { kind: 'down', seen: seen(100_000, 1000) };

  it.each<[string, Health, HealthEvent, Health, string | undefined]>([
    ['new -> up on answered', NEW_INSTANCE, { type: 'answered' }, { kind: 'up', missed: 0 }, 'up'],
    ['new -> new on missed', NEW_INSTANCE, { type: 'missed' }, NEW_INSTANCE, undefined],
    ['up -> up on answered', up(1), { type: 'answered' }, up(), undefined],
    ['up -> up on the first missed', up(), { type: 'missed' }, up(1), undefined],
    ['up -> down on the second missed', up(1), { type: 'missed' }, down, 'down'],
    ['down -> down on missed', down, { type: 'missed' }, down, undefined],
    ['down -> up on answered', down, { type: 'answered' }, up(), 'up'],
    ['up learns its uptime', { kind: 'up', missed: 0 }, told(5000, 1000), up(0, seen(5000, 1000)), undefined],
    ['up -> up on an uptime that is rounded', up(), told(103_000, 6000), up(0, seen(103_000, 6000)), undefined],
    ['up -> up, restarted', up(), told(2000, 6000), up(0, seen(2000, 6000)), 'restarted'],
    [
      'up -> up, restarted so long ago that its uptime is longer than before',
      up(),
      told(3_500_000, 3_601_000),
      up(0, seen(3_500_000, 3_601_000)),
      'restarted',
    ],
    ['up -> up when its clock was set back', up(), told(50_000, 6000), up(0, seen(50_000, 6000)), undefined],
    ['up -> up when its clock was set forward', up(), told(3_700_000, 6000), up(0, seen(3_700_000, 6000)), undefined],
    [
      'down -> down, restarted, which is not reported',
      down,
      told(2000, 6000),
      { kind: 'down', seen: seen(2000, 6000) },
      undefined,
    ],
  ])('%s', (_name, state, event, next, change) => expect(stepHealth(state, event)).toEqual([next, change]));

  it.each([
    ['slower', 1 - 200e-6],
    ['faster', 1 + 200e-6],
  ])('up -> up for a week with a clock that is %s than ours', (_name, speed) => {
    let state = up();
    for (let at = 1000; at < 7 * 86_400_000; at += 5000) {
      const [next, change] = stepHealth(state, told(Math.floor((100_000 + at * speed) / 1000) * 1000, at));
      if (change !== undefined) expect.fail(`${change} at ${at}`);
      state = next;
    }
    expect(stepHealth(state, told(1000, 7 * 86_400_000))[1]).toBe('restarted');
  });
});

describe('the statistics of rtpengine', () => {
  it('include its uptime', () => {
    expect(uptimeOf({ statistics: { totalstatistics: { uptime: '17' } } })).toBe(17);
    for (const bad of [undefined, {}, { statistics: [] }, { statistics: { totalstatistics: { uptime: 'x' } } }])
      expect(uptimeOf(bad)).toBeUndefined();
  });

  it('include the quality of each stream, in the units of the metrics', () => {
    const average = { MOS: 43, 'round-trip time': 2500, jitter: 12, 'packet loss': 5, samples: 4 };
    expect(qualityOf({ SSRC: { 1: { 'average MOS': average }, 2: { 'average MOS': { samples: 0 } }, 3: {} } })).toEqual(
      [{ loss: 0.05, jitter: 0.012, mos: 4.3, roundTrip: 0.0025 }],
    );
    expect(qualityOf({ SSRC: [] })).toEqual([]);
    expect(qualityOf(undefined)).toEqual([]);
  });

  it('include when it last heard from a device that is not on hold', () => {
    const media = (time: number, flags: readonly string[]) => ({ flags, streams: [{ 'last packet': time }, {}] });
    const tags = { device: { medias: [media(30, ['recv', 'send']), media(90, ['send']), media(20, ['recv'])] } };
    expect(lastPacketOf({ tags }, 'device')).toBe(30);
    expect(lastPacketOf({ tags: { device: { medias: [media(30, ['send'])] } } }, 'device')).toBeUndefined();
    expect(lastPacketOf({}, 'device')).toBeUndefined();
  });
});
