import { beforeAll, describe, expect, test } from 'vitest';
import { AUDIO_CODECS, FRAME_SAMPLES, formatOf, openDecoder, openEncoder } from '../../../media/audio/codec.ts';
import { decodeL16, encodeL16 } from '../../../media/audio/l16.ts';
import { Mixer } from '../../../media/audio/mixer.ts';
import { loadOpus, OpusDecoder, OpusEncoder } from '../../../media/audio/opus.ts';
import { openPacketizer } from '../../../media/audio/packetizer.ts';
import { Thirder, Tripler } from '../../../media/audio/resample.ts';
import { AudioSource } from '../../../media/audio/source.ts';
import type { AudioCodec } from '../../../media/port.ts';
import { amplitudeOf, decibel, tone } from '../signal.ts';
import { seeded } from './device.ts';

const audio = (name: AudioCodec['name'], payloadType: number, clockRate: number, channels: 1 | 2 = 1): AudioCodec => ({
  kind: 'audio',
  name,
  payloadType,
  clockRate,
  channels,
});
const OPUS = audio('opus', 111, 48_000, 2);
const CODECS: readonly AudioCodec[] = [
  audio('PCMU', 0, 8000),
  audio('PCMA', 8, 8000),
  audio('G722', 9, 8000),
  OPUS,
  audio('L16', 96, 8000),
  audio('L16', 97, 16_000),
  audio('L16', 98, 48_000),
];
const titleOf = ({ name, clockRate }: AudioCodec): string => `${name}/${clockRate}`;

beforeAll(async () => loadOpus());

/** A tone in a codec's frames of 20 ms. */
function sender(
  codec: AudioCodec,
  frequency: number,
  amplitude: number,
): (frame: number) => { readonly timestamp: number; readonly payload: Uint8Array } {
  const [encoder, format] = [openEncoder(codec), formatOf(codec)];
  if (encoder === undefined || format === undefined) throw new Error(titleOf(codec));
  const samples = format.rate / 50;
  return (frame) => ({
    timestamp: (frame * format.unitsPerFrame) >>> 0,
    payload: encoder.encode(tone(frequency, format.rate, samples, amplitude, frame * samples)),
  });
}

interface Party {
  readonly codec: AudioCodec;
  /** Absent: the party is silent. */
  readonly frequency?: number;
}

/** Returns the sound that each party hears, at its codec's rate in the mixer. */
function meet(
  parties: readonly Party[],
  frames: number,
  says = (_party: number, _frame: number): boolean => true,
): readonly { readonly samples: Int16Array; readonly rate: number }[] {
  const mixer = new Mixer();
  const senders = parties.map(({ codec, frequency }) =>
    frequency === undefined ? undefined : sender(codec, frequency, 6000),
  );
  const decoders = parties.map(({ codec }) => openDecoder(codec));
  const heard = parties.map((): number[] => []);
  parties.forEach(({ codec }, id) => {
    mixer.setSource(id, [codec]);
    mixer.setListener(id, codec, 20);
  });
  for (let frame = 0; frame < frames; frame++) {
    senders.forEach((send, id) => {
      const packet = send?.(frame);
      if (packet !== undefined && says(id, frame))
        mixer.push(
          id,
          { ssrc: 1, payloadType: parties[id]?.codec.payloadType ?? 0, sequence: frame & 0xffff, ...packet },
          frame * 20,
        );
    });
    mixer.tick(frame * 20 + 5, {
      send: (id, { payload }) => heard[id]?.push(...(decoders[id]?.decode(payload) ?? [])),
      level: () => {},
      digit: () => {},
      played: () => {},
    });
  }
  mixer.close();
  return heard.map((samples, id) => ({ samples: Int16Array.from(samples), rate: decoders[id]?.rate ?? 0 }));
}

/** dB of the tone relative to what was sent, and of all other sound relative to the tone. */
function quality(
  { samples, rate }: { readonly samples: Int16Array; readonly rate: number },
  frequency: number,
): { readonly level: number; readonly rest: number } {
  const amplitude = amplitudeOf(samples, frequency, rate);
  const power = samples.reduce((sum, value) => sum + value ** 2, 0) / samples.length;
  return { level: decibel(amplitude / 6000), rest: 10 * Math.log10(Math.max(1, power - amplitude ** 2 / 2) / power) };
}

