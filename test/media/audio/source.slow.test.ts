import { describe, expect, test } from 'vitest';
import { encodeMulaw } from '../../../media/audio/g711.ts';
import { AudioSource } from '../../../media/audio/source.ts';
import { amplitudeOf, tone } from '../signal.ts';
import { AMPLITUDE, G722, hear, PCMU, qualityOf } from './device.ts';
import type { Path } from './device.ts';

/** Roughly normal distribution with this deviation in ms; never early. */
const gaussian =
  (deviation: number) =>
  (_: number, random: () => number): number =>
    Math.abs(deviation * Math.SQRT2 * (random() + random() + random() + random() + random() + random() - 3));

const JITTERED: readonly (Partial<Path> & { readonly title: string })[] = [
  { title: 'a clean path' },
  { title: 'packets of 10 ms', ptime: 10 },
  { title: 'packets of 30 ms', ptime: 30 },
  { title: 'packets of 40 ms', ptime: 40 },
  { title: 'packets of 60 ms', ptime: 60 },
  { title: 'packets of 7 ms', ptime: 7 },
  { title: 'a constant delay', delay: () => 150 },
  { title: 'every other packet 15 ms late', delay: (index) => (index % 2) * 15 },
  { title: 'a normal jitter of 10 ms', delay: gaussian(10), seconds: 30 },
  { title: 'swapped neighbours', delay: (index) => (index % 10 === 5 ? 22 : 0), seconds: 30 },
  { title: 'a path that gets 100 ms shorter', delay: (index) => (index < 250 ? 100 : 0), seconds: 30 },
  { title: 'a clock that is 300 ppm fast', drift: 300, seconds: 300 },
  { title: 'a clock that is 300 ppm slow', drift: -300, seconds: 300 },
  { title: 'a clock that is 300 ppm slow, a tone with a fractional period', drift: -300, seconds: 60, frequency: 430 },
  {
    title: 'a path that gets 100 ms shorter, a tone with a fractional period',
    delay: (index) => (index < 250 ? 100 : 0),
    seconds: 30,
    frequency: 430,
  },
];

describe.each([PCMU, G722])('$name', (codec) => {
  test.each(JITTERED)('$title: the tone is played unchanged', (path) => {
    const { samples } = hear({ codec, ...path });
    // Skips the second in which the path changed, or the jitter was still unknown.
    const { softest, loudest, worst, jump } = qualityOf(
      samples.subarray(path.seconds === undefined ? 0 : 16_000 * 3),
      path.frequency,
    );
    expect(softest).toBeGreaterThan(-1);
    expect(loudest).toBeLessThan(1);
    expect(worst).toBeLessThan(-30);
    expect(jump).toBeLessThan(1.2);
  });

  test.each([
    { percent: 1, softest: -1, rest: -36 },
    { percent: 5, softest: -1, rest: -28 },
    { percent: 20, softest: -8, rest: -17 },
  ])('$percent % lost: concealed without clicks', ({ percent, softest, rest }) => {
    for (const frequency of [430, 1000]) {
      const quality = qualityOf(
        hear({ codec, frequency, lost: (_, random) => random() < percent / 100 }).samples,
        frequency,
      );
      expect(quality.softest).toBeGreaterThan(softest);
      expect(quality.loudest).toBeLessThan(1);
      expect(quality.rest).toBeLessThan(rest);
      expect(quality.jump).toBeLessThan(1.4);
    }
  });

  test('bursts of three lost packets fade out, and sound returns without a click', () => {
    const { samples } = hear({ codec, lost: (index) => index % 50 > 46 });
    expect(qualityOf(samples).jump).toBeLessThan(1.5);
  });

  test('the first delay spikes are heard, later ones are not', () => {
    const { samples } = hear({ codec, seconds: 30, delay: (index) => (index % 97 < 2 ? 80 : 0) });
    expect(qualityOf(samples.subarray(16_000 * 5)).worst).toBeLessThan(-30);
  });

  test('a path that gets 100 ms longer causes one gap, and no other change', () => {
    const { samples, source } = hear({ codec, seconds: 30, delay: (index) => (index < 250 ? 0 : 100) });
    const { softest, worst } = qualityOf(samples.subarray(16_000 * 6));
    expect([softest > -1, worst < -30]).toEqual([true, true]);
    expect(source.target).toBeLessThan(60);
  });

  test('a pause without packets causes a short fade, silence, and a clean start', () => {
    const { samples, silent } = hear({ codec, lost: (index) => index > 100 && index < 200 });
    expect(silent).toBeGreaterThan(90);
    const pause = samples.subarray(16_000 * 2.25, 16_000 * 3.95);
    expect(Math.max(...pause)).toBe(0);
    expect(qualityOf(samples).jump).toBeLessThan(1.6);
    expect(qualityOf(samples.subarray(16_000 * 3.5)).worst).toBeLessThan(-30);
  });

  test('new numbers in mid-call are played at once', () => {
    const { samples, source } = hear({ codec, timestamp: (index) => (index < 250 ? 0 : 0x7654_3210) + index * 160 });
    expect(source.counts.restarts).toBe(1);
    expect(qualityOf(samples.subarray(16_000 * 4.4)).worst).toBeLessThan(-30);
    expect(samples.subarray(16_000 * 5.15, 16_000 * 5.2).some((value) => value > AMPLITUDE / 2)).toBe(true);
  });
});

