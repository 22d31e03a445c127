import { describe, expect, test } from 'vitest';
import { decodeAlaw, decodeMulaw, encodeAlaw, encodeMulaw } from '../../../media/audio/g711.ts';
import { G722Decoder, G722Encoder } from '../../../media/audio/g722.ts';
import { loadOpus, OpusDecoder, OpusEncoder } from '../../../media/audio/opus.ts';
import { DOWNSAMPLE_HISTORY, downsample, Upsampler } from '../../../media/audio/resample.ts';
import { ToneDigits } from '../../../media/audio/tone-digits.ts';
import { seeded } from './device.ts';

const RATE = 16_000;
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477, 1633];
const KEYS = ['123A', '456B', '789C', '*0#D'];
const ALL = '123A456B789C*0#D';

interface Keying {
  readonly keys: string;
  /** ms. */
  readonly on?: number;
  readonly off?: number;
  /** Level of each tone relative to full scale, dB. */
  readonly level?: number;
  /** dB by which the upper tone is louder. */
  readonly twist?: number;
  /** Deviation of both frequencies, per cent. */
  readonly deviation?: number;
  /** dB below the tones. */
  readonly noise?: number;
  /** Samples of silence at the beginning. */
  readonly lead?: number;
  readonly rate?: number;
}

function dial({
  keys,
  on = 40,
  off = 40,
  level = -15,
  twist = 0,
  deviation = 0,
  noise,
  lead = 0,
  rate = RATE,
}: Keying): Int16Array {
  const random = seeded(3);
  const samples: number[] = Array.from({ length: lead }, () => 0);
  const amplitude = 32_768 * 10 ** (level / 20);
  for (const key of keys) {
    const row = KEYS.findIndex((each) => each.includes(key));
    const [low, high] = [ROWS[row] ?? 0, COLUMNS[KEYS[row]?.indexOf(key) ?? 0] ?? 0];
    for (let i = 0; i < ((on + off) * rate) / 1000; i++) {
      const phase = ((2 * Math.PI * (1 + deviation / 100)) / rate) * i;
      const tones = amplitude * (Math.sin(low * phase) + 10 ** (twist / 20) * Math.sin(high * phase));
      samples.push(i < (on * rate) / 1000 ? tones : 0);
    }
  }
  // Two tones have the power of the square of one's amplitude; the mean square of evenly distributed noise is a
  // third of its peak's square.
  const most = noise === undefined ? 0 : Math.sqrt(3) * amplitude * 10 ** (-noise / 20);
  return Int16Array.from(samples, (value) =>
    Math.max(-32_768, Math.min(32_767, Math.round(value + most * (2 * random() - 1)))),
  );
}

function heard(samples: Int16Array, rate = RATE): string {
  const tones = new ToneDigits();
  let digits = '';
  for (let at = 0; at < samples.length; at += 320) digits += tones.push(samples.subarray(at, at + 320), rate);
  return digits;
}

describe('dual tones', () => {
  const cases: readonly (Keying & { readonly title: string })[] = [
    { title: 'all keys, 40 ms on and 40 ms off', keys: ALL },
    { title: 'the same key ten times', keys: '5555555555' },
    { title: 'a long press is one digit', keys: '147', on: 3000, off: 50 },
    { title: 'loud', keys: ALL, level: -7 },
    { title: 'soft', keys: ALL, level: -35 },
    { title: 'the upper tone 7 dB louder', keys: ALL, twist: 7 },
    { title: 'the upper tone 5 dB softer', keys: ALL, twist: -5 },
    { title: '1.5 % high', keys: ALL, deviation: 1.5 },
    { title: '1.5 % low', keys: ALL, deviation: -1.5 },
    { title: 'noise 15 dB below', keys: ALL, noise: 15, on: 50, off: 50 },
    { title: 'at 48 kHz', keys: ALL, rate: 48_000 },
  ];

  test.each(cases)('$title: each digit is detected once', (keying) => {
    for (let lead = 0; lead < 204; lead += 17) expect(heard(dial({ ...keying, lead }), keying.rate)).toBe(keying.keys);
  });

  test.each([
    { title: 'tones of 15 ms', keys: ALL, on: 15 },
    { title: 'tones that are too soft', keys: ALL, level: -50 },
    { title: 'one tone that is far louder', keys: ALL, twist: 14 },
    { title: 'tones that are far off frequency', keys: ALL, deviation: 4.5 },
  ])('$title: none', (keying) => {
    expect(heard(dial({ off: 60, ...keying }))).toBe('');
  });

  test('a gap of 10 ms within a press does not make it two presses', () => {
    const samples = dial({ keys: '5', on: 200, off: 100 });
    expect(heard(samples.fill(0, 1600, 1760))).toBe('5');
  });

  test('after a pause the same key is a new press', () => {
    const [tones, samples] = [new ToneDigits(), dial({ keys: '5', on: 100, off: 0 })];
    const first = tones.push(samples, RATE);
    tones.pause();
    expect(first + tones.push(samples, RATE)).toBe('55');
  });
});

