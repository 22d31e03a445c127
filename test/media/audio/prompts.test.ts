import { describe, expect, test } from 'vitest';
import { audioClip } from '../../../media/audio/clip.ts';
import { decodeMulaw, encodeMulaw } from '../../../media/audio/g711.ts';
import { G722Decoder, G722Encoder } from '../../../media/audio/g722.ts';
import { Mixer } from '../../../media/audio/mixer.ts';
import { Playback } from '../../../media/audio/playback.ts';
import type { AudioCodec } from '../../../media/port.ts';
import { amplitudeOf, decibel, tone } from '../signal.ts';
import { G722, PCMU } from './device.ts';

const SPOKEN = 400;
const PLAYED = 1000;
const AMPLITUDE = 4000;
const clip = (ms: number, frequency = PLAYED): Int16Array =>
  audioClip(tone(frequency, 16_000, ms * 16, AMPLITUDE)).samples;

interface Meeting {
  readonly mixer: Mixer;
  /** Sample rate of what is heard, Hz. */
  readonly rate: number;
  /** Runs for some frames; the members in `speaks` send a tone. */
  run(frames: number, speaks?: readonly number[]): void;
  readonly heard: readonly number[][];
  readonly levels: Set<number>;
  readonly played: string[];
  readonly digits: string[];
  now(): number;
}

function meeting(codec: AudioCodec, parties: number): Meeting {
  const mixer = new Mixer();
  const rate = codec === G722 ? 16_000 : 8000;
  const heard = Array.from({ length: parties }, (): number[] => []);
  const decoders = heard.map(() => (codec === G722 ? new G722Decoder() : undefined));
  const encoders = heard.map(() => new G722Encoder());
  const [levels, played, digits] = [new Set<number>(), [] as string[], [] as string[]];
  let frame = 0;
  for (let id = 0; id < parties; id++) {
    mixer.setSource(id, [codec]);
    mixer.setListener(id, codec, 20);
  }
  const run = (frames: number, speaks: readonly number[] = []): void => {
    for (let i = 0; i < frames; i++, frame++) {
      for (const id of speaks) {
        const samples = tone(SPOKEN + 100 * id, rate, rate / 50, AMPLITUDE, (frame * rate) / 50);
        const payload = codec === G722 ? encoders[id]?.encode(samples) : encodeMulaw(samples);
        mixer.push(
          id,
          {
            ssrc: 1,
            payloadType: codec.payloadType,
            sequence: frame & 0xffff,
            timestamp: frame * 160,
            payload: payload ?? new Uint8Array(0),
          },
          frame * 20,
        );
      }
      mixer.tick(frame * 20 + 5, {
        send: (id, { payload }) => heard[id]?.push(...(decoders[id]?.decode(payload) ?? decodeMulaw(payload))),
        level: (id) => levels.add(id),
        digit: (id, digit) => digits.push(`${id} ${digit}`),
        played: (id, playback) => played.push(`${id} ${playback}`),
      });
    }
  };
  return { mixer, rate, run, heard, levels, played, digits, now: () => frame * 20 };
}

/** dB relative to what was sent, in the last `frames`. */
function level({ heard, rate }: Meeting, id: number, frequency: number, frames: number): number {
  return decibel(
    amplitudeOf(Int16Array.from(heard[id]?.slice((-frames * rate) / 50) ?? []), frequency, rate) / AMPLITUDE,
  );
}

