import { expect, test } from 'vitest';
import { decodeAlaw, decodeMulaw, encodeAlaw, encodeMulaw } from '../../../media/audio/g711.ts';
import { G722Decoder, G722Encoder } from '../../../media/audio/g722.ts';
import { addFrame, frameLevel, heard } from '../../../media/audio/mix.ts';
import { Mixer } from '../../../media/audio/mixer.ts';
import { Packetizer } from '../../../media/audio/packetizer.ts';
import type { AudioCodec } from '../../../media/index.ts';
import { amplitudeOf, tone } from '../signal.ts';

const PCMU: AudioCodec = { kind: 'audio', name: 'PCMU', payloadType: 0, clockRate: 8000, channels: 1 };
const PCMA: AudioCodec = { kind: 'audio', name: 'PCMA', payloadType: 8, clockRate: 8000, channels: 1 };
const G722: AudioCodec = { kind: 'audio', name: 'G722', payloadType: 9, clockRate: 8000, channels: 1 };

const FREQUENCIES = [400, 700, 1000];
const CODECS = [PCMU, PCMA, G722];

/** Frames of a tone in a codec. */
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
  /** Absent: sends nothing. */
  readonly frequency?: number;
  readonly amplitude?: number;
}

/** What each party hears, and its sample rate. */
function meet(parties: readonly Party[], frames: number): readonly { readonly samples: Int16Array; readonly rate: number }[] {
  const mixer = new Mixer();
  const speakers = parties.map(({ codec, frequency, amplitude = 8000 }) => (frequency === undefined ? undefined : speaker(codec, frequency, amplitude)));
  const heardBy = parties.map(() => [] as number[]);
  const decoders = parties.map(({ codec }) => decoder(codec));
  parties.forEach(({ codec }, id) => {
    mixer.setSource(id, [codec]);
    mixer.setListener(id, codec, 20);
  });
  for (let frame = 0; frame < frames; frame++) {
    speakers.forEach((speak, id) => {
      if (speak !== undefined) mixer.push(id, parties[id]?.codec.payloadType ?? 0, frame * 160, speak(frame), frame * 20);
    });
    mixer.tick(frame * 20 + 5, {
      send: (listener, { payload }) => heardBy[listener]?.push(...(decoders[listener]?.(payload) ?? [])),
      level: () => {},
    });
  }
  return heardBy.map((samples, id) => ({ samples: Int16Array.from(samples), rate: parties[id]?.codec === G722 ? 16_000 : 8000 }));
}

test('each hears all but itself, at the level that was sent, whatever the codecs', () => {
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

test('when nobody speaks there is silence, and it is sent', () => {
  for (const { samples, rate } of meet(CODECS.map((codec) => ({ codec })), 50)) {
    expect(samples.length).toBe(rate);
    expect(Math.max(...samples.map(Math.abs))).toBeLessThanOrEqual(16);
  }
});

test('one alone hears silence and not itself', () => {
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
    mixer.push(0, 9, frame * 160, talker(frame), frame * 20);
    const busy = Math.floor(frame / 50) % 2 === 1;
    if (busy) mixer.push(1, 9, frame * 160, other(frame), frame * 20);
    mixer.tick(frame * 20 + 5, {
      send: (id, { payload }) => listeners[id]?.heard.push(...(listeners[id]?.decoder.decode(payload) ?? [])),
      level: () => {},
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

test('a sum beyond full scale is bent, never wrapped, and stays in order', () => {
  const sum = new Int32Array(320);
  const loud = Int16Array.from({ length: 320 }, (_, i) => i * 100);
  for (let i = 0; i < 5; i++) addFrame(sum, loud);
  const out = heard(sum, undefined);
  for (let i = 1; i < 320; i++) expect(out[i] ?? 0).toBeGreaterThanOrEqual(out[i - 1] ?? 0);
  expect(out[319]).toBeGreaterThan(30_000);
  expect(out[319]).toBeLessThanOrEqual(32_767);
});

test('the level of a full-scale square wave is 0 dBov, of nothing -127', () => {
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
  expect(Buffer.concat(payloads.map(({ payload }) => payload))).toEqual(Buffer.concat(Array.from({ length: frames }, () => frame)));
});
