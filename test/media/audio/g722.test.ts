import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { G722Decoder, G722Encoder } from '../../../media/audio/g722.ts';
import { amplitudeOf, tone } from '../signal.ts';

/** A signal with all frequencies and levels: sweeps, steps, silence, clipping, noise from a fixed seed. */
function speechLike(samples: number): Int16Array {
  let seed = 12_345;
  return Int16Array.from({ length: samples }, (_, i) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    const envelope = i % 8000 < 1500 ? 0 : 4000 + 30_000 * Math.abs(Math.sin(i / 5000));
    const noise = (seed / 2 ** 31 - 0.5) * 4000;
    const value =
      envelope * Math.sin((2 * Math.PI * (100 + (i % 16_000) / 2.5) * i) / 16_000) + (envelope === 0 ? 0 : noise);
    return Math.max(-32_768, Math.min(32_767, Math.round(value)));
  });
}

function bytesOf(samples: Int16Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}

function ffmpeg(input: Uint8Array, from: readonly string[], to: readonly string[]): Buffer {
  const { stdout } = spawnSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...from, '-i', '-', ...to, '-'], {
    input,
    maxBuffer: 1 << 26,
  });
  return stdout;
}

const RAW = ['-f', 's16le', '-ar', '16000', '-ac', '1'];

/** Signal to noise in dB at the best delay (of the two filter banks). */
function quality(sent: Int16Array, heard: Int16Array): number {
  let best = -Infinity;
  for (let delay = 15; delay < 30; delay++) {
    let signal = 0;
    let noise = 0;
    for (let i = 100; i < heard.length - delay; i++) {
      signal += (sent[i] ?? 0) ** 2;
      noise += ((sent[i] ?? 0) - (heard[i + delay] ?? 0)) ** 2;
    }
    best = Math.max(best, 10 * Math.log10(signal / noise));
  }
  return best;
}

test('the decoder gives the same samples as an independent decoder, bit for bit', () => {
  const coded = ffmpeg(bytesOf(speechLike(64_000)), RAW, ['-c:a', 'g722', '-f', 'g722']);
  const theirs = ffmpeg(coded, ['-f', 'g722'], ['-f', 's16le', '-c:a', 'pcm_s16le']);
  const ours = new G722Decoder().decode(coded);
  expect(ours.length).toBe(coded.length * 2);
  expect(Buffer.compare(bytesOf(ours).subarray(0, theirs.length), theirs.subarray(0, ours.byteLength))).toBe(0);
});

test('an independent decoder recovers the sound given to the encoder', () => {
  const sent = tone(1000, 16_000, 32_000, 10_000);
  const coded = new G722Encoder().encode(sent);
  const theirs = ffmpeg(coded, ['-f', 'g722'], ['-f', 's16le', '-c:a', 'pcm_s16le']);
  const heard = new Int16Array(theirs.buffer, theirs.byteOffset, theirs.length / 2);
  expect(amplitudeOf(heard.subarray(16_000, 32_000), 1000, 16_000)).toBeGreaterThan(9800);
  expect(quality(sent, heard)).toBeGreaterThan(30);
});

test.each([
  { frequency: 300, least: 35 },
  { frequency: 1000, least: 30 },
  { frequency: 3000, least: 25 },
  { frequency: 6000, least: 12 },
])('a tone of $frequency Hz survives with at least $least dB', ({ frequency, least }) => {
  const sent = tone(frequency, 16_000, 16_000, 10_000);
  const heard = new G722Decoder().decode(new G722Encoder().encode(sent));
  expect(quality(sent, heard)).toBeGreaterThan(least);
});

test('frames of any size give the same bytes as a single run', () => {
  const sent = speechLike(3200);
  const whole = new G722Encoder().encode(sent);
  const encoder = new G722Encoder();
  const pieces = [sent.subarray(0, 2), sent.subarray(2, 322), sent.subarray(322)].map((piece) => encoder.encode(piece));
  expect(Buffer.concat(pieces)).toEqual(Buffer.from(whole));
});

test('a copy of an encoder continues like the original, and independently of it', () => {
  const encoder = new G722Encoder();
  encoder.encode(speechLike(3200));
  const copy = new G722Encoder(encoder);
  expect(copy.equals(encoder)).toBe(true);
  const next = tone(700, 16_000, 320, 5000);
  expect(copy.encode(next)).toEqual(encoder.encode(next));
  copy.encode(tone(300, 16_000, 320, 5000));
  expect(copy.equals(encoder)).toBe(false);
});

test('encoders with different pasts never count as equal, even when both hear silence', () => {
  const [a, b] = [new G722Encoder(), new G722Encoder()];
  a.encode(speechLike(8000));
  for (let frames = 0; frames < 200; frames++) {
    const [codedA, codedB] = [a.encode(new Int16Array(320)), b.encode(new Int16Array(320))];
    if (a.equals(b)) expect(codedA).toEqual(codedB);
  }
  expect(a.equals(new G722Encoder(a))).toBe(true);
});
