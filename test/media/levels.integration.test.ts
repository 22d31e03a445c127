/** Eight devices through the real plane: each hears all but itself, as loud as it was sent, and nothing else. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDecoder, openEncoder } from '../../media/audio/codec.ts';
import { loadOpus } from '../../media/audio/opus.ts';
import type { AudioCodec, MediaPlane } from '../../media/port.ts';
import { audioAgreement, openFakeStream, until } from './fake-room.ts';
import type { FakeStream } from './fake-room.ts';
import { openTestPlane } from './plane-fixture.ts';
import { amplitudeOf, decibel, tone } from './signal.ts';

const audio = (name: AudioCodec['name'], payloadType: number, clockRate = 8000, channels: 1 | 2 = 1): AudioCodec => ({
  kind: 'audio',
  name,
  payloadType,
  clockRate,
  channels,
});
const [PCMU, PCMA, G722, OPUS, L16] = [
  audio('PCMU', 0),
  audio('PCMA', 8),
  audio('G722', 9),
  audio('opus', 111, 48_000, 2),
  audio('L16', 97, 16_000),
];
const AMPLITUDE = 4000;
/** Frequencies in the mix; whole periods in 100 ms. */
const FREQUENCIES = [310, 470, 730, 1030, 1410, 1870, 2390, 2950];

let plane: MediaPlane;
beforeAll(async () => {
  await loadOpus();
  plane = await openTestPlane({ min: 31_440, max: 31_479 });
});
afterAll(async () => plane.close());

interface Talker {
  readonly codec: AudioCodec;
  readonly frequency: number | undefined;
  readonly stream: FakeStream;
  readonly port: number;
}

/** All talkers talk for a while; returns what each heard in about the last second. */
async function talk(
  talkers: readonly Talker[],
  seconds: number,
): Promise<readonly { readonly samples: Int16Array; readonly rate: number }[]> {
  const encoders = talkers.map(({ codec }) => openEncoder(codec));
  const rateOf = ({ codec }: Talker): number => (codec.name === 'opus' ? 48_000 : 16_000);
  const start = performance.now();
  let frame = 0;
  const timer = setInterval(() => {
    for (; frame * 20 <= performance.now() - start; frame++) {
      talkers.forEach((talker, i) => {
        if (talker.frequency === undefined) return;
        const samples = tone(
          talker.frequency,
          rateOf(talker),
          rateOf(talker) / 50,
          AMPLITUDE,
          (frame * rateOf(talker)) / 50,
        );
        const payload = encoders[i]?.encode(samples) ?? new Uint8Array(0);
        talker.stream.send(
          { address: '127.0.0.1', port: talker.port },
          talker.codec.payloadType,
          payload,
          talker.codec.clockRate / 50,
        );
      });
    }
  }, 5);
  await until(
    'the sound',
    () => talkers.every(({ stream }) => stream.packets.length > seconds * 50),
    1000 * seconds + 8000,
  );
  clearInterval(timer);
  return talkers.map(({ codec, stream }) => {
    const decoder = openDecoder(codec);
    const samples = stream.packets.flatMap(({ payload }) => [...(decoder?.decode(payload) ?? [])]);
    decoder?.close();
    const rate = decoder?.rate ?? 0;
    // The end is cut off, as the senders stop there.
    return { samples: Int16Array.from(samples.slice(-1.2 * rate, -0.2 * rate)), rate };
  });
}

async function join(
  codecs: readonly AudioCodec[],
  frequencies: readonly (number | undefined)[],
): Promise<readonly Talker[]> {
  const bridge = await plane.openBridge('levels');
  return Promise.all(
    codecs.map(async (codec, i) => {
      const member = await bridge.addMember({
        id: String(i),
        kinds: ['audio'],
        family: 4,
        cname: 'g',
        onEvent: () => {},
      });
      const stream = await openFakeStream();
      await member.agree([audioAgreement(stream, codec)]);
      return { codec, frequency: frequencies[i], stream, port: member.local.audio?.port ?? 0 };
    }),
  );
}

test('six speak and eight listen: each hears all but itself within 1 dB, and everything else is 20 dB down', async () => {
  const codecs = [PCMU, PCMA, G722, OPUS, L16, G722, PCMA, G722];
  const talkers = await join(
    codecs,
    FREQUENCIES.map((frequency, i) => (i < 6 ? frequency : undefined)),
  );
  const heard = await talk(talkers, 4);
  heard.forEach(({ samples, rate }, listener) => {
    let explained = 0;
    talkers.forEach(({ frequency }, talker) => {
      if (frequency === undefined) return;
      const amplitude = amplitudeOf(samples, frequency, rate);
      if (talker === listener) expect(decibel(amplitude / AMPLITUDE)).toBeLessThan(-35);
      else {
        expect(Math.abs(decibel(amplitude / AMPLITUDE))).toBeLessThan(1);
        explained += amplitude ** 2 / 2;
      }
    });
    const power = samples.reduce((sum, value) => sum + value ** 2, 0) / samples.length;
    expect(10 * Math.log10((power - explained) / power)).toBeLessThan(-20);
  });
  for (const { stream } of talkers) stream.close();
});

test('one speaks: no listener hears a click in any tenth of a second', async () => {
  const talkers = await join([G722, PCMA, G722, OPUS, L16], [1030, undefined, undefined, undefined, undefined]);
  const heard = await talk(talkers, 4);
  heard.slice(1).forEach(({ samples, rate }) => {
    for (let at = 0; at + rate / 10 <= samples.length; at += rate / 10) {
      const part = samples.subarray(at, at + rate / 10);
      const amplitude = amplitudeOf(part, 1030, rate);
      const power = part.reduce((sum, value) => sum + value ** 2, 0) / part.length;
      expect(Math.abs(decibel(amplitude / AMPLITUDE))).toBeLessThan(1);
      expect(10 * Math.log10(Math.max(1, power - amplitude ** 2 / 2) / power)).toBeLessThan(-25);
    }
  });
  for (const { stream } of talkers) stream.close();
});
