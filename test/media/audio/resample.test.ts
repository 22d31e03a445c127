import { expect, test } from 'vitest';
import { DOWNSAMPLE_HISTORY, downsample, Upsampler } from '../../../media/audio/resample.ts';
import { amplitudeOf, decibel, tone } from '../signal.ts';

function down(input: Int16Array): Int16Array {
  return downsample(new Float64Array(DOWNSAMPLE_HISTORY), input).output;
}

test.each([100, 1000, 3000, 3400])('%i Hz goes up and down with less than 0.3 dB of loss', (frequency) => {
  const up = new Upsampler().process(tone(frequency, 8000, 8000, 10_000));
  expect(Math.abs(decibel(amplitudeOf(up.subarray(8000), frequency, 16_000) / 10_000))).toBeLessThan(0.3);
  const back = down(up);
  expect(Math.abs(decibel(amplitudeOf(back.subarray(4000), frequency, 8000) / 10_000))).toBeLessThan(0.3);
});

test.each([1000, 2000, 3000])('upsampling leaves no image of %i Hz above 4 kHz', (frequency) => {
  const up = new Upsampler().process(tone(frequency, 8000, 8000, 10_000));
  expect(decibel(amplitudeOf(up.subarray(8000), 8000 - frequency, 16_000) / 10_000)).toBeLessThan(-60);
});

test.each([5000, 6000, 7000])('downsampling leaves no alias of %i Hz', (frequency) => {
  const output = down(tone(frequency, 16_000, 16_000, 10_000));
  expect(decibel(amplitudeOf(output.subarray(4000), 8000 - frequency, 8000) / 10_000)).toBeLessThan(-60);
});

test('resampling in pieces gives the same result as in one run', () => {
  const input = tone(777, 8000, 480, 9000);
  const whole = new Upsampler().process(input);
  const upsampler = new Upsampler();
  const pieces = [input.subarray(0, 160), input.subarray(160, 170), input.subarray(170)].flatMap((piece) => [
    ...upsampler.process(piece),
  ]);
  expect(pieces).toEqual([...whole]);

  const first = downsample(new Float64Array(DOWNSAMPLE_HISTORY), whole.subarray(0, 320));
  const second = downsample(first.history, whole.subarray(320));
  expect([...first.output, ...second.output]).toEqual([...down(whole)]);
});

test('full scale does not wrap', () => {
  const up = new Upsampler().process(Int16Array.from({ length: 400 }, (_, i) => (i % 8 < 4 ? 32_767 : -32_768)));
  for (let i = 100; i < 700; i++)
    if (i % 16 > 2 && i % 16 < 5) expect(Math.sign(up[i] ?? 0)).toBe(Math.sign(up[i + 16] ?? 0));
  expect(Math.max(...up)).toBe(32_767);
});
