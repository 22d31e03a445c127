import { expect, test } from 'vitest';
import { encodeAlaw, powerOfAlaw, powerOfMulaw } from '../../../media/audio/g711.ts';
import { G722Decoder, G722Encoder } from '../../../media/audio/g722.ts';
import { G722Level } from '../../../media/audio/g722-level.ts';
import { frameLevel } from '../../../media/audio/mix.ts';
import { Mixer } from '../../../media/audio/mixer.ts';
import { AudioSource } from '../../../media/audio/source.ts';
import { Voice } from '../../../media/audio/voice.ts';
import type { AudioCodec } from '../../../media/port.ts';
import { amplitudeOf, decibel, tone } from '../signal.ts';
import { G722, PCMU, seeded } from './device.ts';

const PCMA: AudioCodec = { ...PCMU, name: 'PCMA', payloadType: 8 };

/** Speech-like sound: a gliding pitch with harmonics up to 3.5 kHz, four syllables per second; 16 kHz. */
function speech(samples: number, seed = 1): Int16Array {
  const random = seeded(seed);
  let phase = seed;
  return Int16Array.from({ length: samples }, (_, i) => {
    const time = i / 16_000;
    phase += (2 * Math.PI * (120 + 10 * seed + 25 * Math.sin(8 * time))) / 16_000;
    let value = 40 * (random() - 0.5);
    const loud = 2200 * Math.max(0, Math.sin(2 * Math.PI * 4 * time)) ** 0.5;
    for (let k = 1; k <= 25; k++) value += (loud * Math.sin(k * phase)) / k;
    return value;
  });
}

function noise(samples: number, amplitude: number, seed = 1): Int16Array {
  const random = seeded(seed);
  return Int16Array.from({ length: samples }, () => amplitude * (2 * random() - 1));
}

/** A sound at 16 kHz in packets of 20 ms. */
function encode(codec: AudioCodec, sound: Int16Array): readonly Uint8Array[] {
  const encoder = new G722Encoder();
  return Array.from({ length: Math.floor(sound.length / 320) }, (_, i) => {
    const frame = sound.subarray(i * 320, (i + 1) * 320);
    return codec === G722 ? encoder.encode(frame) : encodeAlaw(frame.filter((__, k) => k % 2 === 0));
  });
}

test('the power of G.711 is that of its samples', () => {
  const level = 10 * Math.log10(powerOfAlaw(encodeAlaw(tone(500, 8000, 160, 8000))));
  expect(level).toBeCloseTo(20 * Math.log10(8000 / 32_768) - 3, 0);
  expect(powerOfMulaw(new Uint8Array(160).fill(0xff))).toBe(0);
  expect(powerOfAlaw(new Uint8Array(0))).toBe(0);
});

test.each([22, 100, 1000, 10_000])('noise in G.722 is measured without decoding: amplitude %d', (amplitude) => {
  const [level, decoder] = [new G722Level(), new G722Decoder()];
  encode(G722, noise(16_000, amplitude)).forEach((payload, i) => {
    const [estimate, real] = [10 * Math.log10(level.powerOf(payload)), frameLevel(decoder.decode(payload))];
    if (i > 10) expect(Math.abs(estimate - real)).toBeLessThan(2);
  });
});

test('speech in G.722 is measured at most 20 dB too low, and never more than 3 dB too high', () => {
  const [level, decoder] = [new G722Level(), new G722Decoder()];
  encode(G722, speech(64_000)).forEach((payload, i) => {
    const off = frameLevel(decoder.decode(payload)) - 10 * Math.log10(level.powerOf(payload));
    if (i > 5) expect([off > -3, off < 20]).toEqual([true, true]);
  });
});

interface Frame {
  readonly samples: Int16Array;
  readonly inMix: boolean;
}

/** Passes a source through its voice, as the mixer does; `lazily`: the source may fall asleep. */
function listen(
  codec: AudioCodec,
  packets: readonly Uint8Array[],
  lazily: boolean,
  lost: (index: number) => boolean = () => false,
): { readonly frames: readonly Frame[]; readonly slept: number } {
  const [source, voice] = [new AudioSource([codec]), new Voice()];
  let slept = 0;
  const frames = packets.map((payload, i): Frame => {
    if (!lost(i))
      source.push({ ssrc: 1, payloadType: codec.payloadType, sequence: i, timestamp: i * 160, payload }, i * 20);
    const level = source.advance(i * 20 + 5);
    slept += source.asleep ? 1 : 0;
    const speaks = voice.hear(level, source.asleep ? 3 : 0);
    const frame = speaks || voice.inMix || !lazily ? source.frame() : undefined;
    source.heard(speaks || !lazily);
    const mixed = frame === undefined ? undefined : voice.enter(frame, speaks);
    return { samples: mixed?.slice() ?? new Int16Array(320), inMix: mixed !== undefined };
  });
  return { frames, slept };
}

const CASES = [PCMA, G722].flatMap((codec) =>
  [6, 22, 60].flatMap((floor) =>
    [1, 2, 3].map((seed) => ({
      title: `${codec.name}, preceded by noise of ${floor}, voice ${seed}`,
      codec,
      floor,
      seed,
    })),
  ),
);