test('every codec name has a codec', () => {
  expect(new Set(CODECS.map(({ name }) => name))).toEqual(new Set(AUDIO_CODECS));
  expect(openDecoder(audio('L16', 99, 44_100))).toBeUndefined();
  expect(openDecoder(audio('L16', 99, 48_000, 2))).toBeUndefined();
  expect(formatOf(audio('PCMU', 0, 16_000))).toBeUndefined();
});

const PAIRS = CODECS.flatMap((from) => CODECS.map((to) => ({ title: `${titleOf(from)} to ${titleOf(to)}`, from, to })));

test.each(PAIRS)('$title: a tone keeps its level, and no other sound is added', async ({ from, to }) => {
  for (const frequency of [400, 1000, 3000]) {
    await loadOpus();
    const [, listener] = meet([{ codec: from, frequency }, { codec: to }], 100);
    if (listener === undefined) throw new Error('no listener');
    const { level, rest } = quality(
      { ...listener, samples: listener.samples.subarray(listener.samples.length / 2) },
      frequency,
    );
    expect(Math.abs(level)).toBeLessThan(0.5);
    expect(rest).toBeLessThan(-28);
  }
});

test('seven codecs in one meeting: each party hears all but itself', () => {
  const parties = CODECS.slice(0, 6).map((codec, i) => ({ codec, frequency: 400 + 300 * i }));
  meet(parties, 100).forEach((heard, id) => {
    const late = heard.samples.subarray(heard.samples.length / 2);
    parties.forEach(({ frequency }, other) => {
      const level = decibel(amplitudeOf(late, frequency, heard.rate) / 6000);
      if (other === id) expect(level).toBeLessThan(-36);
      else expect(Math.abs(level)).toBeLessThan(0.6);
    });
  });
});

describe('Opus', () => {
  test('sound above 8 kHz is kept', () => {
    const [, listener] = meet([{ codec: OPUS, frequency: 12_000 }, { codec: OPUS }], 100);
    if (listener === undefined) throw new Error('no listener');
    expect(Math.abs(quality({ ...listener, samples: listener.samples.subarray(48_000) }, 12_000).level)).toBeLessThan(
      1,
    );
  });

  test('a party that speaks now and then changes encoders inaudibly', () => {
    const parties = [{ codec: OPUS, frequency: 1000 }, { codec: OPUS, frequency: 3000 }, { codec: OPUS }];
    const heard = meet(parties, 300, (id, frame) => id === 0 || Math.floor(frame / 50) % 2 === 1);
    for (const id of [1, 2]) {
      const samples = heard[id]?.samples ?? new Int16Array(0);
      for (let at = 20 * 960; at + 960 <= samples.length; at += 960) {
        expect(Math.abs(decibel(amplitudeOf(samples.subarray(at, at + 960), 1000, 48_000) / 6000))).toBeLessThan(1);
      }
    }
  });

  test.each([2.5, 5, 10, 20, 40, 60])('packets of %d ms', async (ms) => {
    const { createEncoder } = await import('libopus-wasm');
    const encoder = await createEncoder({ channels: 2, sampleRate: 48_000 });
    const source = new AudioSource([OPUS]);
    const samples: number[] = [];
    const size = ms * 48;
    for (let i = 0; i * ms < 3000; i++) {
      const mono = tone(1000, 48_000, size, 6000, i * size);
      const stereo = Int16Array.from({ length: 2 * size }, (_, k) => mono[k >> 1] ?? 0);
      source.push(
        {
          ssrc: 1,
          payloadType: 111,
          sequence: i,
          timestamp: i * size,
          payload: encoder.encode(stereo, { frameSize: size }),
        },
        (i + 1) * ms,
      );
      while (samples.length / 48 < (i + 1) * ms - 20)
        samples.push(...(source.pull(samples.length / 48 + 25) ?? new Int16Array(960)));
    }
    encoder.free();
    source.close();
    expect(source.rate).toBe(48_000);
    const { level, rest } = quality({ samples: Int16Array.from(samples.slice(48_000, 96_000)), rate: 48_000 }, 1000);
    expect(Math.abs(level)).toBeLessThan(0.5);
    expect(rest).toBeLessThan(ms < 5 ? -22 : -28);
  });

  test.each([
    { percent: 5, rest: -20 },
    { percent: 20, rest: -12 },
  ])('$percent % lost: concealed by libopus', ({ percent, rest }) => {
    const [random, send, source] = [seeded(5), sender(OPUS, 1000, 6000), new AudioSource([OPUS])];
    const samples: number[] = [];
    for (let i = 0; i < 500; i++) {
      const packet = send(i);
      if (random() * 100 >= percent) source.push({ ssrc: 1, payloadType: 111, sequence: i, ...packet }, i * 20);
      samples.push(...(source.pull(i * 20 + 5) ?? new Int16Array(960)));
    }
    const heard = quality({ samples: Int16Array.from(samples.slice(96_000)), rate: 48_000 }, 1000);
    expect(heard.level).toBeGreaterThan(-2);
    expect(heard.rest).toBeLessThan(rest);
    expect(source.counts.concealed).toBeGreaterThan(percent * 50);
  });

  test('a source that stops ends without a click', () => {
    const [send, source] = [sender(OPUS, 1000, 6000), new AudioSource([OPUS])];
    const samples: number[] = [];
    for (let i = 0; i < 120; i++) {
      const packet = send(i);
      if (i < 60) source.push({ ssrc: 1, payloadType: 111, sequence: i, ...packet }, i * 20);
      samples.push(...(source.pull(i * 20 + 5) ?? new Int16Array(960)));
    }
    const steps = samples.map((value, i) => Math.abs(value - (samples[i - 1] ?? 0)));
    // The largest step of a 1 kHz tone itself is 785.
    expect(Math.max(...steps)).toBeLessThan(1300);
    expect(Math.max(...samples.slice(-48_000).map(Math.abs))).toBe(0);
  });

  test('a payload that is not Opus is concealed', () => {
    const decoder = new OpusDecoder();
    expect(decoder.decode(Uint8Array.of(0xff, 0xff, 3)).length).toBe(960);
    for (let length = 1; length < 40; length++)
      expect(decoder.decode(new Uint8Array(length).fill(0xfb)).length % 120).toBe(0);
    decoder.close();
    decoder.close();
  });

  test('when more encoders are needed than are in stock, those listeners send nothing, and get one with the next frame', async () => {
    const encoders = Array.from({ length: 40 }, () => new OpusEncoder());
    const sizes = encoders.map((encoder) => encoder.encode(new Int16Array(960)).length);
    expect(sizes.filter((size) => size === 0).length).toBeLessThan(40);
    for (const encoder of encoders) {
      await loadOpus();
      expect(encoder.encode(new Int16Array(960)).length).toBeGreaterThan(0);
    }
    for (const encoder of encoders) encoder.close();
  });
});

