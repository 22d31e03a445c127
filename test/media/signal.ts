/** Generates tones, and measures a tone in received sound. */

/** `amplitude`: full scale is 32767. */
export function tone(frequency: number, sampleRate: number, samples: number, amplitude: number, from = 0): Int16Array {
  return Int16Array.from({ length: samples }, (_, i) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * frequency * (from + i)) / sampleRate)),
  );
}

/** The amplitude of one frequency (Goertzel). Whole periods give exact results. */
export function amplitudeOf(samples: Int16Array, frequency: number, sampleRate: number): number {
  const w = (2 * Math.PI * frequency) / sampleRate;
  const coefficient = 2 * Math.cos(w);
  let before = 0;
  let last = 0;
  for (const sample of samples) [before, last] = [last, sample + coefficient * last - before];
  const power = last ** 2 + before ** 2 - coefficient * last * before;
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length;
}

export function decibel(ratio: number): number {
  return 20 * Math.log10(ratio);
}
