/**
 * 8 kHz <-> 16 kHz with a half-band FIR: windowed sinc, 47 taps, Kaiser window (about 80 dB), flat to 3.4 kHz. Every
 * second tap but the middle one is zero, which is what makes half-band filters cheap.
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
 * 16 kHz in, 8 kHz out. The history is the caller's: whoever hears a stream keeps the end of what it heard, so that
 * listeners can move between shared and own streams without a seam.
 */
export function downsample(history: Float64Array, input: Int16Array): { readonly output: Int16Array; readonly history: Float64Array } {
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

function grow(buffer: Float64Array, length: number, keep: number): Float64Array {
  const larger = new Float64Array(length);
  larger.set(buffer.subarray(0, keep));
  return larger;
}
