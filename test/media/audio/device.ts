/** A device that sends a tone over a path that loses, delays and reorders packets, and a source's output for it. */
import { encodeMulaw } from '../../../media/audio/g711.ts';
import { G722Encoder } from '../../../media/audio/g722.ts';
import { AudioSource } from '../../../media/audio/source.ts';
import type { AudioCodec } from '../../../media/port.ts';
import { amplitudeOf, tone } from '../signal.ts';

export const PCMU: AudioCodec = { kind: 'audio', name: 'PCMU', payloadType: 0, clockRate: 8000, channels: 1 };
export const G722: AudioCodec = { kind: 'audio', name: 'G722', payloadType: 9, clockRate: 8000, channels: 1 };
export const AMPLITUDE = 8000;

export interface Path {
  readonly codec: AudioCodec;
  readonly seconds?: number;
  /** Hz. */
  readonly frequency?: number;
  readonly ptime?: number;
  /** Drift of the device's clock relative to ours, parts per million; positive is fast. */
  readonly drift?: number;
  /** True for each packet that is lost. */
  readonly lost?: (index: number, random: () => number) => boolean;
  /** Delay of each packet, ms. */
  readonly delay?: (index: number, random: () => number) => number;
  /** The device is silent before this packet. */
  readonly silentUntil?: number;
  /** RTP timestamp of each packet, if not simply counted. */
  readonly timestamp?: (index: number) => number;
}

export interface Heard {
  readonly samples: Int16Array;
  readonly source: AudioSource;
  /** Frames in which the source was silent. */
  readonly silent: number;
}

/** A linear congruential generator, 0..1. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Arrival {
  readonly sequence: number;
  readonly at: number;
  readonly timestamp: number;
  readonly payload: Uint8Array;
}

/** A packet leaves once its last sample has been spoken. */
function send(path: Path): readonly Arrival[] {
  const { codec, seconds = 10, frequency = 1000, ptime = 20, drift = 0, silentUntil = 0 } = path;
  const random = seeded(7);
  const encoder = new G722Encoder();
  const perMs = codec === G722 ? 16 : 8;
  const arrivals: Arrival[] = [];
  for (let i = 0; i * ptime < seconds * 1000; i++) {
    const samples = tone(frequency, perMs * 1000, ptime * perMs, i < silentUntil ? 0 : AMPLITUDE, i * ptime * perMs);
    const payload = codec === G722 ? encoder.encode(samples) : encodeMulaw(samples);
    const delay = path.delay?.(i, random) ?? 0;
    if (path.lost?.(i, random) === true) continue;
    const timestamp = path.timestamp?.(i) ?? (0xffff_f000 + i * ptime * 8) >>> 0;
    arrivals.push({ sequence: i & 0xffff, at: (i + 1) * ptime * (1 - drift / 1e6) + delay + 3, timestamp, payload });
  }
  return arrivals.toSorted((a, b) => a.at - b.at);
}

export function hear(path: Path): Heard {
  const { codec, seconds = 10 } = path;
  const source = new AudioSource([codec]);
  const arrivals = send(path);
  const frames = Math.floor((seconds * 1000) / 20) - 1;
  const samples = new Int16Array(frames * 320);
  let next = 0;
  let silent = 0;
  for (let frame = 0; frame < frames; frame++) {
    const now = (frame + 1) * 20;
    for (let arrival = arrivals[next]; arrival !== undefined && arrival.at <= now; arrival = arrivals[++next]) {
      source.push({ ssrc: 1, payloadType: codec.payloadType, ...arrival }, arrival.at);
    }
    const pulled = source.pull(now);
    if (pulled === undefined) silent += 1;
    else samples.set(pulled, frame * 320);
  }
  return { samples, source, silent };
}

export interface Quality {
  /** The tone's level in the softest and the loudest 100 ms, dB relative to what was sent. */
  readonly softest: number;
  readonly loudest: number;
  /** Everything but the tone, in dB relative to the total: in the worst 100 ms, and on the whole. */
  readonly worst: number;
  readonly rest: number;
  /** The largest difference between neighbouring samples, relative to that of the tone itself. */
  readonly jump: number;
}

/** Measures from the first second on. */
export function qualityOf(samples: Int16Array, frequency = 1000, rate = 16_000): Quality {
  const window = rate / 10;
  const levels: number[] = [];
  const shares: number[] = [];
  let [rest, all, jump] = [0, 0, 0];
  for (let at = rate; at + window <= samples.length; at += window) {
    const part = samples.subarray(at, at + window);
    const amplitude = amplitudeOf(part, frequency, rate);
    const power = part.reduce((sum, value) => sum + value ** 2, 0) / window;
    const other = Math.max(1, power - amplitude ** 2 / 2);
    levels.push(20 * Math.log10(amplitude / AMPLITUDE));
    shares.push(10 * Math.log10(other / power));
    rest += other;
    all += power;
  }
  for (let i = rate + 1; i < samples.length; i++)
    jump = Math.max(jump, Math.abs((samples[i] ?? 0) - (samples[i - 1] ?? 0)));
  const own = 2 * AMPLITUDE * Math.sin((Math.PI * frequency) / rate);
  return {
    softest: Math.min(...levels),
    loudest: Math.max(...levels),
    worst: Math.max(...shares),
    rest: 10 * Math.log10(rest / all),
    jump: jump / own,
  };
}
