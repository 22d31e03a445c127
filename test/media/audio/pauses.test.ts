import { expect, test } from 'vitest';
import { decodeMulaw, encodeMulaw } from '../../../media/audio/g711.ts';
import { AudioSource } from '../../../media/audio/source.ts';
import { amplitudeOf, tone } from '../signal.ts';
import { PCMU } from './device.ts';

interface Sent {
  /** Index of the frame of 20 ms that the packet carries. */
  readonly frame: number;
  readonly sequence: number;
  readonly ssrc?: number;
  readonly timestamp?: number;
  /** Level of comfort noise instead of sound, -dBov. */
  readonly noise?: number;
  readonly frequency?: number;
}

/** Plays a 1 kHz tone sample by sample, with silence in the gaps. Packets arrive when their frame is over. */
function play(sent: readonly Sent[], frames: number): { readonly samples: Int16Array; readonly source: AudioSource } {
  const source = new AudioSource([PCMU]);
  const samples = new Int16Array(frames * 320);
  for (let frame = 0; frame < frames; frame++) {
    for (const each of sent.filter((packet) => packet.frame === frame)) {
      const sound = encodeMulaw(tone(each.frequency ?? 1000, 8000, 160, 8000, frame * 160));
      const payload = each.noise === undefined ? sound : Uint8Array.of(each.noise);
      const payloadType = each.noise === undefined ? 0 : 13;
      source.push(
        {
          ssrc: each.ssrc ?? 1,
          payloadType,
          sequence: each.sequence,
          timestamp: each.timestamp ?? frame * 160,
          payload,
        },
        frame * 20 + 20,
      );
    }
    samples.set(source.pull(frame * 20 + 25) ?? [], frame * 320);
  }
  return { samples, source };
}

const power = (samples: Int16Array): number => samples.reduce((sum, value) => sum + value ** 2, 0) / samples.length;
const dbov = (samples: Int16Array): number => 10 * Math.log10(power(samples) / 32_768 ** 2);
const frames = (from: number, to: number, first = from): Sent[] =>
  Array.from({ length: to - from }, (_, i) => ({ frame: from + i, sequence: first + i }));

test('a gap with a missing packet is a loss, which is concealed', () => {
  const { source } = play([...frames(0, 50), ...frames(51, 100)], 100);
  expect(source.counts.concealed).toBeGreaterThanOrEqual(20);
});

test('a gap between consecutive packets is a pause: the sound ends, and nothing counts as concealed', () => {
  // The end of the pause is known while earlier sound still waits.
  const [before, after] = [
    frames(0, 50),
    frames(50, 100).map((packet) => ({ ...packet, timestamp: (packet.frame + 1) * 160 })),
  ];
  const { source, samples } = play([...before, ...after], 100);
  expect(source.counts.concealed).toBe(0);
  const softest = Math.min(
    ...Array.from({ length: 20 }, (_, i) => power(samples.subarray((48 + i / 4) * 320, (48.25 + i / 4) * 320))),
  );
  expect(softest).toBeLessThan(100);
});

test('comfort noise: the sound ends within a frame, soft noise at the given level follows, and the next word begins without a step', () => {
  const sent = [...frames(0, 50), { frame: 50, sequence: 50, noise: 50 }, ...frames(100, 150, 51)];
  const { source, samples } = play(sent, 150);
  expect(source.counts.concealed).toBe(0);
  const noise = samples.subarray(55 * 320, 98 * 320);
  expect(Math.abs(dbov(noise) + 50)).toBeLessThan(1);
  expect(amplitudeOf(samples.subarray(110 * 320, 140 * 320), 1000, 16_000)).toBeGreaterThan(7900);
  const steps = samples.subarray(3200).map((value, i, all) => Math.abs(value - (all[i - 1] ?? value)));
  // The largest step of a 1 kHz tone itself is 3121.
  expect(Math.max(...steps)).toBeLessThan(4200);
});

test('comfort noise ends after a while if the device is gone', () => {
  const { samples } = play([...frames(0, 50), { frame: 50, sequence: 50, noise: 50 }], 50 * 14);
  expect(power(samples.subarray(50 * 13 * 320))).toBe(0);
});

test('a new SSRC is heard at once, whatever its numbers; stragglers of the previous one are not', () => {
  const second = Array.from({ length: 50 }, (_, i): Sent => ({
    frame: 50 + i,
    sequence: 7 + i,
    ssrc: 2,
    timestamp: 8160 + i * 160,
    frequency: 500,
  }));
  const stragglers = [50, 51, 52].map((frame): Sent => ({ frame, sequence: frame }));
  const { source, samples } = play([...frames(0, 50), ...second, ...stragglers], 100);
  expect(source.counts.restarts).toBe(1);
  const late = samples.subarray(56 * 320, 96 * 320);
  expect(amplitudeOf(late, 500, 16_000)).toBeGreaterThan(7800);
  expect(amplitudeOf(late, 1000, 16_000)).toBeLessThan(100);
});

test('the first SSRC may return once the other is silent', () => {
  const second = Array.from({ length: 20 }, (_, i): Sent => ({
    frame: 50 + i,
    sequence: 7 + i,
    ssrc: 2,
    timestamp: 8160 + i * 160,
    frequency: 500,
  }));
  const { samples } = play([...frames(0, 50), ...second, ...frames(90, 150)], 150);
  expect(amplitudeOf(samples.subarray(100 * 320, 140 * 320), 1000, 16_000)).toBeGreaterThan(7800);
});

test('sound from before a pause is not repeated after it', () => {
  expect(decodeMulaw(encodeMulaw(Int16Array.of(0)))[0]).toBe(0);
  const { samples } = play([...frames(0, 50), { frame: 50, sequence: 50, noise: 127 }], 80);
  expect(power(samples.subarray(56 * 320))).toBeLessThan(1);
});
