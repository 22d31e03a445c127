import { expect, test } from 'vitest';
import { decodeAlaw, decodeMulaw, encodeAlaw, encodeMulaw } from '../../../media/audio/g711.ts';
import { G722Decoder, G722Encoder } from '../../../media/audio/g722.ts';
import { Limiter } from '../../../media/audio/limiter.ts';
import { frameLevel, heard } from '../../../media/audio/mix.ts';
import { Mixer } from '../../../media/audio/mixer.ts';
import { Packetizer } from '../../../media/audio/packetizer.ts';
import { loudest, MOST_VOICES, Voice } from '../../../media/audio/voice.ts';
import type { AudioPacket } from '../../../media/audio/source.ts';
import type { AudioCodec } from '../../../media/port.ts';
import { amplitudeOf, tone } from '../signal.ts';

const SILENT = { level: () => {}, digit: () => {}, played: () => {} };

/** A device's packet of 20 ms. */
function packet(payloadType: number, frame: number, payload: Uint8Array): AudioPacket {
  return { ssrc: 1, payloadType, sequence: frame & 0xffff, timestamp: frame * 160, payload };
}

const PCMU: AudioCodec = { kind: 'audio', name: 'PCMU', payloadType: 0, clockRate: 8000, channels: 1 };
const PCMA: AudioCodec = { kind: 'audio', name: 'PCMA', payloadType: 8, clockRate: 8000, channels: 1 };
const G722: AudioCodec = { kind: 'audio', name: 'G722', payloadType: 9, clockRate: 8000, channels: 1 };

const FREQUENCIES = [400, 700, 1000];
const CODECS = [PCMU, PCMA, G722];

/** A tone in a codec's frames. */
function speaker(codec: AudioCodec, frequency: number, amplitude: number): (frame: number) => Uint8Array {
  const g722 = new G722Encoder();
  return (frame) => {
    if (codec === G722) return g722.encode(tone(frequency, 16_000, 320, amplitude, frame * 320));
    const samples = tone(frequency, 8000, 160, amplitude, frame * 160);
    return codec === PCMU ? encodeMulaw(samples) : encodeAlaw(samples);
  };
}

function decoder(codec: AudioCodec): (payload: Uint8Array) => Int16Array {
  if (codec === PCMU) return decodeMulaw;
  if (codec === PCMA) return decodeAlaw;
  const g722 = new G722Decoder();
  return (payload) => g722.decode(payload);
}

interface Party {
  readonly codec: AudioCodec;
  /** Absent: the party sends nothing. */
  readonly frequency?: number;
  readonly amplitude?: number;
}

/** Returns the sound that each party hears, and its sample rate. */
function meet(
  parties: readonly Party[],
  frames: number,
): readonly { readonly samples: Int16Array; readonly rate: number }[] {
  const mixer = new Mixer();
  const speakers = parties.map(({ codec, frequency, amplitude = 8000 }) =>
    frequency === undefined ? undefined : speaker(codec, frequency, amplitude),
  );
  const heardBy = parties.map(() => [] as number[]);
  const decoders = parties.map(({ codec }) => decoder(codec));
  parties.forEach(({ codec }, id) => {
    mixer.setSource(id, [codec]);
    mixer.setListener(id, codec, 20);
  });
  for (let frame = 0; frame < frames; frame++) {
    speakers.forEach((speak, id) => {
      if (speak !== undefined)
        mixer.push(id, packet(parties[id]?.codec.payloadType ?? 0, frame, speak(frame)), frame * 20);
    });
    mixer.tick(frame * 20 + 5, {
      send: (listener, { payload }) => heardBy[listener]?.push(...(decoders[listener]?.(payload) ?? [])),
      ...SILENT,
    });
  }
  return heardBy.map((samples, id) => ({
    samples: Int16Array.from(samples),
    rate: parties[id]?.codec === G722 ? 16_000 : 8000,
  }));
}

test('each party hears all but itself, at the level that was sent, with any codecs', () => {
  const parties = CODECS.map((codec, i) => ({ codec, frequency: FREQUENCIES[i] ?? 0, amplitude: 6000 }));
  meet(parties, 100).forEach(({ samples, rate }, id) => {
    expect(samples.length).toBe(rate * 2);
    const late = samples.subarray(samples.length / 2);
    FREQUENCIES.forEach((frequency, other) => {
      const amplitude = amplitudeOf(late, frequency, rate);
      if (other === id) expect(amplitude).toBeLessThan(60);
      else expect(Math.abs(20 * Math.log10(amplitude / 6000))).toBeLessThan(0.5);
    });
  });
});

