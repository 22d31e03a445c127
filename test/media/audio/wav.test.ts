import { describe, expect, it } from 'vitest';
import { encodeAlaw, encodeMulaw } from '../../../media/audio/g711.ts';
import { readWav } from '../../../media/audio/wav.ts';
import { amplitudeOf } from '../signal.ts';

interface Recording {
  readonly tag?: number;
  readonly rate?: number;
  readonly channels?: number;
  readonly bits?: number;
  /** Writes one sample of -1 to 1. */
  readonly put?: (data: Buffer, value: number, at: number) => void;
  readonly extra?: Buffer;
}

const FREQUENCY = 1000;
const AMPLITUDE = 0.5;

/** One second of a tone. */
function recording({
  tag = 1,
  rate = 16_000,
  channels = 1,
  bits = 16,
  put = (data, value, at) => data.writeInt16LE(Math.round(value * 0x7fff), at),
  extra = Buffer.alloc(0),
}: Recording = {}): Buffer {
  const width = bits / 8;
  const data = Buffer.alloc(rate * channels * width);
  for (let frame = 0; frame < rate; frame++) {
    const value = AMPLITUDE * Math.sin((2 * Math.PI * FREQUENCY * frame) / rate);
    for (let channel = 0; channel < channels; channel++) put(data, value, (frame * channels + channel) * width);
  }
  const format = Buffer.alloc(16);
  for (const [at, value] of [
    [0, tag],
    [2, channels],
    [12, width * channels],
    [14, bits],
  ] as const)
    format.writeUInt16LE(value, at);
  format.writeUInt32LE(rate, 4);
  return riff([
    ['fmt ', format],
    ['LIST', extra],
    ['data', data],
  ]);
}

function riff(chunks: readonly (readonly [string, Buffer])[]): Buffer {
  const body = chunks.flatMap(([name, content]) => {
    const head = Buffer.alloc(8);
    head.write(name, 'latin1');
    head.writeUInt32LE(content.length, 4);
    return [head, content, Buffer.alloc(content.length % 2)];
  });
  return Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'), ...body]);
}

describe('a recording', () => {
  it.each<[string, Recording]>([
    ['16 bits, 16 kHz', {}],
    ['8 kHz', { rate: 8000 }],
    ['22.05 kHz', { rate: 22_050 }],
    ['44.1 kHz, two channels', { rate: 44_100, channels: 2 }],
    ['48 kHz', { rate: 48_000 }],
    ['8 bits', { bits: 8, put: (data, value, at) => void (data[at] = Math.round(value * 127) + 128) }],
    ['24 bits', { bits: 24, put: (data, value, at) => data.writeIntLE(Math.round(value * 0x7fffff), at, 3) }],
    ['float', { tag: 3, bits: 32, put: (data, value, at) => data.writeFloatLE(value, at) }],
    [
      'µ-law',
      { tag: 7, bits: 8, put: (data, value, at) => void (data[at] = encodeMulaw(Int16Array.of(value * 0x7fff))[0]!) },
    ],
    [
      'A-law',
      { tag: 6, bits: 8, put: (data, value, at) => void (data[at] = encodeAlaw(Int16Array.of(value * 0x7fff))[0]!) },
    ],
    ['with an unknown chunk of odd length', { extra: Buffer.from('INFO!') }],
  ])('%s is played at 16 kHz', (_name, options) => {
    const { samples } = readWav(recording(options));
    expect(samples.length).toBe(16_000);
    const level = amplitudeOf(samples.slice(2000, 14_000), FREQUENCY, 16_000) / 0x8000;
    expect(level).toBeGreaterThan(AMPLITUDE * 0.97);
    expect(level).toBeLessThan(AMPLITUDE * 1.03);
  });

  it.each<[string, Buffer]>([
    ['it is not a WAV file', Buffer.from('RIFX0000WAVE')],
    ['it has no samples', riff([['LIST', Buffer.alloc(3)]])],
    ['its samples precede their format', riff([['data', Buffer.alloc(4)]])],
    [
      'its format is truncated',
      riff([
        ['fmt ', Buffer.alloc(4)],
        ['data', Buffer.alloc(4)],
      ]),
    ],
    ['its format (tag 2, 16 bits) is not supported', recording({ tag: 2 })],
    ['it has 0 channels', recording({ channels: 0 })],
    ['its rate is 4000 Hz, not 8000 to 192000', recording({ rate: 4000 })],
  ])('%s', (message, file) => expect(() => readWav(file)).toThrow(new Error(message)));

  it('that is truncated is played as far as it goes, whatever its bytes', () => {
    const whole = recording();
    for (let length = 0; length < 60; length++) {
      try {
        expect(readWav(whole.subarray(0, length)).samples.length).toBeLessThan(20);
      } catch (error) {
        expect((error as Error).message).toMatch(/^it/);
      }
    }
  });
});