test.each(CASES)('$title: sleeping loses nothing of the beginning of speech', ({ codec, floor, seed }) => {
  const sound = new Int16Array(16_000 * 8);
  sound.set(noise(sound.length, floor, seed));
  sound.set(speech(16_000, seed), 16_000 * 5 + 123 * seed);
  const packets = encode(codec, sound);
  const [awake, asleep] = [listen(codec, packets, false), listen(codec, packets, true)];
  expect(asleep.slept).toBeGreaterThan(floor > 50 ? 10 : 150);
  const first = (frames: readonly Frame[]): number => frames.findIndex(({ inMix }, i) => inMix && i > 240);
  expect(first(asleep.frames)).toBeLessThanOrEqual(first(awake.frames));
  // From the next frame on it is the same sound.
  let [difference, power] = [0, 0];
  for (let i = first(awake.frames) + 1; i < first(awake.frames) + 45; i++) {
    const [a, b] = [awake.frames[i]?.samples ?? new Int16Array(320), asleep.frames[i]?.samples ?? new Int16Array(320)];
    for (let k = 0; k < 320; k++) {
      difference += ((a[k] ?? 0) - (b[k] ?? 0)) ** 2;
      power += (a[k] ?? 0) ** 2;
    }
  }
  expect(10 * Math.log10((difference + 1) / power)).toBeLessThan(-30);
});

test('lost packets do not wake a source, and later packets are played in the right place', () => {
  const sound = new Int16Array(16_000 * 6);
  sound.set(noise(sound.length, 22));
  sound.set(speech(16_000), 16_000 * 4);
  const packets = encode(G722, sound);
  const lost = (i: number): boolean => i % 40 === 39 && i < 198;
  const [awake, asleep] = [listen(G722, packets, false, lost), listen(G722, packets, true, lost)];
  expect(asleep.slept).toBeGreaterThan(100);
  let [difference, power] = [0, 0];
  for (let i = 210; i < 245; i++) {
    for (let k = 0; k < 320; k++) {
      difference += ((awake.frames[i]?.samples[k] ?? 0) - (asleep.frames[i]?.samples[k] ?? 0)) ** 2;
      power += (awake.frames[i]?.samples[k] ?? 0) ** 2;
    }
  }
  expect(10 * Math.log10(difference / power)).toBeLessThan(-25);
});

test('with many members those not heard are not decoded, and the loudest are still heard', () => {
  const mixer = new Mixer();
  const count = 20;
  const packets = Array.from({ length: count }, (_, id) => encode(G722, speech(16_000 * 6, id + 1)));
  const loud = encode(G722, tone(2800, 16_000, 16_000 * 2, 16_000));
  for (let id = 0; id < count; id++) mixer.setSource(id, [G722]);
  mixer.setListener(100, G722, 20);
  const [decoder, heard] = [new G722Decoder(), [] as number[]];
  for (let frame = 0; frame < 290; frame++) {
    for (let id = 0; id < count; id++) {
      const payload = id === 19 && frame >= 200 ? loud[frame - 200] : packets[id]?.[frame];
      if (payload !== undefined)
        mixer.push(id, { ssrc: 1, payloadType: 9, sequence: frame, timestamp: frame * 160, payload }, frame * 20);
    }
    mixer.tick(frame * 20 + 5, {
      send: (_, { payload }) => heard.push(...decoder.decode(payload)),
      level: () => {},
      digit: () => {},
      played: () => {},
    });
  }
  const late = Int16Array.from(heard.slice(-320 * 50));
  expect(Math.abs(decibel(amplitudeOf(late, 2800, 16_000) / 16_000))).toBeLessThan(3);
});

test('G.722: a listener that spoke shares an encoder again within a second of speech, and hears no difference', () => {
  const mixer = new Mixer();
  const [talk, interjection] = [encode(G722, speech(16_000 * 8, 3)), encode(G722, speech(16_000 * 8, 7))];
  const last = new Map<number, Uint8Array>();
  const listeners = [1, 2].map(() => ({ decoder: new G722Decoder(), heard: [] as number[] }));
  for (const id of [0, 1]) mixer.setSource(id, [G722]);
  for (const id of [1, 2]) mixer.setListener(id, G722, 20);
  for (let frame = 0; frame < 390; frame++) {
    mixer.push(
      0,
      { ssrc: 1, payloadType: 9, sequence: frame, timestamp: frame * 160, payload: talk[frame] ?? new Uint8Array(160) },
      frame * 20,
    );
    if (frame > 100 && frame < 150)
      mixer.push(
        1,
        {
          ssrc: 1,
          payloadType: 9,
          sequence: frame,
          timestamp: frame * 160,
          payload: interjection[frame] ?? new Uint8Array(160),
        },
        frame * 20,
      );
    mixer.tick(frame * 20 + 5, {
      send: (id, { payload }) => {
        last.set(id, payload);
        const listener = listeners[id - 1];
        listener?.heard.push(...listener.decoder.decode(payload));
      },
      level: () => {},
      digit: () => {},
      played: () => {},
    });
    if (frame === 140) expect(last.get(1)).not.toBe(last.get(2));
    if (frame === 235) expect(last.get(1)).toBe(last.get(2));
  }
  // The former speaker hears the other as the third member does, but for the codec's own noise.
  const [own, other] = listeners.map(({ heard }) => heard);
  let worst = -Infinity;
  for (let at = 320 * 170; at + 640 <= 320 * 390; at += 640) {
    let [difference, power] = [0, 1e6];
    for (let i = at; i < at + 640; i++) {
      difference += ((own?.[i] ?? 0) - (other?.[i] ?? 0)) ** 2;
      power += (other?.[i] ?? 0) ** 2;
    }
    worst = Math.max(worst, 10 * Math.log10(difference / power));
  }
  expect(worst).toBeLessThan(-12);
});
