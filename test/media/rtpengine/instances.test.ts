import { describe, expect, it } from 'vitest';
import { chooseInstance, NEW_INSTANCE, parseInstance, stepHealth, type Health, type HealthEvent } from '../../../media/rtpengine/instances.ts';
import { lastPacketOf, qualityOf, uptimeOf } from '../../../media/rtpengine/statistics.ts';

describe('instances', () => {
  it('are host:port, or host:port:weight', () => {
    expect(parseInstance('127.0.0.1:2223')).toEqual({ name: '127.0.0.1:2223', host: '127.0.0.1', port: 2223, weight: 1 });
    expect(parseInstance(' relay-1.example.com:2223:10 ')).toMatchObject({ name: 'relay-1.example.com:2223', weight: 10 });
    for (const bad of ['', 'host', 'host:0', 'host:70000', 'host:1:2:3', 'host:x']) expect(() => parseInstance(bad), bad).toThrow('expected host:port');
  });

  it('take calls by their weight', () => {
    const [light, heavy, none] = [{ weight: 1 }, { weight: 3 }, { weight: 0 }];
    const chosen = Array.from({ length: 100 }, (_, at) => chooseInstance([none, light, heavy], at / 100));
    expect(chosen.filter((each) => each === light)).toHaveLength(25);
    expect(chosen.filter((each) => each === heavy)).toHaveLength(75);
    expect(chooseInstance([light, none], 0.999_999)).toBe(light);
    expect(chooseInstance([none], 0.5)).toBeUndefined();
  });
});

describe('health', () => {
  const up = (missed = 0, startedAt = 1000): Health => ({ kind: 'up', startedAt, missed });
  const down: Health = { kind: 'down', startedAt: 1000 };

  it.each<[string, Health, HealthEvent, Health, string | undefined]>([
    ['new -> up on answered', NEW_INSTANCE, { type: 'answered' }, { kind: 'up', missed: 0 }, 'up'],
    ['new -> new on missed', NEW_INSTANCE, { type: 'missed' }, NEW_INSTANCE, undefined],
    ['up -> up on answered', up(1), { type: 'answered' }, up(), undefined],
    ['up -> up on the first missed', up(), { type: 'missed' }, up(1), undefined],
    ['up -> down on the second missed', up(1), { type: 'missed' }, down, 'down'],
    ['down -> down on missed', down, { type: 'missed' }, down, undefined],
    ['down -> up on answered', down, { type: 'answered' }, up(), 'up'],
    ['up learns when it started', { kind: 'up', missed: 0 }, { type: 'uptime', startedAt: 5000 }, up(0, 5000), undefined],
    ['up -> up on an uptime that is rounded', up(), { type: 'uptime', startedAt: 2000 }, up(), undefined],
    ['up -> up, restarted', up(), { type: 'uptime', startedAt: 9000 }, up(0, 9000), 'restarted'],
    ['down -> down, restarted, of which nobody need hear', down, { type: 'uptime', startedAt: 9000 }, { kind: 'down', startedAt: 9000 }, undefined],
  ])('%s', (_name, state, event, next, change) => expect(stepHealth(state, event)).toEqual([next, change]));
});

describe('what rtpengine counts', () => {
  it('when it started', () => {
    expect(uptimeOf({ statistics: { totalstatistics: { uptime: '17' } } })).toBe(17);
    for (const bad of [undefined, {}, { statistics: [] }, { statistics: { totalstatistics: { uptime: 'x' } } }]) expect(uptimeOf(bad)).toBeUndefined();
  });

  it('how good each stream was, in units of the metrics', () => {
    const average = { MOS: 43, 'round-trip time': 2500, jitter: 12, 'packet loss': 5, samples: 4 };
    expect(qualityOf({ SSRC: { 1: { 'average MOS': average }, 2: { 'average MOS': { samples: 0 } }, 3: {} } })).toEqual([{ loss: 0.05, jitter: 0.012, mos: 4.3, roundTrip: 0.0025 }]);
    expect(qualityOf({ SSRC: [] })).toEqual([]);
    expect(qualityOf(undefined)).toEqual([]);
  });

  it('when it last heard of a device that is not on hold', () => {
    const media = (time: number, flags: readonly string[]) => ({ flags, streams: [{ 'last packet': time }, {}] });
    const tags = { device: { medias: [media(30, ['recv', 'send']), media(90, ['send']), media(20, ['recv'])] } };
    expect(lastPacketOf({ tags }, 'device')).toBe(30);
    expect(lastPacketOf({ tags: { device: { medias: [media(30, ['send'])] } } }, 'device')).toBeUndefined();
    expect(lastPacketOf({}, 'device')).toBeUndefined();
  });
});