/** A codec's output for a sound at 16 kHz. */
const CODECS: Readonly<Record<string, (samples: Int16Array) => Int16Array>> = {
  PCMA: (samples) => new Upsampler().process(decodeAlaw(encodeAlaw(narrow(samples)))),
  PCMU: (samples) => new Upsampler().process(decodeMulaw(encodeMulaw(narrow(samples)))),
  G722: (samples) => new G722Decoder().decode(new G722Encoder().encode(samples)),
};

function narrow(samples: Int16Array): Int16Array {
  return downsample(new Float64Array(DOWNSAMPLE_HISTORY), samples).output;
}

test.each(Object.entries(CODECS))('digits are detected through %s, even with noise 15 dB below', (_, through) => {
  expect(heard(through(dial({ keys: ALL })))).toBe(ALL);
  expect(heard(through(dial({ keys: ALL, on: 60, off: 60, noise: 15 })))).toBe(ALL);
});

test('digits are detected through Opus, even with noise 15 dB below', async () => {
  await loadOpus();
  const through = (samples: Int16Array): Int16Array => {
    const [encoder, decoder, out] = [new OpusEncoder(), new OpusDecoder(), [] as number[]];
    for (let at = 0; at + 960 <= samples.length; at += 960)
      out.push(...decoder.decode(encoder.encode(samples.slice(at, at + 960))));
    encoder.close();
    decoder.close();
    return Int16Array.from(out);
  };
  expect(heard(through(dial({ keys: ALL, rate: 48_000 })), 48_000)).toBe(ALL);
  expect(heard(through(dial({ keys: ALL, on: 60, off: 60, noise: 15, rate: 48_000 })), 48_000)).toBe(ALL);
});

/** Vowels: the pulses of a voice through three gliding resonances, with pauses between syllables. */
function speech(seconds: number, seed: number): Int16Array {
  const random = seeded(seed);
  const out = new Int16Array(seconds * RATE);
  let formants = [500, 1500, 2500];
  let pitch = 120;
  const state = formants.map(() => [0, 0]);
  let [phase, loud] = [0, true];
  for (let i = 0; i < out.length; i++) {
    if (i % 3200 === 0) {
      formants = [300 + 700 * random(), 900 + 1400 * random(), 2200 + 1000 * random()];
      pitch = 80 + 220 * random();
      loud = random() < 0.8;
    }
    phase += pitch / RATE;
    const pulse = phase >= 1 ? 1 : 0;
    phase -= pulse;
    let value = (loud ? 9000 * pulse : 0) + 60 * (2 * random() - 1);
    formants.forEach((frequency, n) => {
      const radius = Math.exp((-Math.PI * (60 + 40 * n)) / RATE);
      const [last = 0, before = 0] = state[n] ?? [];
      const next =
        value * (1 - radius) * 3 +
        2 * radius * Math.cos((2 * Math.PI * frequency) / RATE) * last -
        radius ** 2 * before;
      state[n] = [next, last];
      value = next;
    });
    out[i] = Math.max(-32_768, Math.min(32_767, value * 4));
  }
  return out;
}

/** Chords of a scale, with harmonics, for 150 ms each. */
function music(seconds: number, seed: number): Int16Array {
  const random = seeded(seed);
  let notes: readonly number[] = [];
  return Int16Array.from({ length: seconds * RATE }, (_, i) => {
    if (i % 2400 === 0) notes = Array.from({ length: 3 }, () => 220 * 2 ** (Math.floor(random() * 36) / 12));
    let value = 0;
    for (const note of notes) for (let k = 1; k <= 5; k++) value += Math.sin((2 * Math.PI * note * k * i) / RATE) / k;
    return 3000 * value;
  });
}

test('speech and music contain no digits', () => {
  for (let seed = 1; seed <= 10; seed++) {
    expect(heard(speech(20, seed))).toBe('');
    expect(heard(music(10, seed))).toBe('');
  }
});

test('noise and single tones contain no digits', () => {
  const random = seeded(1);
  expect(heard(Int16Array.from({ length: 20 * RATE }, () => 20_000 * (2 * random() - 1)))).toBe('');
  for (let frequency = 300; frequency < 3400; frequency += 7) {
    expect(
      heard(Int16Array.from({ length: RATE / 2 }, (_, i) => 10_000 * Math.sin((2 * Math.PI * frequency * i) / RATE))),
    ).toBe('');
  }
});