test('silence is sent when no party speaks', () => {
  for (const { samples, rate } of meet(
    CODECS.map((codec) => ({ codec })),
    50,
  )) {
    expect(samples.length).toBe(rate);
    expect(Math.max(...samples.map(Math.abs))).toBeLessThanOrEqual(16);
  }
});

test('a single party hears silence and not itself', () => {
  const [alone] = meet([{ codec: PCMU, frequency: 400 }], 50);
  expect(Math.max(...(alone?.samples ?? []))).toBeLessThanOrEqual(16);
});

test('a source below the gate is not mixed', () => {
  const [, listener] = meet([{ codec: PCMU, frequency: 400, amplitude: 20 }, { codec: PCMU }], 50);
  expect(amplitudeOf(listener?.samples ?? new Int16Array(1), 400, 8000)).toBeLessThan(1);
});

test('G.722 decoders stay in step while their listener speaks now and then', () => {
  const mixer = new Mixer();
  const listeners = [0, 1, 2].map((id) => {
    mixer.setSource(id, [G722]);
    mixer.setListener(id, G722, 20);
    return { decoder: new G722Decoder(), heard: [] as number[] };
  });
  const [talker, other] = [speaker(G722, 1000, 8000), speaker(G722, 3000, 8000)];
  for (let frame = 0; frame < 300; frame++) {
    mixer.push(0, packet(9, frame, talker(frame)), frame * 20);
    const busy = Math.floor(frame / 50) % 2 === 1;
    if (busy) mixer.push(1, packet(9, frame, other(frame)), frame * 20);
    mixer.tick(frame * 20 + 5, {
      send: (id, { payload }) => listeners[id]?.heard.push(...(listeners[id]?.decoder.decode(payload) ?? [])),
      ...SILENT,
    });
  }
  for (const id of [1, 2]) {
    const samples = Int16Array.from(listeners[id]?.heard ?? []);
    for (let frame = 20; frame + 8 < 300; frame += 8) {
      const amplitude = amplitudeOf(samples.subarray(frame * 320, (frame + 8) * 320), 1000, 16_000);
      expect(Math.abs(20 * Math.log10(amplitude / 8000))).toBeLessThan(0.5);
    }
  }
});

test('G.722: after lasting silence former speakers share an encoder again inaudibly, and a new party shares it at once', () => {
  const mixer = new Mixer();
  const listeners = [0, 1, 2, 3].map(() => ({
    decoder: new G722Decoder(),
    heard: [] as number[],
    last: undefined as Uint8Array | undefined,
  }));
  const add = (id: number): void => {
    mixer.setSource(id, [G722]);
    mixer.setListener(id, G722, 20);
  };
  for (const id of [0, 1, 2]) add(id);
  const speakers = [speaker(G722, 500, 8000), speaker(G722, 1000, 8000), speaker(G722, 3000, 8000)];
  for (let frame = 0; frame < 1200; frame++) {
    if (frame === 1050) add(3);
    speakers.forEach((speak, id) => {
      const payload = speak(frame);
      if (frame < 100 || (id === 0 && frame >= 1000)) mixer.push(id, packet(9, frame, payload), frame * 20);
    });
    mixer.tick(frame * 20 + 5, {
      send: (id, { payload }) => {
        const listener = listeners[id];
        listener?.heard.push(...listener.decoder.decode(payload));
        if (listener !== undefined) listener.last = payload;
      },
      ...SILENT,
    });
    if (frame === 999) expect(new Set(listeners.slice(0, 3).map(({ last }) => last)).size).toBe(1);
  }
  expect(new Set(listeners.slice(1).map(({ last }) => last)).size).toBe(1);
  listeners.forEach(({ heard: samples }, id) => {
    const silence = samples.slice(320 * 140, 320 * 1000);
    // -60 dBov at the peak: the size of G.711's smallest steps.
    if (id < 3) expect(silence.every((value) => Math.abs(value) <= 32)).toBe(true);
    const level = 20 * Math.log10(amplitudeOf(Int16Array.from(samples.slice(-320 * 100)), 500, 16_000) / 8000);
    if (id > 0) expect(Math.abs(level)).toBeLessThan(0.5);
  });
});

test('a sum below full scale is unchanged', () => {
  const sum = Int32Array.from({ length: 320 }, (_, i) => (i % 2 === 0 ? 32_767 : -32_767));
  expect(heard(sum, new Limiter())).toEqual(Int16Array.from(sum));
});

