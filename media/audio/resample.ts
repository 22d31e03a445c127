/**
 * 8 kHz <-> 16 kHz <-> 48 kHz. Between 8 and 16 kHz with a half-band FIR: windowed sinc, 47 taps, Kaiser window
 * (about 80 dB), flat to 3.4 kHz. Every second tap but the middle one is zero, which is what makes half-band
 * filters cheap.
 * Between 16 and 48 kHz with a windowed sinc of 144 taps (about 80 dB), flat to 6.8 kHz, close to where G.722 ends,
 * too.
 */

const HALF = 23;
/** Taps at odd distances from the middle, from the farthest on one side to the farthest on the other. */
const TAPS = Float64Array.from({ length: HALF + 1 }, (_, index) => tap(2 * index - HALF));
const TAP_COUNT = HALF + 1;

/** Modified Bessel function of the first kind, order 0 (power series). */
function bessel0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 30; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** The half-band low-pass at `distance` samples from its middle, times two. */
function tap(distance: number): number {
  const beta = 7.0;
  const window = bessel0(beta * Math.sqrt(1 - (distance / (HALF + 1)) ** 2)) / bessel0(beta);
  return (window * 2 * Math.sin((Math.PI * distance) / 2)) / (Math.PI * distance);
}

function saturate(value: number): number {
  return value > 32767 ? 32767 : value < -32768 ? -32768 : Math.round(value);
}

/** 8 kHz in, 16 kHz out. Keeps the last samples of one frame for the next. */
export class Upsampler {
  #buffer: Float64Array = new Float64Array(TAP_COUNT - 1 + 160);

  process(input: Int16Array): Int16Array {
    const history = TAP_COUNT - 1;
    const needed = history + input.length;
    if (this.#buffer.length < needed) this.#buffer = grow(this.#buffer, needed, history);
    const buffer = this.#buffer;
    for (let i = 0; i < input.length; i++) buffer[history + i] = input[i] ?? 0;
    const out = new Int16Array(2 * input.length);
    for (let i = 0; i < input.length; i++) {
      let sum = 0;
      for (let k = 0; k < TAP_COUNT; k++) sum += (TAPS[k] ?? 0) * (buffer[i + k] ?? 0);
      out[2 * i] = saturate(buffer[i + TAP_COUNT / 2 - 1] ?? 0);
      out[2 * i + 1] = saturate(sum);
    }
    buffer.copyWithin(0, input.length, needed);
    return out;
  }
}

/**
 * 16 kHz in, 8 kHz out. The caller keeps the history: a listener retains the end of what it heard, so that it can
 * move between shared and own streams without a seam.
 */
export function downsample(
  history: Float64Array,
  input: Int16Array,
): { readonly output: Int16Array; readonly history: Float64Array } {
  const keep = DOWNSAMPLE_HISTORY;
  const buffer = new Float64Array(keep + input.length);
  buffer.set(history);
  for (let i = 0; i < input.length; i++) buffer[keep + i] = input[i] ?? 0;
  const output = new Int16Array(input.length >> 1);
  for (let i = 0; i < output.length; i++) {
    const at = 2 * i;
    let sum = buffer[at + HALF] ?? 0;
    for (let k = 0; k < TAP_COUNT; k++) sum += (TAPS[k] ?? 0) * (buffer[at + 2 * k] ?? 0);
    output[i] = saturate(sum / 2);
  }
  return { output, history: buffer.slice(input.length) };
}

/** Samples at 16 kHz. */
export const DOWNSAMPLE_HISTORY = 2 * HALF;

/** Taps of the filter between 16 and 48 kHz, in all and in each of the three phases. */
const LONG = 144;
const PHASE = LONG / 3;
/** Half-amplitude frequency, Hz. */
const EDGE = 7600;
/** The taps of each phase in the order in which its samples are read: oldest first. */
const PHASES = [0, 1, 2].map((phase) =>
  Float64Array.from({ length: PHASE }, (_, k) => longTap(3 * (PHASE - 1 - k) + phase)),
);
const LONG_TAPS = Float64Array.from({ length: LONG }, (_, k) => longTap(k) / 3);

function longTap(index: number): number {
  const distance = index - (LONG - 1) / 2;
  const beta = 7.9;
  const window = bessel0(beta * Math.sqrt(1 - (distance / (LONG / 2)) ** 2)) / bessel0(beta);
  const x = (2 * EDGE * distance) / 48_000;
  return ((2 * EDGE) / 48_000) * 3 * window * (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
}

/** 16 kHz in, 48 kHz out. */
export class Tripler {
  #buffer: Float64Array = new Float64Array(PHASE - 1 + 320);

  process(input: Int16Array): Int16Array {
    const history = PHASE - 1;
    if (this.#buffer.length < history + input.length)
      this.#buffer = grow(this.#buffer, history + input.length, history);
    const buffer = this.#buffer;
    buffer.set(input, history);
    const out = new Int16Array(3 * input.length);
    PHASES.forEach((taps, phase) => {
      for (let i = 0; i < input.length; i++) {
        let sum = 0;
        for (let k = 0; k < PHASE; k++) sum += (taps[k] ?? 0) * (buffer[i + k] ?? 0);
        out[3 * i + phase] = saturate(sum);
      }
    });
    buffer.copyWithin(0, input.length, input.length + history);
    return out;
  }
}

/** 48 kHz in, 16 kHz out. The input must be a multiple of three samples. */
export class Thirder {
  #buffer: Float64Array = new Float64Array(LONG - 1 + 960);

  process(input: Int16Array): Int16Array {
    const history = LONG - 1;
    if (this.#buffer.length < history + input.length)
      this.#buffer = grow(this.#buffer, history + input.length, history);
    const buffer = this.#buffer;
    buffer.set(input, history);
    const out = new Int16Array(input.length / 3);
    for (let i = 0; i < out.length; i++) {
      let sum = 0;
      for (let k = 0; k < LONG; k++) sum += (LONG_TAPS[k] ?? 0) * (buffer[3 * i + k] ?? 0);
      out[i] = saturate(sum);
    }
    buffer.copyWithin(0, input.length, input.length + history);
    return out;
  }
}

function grow(buffer: Float64Array, length: number, keep: number): Float64Array {
  const larger = new Float64Array(length);
  larger.set(buffer.subarray(0, keep));
  return larger;
}