test('L16 is in network byte order, and survives a round trip', () => {
  const samples = Int16Array.of(0, 1, -1, 0x1234, -32_768, 32_767);
  expect([...encodeL16(samples)]).toEqual([0, 0, 0, 1, 0xff, 0xff, 0x12, 0x34, 0x80, 0, 0x7f, 0xff]);
  expect(decodeL16(encodeL16(samples))).toEqual(samples);
  expect(decodeL16(Uint8Array.of(1)).length).toBe(0);
});

test('packets that would be too large are halved', () => {
  const format = formatOf(audio('L16', 98, 48_000));
  if (format === undefined) throw new Error('no L16');
  const payloads = openPacketizer(format, 20, 20).push(new Uint8Array(1920));
  expect(payloads.map(({ payload, units }) => [payload.length, units])).toEqual([
    [960, 480],
    [960, 480],
  ]);
});

test('16 to 48 kHz and back: level within 0.1 dB up to 6.8 kHz, images and aliases 70 dB down', () => {
  const third = (frequency: number): Int16Array =>
    new Thirder().process(tone(frequency, 48_000, 48_000, 16_000)).subarray(FRAME_SAMPLES);
  const triple = (frequency: number): Int16Array =>
    new Tripler().process(tone(frequency, 16_000, 16_000, 16_000)).subarray(3 * FRAME_SAMPLES);
  for (const frequency of [100, 1000, 3000, 5000, 6800]) {
    expect(Math.abs(decibel(amplitudeOf(third(frequency), frequency, 16_000) / 16_000))).toBeLessThan(0.1);
    expect(Math.abs(decibel(amplitudeOf(triple(frequency), frequency, 48_000) / 16_000))).toBeLessThan(0.1);
    if (frequency < 6800)
      expect(decibel(amplitudeOf(triple(frequency), 16_000 - frequency, 48_000) / 16_000)).toBeLessThan(-70);
  }
  for (const frequency of [9000, 12_000, 20_000]) expect(Math.max(...third(frequency).map(Math.abs))).toBeLessThan(8);
});