test.each([2, 3, 5])('a sum %i times too loud is turned down without clipping, and back up afterwards', (times) => {
  const limiter = new Limiter();
  const samples: number[] = [];
  for (let frame = 0; frame < 200; frame++) {
    const loud = Int32Array.from(tone(1000, 16_000, 320, 30_000, frame * 320), (value) =>
      frame < 100 ? times * value : value,
    );
    samples.push(...heard(loud, limiter));
  }
  const out = Int16Array.from(samples);
  expect(Math.max(...out.map((value) => Math.abs(value)))).toBeLessThanOrEqual(32_767);
  const [loud, after] = [out.subarray(16_000, 32_000), out.subarray(16_000 * 3.5)];
  const power = loud.reduce((sum, value) => sum + value ** 2, 0) / loud.length;
  const amplitude = amplitudeOf(loud, 1000, 16_000);
  // Nothing but the tone: no harmonics, which clipping would add.
  expect((power - amplitude ** 2 / 2) / power).toBeLessThan(1e-4);
  expect(amplitude).toBeGreaterThan(32_000);
  expect(Math.abs(amplitudeOf(after, 1000, 16_000) - 30_000)).toBeLessThan(10);
});

test('in a large meeting the loudest are heard, and keep their place against one who is hardly louder', () => {
  const voices = Array.from({ length: MOST_VOICES + 2 }, () => ({ voice: new Voice() }));
  const frame = new Int16Array(320).fill(1000);
  const choose = (level: (index: number) => number): string => {
    const speaking = voices.filter(({ voice }, i) => voice.hear(level(i)));
    const chosen = loudest(speaking);
    for (const speaker of voices) speaker.voice.enter(frame, chosen.has(speaker));
    return voices.map((speaker) => (chosen.has(speaker) ? 'x' : '-')).join('');
  };
  expect(choose((i) => -20 - i)).toBe('xxxxxx--');
  expect(choose((i) => (i === 7 ? -21 : -20 - i))).toBe('xxxxxx--');
  expect(choose((i) => (i === 7 ? -15 : -20 - i))).toBe('xxxxx--x');
  expect(choose((i) => (i < 4 ? -20 : -80))).toBe('xxxxx--x');
});

test('steady noise is excluded after a while, a voice above it is not', () => {
  const voice = new Voice();
  const heardAt = Array.from({ length: 2000 }, (_, frame) => voice.hear(frame % 100 < 50 && frame > 1500 ? -40 : -56));
  expect(heardAt.slice(1000, 1500).some(Boolean)).toBe(false);
  expect(heardAt.slice(1501, 1550).every(Boolean)).toBe(true);
});

test('a voice enters and leaves the mix without a step', () => {
  const voice = new Voice();
  const frame = new Int16Array(320).fill(10_000);
  const out = [true, true, false].flatMap((chosen) => [...(voice.enter(frame, chosen) ?? [])]);
  out.reduce((before, value) => {
    expect(Math.abs(value - before)).toBeLessThan(200);
    return value;
  }, 0);
  expect(out.at(-1)).toBeLessThan(100);
  expect(voice.enter(frame, false)).toBeUndefined();
});

test('the level of a full-scale square wave is 0 dBov, that of silence -127', () => {
  expect(frameLevel(new Int16Array(320).fill(-32_768))).toBeCloseTo(0);
  expect(frameLevel(new Int16Array(320))).toBe(-127);
});

test.each([
  { ptime: 10, frames: 3, sizes: [80, 80, 80, 80, 80, 80] },
  { ptime: 20, frames: 3, sizes: [160, 160, 160] },
  { ptime: 30, frames: 3, sizes: [240, 240] },
  { ptime: 40, frames: 4, sizes: [320, 320] },
])('packets of $ptime ms', ({ ptime, frames, sizes }) => {
  const packetizer = new Packetizer({ ptime, bytesPerMs: 8, unitsPerMs: 8 });
  const frame = Uint8Array.from({ length: 160 }, (_, i) => i);
  const payloads = Array.from({ length: frames }, () => packetizer.push(frame)).flat();
  expect(payloads.map(({ payload }) => payload.length)).toEqual(sizes);
  expect(payloads.map(({ units }) => units)).toEqual(sizes);
  expect(Buffer.concat(payloads.map(({ payload }) => payload))).toEqual(
    Buffer.concat(Array.from({ length: frames }, () => frame)),
  );
});