test.each([
  { drift: 0, seconds: 3 },
  { drift: 0, seconds: 15 },
  { drift: 300, seconds: 300 },
  { drift: -300, seconds: 300 },
])('a sound is played within 60 ms of its arrival: $drift ppm, after $seconds s', ({ drift, seconds }) => {
  const first = (seconds - 1) * 50;
  const { samples } = hear({ codec: PCMU, drift, seconds, silentUntil: first });
  const heard = samples.findIndex((value) => Math.abs(value) > AMPLITUDE / 4);
  // The frame at index 0 is played at 20 ms.
  const delay = heard / 16 + 20 - ((first + 1) * 20 * (1 - drift / 1e6) + 3);
  expect(delay).toBeGreaterThan(18);
  expect(delay).toBeLessThan(60);
});

const PACKET = { ssrc: 1, payloadType: 0, sequence: 0, timestamp: 0, payload: new Uint8Array(160) };

test('payload types without a decoder and empty packets are ignored', () => {
  const source = new AudioSource([PCMU, { ...PCMU, name: 'opus', payloadType: 111 }]);
  source.push({ ...PACKET, payloadType: 111, payload: new Uint8Array(40) }, 0);
  source.push({ ...PACKET, payload: new Uint8Array(0) }, 0);
  expect(source.pull(100)).toBeUndefined();
});

test('a packet of several seconds is ignored: it would hold up all later sound', () => {
  const source = new AudioSource([PCMU]);
  const long = encodeMulaw(tone(400, 8000, 60_000, 8000));
  source.push({ ...PACKET, payload: long }, 0);
  for (let i = 1; i < 50; i++) {
    source.push(
      { ...PACKET, sequence: i, timestamp: i * 160, payload: encodeMulaw(tone(1000, 8000, 160, 8000, i * 160)) },
      i * 20,
    );
    const frame = source.pull(i * 20 + 5);
    if (i > 10) expect(amplitudeOf(frame ?? new Int16Array(0), 1000, 16_000)).toBeGreaterThan(7500);
  }
});

test('the codec may change from packet to packet', () => {
  const source = new AudioSource([PCMU, { ...PCMU, name: 'PCMA', payloadType: 8 }]);
  let previous = 0;
  for (let i = 0; i < 20; i++) {
    source.push(
      {
        ...PACKET,
        payloadType: i < 10 ? 0 : 8,
        sequence: i,
        timestamp: i * 160,
        payload: encodeMulaw(tone(400, 8000, 160, 0)),
      },
      i * 20,
    );
    for (const sample of source.pull(i * 20 + 5) ?? []) {
      expect(Math.abs(sample - previous)).toBeLessThan(4000);
      previous = sample;
    }
  }
});