describe.each([PCMU, G722])('$name', (codec) => {
  const open = (parties: number): Meeting => meeting(codec, parties);

  test('clips are heard by one member alone, at their level, over the meeting turned down by 12 dB; afterwards everything is as before', () => {
    const room = open(3);
    room.run(50, [0]);
    room.mixer.play(1, new Playback(7, [clip(1000), clip(1000)]));
    room.run(100, [0]);
    expect(room.played).toEqual(['1 7']);
    expect(level(room, 1, PLAYED, 90)).toBeCloseTo(0, 0);
    expect(Math.abs(level(room, 1, SPOKEN, 90) + 12)).toBeLessThan(0.5);
    expect(level(room, 2, PLAYED, 90)).toBeLessThan(-40);
    expect(Math.abs(level(room, 2, SPOKEN, 90))).toBeLessThan(0.5);
    room.run(60, [0]);
    expect(Math.abs(level(room, 1, SPOKEN, 50))).toBeLessThan(0.5);
    expect(level(room, 1, PLAYED, 50)).toBeLessThan(-40);
  });

  test('one frame is sent per tick, whatever starts or ends', () => {
    const room = open(2);
    for (let i = 0; i < 20; i++) {
      room.mixer.play(1, i % 3 === 2 ? undefined : new Playback(i, i % 3 === 0 ? [clip(30)] : []));
      room.run(i);
    }
    expect(room.heard[1]?.length).toBe(room.heard[0]?.length);
  });

  test('a waiting member hears silence and clips and is not heard; once admitted it hears and is heard', () => {
    const room = open(3);
    room.mixer.setPresence(2, { hears: false, heard: false });
    room.mixer.play(2, new Playback(1, [clip(1000)]));
    room.run(50, [0, 2]);
    expect(level(room, 2, PLAYED, 40)).toBeCloseTo(0, 0);
    expect(level(room, 2, SPOKEN, 40)).toBeLessThan(-40);
    room.run(50, [0, 2]);
    for (const frequency of [SPOKEN, SPOKEN + 200]) expect(level(room, 2, frequency, 40)).toBeLessThan(-45);
    expect(level(room, 1, SPOKEN + 200, 100)).toBeLessThan(-45);
    expect(room.levels).toEqual(new Set([0]));
    room.mixer.setPresence(2, { hears: true, heard: true });
    room.run(60, [0, 2]);
    expect(Math.abs(level(room, 2, SPOKEN, 50))).toBeLessThan(0.5);
    expect(Math.abs(level(room, 1, SPOKEN + 200, 50))).toBeLessThan(0.5);
    expect(level(room, 2, SPOKEN + 200, 50)).toBeLessThan(-40);
  });

  test('a muted member hears, but is not heard and never reported as a speaker', () => {
    const room = open(2);
    room.run(50, [0, 1]);
    room.mixer.setPresence(1, { hears: true, heard: false });
    room.levels.clear();
    room.run(100, [0, 1]);
    expect(level(room, 0, SPOKEN + 100, 90)).toBeLessThan(-40);
    expect(Math.abs(level(room, 1, SPOKEN, 90))).toBeLessThan(0.5);
    expect(room.levels).toEqual(new Set([0]));
  });

  test('a replaced or stopped playback is not reported as played', () => {
    const room = open(1);
    room.mixer.play(0, new Playback(1, [clip(1000)]));
    room.run(10);
    room.mixer.play(0, new Playback(2, [clip(1000, 2000)]));
    room.run(20);
    expect(level(room, 0, 2000, 15)).toBeCloseTo(0, 0);
    expect(level(room, 0, PLAYED, 15)).toBeLessThan(-30);
    room.mixer.play(0, undefined);
    room.run(20);
    expect(level(room, 0, 2000, 15)).toBeLessThan(-40);
    expect(room.played).toEqual([]);
    room.mixer.play(0, new Playback(3, []));
    room.run(1);
    expect(room.played).toEqual(['0 3']);
  });

  test('a playback waits until audio is sent, and pauses while it is not', () => {
    const room = open(1);
    room.mixer.removeListener(0);
    room.mixer.play(0, new Playback(1, [clip(400)]));
    room.run(50);
    room.mixer.setListener(0, codec, 20);
    room.run(10);
    room.mixer.removeListener(0);
    room.run(50);
    expect(room.played).toEqual([]);
    room.mixer.setListener(0, codec, 20);
    room.run(9);
    expect(room.played).toEqual([]);
    room.run(1);
    expect(room.played).toEqual(['0 1']);
  });

  test('a member that moves to another mixer continues without a click, with its playback', () => {
    const [first, second] = [open(3), open(2)];
    first.run(50, [0]);
    second.run(50, [0]);
    first.mixer.play(1, new Playback(5, [clip(2000)]));
    first.run(25, [0]);
    second.run(25, [0]);
    const strip = first.mixer.take(1);
    if (strip === undefined) throw new Error('no strip');
    second.mixer.take(1);
    second.mixer.put(1, strip);
    const before = first.heard[1] ?? [];
    second.heard[1]?.splice(0);
    first.run(100, [0]);
    second.run(100, [0]);
    expect(first.heard[1]?.length).toBe(before.length);
    expect(second.played).toEqual(['1 5']);
    expect(Math.abs(level(second, 1, SPOKEN, 20))).toBeLessThan(0.5);
  });
});

test('digits in the sound are reported, also for waiting and muted members', () => {
  const room = meeting(PCMU, 1);
  room.mixer.setSource(0, [PCMU], true);
  room.mixer.setPresence(0, { hears: false, heard: false });
  const key = tone(770, 8000, 800, 6000).map((value, i) => value + (tone(1336, 8000, 800, 6000)[i] ?? 0));
  for (let frame = 0; frame < 30; frame++) {
    const samples = frame < 5 ? key.subarray(frame * 160, frame * 160 + 160) : new Int16Array(160);
    room.mixer.push(
      0,
      { ssrc: 1, payloadType: 0, sequence: frame, timestamp: frame * 160, payload: encodeMulaw(samples) },
      room.now(),
    );
    room.run(1);
  }
  expect(room.digits).toEqual(['0 5']);
});
